/** The jobs of the worker's lane: collections, digests, reminders and reports. */
import type { Config } from '../config/config.ts';
import { hourMs, minuteMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';
import { workerFacts } from '../operator/heartbeat.ts';
import { type CatchUpPlan, isYoungEnough } from '../schedule/catch-up.ts';
import type { CollectionKind } from '../schedule/collection-plan.ts';
import { nextSlot } from '../schedule/slots.ts';
import { StoreError } from '../store/store-error.ts';
import type { Delivery } from './delivery.ts';
import type { HandRunKind } from './hand-runs.ts';
import type { Job } from './job-lane.ts';
import type { SlotWatch } from './slot-watch.ts';
import { collectionTimetable, type Watched, watchedName } from './watched.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Delay before a failed composition is retried, until the slot is older than its `catchUp`. */
const retryMs = 10 * minuteMs;

/** Before a digest, feeds are collected again if the last collection is older. */
const freshMs = 15 * minuteMs;

/** Maximum random delay of a collection, so that not all hosts are requested on the minute. */
const jitterMs = 2 * minuteMs;

/**
 * How long a collection may delay a digest: feeds that have not answered by then are left out. A collection of all feeds
 * may have begun right before it, after a start or for another digest.
 */
const delayMs: Readonly<Record<CollectionKind, number>> = {
  all: 3 * minuteMs,
  digest: 3 * minuteMs,
  failed: minuteMs,
};

const limits = {
  collectMs: 9 * minuteMs,
  slotMs: { digest: 20 * minuteMs, reminder: minuteMs, report: minuteMs },
} as const;

/** What the jobs share with the worker that creates them. */
export interface JobState {
  readonly options: WorkerOptions;
  readonly watch: SlotWatch;
  /** Reads the settings again. @returns those in force */
  refresh(): Promise<Config>;
  readonly delivery: Delivery;
  /** Names of timetables whose last attempt failed → when the next attempt may begin, in milliseconds since 1970. */
  readonly retries: Map<string, number>;
  /** When all feeds were last visited, and when the failed ones were retried. */
  collectedAt: Date | undefined;
  retriedAt: Date | undefined;
  /** The running collection, if digests may run at the same time. */
  collecting: Promise<void> | undefined;
  /** The next time of the collection's own schedule. */
  collectionDueAt: Date;
}

type DueSlot = NonNullable<CatchUpPlan['run']>;

/**
 * A collection. It is skipped if a digest before it in the lane has collected since `askedAt`, and ends when it would
 * delay the next digest.
 */
export function collectionJob(
  state: JobState,
  kind: CollectionKind,
  { askedAt, nextDigestAt }: { readonly askedAt: Date; readonly nextDigestAt: Date | undefined },
): Job {
  return {
    name: `collect:${kind}`,
    limitMs: limits.collectMs,
    async run(signal) {
      if (state.collectedAt !== undefined && state.collectedAt >= askedAt) return;
      const endMs = (nextDigestAt?.getTime() ?? Number.POSITIVE_INFINITY) + delayMs[kind];
      const limitMs = Math.min(endMs - state.options.clock.now().getTime(), limits.collectMs);
      if (limitMs <= 0) return;
      await state.refresh();
      await collect(state, kind, { signal, limitMs });
      await state.options.composeAhead?.(kind);
    },
  };
}

/** A slot that is due. It stays due until it has run to its end. */
export function slotJob(state: JobState, watched: Watched, due: DueSlot): Job {
  const name = watchedName(watched);
  return {
    name,
    limitMs: limits.slotMs[watched.of],
    async run(signal) {
      const isRetry = state.retries.has(name);
      // Set before the work, so that a job that hangs or throws is retried as well.
      state.retries.set(name, state.options.clock.now().getTime() + retryMs);
      await state.refresh();
      // The machine may have been suspended while the job waited: the next check reports the slot as missed.
      if (!isYoungEnough(due.slot, watched.catchUpMs, state.options.clock.now())) return;
      if (!(await runs[watched.of](state, { id: watched.id, ...due, collectsAnew: isRetry, signal }))) return;
      await state.watch.finish(watched, due.slot);
      state.retries.delete(name);
    },
  };
}

/** Composes the edition of a future slot for review, and notifies the operator. */
export function draftJob(state: JobState, digestId: string, slot: Slot): Job {
  const name = draftName(digestId);
  return {
    name,
    limitMs: limits.slotMs.digest,
    async run(signal) {
      const { clock, drafts, log } = state.options;
      state.retries.set(name, clock.now().getTime() + retryMs);
      await state.refresh();
      const settings = digestNow(state, digestId);
      if (drafts === undefined || settings === undefined || clock.now() >= slot.instant) return;
      if ((await drafts.stateOf(slot)) === undefined && !isFresh(state)) await collectBefore(state, settings, signal);
      const prepared = await drafts.prepare({ settings, slot });
      log.info({ digest: digestId, slot: slot.iso, prepared }, 'digest composed before its slot');
    },
  };
}

/** Its name in the lane. */
export function draftName(digestId: string): string {
  return `draft:${digestId}`;
}

/** The edition that a person requested, after a new collection; a stored one is only sent. */
export function handJob(state: JobState, digestId: string, kind: HandRunKind): Job {
  return {
    name: watchedName({ of: 'digest', id: digestId }),
    limitMs: limits.slotMs.digest,
    async run(signal) {
      await state.refresh();
      const digest = digestNow(state, digestId);
      const slot = digest && (await state.options.slotByHand(digest, kind));
      if (slot === undefined) return state.options.log.info({ digest: digestId }, 'run requested, but nothing is due');
      const further = kind === 'further';
      await runDigest(state, { id: digestId, slot, late: false, byHand: true, further, collectsAnew: true, signal });
    },
  };
}

/** When the next collection is due, including the random delay. */
export function nextCollection({ options }: Pick<JobState, 'options'>, after: Date): Date {
  const slot = nextSlot(collectionTimetable(options.settings.now()), after);
  const jitter = Math.floor(options.random() * jitterMs);
  return new Date((slot?.instant.getTime() ?? after.getTime() + hourMs) + jitter);
}

interface CollectLimits {
  readonly signal: AbortSignal;
  /** After this time the feeds that have not answered are left out. */
  readonly limitMs: number;
}

/** If a collection is running, waits for it instead. */
async function collect(state: JobState, kind: CollectionKind, limited: CollectLimits): Promise<void> {
  if (state.collecting !== undefined) return state.collecting;
  const forget = () => {
    state.collecting = undefined;
  };
  // A collection that does not stop is not waited for.
  limited.signal.addEventListener('abort', forget, { once: true });
  state.collecting = collectAnew(state, kind, limited).finally(forget);
  return state.collecting;
}

/** A digest does not fail with its collection: it is then composed from what is stored. Without a store it cannot be. */
async function collectBefore(state: JobState, { id }: { readonly id: string }, signal: AbortSignal): Promise<void> {
  try {
    await collect(state, 'digest', { signal, limitMs: limits.collectMs });
  } catch (error) {
    if (signal.aborted || error instanceof StoreError) throw error;
    state.options.log.warn({ err: error, digest: id }, 'collection before a digest failed');
  }
}

async function collectAnew(state: JobState, kind: CollectionKind, { signal, limitMs }: CollectLimits): Promise<void> {
  const { clock, store } = state.options;
  const now = clock.now();
  if (kind === 'failed') {
    state.retriedAt = now;
  } else {
    state.collectedAt = now;
    state.collectionDueAt = nextCollection(state, now);
  }
  const [ended, late] = [new AbortController(), new AbortController()];
  void clock.sleep(limitMs, ended.signal).then(() => late.abort());
  try {
    await state.options.collect({ kind, signal: AbortSignal.any([signal, late.signal]) });
  } finally {
    ended.abort();
  }
  // Stored only now: after a crash, the next worker would take an interrupted collection for a complete one.
  if (kind !== 'failed') await store.saveFact(workerFacts.collected, now.toISOString());
}

interface SlotRun {
  readonly id: string;
  readonly slot: Slot;
  readonly late: boolean;
  /** A person asked for it, so it is never late. */
  readonly byHand?: boolean;
  readonly further?: boolean;
  readonly collectsAnew: boolean;
  readonly signal: AbortSignal;
}

/** Each returns false if it could not be composed yet. */
const runs = { digest: runDigest, reminder: runReminder, report: runReport };

async function runDigest(state: JobState, run: SlotRun): Promise<boolean> {
  const { alerts, clock, log, publish } = state.options;
  const { id, slot, collectsAnew, byHand = false, further = false, signal } = run;
  if (digestNow(state, id) === undefined) return true;
  const draft = await state.options.drafts?.stateOf(slot);
  if (draft === 'held') return tellHeld(state, run);
  await state.delivery.begin();
  // A draft is sent as it is, and on time.
  if (draft === undefined && (state.collecting !== undefined || collectsAnew || !isFresh(state))) {
    await collectBefore(state, { id }, signal);
  }
  // A collection takes minutes: the file may have been edited in the meantime.
  const settings = digestNow(state, id);
  if (settings === undefined) return true;
  // The job may have waited in the lane, or the machine was suspended.
  const late = !byHand && (run.late || clock.now().getTime() - slot.instant.getTime() > freshMs);
  const published = await publish({ settings, slot, late, further, signal });
  if (published.kind === 'held') return tellHeld(state, run);
  if (published.kind === 'again') {
    log.warn({ digest: id, slot: slot.iso, ...(byHand ? {} : { retryMs }) }, 'digest not composed');
    if (published.alert !== undefined) await alerts.raise(published.alert);
    await state.delivery.fail();
    return false;
  }
  log.debug({ digest: id, slot: slot.iso, late, stories: published.stories }, 'digest stored');
  const { stories, messages } = published;
  await state.delivery.send({ digest: { id, title: settings.title, slot: slot.local }, stories, late, messages });
  return true;
}

/** The slot of a held edition has passed: the edition is sent only when a person releases it. */
function tellHeld({ options }: JobState, { id, slot }: SlotRun): true {
  options.log.warn({ digest: id, slot: slot.iso }, 'digest held by a person');
  return true;
}

function isFresh({ options, collectedAt }: JobState): boolean {
  const ageMs = options.clock.now().getTime() - (collectedAt?.getTime() ?? 0);
  return ageMs >= 0 && ageMs <= freshMs;
}

function digestNow({ options }: JobState, id: string) {
  return options.settings.now().digests.find((digest) => digest.id === id);
}

async function runReminder(state: JobState, { id, slot, late }: SlotRun): Promise<boolean> {
  const reminder = state.options.settings.now().reminders.find((one) => one.id === id);
  if (reminder === undefined) return true;
  await state.options.remind({ reminder, slot });
  state.options.log.info({ reminder: id, slot: slot.iso, late }, 'reminder stored');
  state.delivery.kick();
  return true;
}

async function runReport(state: JobState, { slot, late }: SlotRun): Promise<boolean> {
  await state.options.report({ slot });
  state.options.log.info({ slot: slot.iso, late }, 'report stored');
  state.delivery.kick();
  return true;
}
