/** Distributes the leader's work to all replicas. The leader itself does the jobs that no replica has done. */
import { collectionOf } from '../collect/collection.ts';
import { mostStoredItems } from '../collect/feed-health.ts';
import type { Deliverer } from '../deliver/deliver.ts';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import { minuteMs } from '../ground/durations.ts';
import { hostOf } from '../ground/hosts.ts';
import { readRichJson, writeRichJson } from '../ground/rich-json.ts';
import type { Feed, FeedOutcome } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import type { JobQueue } from '../store/job-queue.ts';
import type { Outbox } from './delivery.ts';
import { shareNext } from './share-next.ts';
import type { ComposeInput, ComposeOutput, DrainOutput, ReadInput, ReadOutput } from './shared-job.ts';
import type { PublishRequest, WorkerOptions } from './worker-options.ts';
import type { WorkerWorld } from './world.ts';

type Giver = Pick<JobQueue, 'give'>;

/** Shorter than the lane's timeout of such a job, so that the leader can still do the rest. */
const limits = { readMs: 7 * minuteMs, composeMs: 12 * minuteMs, drainMs: 3 * minuteMs } as const;

/** About so many hosts are one job: a replica takes the next one while it still waits for the slow hosts of the last. */
const hostsOfOneJob = 50;
/** Fewer hosts are one job: one replica reads them in seconds. */
const fewHosts = 100;

/** Each host is read by one replica, so that the limit per host applies to all replicas together. */
export function collectTogether(
  jobs: Giver,
  { clock, collect }: Pick<WorkerWorld, 'clock' | 'collect'>,
): WorkerWorld['collect'] {
  return async (config, store, request) => {
    const { feeds, everyFeed, signal } = request;
    const startedAt = clock.now();
    // This comes before anything is loaded: a feed that filled the store must not fill the memory too.
    await store.capItems(mostStoredItems);
    const parts = partsOf(feeds);
    const given = [...parts].map(([key, own]) => ({
      key,
      input: writeRichJson({ feeds: own.map(({ url }) => url), everyFeed } satisfies ReadInput),
    }));
    const outputs = await jobs.give('read', given, AbortSignal.any([signal, AbortSignal.timeout(limits.readMs)]));
    const outcomes = new Map<Feed, FeedOutcome>();
    for (const [key, own] of parts) {
      const output = outputs.get(key);
      if (output === undefined) continue;
      for (const [index, outcome] of readRichJson<ReadOutput>(output).entries()) {
        const feed = own[index];
        if (feed !== undefined) outcomes.set(feed, { ...outcome, feed });
      }
    }
    const left = feeds.filter((feed) => !outcomes.has(feed));
    if (left.length > 0) {
      for (const outcome of (await collect(config, store, { ...request, feeds: left, isPart: true })).outcomes) {
        outcomes.set(outcome.feed, outcome);
      }
    }
    await store.forgetItems(new Date(clock.now().getTime() - config.collect.keepMs));
    return collectionOf(
      feeds.flatMap((feed) => outcomes.get(feed) ?? []),
      { startedAt, finishedAt: clock.now() },
    );
  };
}

/** The feeds of each job, by its key. With the same feeds a host is always in the same job, whichever replica leads. */
function partsOf(feeds: readonly Feed[]): ReadonlyMap<string, readonly Feed[]> {
  const hosts = [...Map.groupBy(feeds, ({ url }) => hostOf(url) ?? new URL(url).protocol)];
  const count = hosts.length <= fewHosts ? 1 : Math.ceil(hosts.length / hostsOfOneJob);
  const parts = Map.groupBy(hosts.entries(), ([index]) => `${(index % count) + 1}/${count}`);
  return new Map([...parts].map(([key, own]) => [key, own.flatMap(([, [, ofHost]]) => ofHost)]));
}

/** One replica composes and stores the edition; the leader raises the alerts. */
export function publishTogether(
  jobs: Giver,
  { publish, alerts }: { readonly publish: WorkerOptions['publish']; readonly alerts: Pick<Alerts, 'raise' | 'clear'> },
): WorkerOptions['publish'] {
  return async (request: PublishRequest) => {
    const { settings, slot, late, further = false, signal } = request;
    const key = `${slot.digestId}@${slot.local}${further ? ' further' : ''}`;
    const input = writeRichJson({ digestId: settings.id, slot, late, further } satisfies ComposeInput);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.composeMs)]);
    const output = (await jobs.give('compose', [{ key, input }], limit)).get(key);
    if (output === undefined) return publish(request);
    const { published, told } = readRichJson<ComposeOutput>(output);
    for (const one of told) {
      if ('raise' in one) await alerts.raise(one.raise);
      else await alerts.clear(one.clear);
    }
    return published;
  };
}

/** Each robot is served by one replica at a time. @param tell receives the delivery events of all replicas */
export function sendTogether(jobs: Giver, deliverer: Deliverer, tell: (event: DeliveryEvent) => void): Outbox {
  /** Keys of the created jobs, and whether more work was requested for a key since then. */
  const given = new Map<string, { isAskedAgain: boolean }>();
  const works = new Set<Promise<unknown>>();
  /** A thousand digests of one hour make a thousand calls. */
  const look = shareNext(() => deliverer.keysWaiting());

  async function drain(key: string, signal: AbortSignal): Promise<void> {
    const state = { isAskedAgain: false };
    given.set(key, state);
    try {
      for (let isDone = false; !isDone && !signal.aborted; ) {
        state.isAskedAgain = false;
        const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.drainMs)]);
        const output = (await jobs.give('drain', [{ key, input: '' }], limit)).get(key);
        if (output === undefined && !signal.aborted) await deliverer.wake({ keys: [key], signal });
        const { events, isCutShort } = output === undefined ? nothing : readRichJson<DrainOutput>(output);
        for (const event of events) tell(event);
        isDone = !isCutShort && !state.isAskedAgain;
      }
    } finally {
      given.delete(key);
    }
  }

  return {
    async wake({ signal }) {
      const begun: Promise<void>[] = [];
      for (const key of await look()) {
        const present = given.get(key);
        if (present !== undefined) present.isAskedAgain = true;
        else begun.push(drain(key, signal));
      }
      const work = Promise.allSettled(begun);
      works.add(work);
      const failed = (await work).find(({ status }) => status === 'rejected');
      works.delete(work);
      if (failed?.status === 'rejected') throw failed.reason;
    },
    fatesOf: (groups) => deliverer.fatesOf(groups),
    async ended() {
      while (works.size > 0) await Promise.all(works);
      await deliverer.ended();
    },
  };
}

const nothing: DrainOutput = { events: [], isCutShort: false };
