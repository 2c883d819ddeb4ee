import fc from 'fast-check';
import { createTask } from 'node-cron';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { nextSlot, slotAt, slotsBetween, type Timetable } from '../../src/schedule/slots.ts';

function timetable(schedule: string, timezone = 'Asia/Shanghai', change: Partial<Timetable> = {}): Timetable {
  return {
    digestId: 'daily',
    schedule,
    timezone,
    days: 'everyday',
    calendar: { daysOff: [], workdays: [] },
    ...change,
  };
}

test('the slot of an instant is the latest firing at or before it, in local time with its offset', () => {
  expect(slotAt(timetable('0 9 * * *'), new Date('2026-02-01T01:00:00Z'))).toEqual({
    digestId: 'daily',
    local: '2026-02-01T09:00',
    iso: '2026-02-01T09:00:00+08:00',
    instant: new Date('2026-02-01T01:00:00Z'),
  });
  expect(slotAt(timetable('0 9 * * *'), new Date('2026-02-01T00:59:59Z'))?.local).toBe('2026-01-31T09:00');
});

test.each([
  ['0 9 * * 1-5', '2026-02-08T04:00:00Z', '2026-02-06T09:00'],
  ['0 9 * * mon,wed', '2026-02-08T04:00:00Z', '2026-02-04T09:00'],
  ['0 9 * * 7', '2026-02-08T04:00:00Z', '2026-02-08T09:00'],
  ['*/20 8-10 * * *', '2026-02-08T02:45:00Z', '2026-02-08T10:40'],
  ['0 9 1 jan,jul *', '2026-02-08T04:00:00Z', '2026-01-01T09:00'],
  ['0 9 L * *', '2026-02-08T04:00:00Z', '2026-01-31T09:00'],
  ['0 9 29 2 *', '2026-02-08T04:00:00Z', '2024-02-29T09:00'],
  ['30 23-1 * * *', '2026-02-07T16:10:00Z', '2026-02-07T23:30'],
  ['@daily', '2026-02-08T04:00:00Z', '2026-02-08T00:00'],
  // As node-cron has it, and unlike crontab: both the day of the month and of the week must match.
  ['0 9 13 * 5', '2026-02-12T04:00:00Z', '2025-06-13T09:00'],
])('the slot of %s at %s is %s', (schedule, instant, local) => {
  expect(slotAt(timetable(schedule), new Date(instant))?.local).toBe(local);
});

test('a schedule that never fires on due days has no slot', () => {
  expect(
    slotAt(timetable('0 9 * * 6', 'Asia/Shanghai', { days: 'weekdays' }), new Date('2026-02-01Z')),
  ).toBeUndefined();
  expect(
    nextSlot(timetable('0 9 * * 6', 'Asia/Shanghai', { days: 'weekdays' }), new Date('2026-02-01Z')),
  ).toBeUndefined();
});

test('the offset of a slot is right in zones west of Greenwich and with odd minutes', () => {
  expect(slotAt(timetable('0 9 * * *', 'America/St_Johns'), new Date('2026-01-15T15:00:00Z'))?.iso).toBe(
    '2026-01-15T09:00:00-03:30',
  );
  expect(slotAt(timetable('0 9 * * *', 'Pacific/Kiritimati'), new Date('2026-01-15T00:00:00Z'))?.iso).toBe(
    '2026-01-15T09:00:00+14:00',
  );
});

const locals = (schedule: string, timezone: string, from: string, to: string) =>
  slotsBetween(timetable(schedule, timezone), new Date(from), new Date(to)).map(({ iso }) => iso);

test('a local time that clocks skip is due at the first minute after the gap', () => {
  expect(locals('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')).toEqual([
    '2026-03-28T02:30:00+01:00',
    '2026-03-29T03:00:00+02:00',
    '2026-03-30T02:30:00+02:00',
  ]);
});

test('all times that one gap skips, and the minute after it, are one slot', () => {
  expect(locals('*/20 1-3 * * *', 'Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T12:00:00Z')).toEqual([
    '2026-03-29T01:40:00+01:00',
    '2026-03-29T03:00:00+02:00',
    '2026-03-29T03:20:00+02:00',
    '2026-03-29T03:40:00+02:00',
  ]);
  expect(slotAt(timetable('30 2 * * *', 'Europe/Berlin'), new Date('2026-03-29T00:59:59Z'))?.local).toBe(
    '2026-03-28T02:30',
  );
});

test('a repeated local time fires once, the first time', () => {
  expect(locals('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
    '2026-10-25T02:30:00+02:00',
    '2026-10-26T02:30:00+01:00',
  ]);
  expect(locals('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
    '2026-11-01T01:30:00-04:00',
    '2026-11-02T01:30:00-05:00',
  ]);
});

test('during a repeated hour the slot is still the first one', () => {
  const second = new Date('2026-10-25T01:10:00Z'); // 02:10 for the second time
  expect(slotAt(timetable('30 2 * * *', 'Europe/Berlin'), second)?.iso).toBe('2026-10-25T02:30:00+02:00');
});

test('a clock change of thirty minutes, or at midnight, neither loses nor repeats a slot', () => {
  expect(locals('15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T20:00:00Z', '2026-10-05T00:00:00Z')).toEqual([
    '2026-10-04T02:30:00+11:00',
    '2026-10-05T02:15:00+11:00',
  ]);
  expect(locals('30 0 * * *', 'America/Havana', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z')).toEqual([
    '2026-03-08T01:00:00-04:00',
    '2026-03-09T00:30:00-04:00',
  ]);
  expect(locals('30 23 * * *', 'America/Scoresbysund', '2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
    '2026-03-27T23:30:00-02:00',
    '2026-03-29T00:00:00-01:00',
    '2026-03-29T23:30:00-01:00',
  ]);
});

const zones = fc.constantFrom(
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
);
const schedules = fc.constantFrom(
  '0 9 * * *',
  '30 2 * * *',
  '15 1,13 * * 1-5',
  '*/30 * * * *',
  '0 0 1 * *',
  '45 23 L * *',
);
const instants = fc.date({ min: new Date('2025-01-01Z'), max: new Date('2027-12-31Z'), noInvalidDate: true });

test('the next slot is the first of those between, and the slot of its own instant', () => {
  fc.assert(
    fc.property(zones, schedules, instants, (zone, schedule, instant) => {
      const table = timetable(schedule, zone);
      const next = nextSlot(table, instant);
      if (next === undefined) throw new Error('these schedules fire every month');
      expect(next.instant > instant).toBe(true);
      expect(slotAt(table, next.instant)).toEqual(next);
      expect(slotsBetween(table, instant, next.instant)).toEqual([next]);
      const before = slotAt(table, new Date(next.instant.getTime() - 1));
      expect(before === undefined || before.instant <= instant).toBe(true);
    }),
    { seed: 6, numRuns: 150 },
  );
});

describe('beside node-cron', () => {
  afterEach(() => void vi.useRealTimers());

  /** The next local times by node-cron itself, which only counts from now. */
  function cronLocals(schedule: string, timezone: string, from: Date, count: number): readonly string[] {
    vi.useFakeTimers({ now: from, toFake: ['Date'] });
    const task = createTask(schedule, () => undefined, { timezone });
    const runs = task.getNextRuns(count);
    task.destroy();
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
    return runs.map((run) => format.format(run).replace(' ', 'T'));
  }

  test.each([
    ['0 9 * * *', 'Asia/Shanghai', '2026-01-30T00:00:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-10-22T00:00:00Z'],
    ['30 1 * * *', 'America/New_York', '2026-10-29T00:00:00Z'],
    ['*/15 8-9 * * 1-5', 'America/New_York', '2026-03-06T00:00:00Z'],
    ['0 12 15W * *', 'Europe/London', '2026-01-01T00:00:00Z'],
    ['0 12 L-2 * *', 'Europe/London', '2026-01-01T00:00:00Z'],
    ['0 12 * * 5#2', 'Asia/Kolkata', '2026-01-01T00:00:00Z'],
    ['0 12 * * 5L', 'Asia/Kolkata', '2026-01-01T00:00:00Z'],
    ['5 4 * feb sun', 'Australia/Sydney', '2026-01-01T00:00:00Z'],
  ])('outside gaps, the schedule %s in %s has the slots at which node-cron fires', (schedule, timezone, from) => {
    const start = new Date(from);
    const theirs = cronLocals(schedule, timezone, start, 12);
    vi.useRealTimers();

    let instant = start;
    const ours = theirs.map(() => {
      const slot = nextSlot(timetable(schedule, timezone), instant);
      instant = slot?.instant ?? instant;
      return slot?.local;
    });

    expect(ours).toEqual(theirs);
  });
});

test('a schedule that node-cron cannot read throws an error', () => {
  for (const schedule of ['9 点', '0 25 * * *'])
    expect(() => slotAt(timetable(schedule), new Date('2026-02-01Z'))).toThrow();
});
