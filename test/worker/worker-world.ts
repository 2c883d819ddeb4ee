/** A worker's world without network, disk or real time; what happened is written down. */
import type { Config, LoadedConfig } from '../../src/config/config.ts';
import type { Environment } from '../../src/config/environment.ts';
import { problemWithoutPlace } from '../../src/config/problem.ts';
import { createSettings, type SettingsInForce, type SettingsOptions } from '../../src/config/settings-in-force.ts';
import type { Clock, Reminder } from '../../src/model.ts';
import type { Alerts } from '../../src/operator/alerts.ts';
import type { Condition, Recovery } from '../../src/operator/condition.ts';
import type { CronTimer } from '../../src/schedule/cron-timer.ts';
import { nextSlot, slotAt } from '../../src/schedule/slots.ts';
import type { ScheduleStore } from '../../src/store/store.ts';
import type { Outbox } from '../../src/worker/delivery.ts';
import { createHandRuns } from '../../src/worker/hand-runs.ts';
import type { WorkerOptions } from '../../src/worker/worker-options.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

export function reminder(change: Partial<Reminder> = {}): Reminder {
  return {
    id: 'weekly-report',
    schedule: '0 17 * * 5',
    timezone: 'Asia/Shanghai',
    days: 'everyday',
    webhooks: ['WECOM_WEBHOOK_URL'],
    text: '请写周报',
    mention: [],
    ...change,
  };
}

export function configWith(change: Partial<Config> = {}): Config {
  return {
    language: 'zh-CN',
    // No part of the worker reads it.
    environment: {} as Environment,
    secret: () => undefined,
    problemOf: problemWithoutPlace,
    include: [],
    collect: {
      schedule: '17 * * * *',
      concurrency: 16,
      perHost: 2,
      timeoutMs: 20_000,
      maxBytes: 10_000_000,
      keepMs: 30 * 86_400_000,
      keepEditionsMs: 90 * 86_400_000,
    },
    digests: [digestSettings()],
    feeds: [],
    reminders: [],
    report: undefined,
    calendar: { daysOff: [], workdays: [] },
    publish: undefined,
    templates: {} as Config['templates'],
    topics: {} as Config['topics'],
    weightsFile: { path: '/feeds/judge.json', stamp: 'none' },
    aliases: {} as Config['aliases'],
    ...change,
  };
}

export function loaded(config: Config): LoadedConfig {
  return { ok: true, config, warnings: () => [] };
}

/** A configuration in force, that is that stays as it is, unless `reload` says otherwise. */
export function settingsWith(
  config: Config,
  reload: SettingsOptions['reload'] = async () => loaded(config),
  clock: Pick<Clock, 'now'> = createFakeClock(new Date('2026-02-01T00:00:00Z')),
): SettingsInForce {
  return createSettings({ config, reload, clock });
}

export function memoryStore(): ScheduleStore {
  const facts = new Map<string, string>();
  return {
    fact: async (name) => facts.get(name),
    async saveFact(name, value) {
      if (value === undefined) facts.delete(name);
      else facts.set(name, value);
    },
    facts: async (prefix) => new Map([...facts].filter(([name]) => name.startsWith(prefix))),
  };
}

/** Whatever is stored has arrived at once. */
export const emptyOutbox: Outbox = {
  wake: async () => undefined,
  fatesOf: async (groups) => groups.map(() => 0),
  ended: async () => undefined,
};

/** Fires like node-cron: at each firing in the zone, never twice, late when the machine slept. */
export function fakeTimer(clock: Clock): CronTimer {
  return ({ schedule, timezone, fire }) => {
    const stopped = new AbortController();
    const timetable = {
      digestId: 'timer',
      schedule,
      timezone,
      days: 'everyday' as const,
      calendar: { daysOff: [], workdays: [] },
    };
    const run = async () => {
      while (!stopped.signal.aborted) {
        const at = nextSlot(timetable, clock.now())?.instant;
        if (at === undefined) return;
        await clock.sleep(at.getTime() - clock.now().getTime(), stopped.signal);
        if (!stopped.signal.aborted && clock.now() >= at) void fire();
      }
    };
    void run();
    return { stop: () => stopped.abort() };
  };
}

export interface World {
  readonly clock: FakeClock;
  /** One line for each thing that happened: `09:00:00 publish daily@2026-02-01T09:00 late`. */
  readonly events: string[];
  readonly raised: Condition[];
  readonly recovered: Recovery[];
  readonly logged: { readonly message: string; readonly fields: object }[];
  readonly options: WorkerOptions;
  stop(): void;
}

/** Everything succeeds at once; `change` makes parts of it otherwise. */
export function createWorld(
  start: string,
  change: (world: {
    readonly clock: FakeClock;
    note(event: string): void;
  }) => Partial<WorkerOptions & Pick<SettingsOptions, 'config' | 'reload'>> = () => ({}),
): World {
  const clock = createFakeClock(new Date(start));
  const stop = new AbortController();
  const events: string[] = [];
  const raised: Condition[] = [];
  const recovered: Recovery[] = [];
  const logged: World['logged'] = [];
  const note = (event: string) => {
    events.push(`${clock.now().toISOString().slice(5, 19).replace('T', ' ')} ${event}`);
  };
  const alerts: Alerts = {
    async raise(condition) {
      raised.push(condition);
    },
    async clear(recovery) {
      recovered.push(recovery);
    },
    feeds: async () => undefined,
    sendHeld: async () => undefined,
    raisedAt: () => undefined,
    standing: () => new Map(),
  };
  const write = (fields: object, message: string) => void logged.push({ message, fields });
  const { config = configWith(), reload, ...others } = change({ clock, note });
  let stamps = 0;
  const options: WorkerOptions = {
    settings: settingsWith(config, reload, clock),
    // Each job reads the files again, and no look does.
    configStamp: () => `${stamps++}`,
    rooms: () => ({ used: [], wrong: [] }),
    isRefused: async () => false,
    unfinished: async () => [],
    handRuns: createHandRuns(),
    async collect({ kind }) {
      note(`collect ${kind}`);
    },
    async publish({ slot, late }) {
      note(`publish ${slot.digestId}@${slot.local}${late ? ' late' : ''}`);
      return { kind: 'stored', stories: 12, messages: [] };
    },
    slotByHand: async ({ id: digestId, ...digest }) =>
      slotAt({ digestId, ...digest, calendar: config.calendar }, clock.now()),
    async remind({ slot }) {
      note(`remind ${slot.digestId}@${slot.local}`);
    },
    async report({ slot }) {
      note(`report ${slot.local}`);
    },
    outbox: emptyOutbox,
    takenSlots: async () => [],
    alerts,
    async ping(event) {
      note(`ping ${event}`);
    },
    store: memoryStore(),
    timer: fakeTimer(clock),
    clock,
    random: () => 0,
    log: { debug: write, info: write, warn: write, error: write },
    signal: stop.signal,
    ...others,
  };
  return { clock, events, raised, recovered, logged, options, stop: () => stop.abort() };
}
