import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { composeSlot, decisionsOf, isBlind, storeEdition } from '../edition/edition.ts';
import type { DigestSettings, FeedOutcome, FeedState } from '../model.ts';
import { createOperatorAlerts, operatorMessage } from '../operator/alert-route.ts';
import type { Alerts, AlertsOptions } from '../operator/alerts.ts';
import { createDeliveryAlerts } from '../operator/delivery-alerts.ts';
import { logDelivery } from '../operator/delivery-log.ts';
import {
  ailingFeed,
  commonFailure,
  isDown,
  logCollection,
  recoveredFeed,
  rememberedOutcome,
} from '../operator/feed-watch.ts';
import type { Published } from '../operator/published.ts';
import { reminderMessage } from '../operator/reminder-message.ts';
import { weeklyReport } from '../operator/weekly-report.ts';
import type { Metrics } from '../server/metrics.ts';
import type { Edition, Store } from '../store/store.ts';
import { programZone } from './watched.ts';
import type { PublishRequest, RemindRequest, ReportRequest, WorkerOptions } from './worker-options.ts';
import type { WorkerWorld } from './world.ts';

const dayMs = 24 * 60 * 60_000;
/** Editions and their messages are looked back at for so long. */
const historyMs = 90 * dayMs;
/** Below this the operator is told: SQLite needs room for its journal. */
const lowDiskBytes = 100 * 1024 * 1024;

export interface WorkerStagesOptions {
  readonly world: WorkerWorld;
  readonly config: Config;
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Makes the alerts around a way to send one, and a voice. */
  alerts(ways: Pick<AlertsOptions, 'send' | 'voice'>): Promise<Alerts>;
}

export interface WorkerStages
  extends Pick<WorkerOptions, 'collect' | 'publish' | 'remind' | 'report' | 'outbox' | 'takenSlots' | 'alerts'> {
  /** The configuration that was used last. */
  config(): Config;
  /** What the last visit to each feed of a digest came to; before the first one, what is remembered. */
  lastOutcomes(config: Config, settings: DigestSettings): Promise<readonly FeedOutcome[]>;
}

/** The stages as the worker calls them: each over the same store, with the same deliverer and alerts. */
export async function createWorkerStages(options: WorkerStagesOptions): Promise<WorkerStages> {
  const { world, store, log, metrics } = options;
  let { config } = options;
  /** What the last visit to each feed came to, by URL. */
  const outcomes = new Map<string, FeedOutcome>();
  const alerts = await options.alerts({
    send: createOperatorAlerts({
      clock: world.clock,
      post: world.post,
      store,
      log,
      config: () => config,
      deliver: () => sendSoon(),
    }),
    voice: () => ({ language: config.language, timezone: programZone(config) }),
  });
  const tellDelivery = createDeliveryAlerts({ store, alerts, clock: world.clock });
  const deliverer = await world.deliverer(config, store, (event) => {
    logDelivery(log, event);
    metrics.delivered(event, world.clock.now());
    tellDelivery(event).catch((error: unknown) => log.warn({ err: error }, 'delivery not told'));
  });

  /** Not awaited: an alert goes its own way, and whoever raised it goes on. */
  function sendSoon(): void {
    deliverer.wake({ signal: world.signal }).catch((error: unknown) => log.warn({ err: error }, 'alert not sent'));
  }

  async function collect({ config: current, kind, signal }: Parameters<WorkerOptions['collect']>[0]): Promise<void> {
    config = current;
    const wanted =
      kind === 'failed' ? current.feeds.filter((feed) => outcomes.get(feed.url)?.kind === 'failed') : current.feeds;
    if (wanted.length === 0) return;
    const collection = await world.collect({ ...current, feeds: wanted }, store, {
      everyFeed: kind !== 'all',
      signal,
    });
    metrics.collected(collection);
    const durationMs = collection.finishedAt.getTime() - collection.startedAt.getTime();
    logCollection(log, collection.outcomes, { last: outcomes, newItems: collection.newItems, durationMs });
    for (const outcome of collection.outcomes) outcomes.set(outcome.feed.url, outcome);
    await store.forgetHistory(new Date(world.clock.now().getTime() - historyMs));
    // When none can be read it is the network's fault and not theirs.
    if (!collection.outcomes.every(isDown)) await tellFeeds(await store.feedStates(), current);
    await tellDisk(current);
  }

  async function tellFeeds(states: ReadonlyMap<string, FeedState>, current: Config): Promise<void> {
    const now = world.clock.now();
    const feeds = current.feeds.filter((feed) => feed.enabled);
    const ailing = feeds.flatMap((feed) => ailingFeed(feed, states.get(feed.url), now) ?? []);
    const ill = new Set(ailing.map(({ url }) => url));
    await alerts.feeds(
      ailing,
      feeds.filter(({ url }) => !ill.has(url)).map((feed) => recoveredFeed(feed, outcomes)),
    );
  }

  async function tellDisk({ environment: { dataDir }, collect: { keepMs } }: Config): Promise<void> {
    const { bavail, bsize } = statfsSync(dataDir);
    const freeBytes = bavail * bsize;
    if (freeBytes < lowDiskBytes) {
      await alerts.raise({ kind: 'disk', freeBytes, usedBytes: bytesIn(dataDir), keepMs });
    } else await alerts.clear({ kind: 'disk-free', freeBytes });
  }

  async function lastOutcomes(current: Config, settings: DigestSettings): Promise<readonly FeedOutcome[]> {
    const states = await store.feedStates();
    const now = world.clock.now();
    return feedsOf(settings, current.feeds).map(
      (feed) => outcomes.get(feed.url) ?? rememberedOutcome(feed, states, now),
    );
  }

  async function publish(request: PublishRequest): Promise<Published> {
    const published = await composeAndStore(request);
    metrics.published(request.settings.id, published);
    return published;
  }

  async function composeAndStore({ config: current, settings, slot, late }: PublishRequest): Promise<Published> {
    config = current;
    const present = await store.edition(settings.id, slot.local);
    if (present !== undefined) return storedAs(present);
    const feedOutcomes = await lastOutcomes(current, settings);
    const instant = world.clock.now();
    const composition = await composeSlot({
      config: current,
      settings,
      store,
      slot,
      instant,
      late,
      feedOutcomes,
      limits: world.limits,
    });
    const { coverage } = composition.digest;
    const digest = { id: settings.id, title: settings.title, slot: slot.local };
    if (isBlind(composition)) {
      const catchUpUntil = new Date(slot.instant.getTime() + settings.catchUpMs);
      return { kind: 'again', alert: { kind: 'feeds-down', digest, feeds: coverage.feeds, catchUpUntil } };
    }
    const decisions = decisionsOf(composition, current.feeds);
    const { toBody } = world;
    const edition =
      (await storeEdition({ store, composition, decisions, composedAt: instant, number: 1, toBody })) ??
      (await store.edition(settings.id, slot.local));
    if (edition === undefined) throw new Error(`the edition of ${slot.iso} is gone`);
    const stories = decisions.stories.length;
    if (coverage.thin) {
      await alerts.raise({ kind: 'thin', digest, ...coverage, stories, cause: commonFailure(feedOutcomes) });
    } else await alerts.clear({ kind: 'covered', digest, ...coverage });
    return storedAs(edition);
  }

  async function remind({ reminder, slot }: RemindRequest): Promise<void> {
    const createdAt = world.clock.now();
    await store.enqueue(reminder.webhooks.map((webhook) => reminderMessage(webhook, { reminder, slot, createdAt })));
  }

  async function report({ config: current, slot }: ReportRequest): Promise<void> {
    const createdAt = world.clock.now();
    const content = await weeklyReport(current, store, { until: slot.instant, maxBytes: world.limits.markdown });
    const body = world.toBody({ msgtype: 'markdown', content, bytes: Buffer.byteLength(content), storyIds: [] });
    await store.enqueue([operatorMessage(body, { group: `report@${slot.local}`, createdAt, priority: 'normal' })]);
  }

  return {
    config: () => config,
    lastOutcomes,
    alerts,
    collect,
    publish,
    remind,
    report,
    outbox: deliverer,
    takenSlots: async (digestId) => (await store.editions({ digestId, limit: 60 })).map(({ slot }) => slot.local),
  };
}

function storedAs({ decisions, messages }: Edition): Published {
  return { kind: 'stored', stories: decisions.stories.length, messages: messages.map(({ id }) => id) };
}

/** Bytes of the files in a folder; 0 when it cannot be read. */
function bytesIn(folder: string): number {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { name }) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    // It only colours an alert, and a file may go away between the two calls.
    return 0;
  }
}
