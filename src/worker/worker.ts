/**
 * The long-lived loop. node-cron wakes it at each firing, and it checks its schedules at least once a minute. At each
 * check pure functions decide what is due (`planCatchUp`, `planCollection`), and the lane runs it, one job at a time.
 */
import type { Config } from '../config/config.ts';
import { timetableOf } from '../edition/slot.ts';
import { beatMs, workerFacts } from '../operator/heartbeat.ts';
import { createOwnFailures, type OwnFailures } from '../operator/own-failures.ts';
import type { CatchUpPlan } from '../schedule/catch-up.ts';
import { planCollection } from '../schedule/collection-plan.ts';
import { nextSlot } from '../schedule/slots.ts';
import { createDelivery } from './delivery.ts';
import { type HandRunKind, takeHandRuns } from './hand-runs.ts';
import { createJobLane, type JobLane } from './job-lane.ts';
import { collectionJob, draftJob, draftName, handJob, type JobState, nextCollection, slotJob } from './jobs.ts';
import { createRoomWatch } from './room-watch.ts';
import { createSettingsWatch } from './settings-watch.ts';
import { createSleeper, type Sleeper } from './sleeper.ts';
import { createSlotWatch } from './slot-watch.ts';
import { collectionTimetable, type Watched, watchedIn, watchedName } from './watched.ts';
import type { WorkerOptions } from './worker-options.ts';

/** How many missed slots an alert names; the others are only counted. */
const namedSlots = 100;

/** A clock before this is not set yet: a machine without a battery-backed clock starts in 1970. */
const oldestClock = new Date('2020-01-01T00:00:00Z');

/** How long running jobs may take to end when the worker stops. */
const stopMs = 8000;

/**
 * Runs until the signal aborts; then it resolves within ten seconds. Failures are logged, raise alerts and are retried. It
 * rejects only if the store cannot be read at the start.
 */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const { clock, log, signal, store, takenSlots } = options;
  const startedAt = clock.now();
  const watch = await createSlotWatch({ store, takenSlots, startedAt });
  const failures = createOwnFailures(options);
  const state: WorkerState = {
    options,
    failures,
    watch,
    refresh: createSettingsWatch({ ...options, onChange: () => void state.sleeper.wake() }),
    watchRooms: createRoomWatch(options),
    delivery: createDelivery({ ...options, onFailure: (error) => failures.log(error, 'delivery failed') }),
    lane: createJobLane({
      clock,
      width: options.atOnce,
      signal,
      onFailure: (name, error) => jobFailed(state, name, error),
    }),
    sleeper: createSleeper(clock, signal),
    retries: new Map(),
    lookedAt: instantOf(await store.fact(workerFacts.tick)),
    collectedAt: instantOf(await store.fact(workerFacts.collected)),
    retriedAt: undefined,
    collecting: undefined,
    isClockUnset: false,
    collectionDueAt: startedAt,
    files: { read: options.configStamp(), seen: options.configStamp() },
    watched: undefined,
    nextDigest: undefined,
    timers: { key: '', stop: () => undefined },
  };
  if (state.collectedAt !== undefined) state.collectionDueAt = nextCollection(state, state.collectedAt);

  options.handRuns.answer((digestId, kind) => startByHand(state, digestId, kind));
  const { digests, feeds } = options.settings.now();
  log.info({ digests: digests.length, feeds: feeds.length }, 'worker started');
  while (!signal.aborted) {
    const nextAt = await look(state);
    await state.sleeper.sleepUntil(nextAt);
  }
  options.handRuns.answer(undefined);
  state.timers.stop();
  const ended = Promise.all([state.lane.close(), state.delivery.ended()]);
  const limit = new AbortController();
  await Promise.race([ended, clock.sleep(stopMs, limit.signal)]);
  limit.abort();
  await store
    .saveFact(workerFacts.stopped, state.lookedAt?.toISOString())
    .catch((error: unknown) => state.failures.log(error, 'time of the stop could not be stored'));
  log.info({}, 'worker stopped');
}

/** The worker's state between two checks. Only the functions below and the jobs change it. */
interface WorkerState extends JobState {
  readonly failures: OwnFailures;
  readonly lane: JobLane;
  readonly sleeper: Sleeper;
  watchRooms(): Promise<void>;
  lookedAt: Date | undefined;
  isClockUnset: boolean;
  /** The stamps of the configuration files when they were read, and at the last check. */
  readonly files: { read: string; seen: string };
  watched: { readonly config: Config; readonly all: readonly Watched[] } | undefined;
  nextDigest: { readonly config: Config; readonly askedAt: Date; readonly at: Date | undefined } | undefined;
  timers: { readonly key: string; stop(): void };
}

/** Finds what is due and starts it. @returns when to check again */
async function look(state: WorkerState): Promise<Date> {
  const { alerts, clock, store, log } = state.options;
  const now = clock.now();
  const soon = new Date(now.getTime() + (state.options.beatMs ?? beatMs));
  if (now < oldestClock) {
    // This time is not stored: once the clock is right, every slot since then would count as missed.
    if (!state.isClockUnset) log.warn({ now }, 'clock is not set, waiting for it');
    state.isClockUnset = true;
    return soon;
  }
  state.isClockUnset = false;
  try {
    if (state.lookedAt !== undefined && now < state.lookedAt) {
      log.warn({ byMs: state.lookedAt.getTime() - now.getTime() }, 'clock was set back');
      state.collectionDueAt = nextCollection(state, now);
    }
    const config = await configNow(state);
    setTimers(state, config, now);
    const watched = watchedNow(state, config);
    await state.watch.forgetOthers(watched);
    for (const one of watched) await lookAtSlots(state, one, now);
    const draftsAt = lookAtDrafts(state, config, now);
    await sendReleased(state);
    for (const { digestId, kind } of await takeHandRuns(store)) startByHand(state, digestId, kind);
    const nextDigestAt = nextDigest(state, config, now);
    const { collect, nextAt } = planCollection({
      dueAt: state.collectionDueAt,
      nextDigestAt,
      collectedAt: state.collectedAt,
      retriedAt: state.retriedAt,
      now,
    });
    if (collect !== undefined) void state.lane.add(collectionJob(state, collect, { askedAt: now, nextDigestAt }));
    state.delivery.kick();
    await state.watchRooms();
    await alerts.sendHeld();
    await store.saveFact(workerFacts.tick, now.toISOString());
    state.lookedAt = now;
    await state.failures.storeWorks();
    return earliest([soon, nextAt, nextDigestAt, ...draftsAt, ...retryInstants(state, now)]);
  } catch (error) {
    state.failures.log(error, 'schedules could not be checked');
    return soon;
  }
}

/**
 * The configuration, read again after an edit. Files that changed since the last check are not read until the next one:
 * an editor, or a copy over the network, may still be writing them.
 */
async function configNow({ files, refresh, options }: WorkerState): Promise<Config> {
  const stamp = options.configStamp();
  const isSettled = stamp === files.seen;
  files.seen = stamp;
  if (!isSettled || stamp === files.read) return options.settings.now();
  files.read = stamp;
  return refresh();
}

async function lookAtSlots(state: WorkerState, watched: Watched, now: Date): Promise<void> {
  const name = watchedName(watched);
  // While one of its slots runs, its other due slots wait for the result.
  if (state.lane.has(name)) return;
  const plan = await state.watch.look(watched, now);
  // The alert comes before the state is stored: after a crash between the two it is raised again, but sent only once.
  await tellUnrun(state, watched, plan, now);
  await state.watch.keep(watched, plan);
  if (plan.run === undefined) state.retries.delete(name);
  else if (now.getTime() >= (state.retries.get(name) ?? 0)) void state.lane.add(slotJob(state, watched, plan.run));
}

/** Starts the digests whose review time has come. @returns when the next one is to start */
function lookAtDrafts(state: WorkerState, config: Config, now: Date): readonly Date[] {
  return config.digests.flatMap((digest) => {
    if (digest.holdMs === 0 || state.options.drafts === undefined) return [];
    const slot = nextSlot(timetableOf(digest, config), now);
    if (slot === undefined) return [];
    const at = new Date(slot.instant.getTime() - digest.holdMs);
    if (at > now) {
      state.retries.delete(draftName(digest.id));
      return [at];
    }
    const name = draftName(digest.id);
    const isAwaited = now.getTime() < (state.retries.get(name) ?? 0);
    if (!isAwaited && !state.lane.has(name)) void state.lane.add(draftJob(state, digest.id, slot));
    return [];
  });
}

/** Starts editions that a person released after their slot, even if the program ended right after the release. */
async function sendReleased(state: WorkerState): Promise<void> {
  for (const digestId of (await state.options.drafts?.released()) ?? []) startByHand(state, digestId, 'due');
}

function startByHand(state: WorkerState, digestId: string, kind: HandRunKind): 'started' | 'busy' {
  const job = handJob(state, digestId, kind);
  if (state.lane.has(job.name)) return 'busy';
  void state.lane.add(job);
  return 'started';
}

async function tellUnrun(
  { options, lookedAt }: WorkerState,
  watched: Watched,
  plan: CatchUpPlan,
  now: Date,
): Promise<void> {
  const { alerts, log } = options;
  const { of, id, title, catchUpMs } = watched;
  for (const { local } of plan.skipped)
    log.info({ [of]: id, slot: local }, 'slot skipped, this day already has an edition');
  const newest = plan.missed.at(-1);
  if (newest === undefined) return;
  const slots = plan.missed.map(({ local }) => local);
  const [first = newest.local] = slots;
  const count = slots.length;
  const coveredBy = plan.run?.slot.local;
  log.warn({ [of]: id, count, first, last: newest.local, runs: coveredBy }, 'slots missed');
  const wasDown =
    lookedAt !== undefined && newest.instant >= lookedAt && now.getTime() - lookedAt.getTime() > 3 * beatMs;
  await alerts.raise({
    kind: 'missed',
    of,
    id,
    title,
    first,
    count,
    slots: slots.slice(-namedSlots),
    cause: wasDown ? { kind: 'down', from: lookedAt, to: now } : { kind: 'failed' },
    tooOld: now.getTime() - newest.instant.getTime() >= catchUpMs,
    catchUpMs,
    coveredBy,
  });
}

function jobFailed(state: WorkerState, name: string, error: unknown): void {
  if (error === undefined) state.options.log.error({ job: name }, 'job timed out, the worker continues without it');
  else state.failures.log(error, 'job failed', { job: name });
}

/** One node-cron timer for each digest, each reminder and the collection. They are replaced when a schedule changes. */
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
      // It resolves when the job that it started ends: until then node-cron does not start another one.
      fire: async () => {
        await state.sleeper.wake();
        await state.lane.ended(job.name);
      },
    }),
  );
  state.timers = { key, stop: () => timers.forEach((timer) => void timer.stop()) };
}

/** Returns the same objects while the configuration is the same, so that values cached for them stay valid. */
function watchedNow(state: WorkerState, config: Config): readonly Watched[] {
  if (state.watched?.config !== config) state.watched = { config, all: watchedIn(config) };
  return state.watched.all;
}

/** The instant of the next digest. The search is repeated only when its result may have changed. */
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
