import { expect, test } from 'vitest';
import { calendarEndingSoon, calendarEndsOn, daysOffBefore, isDueDay } from '../../src/schedule/workdays.ts';

const none = { daysOff: [], workdays: [] };

/** Every day of these years, YYYY-MM-DD. */
function daysOf(firstYear: number, lastYear: number): readonly string[] {
  const days: string[] = [];
  for (let ms = Date.UTC(firstYear, 0, 1); ms < Date.UTC(lastYear + 1, 0, 1); ms += 86_400_000) {
    days.push(new Date(ms).toISOString().slice(0, 10));
  }
  return days;
}

test('every day is due with everyday, Monday to Friday with weekdays, holidays or not', () => {
  expect(isDueDay('everyday', '2026-02-15', none)).toBe(true);
  expect(isDueDay('weekdays', '2026-02-17', none)).toBe(true);
  expect(isDueDay('weekdays', '2026-02-14', none)).toBe(false);
});

test('with workdays the public calendar decides which day is due, make-up days included', () => {
  const inOctober = daysOf(2026, 2026).filter((day) => day.startsWith('2026-10') && isDueDay('workdays', day, none));
  expect(inOctober.slice(0, 4)).toEqual(['2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12']);
  expect(isDueDay('workdays', '2026-09-20', none), 'a Sunday to make up for the National Day').toBe(true);
  expect(isDueDay('workdays', '2026-02-14', none), 'a Saturday to make up for Spring Festival').toBe(true);
  expect(isDueDay('workdays', '2026-02-17', none), 'Spring Festival').toBe(false);
});

test("the user's own calendar decides first which day is due", () => {
  const own = { daysOff: ['2026-03-02', '2026-02-14'], workdays: ['2026-02-17'] };

  expect(isDueDay('workdays', '2026-03-02', own)).toBe(false);
  expect(isDueDay('workdays', '2026-02-14', own)).toBe(false);
  expect(isDueDay('workdays', '2026-02-17', own)).toBe(true);
  expect(isDueDay('weekdays', '2026-03-02', own)).toBe(true);
});

test('after the end of the calendar Monday to Friday are due', () => {
  const year = Number(calendarEndsOn(none).slice(0, 4)) + 1;
  const workdays = daysOf(year, year).filter((day) => isDueDay('workdays', day, none));

  expect(workdays).toEqual(daysOf(year, year).filter((day) => isDueDay('weekdays', day, none)));
});

test('the calendar ends with its last announced year', () => {
  expect(calendarEndsOn(none)).toMatch(/^20\d\d-12-31$/);
  expect(calendarEndsOn(none) >= '2026-12-31').toBe(true);
});

test('the end of the calendar is reported from 30 days before it, only where workdays are used', () => {
  const endsOn = calendarEndsOn(none);
  const before = (days: number) => new Date(Date.parse(endsOn) - days * 86_400_000).toISOString().slice(0, 10);

  expect(calendarEndingSoon(none, ['everyday', 'workdays'], before(30))).toBe(endsOn);
  expect(calendarEndingSoon(none, ['workdays'], before(31))).toBeUndefined();
  expect(calendarEndingSoon(none, ['everyday', 'weekdays'], before(1))).toBeUndefined();
});

test('the end of the calendar moves when the user adds days of a later year', () => {
  expect(calendarEndsOn({ daysOff: ['2031-02-03'], workdays: [] })).toBe('2031-12-31');
  expect(calendarEndsOn({ daysOff: [], workdays: ['2032-02-03'] })).toBe('2032-12-31');
});

test('days off before a slot are named by the holiday that most of them belong to', () => {
  expect(daysOffBefore({ local: '2026-02-24T09:00' }, 'workdays', none)).toEqual({
    days: 9,
    holiday: { 'zh-CN': '春节', en: 'Spring Festival' },
  });
  expect(daysOffBefore({ local: '2025-10-09T09:00' }, 'workdays', none)).toEqual({
    days: 8,
    holiday: { 'zh-CN': '国庆节', en: 'National Day' },
  });
});

test('days off of a plain weekend have no name', () => {
  expect(daysOffBefore({ local: '2026-01-12T09:00' }, 'workdays', none)).toEqual({ days: 2, holiday: undefined });
  expect(daysOffBefore({ local: '2026-02-23T09:00' }, 'weekdays', none)).toEqual({ days: 2, holiday: undefined });
});

test('no days off precede a slot after a due day', () => {
  expect(daysOffBefore({ local: '2026-01-13T09:00' }, 'workdays', none)).toBeUndefined();
  expect(daysOffBefore({ local: '2026-02-24T09:00' }, 'everyday', none)).toBeUndefined();
});

test('the count of days off ends even in a calendar without workdays', () => {
  const off = { daysOff: daysOf(2026, 2026), workdays: [] };

  expect(daysOffBefore({ local: '2026-12-01T09:00' }, 'workdays', off)?.days).toBe(30);
});
