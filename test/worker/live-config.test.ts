import { describe, expect, test } from 'vitest';
import type { Config, LoadedConfig } from '../../src/config/config.ts';
import type { Condition } from '../../src/operator/condition.ts';
import { calendarEndsOn } from '../../src/schedule/workdays.ts';
import { createLiveConfig } from '../../src/worker/live-config.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configWith, digestSettings, loaded } from './worker-world.ts';

function live(first: Config, reload: () => Promise<LoadedConfig>, now = '2026-02-01T00:00:00Z') {
  const told: string[] = [];
  const raised: Condition[] = [];
  const changes = { count: 0 };
  const write = (_fields: object, message: string) => void told.push(message);
  const config = createLiveConfig({
    config: first,
    reload,
    alerts: {
      raise: async (condition) => void raised.push(condition),
      clear: async ({ kind }) => void told.push(kind),
    },
    clock: createFakeClock(new Date(now)),
    onChange: () => {
      changes.count += 1;
    },
    log: { info: write, warn: write, error: write },
  });
  return { config, told, raised, changes };
}

test('a file that cannot even be read leaves the last good version', async () => {
  const first = configWith();
  const { config, told } = live(first, () => Promise.reject(new Error('EIO')));

  expect(await config.refresh()).toBe(first);
  expect(told).toEqual(['configuration not read, the last good one stays']);
});

test('the same configuration read again changes nothing that anybody would notice', async () => {
  const { config, told, changes } = live(configWith(), async () => loaded(configWith()));

  await config.refresh();

  expect(told).not.toContain('configuration changed');
  expect(changes.count).toBe(0);
});

describe('the end of the workdays calendar', () => {
  const workdays = configWith({ digests: [digestSettings({ days: 'workdays' })] });
  const endsOn = calendarEndsOn(workdays.calendar);
  const daysBefore = (days: number) => new Date(Date.parse(endsOn) - days * 86_400_000).toISOString();

  test.each([
    ['31 days before it', workdays, daysBefore(31), 0],
    ['30 days before it', workdays, daysBefore(30), 1],
    ['after it', workdays, daysBefore(-10), 1],
    ['when nobody uses it', configWith(), daysBefore(1), 0],
  ])('%s', async (_case, config, now, alerts) => {
    const { config: live_, raised } = live(config, async () => loaded(config), now);

    await live_.refresh();

    expect(raised).toHaveLength(alerts);
  });

  test('is moved by days that the user wrote', async () => {
    const calendar = { daysOff: [`${Number(endsOn.slice(0, 4)) + 1}-01-01`], workdays: [] };
    const own = configWith({ digests: workdays.digests, calendar });
    const { config, raised, told } = live(own, async () => loaded(own), daysBefore(1));

    await config.refresh();

    expect(raised).toEqual([]);
    expect(told).toContain('calendar-known');
  });
});
