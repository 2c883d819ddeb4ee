/** Takes shared jobs. Every replica does this, leader or standby. */
import { feedsOf } from '../config/feeds-of.ts';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import { secondMs } from '../ground/durations.ts';
import { readRichJson, writeRichJson } from '../ground/rich-json.ts';
import { rememberedOutcomes } from '../operator/feed-watch.ts';
import type { Job, JobKind, JobOutputs, JobQueue } from '../store/job-queue.ts';
import { createPublishStage } from './publish-stage.ts';
import type { ComposeInput, ComposeOutput, DrainOutput, ReadInput, ReadOutput, Told } from './shared-job.ts';
import type { StageOptions } from './world.ts';

export interface JobTakerOptions extends Pick<StageOptions, 'world' | 'settings' | 'store' | 'log'> {
  readonly jobs: Pick<JobQueue, 'take'>;
  /** Reads the settings again when their files have changed. */
  refresh(): Promise<void>;
}

/** The longest time for one robot without a break, so that one replica does not keep it while others are idle. */
const drainMs = 60 * secondMs;

/** A robot that does not answer for this time is skipped until the leader checks again. */
const robotWaitMs = 20 * secondMs;

export async function takeJobs(options: JobTakerOptions): Promise<void> {
  const { jobs, log, refresh } = options;
  const events: DeliveryEvent[] = [];
  const deliverer = await options.world.deliverer(options.settings.now, options.store, (event) => events.push(event));

  const take = (kind: JobKind, perform: (batch: readonly Job[], signal: AbortSignal) => Promise<JobOutputs>) =>
    jobs.take(kind, async (batch, signal) => {
      await refresh();
      const outputs = await perform(batch, signal);
      log.debug({ kind, jobs: outputs.size }, 'shared jobs done');
      return outputs;
    });

  await take('read', (batch, signal) => readFeeds(options, batch, signal));
  await take('compose', async (batch, signal) => {
    const outputs = new Map<string, string>();
    for (const { key, input } of batch) {
      const output = await compose(options, readRichJson<ComposeInput>(input), signal);
      if (output !== undefined) outputs.set(key, writeRichJson(output));
    }
    return outputs;
  });
  await take('drain', async (batch, signal) => {
    const limit = AbortSignal.timeout(drainMs);
    await deliverer.wake({
      keys: batch.map(({ key }) => key),
      maxRobotWaitMs: robotWaitMs,
      signal: AbortSignal.any([options.world.signal, signal, limit]),
    });
    const isCutShort = limit.aborted;
    return new Map(
      batch.map(({ key }) => [key, writeRichJson({ events: events.splice(0), isCutShort } satisfies DrainOutput)]),
    );
  });
}

/** Jobs with a feed that is not in this replica's configuration are left out. */
async function readFeeds(
  { world, settings, store }: JobTakerOptions,
  batch: readonly Job[],
  signal: AbortSignal,
): Promise<JobOutputs> {
  const config = settings.now();
  const feeds = new Map(config.feeds.map((feed) => [feed.url, feed]));
  const wanted = batch
    .map(({ key, input }) => ({ key, ...readRichJson<ReadInput>(input) }))
    .filter((one) => one.feeds.every((url) => feeds.has(url)));
  const outputs = new Map<string, string>();
  for (const [everyFeed, parts] of Map.groupBy(wanted, (one) => one.everyFeed)) {
    const { outcomes } = await world.collect(config, store, {
      feeds: parts.flatMap((part) => part.feeds.flatMap((url) => feeds.get(url) ?? [])),
      everyFeed,
      isPart: true,
      signal,
    });
    const byUrl = new Map(outcomes.map(({ feed, ...outcome }) => [feed.url, outcome]));
    for (const { key, feeds: urls } of parts) {
      outputs.set(key, writeRichJson(urls.flatMap((url) => byUrl.get(url) ?? []) satisfies ReadOutput));
    }
  }
  return outputs;
}

/** @returns undefined if the digest is not in this replica's configuration */
async function compose(
  { world, settings, store, log }: JobTakerOptions,
  { digestId, slot, late, further }: ComposeInput,
  signal: AbortSignal,
): Promise<ComposeOutput | undefined> {
  const digest = settings.now().digests.find(({ id }) => id === digestId);
  if (digest === undefined) return undefined;
  const told: Told[] = [];
  const publish = createPublishStage(
    {
      world,
      settings,
      store,
      log,
      alerts: {
        raise: async (condition) => void told.push({ raise: condition }),
        clear: async (recovery) => void told.push({ clear: recovery }),
      },
    },
    { lastOutcomes: (one) => rememberedOutcomes(feedsOf(one, settings.now().feeds), store, world.clock.now()) },
  );
  return { published: await publish({ settings: digest, slot, late, further, signal }), told };
}
