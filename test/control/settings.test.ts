import { expect, test } from 'vitest';
import { muteChange } from '../../src/control/settings.ts';
import { makeSettings } from '../compose/invented.ts';

const settings = { ...makeSettings(), timezone: 'America/New_York' };

test.each([
  ['2026-03-07T23:30:00-05:00', 2, '2026-03-08'],
  ['2026-11-01T00:30:00-04:00', 2, '2026-11-02'],
  ['2026-06-01T12:00:00-04:00', 7, '2026-06-07'],
  ['2026-06-01T12:00:00-04:00', 1, '2026-06-01'],
])('a word muted at %s for %d days is muted until %s, also where clocks change', (now, days, until) => {
  const change = muteChange(settings, { word: 'gadget', days, now: new Date(now) });
  expect(change.ok && change.value.did.en).toBe(`muted "gadget" until ${until}`);
});
