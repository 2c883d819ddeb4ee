/** The pages of two replicas over one database: one is at work, the other one stands by. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createSettings } from '../../src/config/settings-in-force.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { composeRequested } from '../../src/edition/edition.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { takeHandRuns } from '../../src/worker/hand-runs.ts';
import { createPages, type Pages } from '../../src/worker/pages.ts';
import { standbyStages } from '../../src/worker/standby.ts';
import type { WorkerWorld } from '../../src/worker/world.ts';
import { freePort } from '../support/free-port.ts';
import { newFolder } from '../support/new-folder.ts';

const now = new Date('2026-02-02T02:00:00Z');
const password = 'let me in';

let root: string;
let store: Store;
let replicas: Replica[];
beforeEach(async () => {
  root = newFolder();
  store = await openStore({ dataDir: join(root, 'data') });
  await store.saveFact('worker:tick', now.toISOString());
  replicas = [];
});
afterEach(async () => {
  for (const { pages } of replicas) await pages.close();
  await store.close();
});

interface Replica {
  readonly pages: Pages;
  readonly address: string;
  readonly feedsText: () => string;
  beginWork(): Promise<void>;
  see(path: string, cookie?: string): Promise<string>;
  send(path: string, fields?: Readonly<Record<string, string>>): Promise<string>;
}

/** Of its own files, on the common store. */
async function startReplica({ isReplica = true } = {}): Promise<Replica> {
  const cwd = join(root, `replica-${replicas.length}`);
  const feedsPath = join(cwd, 'feeds/feeds.yaml');
  mkdirSync(join(cwd, 'feeds'), { recursive: true });
  writeFileSync(
    feedsPath,
    'digests: [{ id: daily, title: AI 新闻日报 }]\nfeeds:\n  - { url: "https://lumen.example/feed", name: Lumen }\n',
  );
  const port = await freePort();
  const env = { HTTP_PORT: `${port}`, HTTP_TOKEN: password, WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/?key=k' };
  const clock = { now: () => now, sleep: async () => undefined };
  const reload = async () => loadConfig({ cwd, env });
  const loaded = await reload();
  if (!loaded.ok) throw new Error(loaded.problems.map(({ what }) => what.en).join('\n'));
  const settings = createSettings({ config: loaded.config, reload, clock });
  const world = {
    clock,
    cwd,
    signal: new AbortController().signal,
    compose: (config, store, request) => composeRequested(request, { config, store, limits: messageLimits }),
    modelStatus: async () => undefined,
  } as Partial<WorkerWorld> as WorkerWorld;
  const pages = createPages({
    world,
    store,
    settings,
    isReplica,
    metrics: createMetrics(),
    log: pino({ level: 'silent' }),
    refresh: async () => undefined,
  });
  const address = `http://127.0.0.1:${port}`;
  const authorization = `Basic ${btoa(`me:${password}`)}`;
  const replica: Replica = {
    pages,
    address,
    feedsText: () => readFileSync(feedsPath, 'utf8'),
    beginWork: () => pages.beginWork(standbyStages({ store, settings, clock })),
    async see(path, cookie) {
      const headers = cookie === undefined ? { authorization } : { cookie, accept: 'text/html' };
      return (await fetch(`${address}${path}`, { headers })).text();
    },
    async send(path, fields = {}) {
      const stamp = /name="stamp" value="([^"]+)"/.exec(await replica.see('/feeds'))?.[1] ?? '';
      const body = new URLSearchParams({ stamp, ...fields });
      const sent = await fetch(`${address}${path}`, {
        method: 'POST',
        headers: { authorization },
        body,
        redirect: 'manual',
      });
      if (sent.status !== 303) return sent.text();
      const cookie = sent.headers.get('set-cookie')?.split(';')[0] ?? '';
      const next = new URL(sent.headers.get('location') ?? '', address);
      return (await fetch(next, { headers: { authorization, cookie } })).text();
    },
  };
  replicas.push(replica);
  return replica;
}

test('a standby replica shows every page and names the active one', async () => {
  const [leader, other] = [await startReplica(), await startReplica()];
  await leader.pages.open();
  await leader.beginWork();
  await other.pages.open();

  for (const path of ['/', '/feeds', '/settings', '/editions', '/log', '/preview']) {
    expect(await other.see(path), path).toContain('AI 新闻日报');
  }
  expect((await fetch(`${other.address}/healthz`)).status).toBe(200);
  expect(await leader.see('/metrics')).toContain('ai_news_digest_leader 1');
  expect(await other.see('/metrics')).toContain('ai_news_digest_leader 0');
});

test('configuration files can be changed only on the pages of the active replica, and the others name it', async () => {
  const [leader, other] = [await startReplica(), await startReplica()];
  await leader.pages.open();
  await leader.beginWork();
  await other.pages.open();
  const before = other.feedsText();
  const mute = { digest: 'daily', kind: 'mute', word: 'casino', days: '0' };

  expect(await other.send('/settings/word', mute)).toContain(leader.address);
  expect(other.feedsText()).toBe(before);

  await leader.send('/settings/word', mute);
  expect(leader.feedsText()).toContain('casino');

  await leader.pages.endWork();
  await other.beginWork();
  expect(await leader.send('/settings/word', { ...mute, word: 'lottery' })).toContain(other.address);
  await other.send('/settings/word', mute);
  expect(other.feedsText()).toContain('casino');
});

test('a digest requested on a standby replica is run once by the active one', async () => {
  const other = await startReplica();
  await other.pages.open();

  const answer = JSON.parse(await other.send('/run?digest=daily'));

  expect(answer).toEqual({ digest: 'daily', answer: 'started' });
  expect(await takeHandRuns(store)).toEqual([{ digestId: 'daily', kind: 'due' }]);
  expect(await takeHandRuns(store)).toEqual([]);
});

test('a login on one replica is valid on all of them', async () => {
  const [one, other] = [await startReplica(), await startReplica()];
  await one.pages.open();
  await other.pages.open();
  const body = new URLSearchParams({ password, next: '/' });
  const login = await fetch(`${one.address}/login`, { method: 'POST', body, redirect: 'manual' });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(cookie).not.toBe('');

  expect(await other.see('/feeds', cookie)).toContain('Lumen');
});

test('a single worker has its pages open only while it holds the lock', async () => {
  const alone = await startReplica({ isReplica: false });
  await alone.pages.open();
  await alone.beginWork();
  expect((await fetch(`${alone.address}/healthz`)).status).toBe(200);
  expect(await store.fact('worker:leader')).toBeUndefined();

  await alone.pages.endWork();
  await expect(fetch(`${alone.address}/healthz`)).rejects.toThrow();
});
