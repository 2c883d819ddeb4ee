import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CronTimer, createCronTimer } from '../../src/schedule/cron-timer.ts';

const minuteMs = 60_000;
const logged: string[] = [];
const log = {
  warn: (_fields: object, message: string) => void logged.push(message),
  error: (_fields: object, message: string) => void logged.push(message),
};
let timer: CronTimer;

beforeEach(() => {
  logged.length = 0;
  timer = createCronTimer(log);
  vi.useFakeTimers({ now: new Date('2026-03-28T12:00:00Z') });
});

afterEach(() => void vi.useRealTimers());

function job(schedule: string, timezone: string, fire: () => Promise<void>) {
  return timer({ name: 'digest:daily', schedule, timezone, fire });
}

test('node-cron fires in the zone, not at a time that does not exist, and no more once stopped', async () => {
  const fired: string[] = [];
  const running = job('30 2 * * *', 'Europe/Berlin', async () => {
    fired.push(new Date().toISOString().slice(0, 16));
  });

  await vi.advanceTimersByTimeAsync(3 * 24 * 60 * minuteMs);
  running.stop();
  await vi.advanceTimersByTimeAsync(2 * 24 * 60 * minuteMs);

  expect(fired).toEqual(['2026-03-30T00:30', '2026-03-31T00:30']);
});

test('a firing while the one before still runs starts nothing, and says so in our log', async () => {
  let running = 0;
  let most = 0;
  const { stop } = job('* * * * *', 'UTC', async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 2.5 * minuteMs));
    running -= 1;
  });

  await vi.advanceTimersByTimeAsync(10 * minuteMs);
  stop();

  expect(most).toBe(1);
  expect(logged).toContain('timer warning');
});

test('a firing that came too late, as after a sleep, fires all the same', async () => {
  const fired: string[] = [];
  const { stop } = job('0 13 * * *', 'UTC', async () => {
    fired.push(new Date().toISOString().slice(11, 16));
  });

  await vi.advanceTimersByTimeAsync(30 * minuteMs);
  vi.setSystemTime(new Date('2026-03-28T15:00:00Z'));
  await vi.advanceTimersByTimeAsync(31 * minuteMs);
  stop();

  expect(fired).toEqual(['15:30']);
});
