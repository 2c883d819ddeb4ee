import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { composeRequested, type EditionRequest } from '../../src/edition/edition.ts';
import { stderrTail } from '../../src/program/child-process.ts';
import { createApp } from '../../src/program/create-app.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { everyItem } from '../store/samples.ts';
import { rssFeed } from '../support/feed-server.ts';
import { breakReader, type ChildWorld, collectBroken, onlyItsFeed, openChildWorld } from './child-world.ts';

let world: ChildWorld;
let { folder, server, store, stop, warnings, toClose, open, configOf, serve } = {} as ChildWorld;

beforeEach(async () => {
  world = await openChildWorld();
  ({ folder, server, store, stop, warnings, toClose, open, configOf, serve } = world);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const kinds = (outcomes: readonly { readonly kind: string }[]) => outcomes.map(({ kind }) => kind);

test('many documents at once come to what they come to without it, in the order of the feeds', async () => {
  const paths = Array.from({ length: 40 }, (_, index) => `/${index}`);
  for (const path of paths) serve(path);
  server.serve('/7', { body: '<html><title>Lumen</title></html>' });
  server.serve('/9', { status: 503 });
  const { config } = await configOf(paths);
  const here = mkdtempSync(join(tmpdir(), 'child-here-'));
  toClose.push(async () => rmSync(here, { recursive: true }));
  const storeHere = await openStore({ dataDir: here });
  toClose.push(() => storeHere.close());
  const { app } = await configOf(paths, here);

  const there = await open().collect(config, store, { everyFeed: false });
  const collected = await app.collect(config, storeHere, { everyFeed: false });

  const withoutTimes = ({ outcomes }: typeof there) => outcomes.map((outcome) => ({ ...outcome, durationMs: 0 }));
  expect(withoutTimes(there)).toEqual(withoutTimes(collected));
  expect(there.newItems).toBe(38 * 5);
  const seen = async (kept: Store) => (await everyItem(kept)).map((item) => ({ ...item, firstSeenAt: 0 }));
  expect(await seen(store)).toEqual(await seen(storeHere));
});

test('a document that ends the process costs its feed', async () => {
  vi.stubEnv('NODE_OPTIONS', breakReader);

  expect(await collectBroken(world, '<!--ends-->')).toEqual(onlyItsFeed);
  expect(warnings.length).toBeGreaterThanOrEqual(2);
});

test('the cause is told, however long the stack trace after it', () => {
  const frame = '\n 11: 0x110b6e3  [/usr/local/bin/node]';
  const cause = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

  expect(stderrTail(`${cause}\n----- Native stack trace -----\n${frame.repeat(100)}\n`)).toBe(cause);
});

test('without work it is ended, and the next collection starts it again', async () => {
  serve('/a');
  const { config } = await configOf(['/a']);
  const collector = open({ idleMs: 50 });

  const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
  const before = children();
  expect(kinds((await collector.collect(config, store, { everyFeed: true })).outcomes)).toEqual(['read']);
  await vi.waitUntil(() => children() === before, { timeout: 20_000 });
  expect(kinds((await collector.collect(config, store, { everyFeed: true })).outcomes)).toEqual(['read']);

  expect(warnings).toEqual([]);
});

test('when the program is told to stop, what was read stays stored and nothing is left behind', async () => {
  serve('/a');
  const asked = Promise.withResolvers<void>();
  server.serve('/silent', () => asked.resolve());
  const { config } = await configOf(['/a', '/silent']);
  const collector = open();

  const collecting = collector.collect(config, store, { everyFeed: true });
  await asked.promise;
  await vi.waitUntil(async () => (await store.feedStates()).size > 0, { timeout: 20_000 });
  stop.abort('SIGTERM');

  await expect(collecting).rejects.toThrow('Stopped by SIGTERM');
  await collector.close();
  expect((await store.feedStates()).get(server.url('/silent'))).toBeUndefined();
  expect(readdirSync(folder).filter((name) => name.startsWith('reading-'))).toEqual([]);
});

test('a store that cannot be used is told as here', async () => {
  const { config } = await configOf(['/a'], join(folder, 'digest.db'));

  await expect(open().collect(config, store, { everyFeed: true })).rejects.toMatchObject({
    name: 'StoreError',
    code: 'not-a-folder',
  });
});

/** A digest of two feeds in a folder of its own, and the request for its next edition. */
async function composing({ header = '{{ title }}' } = {}) {
  cpSync('templates', join(folder, 'own'), { recursive: true });
  writeFileSync(join(folder, 'own/header.liquid'), header);
  const newest = new Date(Date.now() - 3_600_000);
  for (const path of ['/a', '/b']) server.serve(path, { body: rssFeed(`Lumen${path}`, { items: 5, newest }) });
  const feeds = ['/a', '/b'].map((path) => ({ url: server.url(path), name: path, topic: 'ai', language: 'en' }));
  const digest = { id: 'daily', title: 'AI 新闻日报', floor: -9, boost: { Lumen: 5 }, include: ['/Lumen|Nova/'] };
  writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify({ digests: [digest], feeds }));
  const env = { FEEDS_FILE: 'feeds.yaml', TEMPLATES_DIR: 'own', DATA_DIR: folder };
  const app = await createApp({ cwd: folder, env, clock: systemClock, process }, stop.signal);
  const { config } = await app.loadConfig();
  const { outcomes } = await app.collect(config, store, { everyFeed: true });
  const instant = new Date();
  const [settings] = config.digests;
  if (settings === undefined) throw new Error('no digest');
  const slot = { digestId: 'daily', local: '2026-02-01T09:00', iso: '2026-02-01T09:00:00+08:00', instant };
  const request: EditionRequest = { settings, slot, instant, late: false, feedOutcomes: outcomes };
  return { app, config, request };
}

test('an edition is to the byte what it is here, for every digest that one process composes', async () => {
  const { config, request } = await composing();
  const here = await composeRequested(request, { config, store, limits: messageLimits });
  const children = open();

  const there = [await children.compose(config, store, request), await children.compose(config, store, request)];

  expect(there).toEqual([here, here]);
  expect(here.messages[0]?.content).toContain('Lumen');
  expect(warnings).toEqual([]);
});

test('templates that end the process twice are replaced, and the edition is composed', async () => {
  const { config, request } = await composing({ header: '{{ title }}<!--ends-->' });
  vi.stubEnv('NODE_OPTIONS', breakReader);

  const composed = await open().compose(config, store, request);

  expect(composed.messages[0]?.content).not.toContain('<!--ends-->');
  expect(composed.desk.input.templates).not.toEqual(config.templates);
  expect(warnings).toMatchObject([{ how: 'SIGKILL', digest: 'daily' }, { how: 'SIGKILL' }]);
});

test('what cannot be composed is told as here', async () => {
  const { config, request } = await composing();
  const children = open();
  const elsewhere = { ...config, environment: { ...config.environment, dataDir: join(folder, 'digest.db') } };

  await expect(children.compose(elsewhere, store, request)).rejects.toMatchObject({ code: 'not-a-folder' });
  expect((await children.compose(config, store, request)).messages).toHaveLength(1);
});

test('while it composes this process answers, and when it is told to stop the composition comes to its end', async () => {
  const { config, request } = await composing({ header: '{{ title }}<!--takes a while-->' });
  vi.stubEnv('NODE_OPTIONS', breakReader);
  const children = open();
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 10);

  const composed = children.compose(config, store, request);
  stop.abort('SIGTERM');

  expect((await composed).messages).toHaveLength(1);
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(20);
  await children.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('rendering-'))).toEqual([]);
});
