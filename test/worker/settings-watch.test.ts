import { describe, expect, test } from 'vitest';
import type { Config, LoadedConfig } from '../../src/config/config.ts';
import { createSettings } from '../../src/config/settings-in-force.ts';
import type { Condition } from '../../src/operator/condition.ts';
import { calendarEndsOn } from '../../src/schedule/workdays.ts';
import { createSettingsWatch } from '../../src/worker/settings-watch.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configWith, loaded } from './worker-world.ts';

function watch(
  first: Config,
  reload: () => Promise<LoadedConfig>,
  { now = '2026-02-01T00:00:00Z', configStamp = (): string => '', wrongRooms = (): readonly string[] => [] } = {},
) {
  const told: string[] = [];
  const raised: Condition[] = [];
  const changes = { count: 0 };
  const clock = createFakeClock(new Date(now));
  const write = (_fields: object, message: string) => void told.push(message);
  const refresh = createSettingsWatch({
    settings: createSettings({ config: first, reload, clock }),
    configStamp,
    rooms: () => ({ used: [], wrong: wrongRooms() }),
    alerts: {
      async raise(condition) {
        raised.push(condition);
      },
      async clear(recovery) {
        told.push(recovery.kind);
      },
    },
    clock,
    onChange: () => {
      changes.count += 1;
    },
    log: { info: write, warn: write, error: write },
  });
  return { refresh, told, raised, changes };
}

test('a configuration file that cannot be read leaves the last valid version in force', async () => {
  const first = configWith();
  const { refresh, told } = watch(first, () => Promise.reject(new Error('EIO')));

  expect(await refresh()).toBe(first);
  expect(told).toContain('configuration could not be read, the last valid one stays in force');
});

test('reading the same configuration again has no visible effect', async () => {
  const { refresh, told, changes } = watch(configWith(), async () => loaded(configWith()));

  await refresh();

  expect(told).not.toContain('configuration changed');
  expect(changes.count).toBe(0);
});

describe('unchanged files', () => {
  test('configuration files that have not changed are not read again, also when several jobs ask at once', async () => {
    let stamp = 'as they were';
    let reads = 0;
    const reload = async () => {
      reads += 1;
      return loaded(configWith());
    };
    const { refresh } = watch(configWith(), reload, { configStamp: () => stamp });

    await Promise.all([refresh(), refresh()]);
    await refresh();
    expect(reads).toBe(1);

    stamp = 'edited';
    await refresh();
    expect(reads).toBe(2);
  });

  test('invalid configuration files are read again, because the fault may be in a variable', async () => {
    let isBroken = true;
    const broken = { ok: false, problems: [], language: 'en' } as const;
    const { refresh, told } = watch(configWith(), async () => (isBroken ? broken : loaded(configWith())));

    await refresh();
    isBroken = false;
    await refresh();

    expect(told).toContain('config-good');
  });
});

test('a room whose address an edit removed is reported at once and not only when the next edition is due', async () => {
  let stamp = 'as it was';
  let wrong: readonly string[] = [];
  const { refresh, raised } = watch(configWith(), async () => loaded(configWith()), {
    configStamp: () => stamp,
    wrongRooms: () => wrong,
  });
  await refresh();
  expect(raised).toEqual([]);

  [stamp, wrong] = ['robot removed', ['TEAM_ROBOT']];
  await refresh();
  expect(raised).toMatchObject([{ kind: 'robot-refused', webhook: 'TEAM_ROBOT', errcode: undefined }]);
});

describe('the calendar', () => {
  const workdays = configWith({ digests: [digestSettings({ days: 'workdays' })] });
  const endsOn = calendarEndsOn(workdays.calendar);
  const daysBefore = (days: number) => new Date(Date.parse(endsOn) - days * 86_400_000).toISOString();

  test.each([
    ['is not reported 31 days before it', workdays, daysBefore(31), 0],
    ['is reported 30 days before it', workdays, daysBefore(30), 1],
    ['is reported after it', workdays, daysBefore(-10), 1],
    ['is not reported when nobody uses it', configWith(), daysBefore(1), 0],
  ])('the end of the workdays calendar %s', async (_case, config, now, alerts) => {
    const { refresh, raised } = watch(config, async () => loaded(config), { now });

    await refresh();

    expect(raised).toHaveLength(alerts);
  });

  test('the end of the workdays calendar is later if the user has listed further days', async () => {
    const calendar = { daysOff: [`${Number(endsOn.slice(0, 4)) + 1}-01-01`], workdays: [] };
    const own = configWith({ digests: workdays.digests, calendar });
    const { refresh, raised, told } = watch(own, async () => loaded(own), { now: daysBefore(1) });

    await refresh();

    expect(raised).toEqual([]);
    expect(told).toContain('calendar-known');
  });
});
