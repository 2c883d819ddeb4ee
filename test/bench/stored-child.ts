/**
 * `node stored-child.ts DATA_DIR needed|everything`: composes one edition, then those of three more digests of the same
 * hour, and prints their CPU time, memory and loaded items as JSON.
 */
import { compose } from '../../src/compose/compose.ts';
import { windowOf } from '../../src/compose/judge/filter.ts';
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
  const from = base.instant.getTime() - windowOf(base.settings, base.instant, base.since);
  const times: number[] = [];
  for (const _digest of [1, 2, 3, 4]) {
    const startedAt = cpuMs();
    const items = await load({
      feedUrls: base.feeds.map(({ url }) => url),
      from: mode === 'everything' ? new Date(0) : new Date(from),
      until: base.instant,
      pages: new Set(),
    });
    peak = Math.max(peak, process.memoryUsage.rss());
    compose({ ...base, items });
    times.push(cpuMs() - startedAt);
    peak = Math.max(peak, process.memoryUsage.rss());
    loaded = items.length;
  }
  await store.close();
  const [ms = 0, ...further] = times;
  const aboveIdleMb = (peak - idle) / 1024 / 1024;
  console.log(JSON.stringify({ ms, furtherMs: Math.min(...further), aboveIdleMb, loaded }));
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
