import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { dayMs } from '../ground/durations.ts';
import type { DigestSettings, FeedOutcome } from '../model.ts';
import {
  ailingFeed,
  commonFailure,
  isDown,
  logCollection,
  reachOf,
  recoveredFeed,
  rememberedOutcomes,
} from '../operator/feed-watch.ts';
import { isClockSteady } from './steady-clock.ts';
import type { WorkerOptions } from './worker-options.ts';
import type { StageOptions } from './world.ts';

/** Collects feeds and raises the alerts that follow from the result. */
export interface CollectStage extends Pick<WorkerOptions, 'collect'> {
  /** The outcome of the last visit to each feed of a digest; before the first visit, the stored one. */
  lastOutcomes(digest: DigestSettings): Promise<readonly FeedOutcome[]>;
  /** Whether new items came in since the last call. */
  takeNews(): boolean;
}

/** Stories published in this period must be known, or they would be published again. */
const leastHistoryMs = 30 * dayMs;
/** An alert is raised below this: SQLite needs space for its journal. */
const lowDiskBytes = 100 * 1024 * 1024;

export function createCollectStage({ world, settings, store, log, metrics, alerts }: StageOptions): CollectStage {
  /** The outcome of the last visit to each feed, by URL. */
  const outcomes = new Map<string, FeedOutcome>();
  /** Collections in a row in which no feed was read. */
  let unread = 0;
  let hasNews = false;

  /** One collection in which no feed could be read may be transient; the second one endangers the next digest. */
  async function tellReach(latest: readonly FeedOutcome[]): Promise<void> {
    const feeds = enabledFeeds(settings.now()).length;
    const reach = reachOf(latest, feeds);
    if (reach === 'unclear') return;
    unread = reach === 'unread' ? unread + 1 : 0;
    if (unread >= 2) await alerts.raise({ kind: 'feeds-unread', feeds, cause: commonFailure(latest) });
    if (reach === 'read') {
      await alerts.clear({ kind: 'feeds-reached', feeds, feedsRead: latest.filter((one) => !isDown(one)).length });
    }
  }

  async function tellFeeds(): Promise<void> {
    const states = await store.feedStates();
    const now = world.clock.now();
    const feeds = enabledFeeds(settings.now());
    const ailing = feeds.flatMap((feed) => ailingFeed(feed, states.get(feed.url), now) ?? []);
    const ailingUrls = new Set(ailing.map(({ url }) => url));
    await alerts.feeds(
      ailing,
      feeds.filter(({ url }) => !ailingUrls.has(url)).map((feed) => recoveredFeed(feed, outcomes)),
    );
  }

  return {
    async collect({ kind, signal }) {
      const config = settings.now();
      const feeds = enabledFeeds(config);
      const wanted = kind === 'failed' ? feeds.filter(({ url }) => outcomes.get(url)?.kind === 'failed') : feeds;
      if (wanted.length === 0) return;
      const collection = await world.collect(config, store, { feeds: wanted, everyFeed: kind !== 'all', signal });
      metrics.collected(collection);
      hasNews ||= collection.newItems > 0;
      const durationMs = collection.finishedAt.getTime() - collection.startedAt.getTime();
      logCollection(log, collection.outcomes, { last: outcomes, newItems: collection.newItems, durationMs });
      for (const outcome of collection.outcomes) outcomes.set(outcome.feed.url, outcome);
      const now = world.clock.now();
      if (await isClockSteady(store, now)) {
        const historyMs = Math.max(config.collect.keepEditionsMs, leastHistoryMs);
        await store.forgetHistory(new Date(now.getTime() - historyMs));
      }
      await tellReach(collection.outcomes);
      // If no feed can be read, the network is at fault and not the feeds.
      if (!collection.outcomes.every(isDown)) await tellFeeds();
      await tellDisk({ settings, alerts });
    },
    takeNews() {
      const had = hasNews;
      hasNews = false;
      return had;
    },
    async lastOutcomes(digest) {
      const feeds = feedsOf(digest, settings.now().feeds);
      const remembered = await rememberedOutcomes(feeds, store, world.clock.now());
      return remembered.map((outcome) => outcomes.get(outcome.feed.url) ?? outcome);
    },
  };
}

async function tellDisk({ settings, alerts }: Pick<StageOptions, 'settings' | 'alerts'>): Promise<void> {
  const { environment, collect } = settings.now();
  const { bavail, bsize } = statfsSync(environment.dataDir);
  const freeBytes = bavail * bsize;
  if (freeBytes >= lowDiskBytes) return alerts.clear({ kind: 'disk-free', freeBytes });
  const keepMs = environment.database === 'sqlite' ? collect.keepMs : undefined;
  await alerts.raise({ kind: 'disk', freeBytes, usedBytes: bytesIn(environment.dataDir), keepMs });
}

function enabledFeeds({ feeds }: Config): Config['feeds'] {
  return feeds.filter(({ enabled }) => enabled);
}

/** Total size of the files in a folder in bytes; 0 if it cannot be read. */
function bytesIn(folder: string): number {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { name }) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    // A file may be removed between the two calls, and the number is only informational.
    return 0;
  }
}
