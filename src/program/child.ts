/** The child process in which a worker collects or composes. `child-process.ts` starts it and sends its work. */
import { enableCompileCache } from 'node:module';
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
/** Stays open between compositions: there may be a thousand in a row. */
let composeStore: Promise<Store> | undefined;
// A terminal and systemd signal every process; the worker decides when this one ends.
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => undefined);
process.once('disconnect', () => {
  ended.abort();
  composeStore?.then((store) => store.close()).catch(() => undefined);
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
  else void obey(order);
});

async function obey({ id, work }: Extract<ChildOrder, { kind: 'work' }>): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  const signal = AbortSignal.any([stop.signal, ended.signal]);
  try {
    if (work.kind === 'compose') return tell({ kind: 'done', id, composed: await compose(work, signal) });
    await collect(work, signal, (url, outcome) => tell({ kind: 'outcome', id, url, outcome }));
    tell({ kind: 'done', id, composed: undefined });
  } catch (error) {
    const ofStore =
      error instanceof StoreError ? { code: error.code, what: error.what, remedy: error.remedy } : undefined;
    // The database file may have been replaced since it was opened.
    composeStore = undefined;
    tell({ kind: 'failed', id, error, ofStore });
  } finally {
    stops.delete(id);
  }
}

async function collect(
  { urls, everyFeed }: Extract<ChildWork, { kind: 'collect' }>,
  signal: AbortSignal,
  onOutcome: (url: string, outcome: FeedResult) => void,
): Promise<void> {
  const config = { ...settingsNow(), secret: app.secret };
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

/** Templates that crashed this process twice are not used a third time. */
async function compose({ request }: Extract<ChildWork, { kind: 'compose' }>, signal: AbortSignal) {
  const { withTrustedTemplates } = await import('../commands/requirements.ts');
  const config = { ...(settingsNow() as ComposerSettings), secret: app.secret };
  composeStore ??= app.openStore(config);
  const store = await composeStore;
  const trusted = await withTrustedTemplates(config, store);
  return app.compose(trusted.config, { ...store, items: knownItems(store.items) }, request, signal);
}

function settingsNow(): ChildSettings {
  if (settings === undefined) throw new Error('Expected settings before the first work');
  return settings;
}

function tell(report: ChildReport): void {
  // Without a worker nobody reads the answer.
  if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
}
