import { expect, test } from 'vitest';
import { createHandRuns } from '../../src/worker/hand-runs.ts';

test('a run by hand is refused while no worker is active', () => {
  const runs = createHandRuns();
  expect(runs.ask('daily')).toBe('busy');

  runs.answer((id) => (id === 'daily' ? 'started' : 'busy'));
  expect([runs.ask('daily'), runs.ask('other')]).toEqual(['started', 'busy']);

  runs.answer(undefined);
  expect(runs.ask('daily')).toBe('busy');
});
