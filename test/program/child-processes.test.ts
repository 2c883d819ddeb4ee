import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { composeRequested } from '../../src/edition/edition.ts';
import { stderrTail } from '../../src/program/child-process.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { everyItem } from '../store/samples.ts';
import { breakReader, type ChildWorld, collectBroken, composing, onlyItsFeed, openChildWorld } from './child-world.ts';

let world: ChildWorld;
let { folder, server, store, stop, warnings, toClose, open, configOf, serve } = {} as ChildWorld;

beforeEach(async () => {
  world = await openChildWorld();
  ({ folder, server, store, stop, warnings, toClose, open, configOf, serve } = world);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await world.close();
});

const kinds = (outcomes: readonly { readonly kind: string }[]) => outcomes.map(({ kind }) => kind);

test('40 feeds collected in a child process give the same outcomes and items as in this process, in the order of the feeds', async () => {
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

test('a document that crashes the child process costs only its feed', async () => {
  vi.stubEnv('NODE_OPTIONS', breakReader);

  expect(await collectBroken(world, '<!--ends-->')).toEqual(onlyItsFeed);
  expect(warnings.length).toBeGreaterThanOrEqual(2);
});

test('the reported end of stderr has the cause of a crash, however long the native stack trace after it', () => {
  const frame = '\n 11: 0x110b6e3  [/usr/local/bin/node]';
  const cause = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

  expect(stderrTail(`${cause}\n----- Native stack trace -----\n${frame.repeat(100)}\n`)).toBe(cause);
});

test('a store that cannot be used is the same error as in this process, and without work the child process ends', async () => {
  serve('/a');
  const good = await configOf(['/a']);
  const bad = await configOf(['/a'], join(folder, 'digest.db'));
  const collector = open({ idleMs: 50 });
  const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
  const before = children();

  await expect(collector.collect(bad.config, store, { everyFeed: true })).rejects.toMatchObject({
    name: 'StoreError',
    code: 'not-a-folder',
  });
  await vi.waitUntil(() => children() <= before, { timeout: 60_000 });

  // The next collection starts another one.
  expect(kinds((await collector.collect(good.config, store, { everyFeed: true })).outcomes)).toEqual(['read']);
  expect(warnings).toEqual([]);
});

test('a child process that ends before it has answered is started again, twice for one edition', async () => {
  const { config, request } = await composing(world);
  const endsFile = join(folder, 'ends');
  vi.stubEnv('MORTAL_ENDS', endsFile);
  writeFileSync(endsFile, 'xx');
  const children = open({ file: join(import.meta.dirname, 'mortal-child.ts') });

  expect(await children.compose(config, store, request)).toMatchObject({ stories: 7 });
  const warning = { how: 'SIGKILL', said: '', digest: 'daily' };
  expect(warnings).toEqual([warning, warning]);
});

test('a child process names the command by which a person started the program', async () => {
  const { config, request } = await composing(world);
  const endsFile = join(folder, 'ends');
  vi.stubEnv('MORTAL_ENDS', endsFile);
  writeFileSync(endsFile, '');
  const [node = '', ...others] = process.argv;
  vi.stubGlobal('process', Object.assign(Object.create(process), { argv: [node, '/usr/local/bin/digest', ...others] }));
  const children = open({ file: join(import.meta.dirname, 'mortal-child.ts') });

  expect(await children.compose(config, store, request)).toMatchObject({ command: 'digest' });
});

test('when the program is told to stop during a collection, the feeds read so far stay stored and no file is left behind', async () => {
  serve('/a');
  const asked = Promise.withResolvers<void>();
  server.serve('/silent', () => asked.resolve());
  const { config } = await configOf(['/a', '/silent']);
  const collector = open();

  const collecting = collector.collect(config, store, { everyFeed: true });
  await asked.promise;
  await vi.waitUntil(async () => (await store.feedStates()).size > 0, { timeout: 60_000 });
  stop.abort('SIGTERM');

  await expect(collecting).rejects.toThrow('Stopped by SIGTERM');
  await collector.close();
  expect((await store.feedStates()).get(server.url('/silent'))).toBeUndefined();
  expect(readdirSync(folder).filter((name) => name.startsWith('reading-'))).toEqual([]);
});

test('every edition that a child process composes is the same as in this process, also after a store error', async () => {
  const { config, request } = await composing(world);
  const here = await composeRequested(request, { config, store, limits: messageLimits });
  const children = open();
  const elsewhere = { ...config, environment: { ...config.environment, dataDir: join(folder, 'digest.db') } };

  await expect(children.compose(elsewhere, store, request)).rejects.toMatchObject({ code: 'not-a-folder' });
  const there = [await children.compose(config, store, request), await children.compose(config, store, request)];

  expect(there).toEqual([here, here]);
  expect(here.messages[0]?.content).toContain('Lumen');
  expect(warnings).toEqual([]);
});

test('while a child process composes, this process responds; a composition that has begun is finished on SIGTERM', async () => {
  const { config, request } = await composing(world, { header: '{{ title }}<!--takes a while-->' });
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
