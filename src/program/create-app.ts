/**
 * Composition root: creates clock, network, store and stages, and passes them to the requested command. Modules that only
 * some commands need are imported lazily, so that small commands start quickly.
 */

import { randomUUID } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import type { FetchResult } from '../collect/fetch/fetch.ts';
import type { App, CollectConfig, Terminal } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import type { Provider } from '../enrich/provider.ts';
import { closeAfter } from '../ground/close-after.ts';
import { phrase } from '../ground/phrase.ts';
import { signingSecretOf } from '../ground/room-kinds.ts';
import type { Clock } from '../model.ts';
import { createDatabaseClock } from './database-clock.ts';
import type { Process } from './terminal.ts';

const userAgent = `ai-news-digest/${packageJson.version.replace(/\.\d+$/, '')} (+RSS reader; one visit an hour)`;

/** Where and when the program runs. @default `env` is the real environment */
export interface World {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Real time, even if `clock` is a fake. @default clock */
  readonly lockClock?: Pick<Clock, 'sleep'>;
  /** Monotonic milliseconds, as fast as `clock`. @default real time */
  readonly elapsedMs?: () => number;
  readonly process: Process;
  /** @default the terminal of `process`, which adds listeners to its streams */
  readonly terminal?: Terminal;
  /** The file that the child process for collections and compositions runs. @default no child process */
  readonly childFile?: string;
  /** A worker that has opened the store started this process. @default false */
  readonly isChild?: boolean;
}

/** The providers, in the order in which they are tried. */
function providersOf({ environment: { llm, proxies }, secret }: Config): readonly Provider[] {
  if (llm === undefined) return [];
  const { fallback } = llm;
  const first = { baseUrl: llm.baseUrl, model: llm.model, apiKey: secret('LLM_API_KEY'), proxy: proxies.https };
  if (fallback === undefined) return [first];
  return [first, { ...fallback, apiKey: secret('LLM_FALLBACK_API_KEY'), proxy: proxies.https }];
}

/** @param signal aborts when the program is asked to stop */
export async function createApp(world: World, signal: AbortSignal): Promise<App> {
  const { process, childFile } = world;
  const clock = createDatabaseClock(world.clock);
  const [
    { callerDir, createSecretReader, databaseVariable, environmentLanguage, parseEnvironment },
    { readLanguage },
    { createTerminal },
    { CommandError, problemLines, refuseStopped },
    { bodiesFor, messageLimits },
  ] = await Promise.all([
    import('../config/environment.ts'),
    import('../config/language.ts'),
    import('./terminal.ts'),
    import('../ground/command-error.ts'),
    import('../deliver/rooms/rooms.ts'),
  ]);
  const terminal = world.terminal ?? createTerminal(process);
  // A child process says nothing to people, and a long feeds file takes a second to parse.
  const language = world.isChild ? environmentLanguage(world) : await readLanguage(world);
  const secret = createSecretReader(world);
  const reload: App['reloadConfig'] = async (groups) => (await import('../config/config.ts')).loadConfig(world, groups);

  const app: App = {
    language,
    terminalLanguage: environmentLanguage(world),
    cwd: world.cwd,
    callerDir: callerDir(world),
    clock,
    lockClock: world.lockClock ?? clock,
    random: Math.random,
    terminal,
    signal,
    limits: messageLimits,
    reloadConfig: reload,
    async loadConfig({ robots } = { robots: false }) {
      const loaded = await reload();
      if (loaded.ok) return loaded;
      const problems = [...loaded.problems, ...(robots ? (loaded.others?.problems ?? []) : [])];
      throw new CommandError({ 'zh-CN': problemLines(problems, 'zh-CN'), en: problemLines(problems, 'en') });
    },
    environment: () => parseEnvironment(world).environment,
    secret,
    async openStore({ environment: { dataDir } }) {
      const address = secret(databaseVariable);
      if (address !== undefined) {
        const { openPostgresStore } = await import('../store/postgres-store.ts');
        return openPostgresStore({ address, dataDir, onClock: clock.follow, isOpenedBefore: world.isChild });
      }
      const { openStore } = await import('../store/sqlite-store.ts');
      return openStore({ dataDir });
    },
    async openScratchStore({ environment: { dataDir } }) {
      const address = secret(databaseVariable);
      if (address !== undefined) {
        const { openPostgresScratchStore } = await import('../store/postgres-store.ts');
        return openPostgresScratchStore({ address, onClock: clock.follow });
      }
      const { openScratchStore } = await import('../store/scratch-store.ts');
      return openScratchStore({ dataDir });
    },
    async openJobs(onTrouble) {
      const address = secret(databaseVariable);
      if (address === undefined) return undefined;
      const { openPostgresJobs } = await import('../store/postgres-jobs.ts');
      return openPostgresJobs({ address, onTrouble });
    },
    async collect(config, store, request) {
      return closeAfter(app.openCollector(config, store), (collector) => collector.collect(request));
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
    async compose(config, store, request, own) {
      const { composeRequested } = await import('../edition/edition.ts');
      const { isOffline } = request;
      const model = await app.languageModel(config, { isOffline, signal: own });
      return composeRequested(request, { config, store, limits: messageLimits, model });
    },
    async openChildProcesses(log) {
      if (childFile === undefined) return undefined;
      const { openChildProcesses } = await import('./child-processes.ts');
      return openChildProcesses({ file: childFile, clock, signal, log });
    },
    async deliverer(config, store, onEvent) {
      const { createDeliverer } = await import('../deliver/deliver.ts');
      return createDeliverer({
        store,
        secret: (name) => config().secret(name),
        clock,
        elapsedMs: world.elapsedMs ?? (() => performance.now()),
        random: Math.random,
        async post(request) {
          const { postToRoom } = await import('../deliver/post-to-room.ts');
          return postToRoom({ ...request, ...connectionTo(config(), request.webhook), now: clock.now() });
        },
        privateHosts: () => config().environment.privateHosts,
        rate: () => config().environment.wecomRate,
        cooldownMs: () => config().environment.wecomCooldownMs,
        onEvent,
      });
    },
    async modelStatus({ environment: { llm, dataDir } }) {
      if (llm === undefined) return undefined;
      const { readModelUse } = await import('../enrich/answer-cache.ts');
      const use = readModelUse(dataDir, clock.now().toISOString().slice(0, 10));
      return { ...use, name: llm.model, host: new URL(llm.baseUrl).host, cap: llm.dailyTokens };
    },
    async probeModels(config) {
      const { llm } = config.environment;
      if (llm === undefined) return [];
      const { probeEmbedding, probeModel } = await import('../enrich/probe-model.ts');
      const providers = providersOf(config);
      const [first] = providers;
      const isCalibrated = config.embeddingScale !== undefined;
      return Promise.all([
        ...providers.map((provider) => probeModel(provider, signal)),
        ...(first === undefined || llm.embeddingModel === undefined
          ? []
          : [probeEmbedding({ ...first, model: llm.embeddingModel }, { isCalibrated, signal })]),
      ]);
    },
    async languageModel(config, { isOffline = false, signal: own } = {}) {
      const { llm, dataDir } = config.environment;
      const providers = providersOf(config);
      const [first] = providers;
      if (llm === undefined || first === undefined) return undefined;
      const scale = config.embeddingScale;
      const { createLanguageModel } = await import('../enrich/language-model.ts');
      return createLanguageModel({
        aliases: config.aliases,
        providers,
        embedding:
          scale === undefined || llm.embeddingModel === undefined
            ? undefined
            : { provider: { ...first, model: llm.embeddingModel }, scale },
        dataDir,
        dailyTokens: llm.dailyTokens,
        now: clock.now(),
        signal: own === undefined ? signal : AbortSignal.any([signal, own]),
        isOffline,
      });
    },
    toBodies: (config, webhook, message) => bodiesFor(config.secret(webhook) ?? '', message),
    async post(config, webhook, body) {
      const { postToRoom } = await import('../deliver/post-to-room.ts');
      const address = config.secret(webhook) ?? '';
      return postToRoom({ address, body, id: randomUUID(), ...connectionTo(config, webhook), now: clock.now() });
    },
    async probeRoom(config, webhook) {
      const { probeRoom } = await import('../deliver/probe-room.ts');
      return probeRoom({ address: config.secret(webhook) ?? '', ...connectionTo(config, webhook) });
    },
    async *inspect(config, sources, { address, match, select } = {}) {
      const { inspectSource } = await import('../collect/inspect.ts');
      const fetcher = await createFetcher(config, clock);
      try {
        const context = {
          fetcher,
          now: clock.now(),
          language,
          maxBytes: config.collect.maxBytes,
          signal,
          cwd: app.callerDir,
          address,
          match,
          select,
        };
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
    async log({ environment: { logLevel, logFormat } }) {
      const { createLog } = await import('./log.ts');
      return createLog({ level: logLevel, format: logFormat, language, stderr: process.stderr });
    },
    within: (elsewhere) => createApp({ ...world, terminal, ...elsewhere }, signal),
  };
  return app;
}

/** How the room in a variable is reached. */
function connectionTo({ environment, secret }: Config, webhook: string) {
  const { wecomTimeoutMs: timeoutMs, proxies, privateHosts } = environment;
  return { secret: secret(signingSecretOf(webhook)), timeoutMs, proxy: proxies.https, privateHosts };
}

async function createFetcher(config: CollectConfig, clock: Clock) {
  const { createFeedFetcher } = await import('../collect/fetch/fetch.ts');
  const { bridgedAddress } = await import('../config/bridges.ts');
  const { collect, environment, feeds, secret } = config;
  const toAsk = (url: string) => bridgedAddress(url, environment);
  const fetcher = createFeedFetcher({
    timeoutMs: collect.timeoutMs,
    maxBytes: collect.maxBytes,
    concurrency: collect.concurrency,
    perHost: collect.perHost,
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
