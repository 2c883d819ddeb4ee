/** Child processes as a worker has them, with a store, a feed server and everything that they warn of. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcesses } from '../../src/commands/app.ts';
import type { EditionRequest } from '../../src/edition/edition.ts';
import { type ChildProcessesOptions, openChildProcesses } from '../../src/program/child-processes.ts';
import { createApp } from '../../src/program/create-app.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { rssFeed, startFeedServer } from '../support/feed-server.ts';
import { quietProcess } from '../support/quiet-process.ts';
import { sampleFeed } from '../support/sample-feed.ts';

const file = join(import.meta.dirname, '../../src/program/child.ts');

/** NODE_OPTIONS with which a child process obeys the marks of `break-reader.ts`. */
export const breakReader = `--import ${join(import.meta.dirname, 'break-reader.ts')}`;

export type ChildWorld = Awaited<ReturnType<typeof openChildWorld>>;

export async function openChildWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'child-'));
  const server = await startFeedServer();
  const store = await openStore({ dataDir: folder });
  const stop = new AbortController();
  const warnings: object[] = [];
  const toClose: (() => Promise<unknown>)[] = [
    async () => rmSync(folder, { recursive: true }),
    () => server.close(),
    () => store.close(),
  ];
  return {
    folder,
    server,
    store,
    stop,
    warnings,
    toClose,
    open(changes: Partial<ChildProcessesOptions> = {}): ChildProcesses {
      const log = { warn: (fields: object) => void warnings.push(fields) };
      const children = openChildProcesses({ file, clock: systemClock, signal: stop.signal, log, ...changes });
      toClose.push(() => children.close());
      return children;
    },
    /** What a collection needs of the configuration, for feeds of these paths. */
    async configOf(paths: readonly string[], dataDir = folder) {
      const app = await createApp({ cwd: folder, env: {}, clock: systemClock, process: quietProcess() }, stop.signal);
      const feeds = paths.map((path) => sampleFeed(server.url(path)));
      const collect = {
        keepMs: 1e10,
        keepEditionsMs: 1e10,
        timeoutMs: 60_000,
        maxBytes: 1e7,
        concurrency: 16,
        perHost: 16,
        schedule: '0 * * * *',
      };
      const environment = { ...app.environment(), dataDir };
      return { app, config: { environment, collect, feeds, secret: () => undefined } };
    },
    serve(path: string): void {
      server.serve(path, { body: rssFeed(`Lumen${path.replaceAll('/', '-')}`, { items: 5 }) });
    },
    /** In UTF-16: `break-reader.ts` listens at TextDecoder, which reads no document in UTF-8. */
    serveMarked(path: string, mark: string): void {
      const text = rssFeed('Lumen', { items: 5 }).replace('<channel>', `<channel>${mark}`);
      server.serve(path, { body: Buffer.from(`\ufeff${text}`, 'utf16le') });
    },
    async close() {
      for (const close of toClose.splice(0).toReversed()) await close();
    },
  };
}

/** Collects three feeds, of which the second has the mark, with `everyFeed`. */
export async function collectBroken(world: ChildWorld, mark: string, changes: Partial<ChildProcessesOptions> = {}) {
  for (const path of ['/a', '/b', '/c']) world.serve(path);
  world.serveMarked('/b', mark);
  const { config } = await world.configOf(['/a', '/b', '/c']);
  const { outcomes } = await world.open(changes).collect(config, world.store, { everyFeed: true });
  return {
    kinds: outcomes.map(({ kind }) => kind),
    failure: (await world.store.feedStates()).get(world.server.url('/b'))?.failure?.code,
    interrupted: await world.store.interruptedDocuments(),
  };
}

/** What `collectBroken` comes to where a document costs its feed and nothing else. */
export const onlyItsFeed = { kinds: ['read', 'resting', 'read'], failure: 'crash', interrupted: [] };

/** A digest of two feeds in a folder of its own, and the request for its next edition. */
export async function composing({ folder, server, store, stop }: ChildWorld, { header = '{{ title }}' } = {}) {
  cpSync('templates', join(folder, 'own'), { recursive: true });
  writeFileSync(join(folder, 'own/header.liquid'), header);
  const newest = new Date(Date.now() - 3_600_000);
  for (const path of ['/a', '/b']) server.serve(path, { body: rssFeed(`Lumen${path}`, { items: 5, newest }) });
  const feeds = ['/a', '/b'].map((path) => ({ url: server.url(path), name: path, topic: 'ai', language: 'en' }));
  const digest = { id: 'daily', title: 'AI 新闻日报', floor: -9, boost: { Lumen: 5 }, include: ['/Lumen|Nova/'] };
  writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify({ digests: [digest], feeds }));
  const env = { FEEDS_FILE: 'feeds.yaml', TEMPLATES_DIR: 'own', DATA_DIR: folder };
  const app = await createApp({ cwd: folder, env, clock: systemClock, process: quietProcess() }, stop.signal);
  const { config } = await app.loadConfig();
  const { outcomes } = await app.collect(config, store, { everyFeed: true });
  const instant = new Date();
  const [settings] = config.digests;
  if (settings === undefined) throw new Error('no digest');
  const slot = { digestId: 'daily', local: '2026-02-01T09:00', iso: '2026-02-01T09:00:00+08:00', instant };
  const request: EditionRequest = { settings, slot, instant, late: false, feedOutcomes: outcomes };
  return { config, request };
}
