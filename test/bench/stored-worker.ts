/**
 * `node stored-worker.ts DATA_DIR`: composes and collects as a worker does, in child processes, and prints as JSON how
 * long this process waited for the first edition and how long its event loop was late meanwhile.
 */
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { openChildProcesses } from '../../src/program/child-processes.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { watchLoopDelay } from '../../src/server/loop-delay.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { rssFeed, startFeedServer } from '../support/feed-server.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { baseInput } from './compose.ts';

const feedCount = 50;
const [dataDir] = process.argv.slice(2);
if (dataDir !== undefined) {
  const { settings, slot, instant } = await baseInput();
  const loaded = loadConfig({ cwd: join(import.meta.dirname, '../..'), env: { DATA_DIR: dataDir } });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const store = await openStore({ dataDir });
  const server = await startFeedServer();
  const children = openChildProcesses({
    file: join(import.meta.dirname, '../../src/program/child.ts'),
    clock: systemClock,
    signal: new AbortController().signal,
    log: { warn: (fields, message) => console.error(message, fields) },
  });
  const feeds = Array.from({ length: feedCount }, (_, index) => {
    server.serve(`/${index}`, { body: rssFeed(`Lumen-${index}`, { items: 40 }) });
    return sampleFeed(server.url(`/${index}`));
  });
  const collect = { ...config.collect, perHost: 16 };
  const loopDelay = watchLoopDelay();
  const startedAt = performance.now();
  await children.compose(config, store, { settings, slot, instant, feedOutcomes: [] });
  const composedAfterMs = performance.now() - startedAt;
  const composingMs = loopDelay() * 1000;
  // Afterwards, because it deletes what is no longer kept: the stored items are of an earlier year.
  await children.collect({ ...config, collect, feeds }, store, { everyFeed: true });
  const collectingMs = loopDelay() * 1000;
  await children.close();
  await server.close();
  await store.close();
  console.log(JSON.stringify({ collectingMs, composingMs, composedAfterMs }));
}
