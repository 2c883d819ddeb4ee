import { describe, expect, test } from 'vitest';
import { backlogOf, withRoom } from '../../src/edition/backlog.ts';
import type { DigestSettings, Language } from '../../src/model.ts';
import { slotAt } from '../../src/schedule/slots.ts';
import { digestSettings } from '../support/digest-settings.ts';

interface Case {
  readonly days?: DigestSettings['days'];
  readonly schedule?: string;
  /** Day of the slot and of the last one that was delivered. */
  readonly day: string;
  readonly since: string | undefined;
  readonly daysOff?: readonly string[];
}

function backlog({ days = 'workdays', schedule = '0 9 * * *', day, since, daysOff = [] }: Case, language: Language) {
  const timezone = 'Asia/Shanghai';
  const timetable = { digestId: 'daily', schedule, timezone, days, calendar: { daysOff, workdays: [] } };
  const slot = slotAt(timetable, new Date(`${day}T09:00:00+08:00`));
  if (slot === undefined) throw new Error('The case has no slot.');
  return backlogOf(
    { timetable, slot, since: since === undefined ? undefined : new Date(`${since}T09:00:00+08:00`) },
    language,
  );
}

describe('an edition says what it makes up for', () => {
  test.each([
    ['after the Spring Festival', { day: '2026-02-24', since: '2026-02-14' }, '春节 9 天', 'Spring Festival, 9 days:'],
    [
      'after days off of the user’s own',
      { days: 'workdays', day: '2026-03-12', since: '2026-03-06', daysOff: ['2026-03-09', '2026-03-10', '2026-03-11'] },
      '休息 5 天',
      'days off, 5 days:',
    ],
    ['after an outage', { days: 'everyday', day: '2026-03-12', since: '2026-03-08' }, '4 天', '4 days:'],
  ] as const)('an edition says what it makes up for: %s', (_when, given, chinese, english) => {
    expect(backlog(given, 'zh-CN')).toBe(chinese);
    expect(backlog(given, 'en')).toBe(english);
  });

  test.each([
    ['an ordinary weekend', { day: '2026-03-09', since: '2026-03-06' }],
    ['a day after a day', { days: 'everyday', day: '2026-03-12', since: '2026-03-11' }],
    ['one missed day', { days: 'everyday', day: '2026-03-12', since: '2026-03-10' }],
    ['a weekly digest', { days: 'everyday', schedule: '0 9 * * 4', day: '2026-03-12', since: '2026-03-05' }],
    ['many slots of one day', { days: 'everyday', schedule: '0 6-9 * * *', day: '2026-03-12', since: '2026-03-11' }],
    ['the first run', { day: '2026-02-24', since: undefined }],
    ['a further edition of a slot that was told', { day: '2026-02-24', since: '2026-02-24' }],
  ] as const)('an edition makes up for nothing after %s', (_when, given) => {
    expect(backlog(given, 'zh-CN')).toBeUndefined();
  });
});

test('an edition after a backlog may take one message more and the stories that fill it', () => {
  expect(withRoom(digestSettings({ maxStories: 15, maxMessages: 1 }))).toMatchObject({
    maxStories: 25,
    maxMessages: 2,
  });
  expect(withRoom(digestSettings({ maxMessages: undefined })).maxMessages).toBeUndefined();
});
