/**
 * The long-lived loop. node-cron wakes it at each firing, and it looks by itself at least once a minute; at each look
 * pure functions say what is due (`planCatchUp`, `planCollection`), and the lane does it, one thing at a time.
 */
import type { Config, LoadedConfig } from '../config/config.ts';
import type { Clock, DigestSettings, Reminder, Slot } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import type { Condition } from './alert-condition.ts';
import type { Alerts } from './alerts.ts';
import type { CatchUpPlan } from './catch-up.ts';
import { type CollectionKind, planCollection } from './collection-plan.ts';
import type { CronTimer } from './cron-timer.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { beatMs, workerFacts } from './heartbeat.ts';
import { createJobLane, type JobLane } from './job-lane.ts';
import { createLiveConfig, type LiveConfig } from './live-config.ts';
import type { PingEvent } from './ping.ts';
import { createSlotWatch, type SlotWatch } from './slot-watch.ts';
import { nextSlot } from './slots.ts';
import { createTrouble, type Trouble } from './trouble.ts';
import { collectionTimetable, type Watched, watchedIn, watchedName } from './watched.ts';

export interface WorkerOptions {
  /** The configuration at start; later ones come from `reload`. */
  readonly config: Config;
  /** Reads the configuration anew: before each collection, digest and reminder. */
  reload(): Promise<LoadedConfig>;
  collect(request: {
    readonly config: Config;
    readonly kind: CollectionKind;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** Composes and stores the digest of a slot; a slot that is stored already stays as it is. */
  publish(request: PublishRequest): Promise<Published>;
  /** Puts a reminder into the outbox; once for each slot, however often it is called. */
  remind(request: RemindRequest): Promise<void>;
  /** Sends what waits in the outbox, until nothing does or `signal` aborts. */
  drain(request: { readonly config: Config; readonly signal: AbortSignal }): Promise<{ readonly exitCode: 0 | 1 | 3 }>;
  /** Local times of this digest's newest stored slots. */
  takenSlots(digestId: string): Promise<readonly string[]>;
  readonly alerts: Alerts;
  ping(event: PingEvent): Promise<void>;
  readonly store: ScheduleStore;
  readonly timer: CronTimer;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of the collection. */
  random(): number;
  readonly log: WorkerLog;
  /** Stops the worker: what runs gets its signal and eight seconds. */
  readonly signal: AbortSignal;
  /** How often it looks at the latest. @default 60,000 */
  readonly beatMs?: number;
}

export interface PublishRequest {
  readonly config: Config;
  readonly settings: DigestSettings;
  readonly slot: Slot;
  /** Says so in its first line (迟到补发). */
  readonly late: boolean;
  readonly signal: AbortSignal;
}

export type Published =
  /** The slot is decided: its messages are in the outbox, or there is nothing to send. */
  | { readonly kind: 'stored'; readonly stories: number }
  /** Nothing could be made of it: it is tried again until it is too old. */
  | { readonly kind: 'again'; readonly alert: Condition | undefined };

export interface RemindRequest {
  readonly config: Config;
  readonly reminder: Reminder;
  readonly slot: Slot;
  readonly late: boolean;
}

interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What runs may take so long to come to an end when the worker is stopped. */
const stopMs = 8000;

/** A slot of which nothing could be made is tried again so often, until it is older than its `catchUp`. */
const retryMs = 10 * 60_000;

/** A collection older than this is no basis for a digest. */
const freshMs = 15 * 60_000;

/** The collection starts up to so much after its time: feeds' hosts are not all asked on the minute. */
const jitterMs = 2 * 60_000;

const limits = { collectMs: 9 * 60_000, slotMs: 20 * 60_000, reminderMs: 60_000 } as const;

/**
 * Runs until the signal aborts; then resolves within ten seconds. Whatever fails meanwhile is logged, told and tried
 * again: it rejects only when the store cannot be read at the start.
 */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const { clock, log, signal, store, takenSlots } = options;
  const startedAt = clock.now();
  const watch = await createSlotWatch({ store, takenSlots, startedAt });
  const trouble = createTrouble(options);
  const state: WorkerState = {
    options,
    trouble,
    watch,
    live: createLiveConfig({ ...options, onChange: () => void state.alarm.ring() }),
    delivery: createDelivery({ ...options, onFailure: (error) => trouble.tell(error, 'delivery failed') }),
    lane: createJobLane({ clock, signal, onFailure: (name, error) => jobFailed(state, name, error) }),
    alarm: createAlarm(clock, signal),
    retries: new Map(),
    lookedAt: instantOf(await store.fact(workerFacts.tick)),
    collectedAt: instantOf(await store.fact(workerFacts.collected)),
    retriedAt: undefined,
    collectionDueAt: startedAt,
    watched: undefined,
    nextDigest: undefined,
    timers: { key: '', stop: () => undefined },
  };
  if (state.collectedAt !== undefined) state.collectionDueAt = nextCollection(state, state.collectedAt);

  log.info({ digests: options.config.digests.length, feeds: options.config.feeds.length }, 'worker started');
  while (!signal.aborted) {
    const nextAt = await look(state);
    await state.alarm.sleepUntil(nextAt);
  }
  state.timers.stop();
  const ended = Promise.all([state.lane.close(), state.delivery.ended()]);
  const patience = new AbortController();
  await Promise.race([ended, clock.sleep(stopMs, patience.signal)]);
  patience.abort();
  log.info({}, 'worker stopped');
}

/** What the worker knows between two looks; only the functions below change it. */
interface WorkerState {
  readonly options: WorkerOptions;
  readonly trouble: Trouble;
  readonly watch: SlotWatch;
  readonly live: LiveConfig;
  readonly delivery: Delivery;
  readonly lane: JobLane;
  readonly alarm: Alarm;
  /** Watched things whose last try failed, and when the next may begin. */
  readonly retries: Map<string, number>;
  lookedAt: Date | undefined;
  collectedAt: Date | undefined;
  retriedAt: Date | undefined;
  collectionDueAt: Date;
  watched: { readonly config: Config; readonly all: readonly Watched[] } | undefined;
  nextDigest: { readonly config: Config; readonly askedAt: Date; readonly at: Date | undefined } | undefined;
  timers: { readonly key: string; stop(): void };
}

/** Finds what is due and sets it going. @returns when to look again */
async function look(state: WorkerState): Promise<Date> {
  const { alerts, clock, store, log } = state.options;
  const now = clock.now();
  const soon = new Date(now.getTime() + (state.options.beatMs ?? beatMs));
  try {
    if (state.lookedAt !== undefined && now < state.lookedAt) {
      log.warn({ byMs: state.lookedAt.getTime() - now.getTime() }, 'clock was set back');
      state.collectionDueAt = nextCollection(state, now);
    }
    const config = state.live.current();
    setTimers(state, config, now);
    const watched = watchedNow(state, config);
    await state.watch.forgetOthers(watched);
    for (const one of watched) await lookAtSlots(state, one, now);
    const nextDigestAt = nextDigest(state, config, now);
    const { collect, nextAt } = planCollection({
      dueAt: state.collectionDueAt,
      nextDigestAt,
      collectedAt: state.collectedAt,
      retriedAt: state.retriedAt,
      now,
    });
    if (collect !== undefined) void state.lane.add(collectionJob(state, collect, now));
    state.delivery.kick(config);
    await alerts.beat();
    await store.saveFact(workerFacts.tick, now.toISOString());
    state.lookedAt = now;
    await state.trouble.storeWorks();
    return earliest([soon, nextAt, nextDigestAt, ...retryInstants(state, now)]);
  } catch (error) {
    state.trouble.tell(error, 'look at the schedules failed');
    return soon;
  }
}

async function lookAtSlots(state: WorkerState, watched: Watched, now: Date): Promise<void> {
  const name = watchedName(watched);
  // While one of its slots is being run, what else is due has to wait: its outcome decides.
  if (state.lane.has(name)) return;
  const plan = await state.watch.look(watched, now);
  // Told before it is remembered: after a crash between the two it is told again, and the alert knows that it was.
  await tellUnrun(state, watched, plan, now);
  await state.watch.keep(watched, plan);
  if (plan.run === undefined) state.retries.delete(name);
  else if (now.getTime() >= (state.retries.get(name) ?? 0)) void state.lane.add(slotJob(state, watched, plan.run));
}

async function tellUnrun(
  { options, lookedAt }: WorkerState,
  watched: Watched,
  plan: CatchUpPlan,
  now: Date,
): Promise<void> {
  const { alerts, log } = options;
  const { of, id, title, catchUpMs } = watched;
  for (const { local } of plan.skipped) log.info({ [of]: id, slot: local }, 'slot skipped, its day has one already');
  const newest = plan.missed.at(-1);
  if (newest === undefined) return;
  const slots = plan.missed.map(({ local }) => local);
  log.warn({ [of]: id, slots, runs: plan.run?.slot.local }, 'slots missed');
  const wasDown =
    lookedAt !== undefined && newest.instant >= lookedAt && now.getTime() - lookedAt.getTime() > 3 * beatMs;
  await alerts.raise({
    kind: 'missed',
    of,
    id,
    title,
    slots,
    cause: wasDown ? { kind: 'down', from: lookedAt, to: now } : { kind: 'failed' },
    tooOld: now.getTime() - newest.instant.getTime() >= catchUpMs,
    catchUpMs,
    toldBy: plan.run?.slot.local,
  });
}

function collectionJob(state: WorkerState, kind: CollectionKind, askedAt: Date) {
  return {
    name: `collect:${kind}`,
    limitMs: limits.collectMs,
    async run(signal: AbortSignal) {
      // A digest that stood before it in the lane may have collected for itself.
      if (state.collectedAt !== undefined && state.collectedAt >= askedAt) return;
      await collect(state, await state.live.refresh(), kind, signal);
    },
  };
}

async function collect(state: WorkerState, config: Config, kind: CollectionKind, signal: AbortSignal): Promise<void> {
  const { clock, store } = state.options;
  const now = clock.now();
  if (kind === 'failed') {
    state.retriedAt = now;
  } else {
    state.collectedAt = now;
    state.collectionDueAt = nextCollection(state, now);
    await store.saveFact(workerFacts.collected, now.toISOString());
  }
  await state.options.collect({ config, kind, signal });
}

type DueSlot = NonNullable<CatchUpPlan['run']>;

function slotJob(state: WorkerState, watched: Watched, due: DueSlot) {
  const name = watchedName(watched);
  return {
    name,
    limitMs: watched.of === 'digest' ? limits.slotMs : limits.reminderMs,
    async run(signal: AbortSignal) {
      const isRetry = state.retries.has(name);
      // Before the work, so that a job that hangs or throws is tried again as well.
      state.retries.set(name, state.options.clock.now().getTime() + retryMs);
      const config = await state.live.refresh();
      const isDone =
        watched.of === 'digest'
          ? await runDigest(state, { config, id: watched.id, ...due, isRetry, signal })
          : await runReminder(state, { config, id: watched.id, ...due });
      if (!isDone) return;
      await state.watch.finish(watched, due.slot);
      state.retries.delete(name);
    },
  };
}

async function runDigest(
  state: WorkerState,
  run: DueSlot & {
    readonly config: Config;
    readonly id: string;
    readonly isRetry: boolean;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { alerts, clock, log, publish } = state.options;
  const { config, id, slot, isRetry, signal } = run;
  const settings = config.digests.find((digest) => digest.id === id);
  if (settings === undefined) return true;
  await state.delivery.begin();
  const ageMs = clock.now().getTime() - (state.collectedAt?.getTime() ?? 0);
  if (isRetry || ageMs > freshMs || ageMs < 0) await collect(state, config, 'all', signal);
  // It may have waited in the lane, or the machine slept meanwhile.
  const late = run.late || clock.now().getTime() - slot.instant.getTime() > freshMs;
  const published = await publish({ config, settings, slot, late, signal });
  if (published.kind === 'again') {
    log.warn({ digest: id, slot: slot.iso, retryMs }, 'digest not made, tried again later');
    if (published.alert !== undefined) await alerts.raise(published.alert);
    await state.delivery.fail();
    return false;
  }
  log.info({ digest: id, slot: slot.iso, late, stories: published.stories }, 'digest stored');
  await state.delivery.send(config, {
    digest: { id, title: settings.title, slot: slot.local },
    stories: published.stories,
  });
  return true;
}

async function runReminder(
  state: WorkerState,
  run: DueSlot & { readonly config: Config; readonly id: string },
): Promise<boolean> {
  const { config, id, slot, late } = run;
  const reminder = config.reminders.find((one) => one.id === id);
  if (reminder === undefined) return true;
  await state.options.remind({ config, reminder, slot, late });
  state.options.log.info({ reminder: id, slot: slot.iso, late }, 'reminder stored');
  state.delivery.kick(config);
  return true;
}

function jobFailed(state: WorkerState, name: string, error: unknown): void {
  if (error === undefined) state.options.log.error({ job: name }, 'job took too long, left behind');
  else state.trouble.tell(error, 'job failed', { job: name });
}

/** One node-cron timer for each digest, each reminder and the collection; new ones only when a schedule changed. */
function setTimers(state: WorkerState, config: Config, now: Date): void {
  const jobs = [
    ...watchedNow(state, config).map((watched) => ({ name: watchedName(watched), ...watched.timetable })),
    { name: 'collect:all', ...collectionTimetable(config) },
  ].map(({ name, schedule, timezone }) => ({ name, schedule, timezone }));
  const key = JSON.stringify(jobs);
  if (key === state.timers.key) return;
  state.timers.stop();
  if (state.timers.key !== '') state.collectionDueAt = earliest([state.collectionDueAt, nextCollection(state, now)]);
  const timers = jobs.map((job) =>
    state.options.timer({
      ...job,
      // It ends with the job that it set going: until then node-cron lets no further one begin.
      fire: async () => {
        await state.alarm.ring();
        await state.lane.ended(job.name);
      },
    }),
  );
  state.timers = { key, stop: () => timers.forEach((timer) => void timer.stop()) };
}

function nextCollection(state: WorkerState, after: Date): Date {
  const slot = nextSlot(collectionTimetable(state.live.current()), after);
  const jitter = Math.floor(state.options.random() * jitterMs);
  return new Date((slot?.instant.getTime() ?? after.getTime() + 3_600_000) + jitter);
}

/** The same objects as long as the configuration is the same: what was searched for them stays true. */
function watchedNow(state: WorkerState, config: Config): readonly Watched[] {
  if (state.watched?.config !== config) state.watched = { config, all: watchedIn(config) };
  return state.watched.all;
}

/** The earliest digest to come; the search is repeated only when its answer may have changed. */
function nextDigest(state: WorkerState, config: Config, now: Date): Date | undefined {
  const known = state.nextDigest;
  const isCurrent = known?.config === config && known.askedAt <= now && (known.at === undefined || known.at > now);
  if (!isCurrent) {
    const instants = watchedNow(state, config)
      .filter(({ of }) => of === 'digest')
      .map(({ timetable }) => nextSlot(timetable, now)?.instant);
    state.nextDigest = { config, askedAt: now, at: instants.some(Boolean) ? earliest(instants) : undefined };
  }
  return state.nextDigest?.at;
}

function retryInstants(state: WorkerState, now: Date): readonly Date[] {
  return [...state.retries.values()].filter((ms) => ms > now.getTime()).map((ms) => new Date(ms));
}

function earliest(instants: readonly (Date | undefined)[]): Date {
  return new Date(Math.min(...instants.flatMap((instant) => (instant === undefined ? [] : [instant.getTime()]))));
}

function instantOf(fact: string | undefined): Date | undefined {
  return fact === undefined ? undefined : new Date(fact);
}
