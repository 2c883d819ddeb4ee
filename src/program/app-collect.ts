import packageJson from '../../package.json' with { type: 'json' };
import type { FetchResult } from '../collect/fetch/fetch.ts';
import type { App, CollectConfig } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import { closeAfter } from '../ground/close-after.ts';
import { refuseStopped } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Clock } from '../model.ts';

const userAgent = `ai-news-digest/${packageJson.version.replace(/\.\d+$/, '')} (+RSS reader; one visit an hour)`;

type CollectPart = Pick<App, 'collect' | 'openCollector' | 'inspect' | 'probeFeeds' | 'findFeed'>;

/** The part of the App that reads feeds. */
export function collectPart({
  clock,
  signal,
  language,
  callerDir,
}: Pick<App, 'clock' | 'signal' | 'language' | 'callerDir'>): CollectPart {
  const part: CollectPart = {
    async collect(config, store, request) {
      return closeAfter(part.openCollector(config, store), (collector) => collector.collect(request));
    },
    async openCollector(config, store) {
      const { collect, createCollectTools } = await import('../collect/collect.ts');
      const fetcher = await createFetcher(config, clock);
      const tools = createCollectTools(store);
      return {
        async collect({ feeds, everyFeed, isPart = false, onProgress, onOutcome, signal: own }) {
          const collection = await collect(feeds ?? config.feeds.filter((feed) => feed.enabled), {
            settings: config.collect,
            fetcher,
            store,
            clock,
            random: Math.random,
            ignoreRest: everyFeed,
            signal: own === undefined ? signal : AbortSignal.any([signal, own]),
            onProgress,
            onOutcome,
            isPart,
            tools,
          });
          refuseStopped(signal);
          return collection;
        },
        close: () => fetcher.close(),
      };
    },
    async *inspect(config, sources, how) {
      const { inspectSource } = await import('../collect/inspect.ts');
      const fetcher = await createFetcher(config, clock);
      try {
        const { maxBytes } = config.collect;
        const context = { fetcher, now: clock.now(), language, maxBytes, signal, cwd: callerDir, ...how };
        for (const source of sources) yield await inspectSource(source, context);
      } finally {
        await fetcher.close();
      }
    },
    async probeFeeds(config) {
      const { probeFeeds } = await import('../collect/probe.ts');
      return closeAfter(createFetcher(config, clock), async (fetcher) => {
        const reaches = await probeFeeds(
          config.feeds.filter((feed) => feed.enabled),
          { fetcher, now: clock.now(), signal },
        );
        refuseStopped(signal);
        return reaches;
      });
    },
    async findFeed(config, url) {
      const [{ findFeed }, { bridgeRoutes }, { catalogueFeeds }] = await Promise.all([
        import('../collect/discover.ts'),
        import('../config/bridges.ts'),
        import('../control/found-feed.ts'),
      ]);
      return closeAfter(createFetcher(config, clock), async (fetcher) => {
        const routes = bridgeRoutes(url, await catalogueFeeds(), config.environment);
        return await findFeed(url, { fetcher, now: clock.now(), signal, routes });
      });
    },
  };
  return part;
}

async function createFetcher(config: CollectConfig, clock: Clock) {
  const { createFeedFetcher } = await import('../collect/fetch/fetch.ts');
  const { bridgedAddress } = await import('../config/bridges.ts');
  const { collect, environment, feeds, secret } = config;
  const toAsk = (url: string) => bridgedAddress(url, environment);
  const fetcher = createFeedFetcher({
    ...collect,
    proxies: environment.proxies,
    privateHosts: environment.privateHosts,
    feedUrls: [...feeds.flatMap((feed) => toAsk(feed.url) ?? []), ...bridgesOf(environment)],
    userAgent,
    secret,
    now: () => clock.now(),
  });
  return {
    ...fetcher,
    fetch: async (request: Parameters<typeof fetcher.fetch>[0]) => {
      const url = toAsk(request.url);
      return url === undefined ? unsetBridge : fetcher.fetch({ ...request, url });
    },
  };
}

/** The user's own bridges, which may be on a private network. */
function bridgesOf({ bridgeUrls }: Config['environment']): readonly string[] {
  return Object.values(bridgeUrls).filter((url) => url !== undefined);
}

const unsetBridge: FetchResult = {
  kind: 'failed',
  status: undefined,
  durationMs: 0,
  hosts: [],
  retryAfterMs: 0,
  failure: {
    code: 'no-bridge',
    what: phrase(
      '要经过 RSSHub 或 wewe-rss，但没有设置它的地址',
      'goes by way of RSSHub or wewe-rss, whose address is not set',
    ),
    remedy: phrase('在 .env 里写 RSSHUB_URL 或 WEWE_RSS_URL。', 'Set RSSHUB_URL or WEWE_RSS_URL in .env.'),
  },
};
