/** The pages over real files, a real store and the real functions; only feeds and robots are invented. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import type { FoundFeed } from '../../src/collect/discover.ts';
import type { FeedInspection } from '../../src/collect/inspect.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createSettings, type SettingsInForce } from '../../src/config/settings-in-force.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { composeRequested } from '../../src/edition/edition.ts';
import type { ModelProbe, Outcome } from '../../src/model.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createHandRuns } from '../../src/worker/hand-runs.ts';
import { serve } from '../../src/worker/serve.ts';
import type { WorkerWorld } from '../../src/worker/world.ts';

export const token = 'let me in';
/** It has the form of a key, and cannot be one. */
const robotKey = [8, 4, 4, 4, 12].map((length) => '0'.repeat(length)).join('-');
export const robotAddress = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${robotKey}`;

const feedsFile = `# My feeds
digests:
  - id: daily   # never change
    title: AI 新闻日报
    schedule: "0 9 * * *"
    mute:
      - { match: 招聘 }
    boost: { 流明: 1 }
sections:
  - { id: models, title: 模型与产品, match: [发布, 上线] }
  - { id: more, title: 更多 }
feeds:
  # the good ones
  - { url: "https://lumen.example/feed", name: Lumen Blog, topic: ai }   # good
  - { url: "https://stardust.example/rss", name: 星尘周报, weight: 2, tags: [国内] }
`;

export interface DeskWorld {
  readonly address: string;
  readonly store: Store;
  readonly settings: SettingsInForce;
  readonly folder: string;
  /** Bodies that robots got, with the variable of the robot. */
  readonly posted: { readonly webhook: string; readonly body: string }[];
  /** What the robots answer from now on. */
  outcome: Outcome;
  /** What the language models answer from now on. */
  probes: readonly ModelProbe[];
  /** Digests that were asked for. */
  readonly runs: string[];
  feedsText(): string;
  writeFeeds(text: string): void;
  envText(): string;
  /** GET with the token. */
  see(path: string): Promise<string>;
  /** POST of a form with the token; the stamp of the file is added. @returns the page that follows */
  send(
    path: string,
    fields?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
}

export async function openDeskWorld({
  feeds = feedsFile,
  now,
  env: more = {},
  groups = {},
}: {
  readonly feeds?: string;
  readonly now?: Date;
  readonly env?: Readonly<Record<string, string>>;
  /** Text of files beside feeds.yaml, by their names. */
  readonly groups?: Readonly<Record<string, string>>;
} = {}): Promise<DeskWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'digest-desk-'));
  mkdirSync(join(folder, 'feeds'));
  writeFileSync(join(folder, 'feeds/feeds.yaml'), feeds);
  for (const [name, text] of Object.entries(groups)) {
    mkdirSync(dirname(join(folder, 'feeds', name)), { recursive: true });
    writeFileSync(join(folder, 'feeds', name), text);
  }
  writeFileSync(join(folder, '.env'), `WECOM_WEBHOOK_URL=${robotAddress}\nHTTP_TOKEN=${token}\n`);
  const env = { DATA_DIR: 'data', HTTP_PORT: '0', LOG_FORMAT: 'json', ...more };
  const clock = { now: () => now ?? new Date(), sleep: async () => undefined };
  const reload = async () => loadConfig({ cwd: folder, env });
  const loaded = await reload();
  if (!loaded.ok) throw new Error(loaded.problems.map(({ what }) => what.en).join('\n'));
  const settings = createSettings({ config: loaded.config, reload, clock });
  const store = await openStore({ dataDir: join(folder, 'data') });
  await store.saveFact('worker:tick', clock.now().toISOString());
  const handRuns = createHandRuns();
  const runs: string[] = [];
  handRuns.answer((id, kind) => {
    runs.push(`${id} ${kind}`);
    return 'started';
  });
  const posted: DeskWorld['posted'] = [];
  const world = {
    clock,
    cwd: folder,
    signal: new AbortController().signal,
    collect: async () => ({ outcomes: [], newItems: 0, startedAt: clock.now(), finishedAt: clock.now() }),
    async post(_config: unknown, webhook: string, body: string) {
      posted.push({ webhook, body });
      return desk.outcome;
    },
    probeModels: async () => desk.probes,
    compose: (config, store, request) => composeRequested(request, { config, store, limits: messageLimits }),
    findFeed: async (_config: unknown, url: string) => foundAt(url),
    async *inspect(_config: unknown, sources: readonly string[]) {
      for (const source of sources) yield inspectionOf(source);
    },
  } as Partial<WorkerWorld> as WorkerWorld;
  const server = await serve({
    world,
    store,
    log: pino({ level: 'silent' }),
    settings,
    stages: () => ({
      alerts: { standing: () => new Map() },
      lastOutcomes: async () => [],
      outbox: { wake: async () => undefined },
    }),
    metrics: createMetrics(),
    handRuns,
  });
  if (server === undefined) throw new Error('The pages did not open.');
  const { address } = server;
  // On a slow machine the server may close a kept connection just when it is used again.
  const headers = { authorization: `Basic ${btoa(`me:${token}`)}`, connection: 'close' };
  const feedsPath = join(folder, 'feeds/feeds.yaml');
  const desk: DeskWorld = {
    address,
    store,
    settings,
    folder,
    posted,
    outcome: { kind: 'accepted' },
    probes: [],
    runs,
    feedsText: () => readFileSync(feedsPath, 'utf8'),
    writeFeeds: (text) => writeFileSync(feedsPath, text),
    envText: () => readFileSync(join(folder, '.env'), 'utf8'),
    see: async (path) => (await fetch(`${address}${path}`, { headers })).text(),
    async send(path, fields = {}) {
      const stamp = /name="stamp" value="([^"]+)"/.exec(await desk.see('/feeds'))?.[1] ?? '';
      const body = new URLSearchParams({ stamp, ...fields });
      const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body, redirect: 'manual' });
      if (answer.status !== 303) return { status: answer.status, text: await answer.text() };
      const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
      const next = new URL(answer.headers.get('location') ?? '', address);
      const page = await fetch(next, { headers: { ...headers, cookie } });
      return { status: page.status, text: await page.text() };
    },
    async close() {
      await server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return desk;
}

function foundAt(url: string): FoundFeed {
  if (!url.includes('nova')) {
    return {
      ok: false,
      code: 'no-feed',
      what: { 'zh-CN': '没有找到 RSS', en: 'no feed' },
      remedy: { 'zh-CN': '找一找', en: 'look' },
    };
  }
  return { ok: true, url: 'https://nova.example/feed.xml', title: 'Nova <b>News</b>', items: 4, language: 'en' };
}

function inspectionOf(source: string): FeedInspection {
  const items = [1, 2, 3, 4].map((day) => ({
    id: `${day}`,
    url: `https://nova.example/${day}`,
    title: `Nova model number ${day} is out`,
    summary: '',
    publishedAt: `2026-02-0${day}T00:00:00.000Z`,
  }));
  return { source, ok: true, format: 'rss', encoding: 'utf-8', title: 'Nova', items, problems: [], error: null };
}
