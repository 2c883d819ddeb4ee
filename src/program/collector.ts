/** The process in which a worker collects; `collector-process.ts` starts it and tells it what to do. */
import { enableCompileCache } from 'node:module';
import type { CollectorOrder, CollectorReport, CollectorSettings, FeedResult } from './collector-process.ts';
import { keepHeapSmall } from './small-heap.ts';

enableCompileCache();
keepHeapSmall();

const aliveMs = 1_000;

const ended = new AbortController();
// A terminal and systemd signal every process; the worker decides when this one ends.
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => undefined);
process.once('disconnect', () => {
  ended.abort();
  // What does not end by itself must not outlive the worker.
  setTimeout(() => process.exit(), aliveMs).unref();
});

const [{ createApp }, { systemClock }, { StoreError }] = await Promise.all([
  import('./create-app.ts'),
  import('./system-clock.ts'),
  import('../store/store-error.ts'),
]);
const app = await createApp({ cwd: process.cwd(), clock: systemClock, process }, new AbortController().signal);

let settings: CollectorSettings | undefined;
const stops = new Map<number, AbortController>();
tell({ kind: 'alive' });
setInterval(() => tell({ kind: 'alive' }), aliveMs).unref();
process.on('message', (order: CollectorOrder) => {
  if (order.kind === 'settings') settings = order.settings;
  else if (order.kind === 'stop') stops.get(order.id)?.abort();
  else void obey(order);
});

async function obey({ id, urls, everyFeed }: Extract<CollectorOrder, { kind: 'collect' }>): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  try {
    await collect(urls, {
      everyFeed,
      signal: AbortSignal.any([stop.signal, ended.signal]),
      onOutcome: (url, outcome) => tell({ kind: 'outcome', id, url, outcome }),
    });
    tell({ kind: 'done', id });
  } catch (error) {
    const ofStore =
      error instanceof StoreError ? { code: error.code, what: error.what, remedy: error.remedy } : undefined;
    tell({ kind: 'failed', id, error, ofStore });
  } finally {
    stops.delete(id);
  }
}

interface Work {
  readonly everyFeed: boolean;
  readonly signal: AbortSignal;
  onOutcome(url: string, outcome: FeedResult): void;
}

async function collect(urls: readonly string[], { everyFeed, signal, onOutcome }: Work): Promise<void> {
  if (settings === undefined) throw new Error('Expected settings before the first collection');
  const config = { ...settings, secret: app.secret };
  const wanted = new Set(urls);
  const store = await app.openStore(config);
  try {
    await app.collect(config, store, {
      feeds: config.feeds.filter(({ url }) => wanted.has(url)),
      everyFeed,
      signal,
      onOutcome: ({ feed, ...outcome }) => onOutcome(feed.url, outcome),
    });
  } finally {
    await store.close();
  }
}

function tell(report: CollectorReport): void {
  // Without a worker nobody listens.
  if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
}
