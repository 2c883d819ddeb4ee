import { expect, test } from 'vitest';
import {
  afterRun,
  type CatchUp,
  planCatchUp,
  readSlotMemory,
  type SlotMemory,
  writeSlotMemory,
} from '../../src/schedule/catch-up.ts';
import { slotAt, type Timetable } from '../../src/schedule/slots.ts';

const hourMs = 3_600_000;

const daily: Timetable = {
  digestId: 'daily',
  schedule: '0 9 * * *',
  timezone: 'Asia/Shanghai',
  days: 'everyday',
  calendar: { daysOff: [], workdays: [] },
};

/** An instant by Shanghai's clock. */
const at = (local: string) => new Date(`${local}:00+08:00`);

function memory(change: Partial<SlotMemory> = {}): SlotMemory {
  const { schedule, timezone, days } = daily;
  return { schedule, timezone, days, seenUntil: at('2026-02-01T08:59'), open: undefined, ran: [], ...change };
}

function plan(now: string, change: Partial<CatchUp> = {}) {
  const asked = {
    timetable: daily,
    memory: memory(),
    taken: [],
    catchUpMs: 6 * hourMs,
    startedAt: at('2026-01-01T00:00'),
  };
  const { run, missed, skipped, memory: after } = planCatchUp({ ...asked, now: at(now), ...change });
  return {
    run: run && `${run.slot.local}${run.late ? ' late' : ''}`,
    missed: missed.map(({ local }) => local),
    skipped: skipped.map(({ local }) => local),
    after,
  };
}

test.each([
  ['2026-02-01T08:59', undefined, []],
  ['2026-02-01T09:00', '2026-02-01T09:00', []],
  ['2026-02-01T09:01', '2026-02-01T09:00', []],
  ['2026-02-01T09:02', '2026-02-01T09:00 late', []],
  ['2026-02-01T14:59', '2026-02-01T09:00 late', []],
  ['2026-02-01T15:00', undefined, ['2026-02-01T09:00']],
  ['2026-02-03T10:00', '2026-02-03T09:00 late', ['2026-02-01T09:00', '2026-02-02T09:00']],
  ['2026-02-03T20:00', undefined, ['2026-02-01T09:00', '2026-02-02T09:00', '2026-02-03T09:00']],
])('the catch-up at %s runs %s and has missed %j', (now, run, missed) => {
  expect(plan(now)).toMatchObject({ run, missed });
});

test('a digest that is never caught up still runs within the minute after its slot', () => {
  expect(plan('2026-02-01T09:01', { catchUpMs: 0 })).toMatchObject({ run: '2026-02-01T09:00', missed: [] });
  expect(plan('2026-02-01T09:02', { catchUpMs: 0 })).toMatchObject({ run: undefined, missed: ['2026-02-01T09:00'] });
});

test('a slot from before the worker’s start is late, however little', () => {
  expect(plan('2026-02-01T09:01', { startedAt: at('2026-02-01T09:00') }).run).toBe('2026-02-01T09:00');
  expect(plan('2026-02-01T09:01', { startedAt: at('2026-02-01T09:01') }).run).toBe('2026-02-01T09:00 late');
});

test('a catchUp of less than a minute still lets a slot run at its time', () => {
  expect(plan('2026-02-01T09:00', { catchUpMs: 1 }).run).toBe('2026-02-01T09:00');
  expect(plan('2026-02-01T09:02', { catchUpMs: 1 })).toMatchObject({ run: undefined, missed: ['2026-02-01T09:00'] });
});

test('a slot from before the first loading of its schedule is never due', () => {
  const first = plan('2026-02-01T09:30', { memory: undefined });
  expect(first.after.since).toEqual(at('2026-02-01T09:30'));
  expect(first).toMatchObject({ run: undefined, missed: [] });
  expect(plan('2026-02-01T10:00', { memory: first.after })).toMatchObject({ run: undefined, missed: [] });
});

test('an hour that is moved to the past applies from tomorrow', () => {
  const timetable = { ...daily, schedule: '0 8 * * *' };
  const edited = plan('2026-02-01T08:59', { timetable });
  expect(edited).toMatchObject({ run: undefined, missed: [] });
  expect(plan('2026-02-01T12:00', { timetable, memory: edited.after })).toMatchObject({ run: undefined, missed: [] });
  expect(plan('2026-02-02T08:00', { timetable, memory: edited.after }).run).toBe('2026-02-02T08:00');
});

test('an open slot stays due until it has run, and gives way to a newer one', () => {
  const opened = plan('2026-02-01T09:00');
  expect(plan('2026-02-01T11:00', { memory: opened.after }).run).toBe('2026-02-01T09:00 late');
  expect(plan('2026-02-02T09:00', { memory: opened.after, catchUpMs: 48 * hourMs })).toMatchObject({
    run: '2026-02-02T09:00',
    missed: ['2026-02-01T09:00'],
  });
  const slot = slotAt(daily, at('2026-02-01T09:00'));
  if (slot === undefined) throw new Error('it fires daily');
  const ran = afterRun(opened.after, slot);
  expect(plan('2026-02-01T11:00', { memory: ran })).toMatchObject({ run: undefined, missed: [] });
});

test('two hours a day are two digests a day, moved or not', () => {
  const both = { ...daily, schedule: '0 9,18 * * *' };
  const ran = { ...memory({ ran: ['2026-02-01T08:00'] }), schedule: both.schedule };
  expect(plan('2026-02-01T09:00', { timetable: both, memory: ran })).toMatchObject({ skipped: ['2026-02-01T09:00'] });
  const afterwards = { ...ran, seenUntil: at('2026-02-01T17:00') };
  expect(plan('2026-02-01T18:00', { timetable: both, memory: afterwards }).run).toBe('2026-02-01T18:00');
});

test('the memory of slots is the same after it was written and read', () => {
  const { after } = plan('2026-02-01T09:00');
  expect(readSlotMemory(writeSlotMemory(after))).toEqual(after);
  expect(readSlotMemory(writeSlotMemory(memory()))).toEqual(memory());
});
