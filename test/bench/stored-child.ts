/**
 * `node stored-child.ts DATA_DIR alone|everything|ahead|derived`: composes one edition, then those of three more digests
 * of the same hour, and prints their times, memory and loaded items as JSON. `ahead` composes one and stores what was
 * derived, as a worker does after a collection; `derived` checks that this is found.
 */
import { type ComposeInput, compose } from '../../src/compose/compose.ts';
import { opensAt } from '../../src/compose/judge/filter.ts';
import { derivedFrom } from '../../src/edition/derived.ts';
import { createKnownItems } from '../../src/edition/known-items.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { baseInput, inventItems } from './compose.ts';

const [dataDir, mode] = process.argv.slice(2);
if (dataDir !== undefined && mode !== undefined) {
  const base = await baseInput();
  const store = await openStore({ dataDir });
  // A first run, so that the code is compiled before anything is measured.
  compose({ ...base, items: inventItems(500, base.feeds) });
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  let loaded = 0;
  const load = createKnownItems()(store.items);
  const from = opensAt(base.settings, base.instant, base.since);
  const times: Times[] = [];
  for (const _digest of mode === 'ahead' ? [1] : [1, 2, 3, 4]) {
    const startedAt = now();
    const items = await load({
      feedUrls: base.feeds.map(({ url }) => url),
      from: mode === 'everything' ? new Date(0) : from,
      until: base.instant,
      pages: new Set(),
    });
    peak = Math.max(peak, process.memoryUsage.rss());
    const input: ComposeInput = { ...base, items };
    let found = 0;
    const derived = await derivedFrom(input, {
      ...store,
      async derived(key) {
        const text = await store.derived(key);
        found += Number(text !== undefined);
        return text;
      },
    });
    compose(input, derived.groundwork, derived.clustered(input));
    times.push(since(startedAt));
    if (found !== (mode === 'derived' ? 2 : 0)) throw new Error(`Expected ${mode}, but derived texts say otherwise`);
    if (mode === 'ahead') await derived.keep();
    peak = Math.max(peak, process.memoryUsage.rss());
    loaded = items.length;
  }
  await store.close();
  const [first, ...others] = times;
  const [further] = others.sort((a, b) => a.allMs - b.allMs);
  console.log(JSON.stringify({ first, further, aboveIdleMb: (peak - idle) / 1024 / 1024, loaded }));
}

/** On an idle machine the wall time is near the main thread's: V8 compiles and collects garbage in other threads. */
export interface Times {
  readonly wallMs: number;
  /** CPU time of the main thread, and of all threads. */
  readonly mainMs: number;
  readonly allMs: number;
}

function now(): Times {
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  return {
    wallMs: performance.now(),
    mainMs: (main.user + main.system) / 1000,
    allMs: (all.user + all.system) / 1000,
  };
}

function since(start: Times): Times {
  const { wallMs, mainMs, allMs } = now();
  return { wallMs: wallMs - start.wallMs, mainMs: mainMs - start.mainMs, allMs: allMs - start.allMs };
}
