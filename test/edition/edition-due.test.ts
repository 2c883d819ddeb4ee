import { describe, expect, test } from 'vitest';
import { editionDue } from '../../src/edition/edition-due.ts';
import { forcedSlot, type Outlook, outlookOf, shownSlot } from '../../src/edition/outlook.ts';
import { hourMs } from '../../src/ground/durations.ts';
import type { DigestSettings, Slot } from '../../src/model.ts';
import { slotAt } from '../../src/schedule/slots.ts';
import type { EditionHead } from '../../src/store/store.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith } from '../worker/worker-world.ts';

function slot(local: string): Slot {
  const iso = `${local}:00+08:00`;
  return { digestId: 'daily', local, iso, instant: new Date(iso) };
}

describe('the edition due', () => {
  const latest = slot('2026-02-01T09:00');
  const next = slot('2026-02-02T09:00');
  const at = (time: string) => ({
    latest,
    next,
    catchUpMs: 6 * hourMs,
    now: new Date(`${time}:00+08:00`),
    today: time.slice(0, 10),
  });

  test.each([
    ['the latest, while it has no edition and is younger than catchUp', '2026-02-01T14:59', [], latest],
    ['the latest of the same day, when it is older', '2026-02-01T15:00', [], latest],
    ['nothing, when the latest is of the day before and the next is far', '2026-02-02T05:59', [], undefined],
    ['the next, from three hours before it', '2026-02-02T06:00', [], next],
    ['the next, a moment before it', '2026-02-02T08:59', ['2026-02-01T09:00'], next],
    [
      'nothing, when the latest has its edition and the next is far',
      '2026-02-01T09:01',
      ['2026-02-01T09:00'],
      undefined,
    ],
  ])('the edition due is %s', (_which, time, editions, expected) => {
    expect(editionDue({ ...at(time), editions })).toEqual(expected);
  });

  test('the edition due is the missing latest one rather than a next one that is near', () => {
    const evening = slot('2026-02-01T11:00');
    expect(editionDue({ ...at('2026-02-01T10:00'), next: evening, editions: [] })).toEqual(latest);
  });

  test('the edition due is the next one rather than a missing one of the same day that is older than catchUp', () => {
    const evening = slot('2026-02-01T18:00');
    expect(editionDue({ ...at('2026-02-01T16:00'), next: evening, editions: [] })).toEqual(evening);
  });

  test('no missing edition is due after a later one was sent early', () => {
    const evening = slot('2026-02-01T18:00');
    const sent = { next: slot('2026-02-02T09:00'), editions: [evening.local] };
    expect(editionDue({ ...at('2026-02-01T16:00'), ...sent })).toBeUndefined();
  });

  test('no edition is due for a schedule that has not fired yet', () => {
    expect(editionDue({ ...at('2026-01-30T09:00'), latest: undefined, editions: [] })).toBeUndefined();
  });
});

describe('the outlook', () => {
  const config = configWith();
  type Sent = Pick<EditionHead, 'slot' | 'composedAt'>;
  /** The edition of the last slot before that instant, composed at it. */
  function sentAt(settings: DigestSettings, iso: string): Sent {
    const composedAt = new Date(iso);
    const last = slotAt({ digestId: settings.id, ...settings, calendar: config.calendar }, composedAt);
    if (last === undefined) throw new Error(`Expected a slot before ${iso}`);
    return { slot: last, composedAt };
  }
  function look(settings: DigestSettings, now: string, ...editions: readonly (Sent | string)[]) {
    const heads = editions.map((one) => (typeof one === 'string' ? sentAt(settings, one) : one) as EditionHead);
    return outlookOf(config, settings, { store: { editionHeads: async () => heads }, now: new Date(now) });
  }
  const forced = (outlook: Outlook, settings: DigestSettings, now: string) =>
    forcedSlot(outlook, { config, settings, now: new Date(now) }).local;

  test('the outlook two seconds early is the edition of today, and one second late nothing more', async () => {
    const settings = digestSettings();
    const early = await look(settings, '2026-02-02T08:59:58+08:00', '2026-02-01T09:00:00+08:00');
    expect(early.due?.local).toBe('2026-02-02T09:00');

    const sent = { slot: slot('2026-02-02T09:00'), composedAt: new Date('2026-02-02T08:59:59+08:00') };
    const late = await look(settings, '2026-02-02T09:00:01+08:00', sent);
    expect(late.due).toBeUndefined();
    expect(late.next?.local).toBe('2026-02-03T09:00');
    expect(late.sentToday?.slot.local).toBe('2026-02-02T09:00');
  });

  test('the outlook after a move to a later hour does not promise what the worker skips', async () => {
    const moved = digestSettings({ schedule: '0 15 * * *' });
    const now = '2026-02-01T13:00:00+08:00';
    const outlook = await look(moved, now, sentAt(digestSettings(), '2026-02-01T09:00:10+08:00'));

    expect(outlook.due).toBeUndefined();
    expect(outlook.skipped.map(({ local }) => local)).toEqual(['2026-02-01T15:00']);
    expect(outlook.next?.local).toBe('2026-02-02T15:00');
    expect(forced(outlook, moved, now)).toBe('2026-02-01T09:00');
  });

  test('the outlook after a move to an earlier hour has no second digest for the day', async () => {
    const sent = sentAt(digestSettings({ schedule: '0 15 * * *' }), '2026-02-01T15:00:10+08:00');
    const outlook = await look(digestSettings(), '2026-02-01T16:00:00+08:00', sent);

    expect(outlook.due).toBeUndefined();
    expect(outlook.next?.local).toBe('2026-02-02T09:00');
  });

  test('the outlook keeps both editions of a day with two hours', async () => {
    const twice = digestSettings({ schedule: '0 9,18 * * *' });
    const outlook = await look(twice, '2026-02-01T16:00:00+08:00', '2026-02-01T09:00:00+08:00');

    expect(outlook.due?.local).toBe('2026-02-01T18:00');
    expect(outlook.skipped).toEqual([]);
  });

  test('right after setup the next edition is shown, because no worker catches up on an earlier one', async () => {
    const settings = digestSettings();
    const outlook = await look(settings, '2026-02-01T13:00:00+08:00');

    expect(shownSlot(outlook, settings).local).toBe('2026-02-01T09:00');
    expect(shownSlot(outlook, settings, true).local).toBe('2026-02-02T09:00');
  });

  test('the outlook of a weekday digest on a Saturday is Monday, and by force a further edition of Friday', async () => {
    const weekdays = digestSettings({ days: 'weekdays' });
    const saturday = '2026-01-31T10:00:00+08:00';
    const outlook = await look(weekdays, saturday, '2026-01-30T09:00:00+08:00');

    expect(outlook.due).toBeUndefined();
    expect(shownSlot(outlook, weekdays).local).toBe('2026-02-02T09:00');
    expect(forced(outlook, weekdays, saturday)).toBe('2026-01-30T09:00');
  });

  test('the outlook of a workday digest on a make-up Saturday is that day', async () => {
    const workdays = digestSettings({ days: 'workdays' });
    const outlook = await look(workdays, '2026-02-14T08:00:00+08:00', '2026-02-13T09:00:00+08:00');

    expect(outlook.due?.local).toBe('2026-02-14T09:00');
  });

  test('the outlook by force is the edition due, also before its hour and when the day already has another', async () => {
    const settings = digestSettings();
    const now = '2026-02-02T08:00:00+08:00';
    const outlook = await look(settings, now, '2026-02-01T09:00:00+08:00');
    expect(forced(outlook, settings, now)).toBe('2026-02-02T09:00');

    const twice = digestSettings({ schedule: '0 9,18 * * *' });
    const afternoon = '2026-02-01T16:00:00+08:00';
    const evening = await look(twice, afternoon, '2026-02-01T09:00:00+08:00');
    expect(forced(evening, twice, afternoon)).toBe('2026-02-01T18:00');
  });

  test('the outlook by force is the slot of the same day, also when it is far ahead', async () => {
    const evening = digestSettings({ schedule: '0 18 * * *' });
    const now = '2026-02-01T08:00:00+08:00';
    const outlook = await look(evening, now, '2026-01-31T18:00:00+08:00');

    expect(outlook.due).toBeUndefined();
    expect(forced(outlook, evening, now)).toBe('2026-02-01T18:00');
  });

  test('the outlook of a time that the clocks leave out is the first minute after it, and elapsed hours count', async () => {
    // In Berlin 02:00 to 03:00 does not exist on 29 March 2026.
    const berlin = digestSettings({ timezone: 'Europe/Berlin', schedule: '30 2 * * *' });
    const gap = await look(berlin, '2026-03-29T00:30:00+01:00', '2026-03-28T02:30:00+01:00');
    expect(gap.due?.local).toBe('2026-03-29T03:00');

    const four = digestSettings({ timezone: 'Europe/Berlin', schedule: '0 4 * * *' });
    const spring = await look(four, '2026-03-29T00:01:00+01:00', '2026-03-28T04:00:00+01:00');
    expect(spring.due?.local).toBe('2026-03-29T04:00');
    const autumn = await look(four, '2026-10-25T00:01:00+02:00', '2026-10-24T04:00:00+02:00');
    expect(autumn.due).toBeUndefined();
  });

  test('the outlook at a past instant ignores what was composed later', async () => {
    const settings = digestSettings();
    const outlook = await look(settings, '2026-02-01T09:00:00+08:00', '2026-02-01T09:00:20+08:00');

    expect(outlook.due?.local).toBe('2026-02-01T09:00');
  });
});
