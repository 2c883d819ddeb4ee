/** The child process in which a worker collects or composes. `child-process.ts` starts it and sends its work. */
import { enableCompileCache } from 'node:module';
import type { Collector } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import type { Store } from '../store/store.ts';
import type {
  ChildOrder,
  ChildReport,
  ChildSettings,
  ChildWork,
  ComposerSettings,
  FeedResult,
} from './child-process.ts';
import { keepHeapSmall } from './small-heap.ts';

enableCompileCache();
keepHeapSmall();

const aliveMs = 1_000;

const ended = new AbortController();
/** Both stay open while there is work: a thousand compositions in a row, or a hundred parts of one collection. */
let opened: Promise<Store> | undefined;
let collecting: { readonly settings: ChildSettings; readonly collector: Promise<Collector> } | undefined;
const works = new Set<Promise<void>>();
// A terminal and systemd signal every process; the worker decides when this one ends.
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => undefined);
process.once('disconnect', () => {
  ended.abort();
  void Promise.all(works).then(close);
  // Work that does not end by itself must not outlive the worker.
  setTimeout(() => process.exit(), aliveMs).unref();
});

const [{ createApp }, { systemClock }, { StoreError }, { createKnownItems }] = await Promise.all([
  import('./create-app.ts'),
  import('./system-clock.ts'),
  import('../store/store-error.ts'),
  import('../edition/known-items.ts'),
]);
const knownItems = createKnownItems();
const app = await createApp({ cwd: process.cwd(), clock: systemClock, process, isChild: true }, ended.signal);

let settings: ChildSettings | undefined;
const stops = new Map<number, AbortController>();
tell({ kind: 'alive' });
setInterval(() => tell({ kind: 'alive' }), aliveMs).unref();
process.on('message', (order: ChildOrder) => {
  if (order.kind === 'settings') settings = order.settings;
  else if (order.kind === 'stop') stops.get(order.id)?.abort();
  else {
    const work = obey(order).finally(() => works.delete(work));
    works.add(work);
  }
});

async function obey({ id, work }: Extract<ChildOrder, { kind: 'work' }>): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  const signal = AbortSignal.any([stop.signal, ended.signal]);
  try {
    if (work.kind === 'compose') return tell({ kind: 'done', id, composed: await compose(work, signal) });
    await collect(work, signal, (outcomes) => tell({ kind: 'outcomes', id, outcomes }));
    tell({ kind: 'done', id, composed: undefined });
  } catch (error) {
    const ofStore =
      error instanceof StoreError ? { code: error.code, what: error.what, remedy: error.remedy } : undefined;
    // The database file may have been replaced since it was opened.
    opened = undefined;
    collecting = undefined;
    tell({ kind: 'failed', id, error, ofStore });
  } finally {
    stops.delete(id);
  }
}

async function collect(
  { urls, everyFeed, isPart }: Extract<ChildWork, { kind: 'collect' }>,
  signal: AbortSignal,
  report: (outcomes: readonly (readonly [string, FeedResult])[]) => void,
): Promise<void> {
  const current = settingsNow();
  const config = { ...current, secret: app.secret };
  const store = await storeNow(config);
  if (collecting?.settings !== current) {
    collecting = { settings: current, collector: app.openCollector(config, store) };
  }
  const collector = await collecting.collector;
  const wanted = new Set(urls);
  let waiting: (readonly [string, FeedResult])[] = [];
  // Readings are stored many at a time, so their outcomes come at the same time.
  const flush = () => {
    if (waiting.length > 0) report(waiting);
    waiting = [];
  };
  try {
    await collector.collect({
      feeds: current.feeds.filter(({ url }) => wanted.has(url)),
      everyFeed,
      isPart,
      signal,
      onOutcome({ feed, ...outcome }) {
        if (waiting.push([feed.url, outcome]) === 1) setImmediate(flush);
      },
    });
  } finally {
    flush();
  }
}

/** Templates that crashed this process twice are not used a third time. */
async function compose({ request }: Extract<ChildWork, { kind: 'compose' }>, signal: AbortSignal) {
  const { withTrustedTemplates } = await import('../commands/requirements.ts');
  const config = { ...(settingsNow() as ComposerSettings), secret: app.secret, problemOf: noProblem };
  const store = await storeNow(config);
  const trusted = await withTrustedTemplates(config, store);
  return app.compose(trusted.config, { ...store, items: knownItems(store.items) }, request, { signal });
}

/** The worker has checked the variables. */
function noProblem(variable: string): never {
  throw new Error(`Expected no problem of ${variable} in a child process`);
}

function storeNow(config: Pick<Config, 'environment'>): Promise<Store> {
  opened ??= app.openStore(config);
  return opened;
}

async function close(): Promise<void> {
  const [collector, store] = await Promise.allSettled([collecting?.collector, opened]);
  if (collector.status === 'fulfilled') await collector.value?.close();
  if (store.status === 'fulfilled') await store.value?.close();
}

function settingsNow(): ChildSettings {
  if (settings === undefined) throw new Error('Expected settings before the first work');
  return settings;
}

function tell(report: ChildReport): void {
  // Without a worker nobody reads the answer.
  if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
}
