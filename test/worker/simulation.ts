/**
 * Months of a worker's life on virtual time: restarts, crashes, suspended machines, clocks that are set back, hours
 * that are edited, digests that fail. What was due is found out a second way, minute by minute, without any of the
 * scheduler's own code; then every slot must have been delivered once, or told as missed, or its day had one already.
 */
import type { Config } from '../../src/config/config.ts';
import { createSettings } from '../../src/config/settings-in-force.ts';
import type { Condition } from '../../src/operator/condition.ts';
import announced from '../../src/schedule/chinese-holidays.json' with { type: 'json' };
import type { ScheduleStore } from '../../src/store/store.ts';
import { createHandRuns } from '../../src/worker/hand-runs.ts';
import { startWorker } from '../../src/worker/worker.ts';
import type { WorkerOptions } from '../../src/worker/worker-options.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { configWith, emptyOutbox, fakeTimer, loaded, memoryStore, reminder } from './worker-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const longestStepBackMs = 40 * minuteMs;

export interface SimulationResult {
  readonly due: number;
  readonly delivered: number;
  readonly late: number;
  readonly missed: number;
  readonly skipped: number;
  readonly restarts: number;
  /** What must not be; each line one. */
  readonly violations: readonly string[];
}

/** Quarter hours only, so that the second way can step by fifteen minutes. */
const plans = [
  { id: 'shanghai', timezone: 'Asia/Shanghai', days: 'workdays', times: ['09:00', '08:30', '18:15'] },
  { id: 'berlin', timezone: 'Europe/Berlin', days: 'everyday', times: ['02:30', '02:00', '07:45'] },
  { id: 'new-york', timezone: 'America/New_York', days: 'everyday', times: ['01:30', '02:15', '12:00'] },
  { id: 'lord-howe', timezone: 'Australia/Lord_Howe', days: 'weekdays', times: ['02:15', '01:45', '23:45'] },
  { id: 'havana', timezone: 'America/Havana', days: 'everyday', times: ['00:30', '00:00', '16:00'] },
] as const;

const reminderPlan = {
  id: 'stand-up',
  timezone: 'Australia/Sydney',
  days: 'weekdays',
  times: ['02:30', '10:15'],
} as const;

type Plan = (typeof plans)[number] | typeof reminderPlan;

/** A configuration came into force: seen by a worker at its start or when it read it again. */
interface Loading {
  readonly at: Date;
  readonly config: Config;
}

interface Delivery {
  readonly key: string;
  readonly local: string;
  readonly id: string;
  readonly at: Date;
  /** Whether it says that it is late; undefined for a reminder, which never does. */
  readonly late: boolean | undefined;
}

export async function simulate({
  seed,
  days,
}: {
  readonly seed: number;
  readonly days: number;
}): Promise<SimulationResult> {
  const { next: random } = createSeededRandom(seed);
  const clock = createFakeClock(new Date('2025-09-20T00:00:00Z'));
  const life = createLife(clock, random);
  const endsAt = clock.now().getTime() + days * dayMs;
  while (clock.now().getTime() < endsAt) {
    await life.run(exponential(random, 20 * hourMs), random() < 0.3);
    await clock.sleep(downTime(random));
  }
  await life.run(2 * dayMs, false, true);
  return life.judge();
}

function downTime(random: () => number): number {
  const kind = random();
  if (kind < 0.5) return 5000;
  if (kind < 0.8) return random() * 3 * hourMs;
  if (kind < 0.97) return random() * 20 * hourMs;
  return random() * 4 * dayMs;
}

function createLife(clock: FakeClock, random: () => number) {
  const store = memoryStore();
  const deliveries = new Map<string, Delivery>();
  const missed = new Set<string>();
  const skipped = new Set<string>();
  const loadings: Loading[] = [];
  const violations: string[] = [];
  const finished = new Set<string>();
  let config = configOf(new Map());
  let editedAt = 0;
  let restarts = 0;

  const edit = () => {
    const times = new Map<string, string>();
    for (const plan of [...plans, reminderPlan]) times.set(plan.id, timeOf(plan, config));
    const changed = pick([...plans, reminderPlan], random);
    times.set(changed.id, pick(changed.times, random));
    config = configOf(times);
    editedAt = clock.now().getTime();
  };

  const deliver = (of: string, id: string, local: string, how: Pick<Delivery, 'at' | 'late'>): void => {
    const key = `${of}:${id}@${local}`;
    if (finished.has(key)) violations.push(`${key} was run again after its end`);
    // As the real store does: what is stored already stays as it is.
    if (!deliveries.has(key)) deliveries.set(key, { key, id: `${of}:${id}`, local, ...how });
  };

  return {
    /** One incarnation of the program. `crash`: its last words are lost. */
    async run(ms: number, crash: boolean, calm = false): Promise<void> {
      restarts += 1;
      const stop = new AbortController();
      const alive = { value: true };
      clock.after(ms, () => {
        if (crash) alive.value = false;
        stop.abort();
      });
      if (!calm) disturb(ms);
      loadings.push({ at: clock.now(), config });
      await startWorker(options(alive, stop.signal));
    },
    judge: (): SimulationResult =>
      judge({ deliveries, missed, skipped, loadings, violations, restarts, until: clock.now() }),
  };

  function disturb(ms: number): void {
    // Also while the program is down.
    if (random() < 0.3) clock.after(random() * (ms + 6 * hourMs), edit);
    if (random() < 0.15) clock.after(random() * ms, () => clock.step(random() * (random() < 0.2 ? 30 : 5) * hourMs));
    for (let i = random() * 4; i > 1; i -= 1) {
      clock.after(random() * ms, () => {
        // Not soon after an edit: which hour was in force in minutes that come twice, nobody can say.
        if (clock.now().getTime() - editedAt > dayMs) clock.step(-random() * longestStepBackMs);
      });
    }
  }

  function options(alive: { readonly value: boolean }, signal: AbortSignal): WorkerOptions {
    const raise = async (condition: Condition): Promise<void> => {
      if (!alive.value || condition.kind !== 'missed') return;
      for (const local of condition.slots) {
        const key = `${condition.of}:${condition.id}@${local}`;
        if (deliveries.has(key) && finished.has(key)) violations.push(`${key} was delivered and told as missed`);
        missed.add(key);
      }
    };
    return {
      settings: createSettings({
        config,
        async reload() {
          if (random() < 0.02) {
            return { ok: false, language: 'en', problems: [] };
          }
          if (loadings.at(-1)?.config !== config) loadings.push({ at: clock.now(), config });
          return loaded(config);
        },
        clock,
      }),
      configStamp: () => `${editedAt}`,
      rooms: () => ({ used: [], wrong: [] }),
      isRefused: async () => false,
      unfinished: async () => [],
      handRuns: createHandRuns(),
      report: async () => undefined,
      collect: ({ signal: ends }) => clock.sleep(random() * 3 * minuteMs, ends),
      async publish({ slot, late, signal: ends }) {
        const begunAt = clock.now();
        await clock.sleep(random() * 2 * minuteMs, ends);
        if (!alive.value || ends.aborted) throw new Error('interrupted');
        if (random() < 0.05) return { kind: 'again', alert: undefined };
        deliver('digest', slot.digestId, slot.local, { at: begunAt, late });
        return { kind: 'stored', stories: 1, messages: [] };
      },
      slotByHand: async () => undefined,
      async remind({ slot }) {
        if (random() < 0.05) throw new Error('outbox locked');
        if (alive.value) deliver('reminder', slot.digestId, slot.local, { at: clock.now(), late: undefined });
      },
      outbox: emptyOutbox,
      takenSlots: async (id) =>
        [...deliveries.values()]
          .filter((one) => one.id === `digest:${id}`)
          .slice(-10)
          .map(({ local }) => local),
      alerts: {
        raise,
        clear: async () => undefined,
        feeds: async () => undefined,
        sendHeld: async () => undefined,
        raisedAt: () => undefined,
        standing: () => new Map(),
      },
      ping: async () => undefined,
      store: mortal(store, alive, (name, value) => {
        // The worker remembers that a slot has run: from then on it must not run again.
        const ran =
          value === undefined || !name.startsWith('slots:') ? [] : (JSON.parse(value) as { ran: string[] }).ran;
        for (const local of ran) finished.add(`${name.slice('slots:'.length)}@${local}`);
      }),
      timer: fakeTimer(clock),
      clock,
      random,
      log: {
        debug: () => undefined,
        info(fields, message) {
          if (!message.startsWith('slot skipped')) return;
          const { slot, digest, reminder: id } = fields as { slot: string; digest?: string; reminder?: string };
          skipped.add(digest === undefined ? `reminder:${id}@${slot}` : `digest:${digest}@${slot}`);
        },
        warn: () => undefined,
        error: () => undefined,
      },
      signal,
      beatMs: 10 * minuteMs,
    };
  }
}

/** A store that no longer takes anything from a program that has crashed. */
function mortal(
  store: ScheduleStore,
  alive: { readonly value: boolean },
  onSave: (name: string, value: string | undefined) => void,
): ScheduleStore {
  return {
    fact: store.fact,
    facts: store.facts,
    async saveFact(name, value) {
      if (!alive.value) throw new Error('crashed');
      onSave(name, value);
      await store.saveFact(name, value);
    },
  };
}

interface Evidence {
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly missed: ReadonlySet<string>;
  readonly skipped: ReadonlySet<string>;
  readonly loadings: readonly Loading[];
  readonly violations: readonly string[];
  readonly restarts: number;
  readonly until: Date;
}

function judge(evidence: Evidence): SimulationResult {
  const { deliveries, missed, skipped, loadings, restarts, until } = evidence;
  const violations = [...evidence.violations];
  const { due, unclear } = dueSlots(loadings, until);

  for (const [key, instant] of due) {
    const fates = [deliveries.has(key), missed.has(key), skipped.has(key)].filter(Boolean).length;
    const delivery = deliveries.get(key);
    if (fates === 0) violations.push(`${key} was neither delivered nor told as missed`);
    if (delivery === undefined) continue;
    const lagMs = delivery.at.getTime() - instant.getTime();
    if (lagMs > 15 * minuteMs && delivery.late === false)
      violations.push(`${key} came ${lagMs} ms late and did not say so`);
    if (lagMs > 7 * hourMs) violations.push(`${key} was caught up ${lagMs} ms after its time`);
    // Between its decision and its start the clock may have been set back.
    if (lagMs < -longestStepBackMs) violations.push(`${key} came ${-lagMs} ms too early`);
  }
  for (const key of [...deliveries.keys(), ...missed, ...skipped]) {
    if (!due.has(key) && !unclear.has(key)) violations.push(`${key} was not due`);
  }
  const byDay = new Map<string, string>();
  for (const { id, local, key } of deliveries.values()) {
    const day = `${id} ${local.slice(0, 10)}`;
    if (byDay.has(day)) violations.push(`${byDay.get(day)} and ${key} are of one day`);
    byDay.set(day, key);
  }
  for (const key of skipped) {
    if (!byDay.has(key.replace('@', ' ').slice(0, -6)) && !missed.has(key))
      violations.push(`${key} was skipped for nothing`);
  }
  return {
    due: due.size,
    delivered: deliveries.size,
    late: [...deliveries.values()].filter(({ late }) => late).length,
    missed: missed.size,
    skipped: skipped.size,
    restarts,
    violations,
  };
}

/** So long after an edit was read either hour may be the one in force: a job may have held it up. */
const unclearMs = 45 * minuteMs;

/** Every slot that was due, and those around an edit of which nobody can say. */
function dueSlots(loadings: readonly Loading[], until: Date) {
  const due = new Map<string, Date>();
  const unclear = new Set<string>();
  for (const plan of [...plans, reminderPlan]) {
    const name = plan === reminderPlan ? `reminder:${plan.id}` : `digest:${plan.id}`;
    const timeline = loadings
      .map(({ at, config }) => ({ at: at.getTime(), time: timeOf(plan, config) }))
      .filter(({ time }, index, all) => time !== all[index - 1]?.time);
    const seen = new Set<string>();
    let wallBefore = '';
    for (
      let ms = Math.ceil((timeline[0]?.at ?? 0) / (15 * minuteMs)) * 15 * minuteMs;
      ms < until.getTime();
      ms += 15 * minuteMs
    ) {
      const wall = wallClock(plan.timezone, ms);
      if (wall === wallBefore) continue;
      const times = timesUpTo(wall, wallBefore);
      wallBefore = wall;
      // A repeated local time counts once, the first time.
      if (seen.has(wall)) continue;
      seen.add(wall);
      if (!isDay(plan.days, wall.slice(0, 10))) continue;
      const inForce = timeline.findLast(({ at }) => at < ms)?.time;
      const near = timeline
        .filter(({ at }) => at >= ms - unclearMs && at <= ms + unclearMs)
        .flatMap(({ time }) => [time]);
      const key = `${name}@${wall}`;
      const isUnclear = near.length > 0 && [inForce, ...near].some((time) => times.includes(time ?? ''));
      if (isUnclear || ms > until.getTime() - dayMs) unclear.add(key);
      else if (times.includes(inForce ?? '')) due.set(key, new Date(ms));
    }
  }
  return { due, unclear };
}

/** The local time HH:mm, and those before it that clocks have skipped since the last look: they are due after the gap. */
function timesUpTo(wall: string, wallBefore: string): readonly string[] {
  const [to, from] = [wall, wallBefore].map((local) => Date.parse(`${local}:00Z`)) as [number, number];
  const count = to - from <= 3 * hourMs ? Math.max(1, (to - from) / (15 * minuteMs)) : 1;
  return Array.from({ length: count }, (_, index) => new Date(to - index * 15 * minuteMs).toISOString().slice(11, 16));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DDTHH:mm` */
function wallClock(timezone: string, ms: number): string {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timezone, format);
  return format.format(ms).replace(' ', 'T');
}

function isDay(rule: Plan['days'], day: string): boolean {
  if (rule === 'everyday') return true;
  if (rule === 'workdays' && day in announced.holidays) return day in announced.workdays;
  if (rule === 'workdays' && day in announced.workdays) return true;
  return ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
}

function configOf(times: ReadonlyMap<string, string>): Config {
  const schedule = (plan: Plan) => {
    const [hour, minute] = (times.get(plan.id) ?? plan.times[0]).split(':').map(Number);
    return `${minute} ${hour} * * *`;
  };
  return configWith({
    digests: plans.map((plan) =>
      digestSettings({ id: plan.id, timezone: plan.timezone, days: plan.days, schedule: schedule(plan) }),
    ),
    reminders: [
      reminder({
        id: reminderPlan.id,
        timezone: reminderPlan.timezone,
        days: reminderPlan.days,
        schedule: schedule(reminderPlan),
      }),
    ],
  });
}

function timeOf(plan: Plan, config: Config): string {
  const found = [...config.digests, ...config.reminders].find(({ id }) => id === plan.id);
  const [minute = '', hour = ''] = found?.schedule.split(' ') ?? [];
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function pick<T>(choices: readonly T[], random: () => number): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to pick from');
  return choice;
}

function exponential(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean + minuteMs;
}
