/** Composing one edition from more and more stored items: loads what the edition can need, or everything. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../src/model.ts';
import { composerFlags } from '../../src/program/child-processes.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { sampleFeedState } from '../store/samples.ts';
import type { BenchRow } from './bench.ts';
import { baseInput, inventItems } from './compose.ts';

const sizes = [5_000, 50_000] as const;
/** What the project promises for an edition with 50,000 stored items. */
const promised = { ms: 500, mb: 150, growth: 11 } as const;

const informs = { ms: undefined, mb: undefined } as const;

interface Measured {
  readonly ms: number;
  /** CPU time of a further digest in the same process; the best of three. */
  readonly furtherMs: number;
  readonly aboveIdleMb: number;
  readonly loaded: number;
}

export async function benchStored(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const needed = new Map<number, number>();
  const base = await baseInput();
  for (const size of sizes) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-stored-'));
    try {
      await fillStore(dataDir, inventItems(size, base.feeds, 29));
      const shown = size.toLocaleString('en');
      for (const mode of ['needed', 'everything'] as const) {
        const { ms, furtherMs, aboveIdleMb, loaded } = measure(dataDir, mode);
        if (mode === 'needed') needed.set(size, ms);
        const note = `${loaded.toLocaleString('en')} loaded`;
        const name = `edition of ${shown} stored, ${mode} loaded`;
        const { ms: msLimit, mb: mbLimit } = mode === 'needed' ? promised : informs;
        rows.push({ name, value: ms, unit: 'ms', limit: msLimit, note });
        if (mode === 'needed') {
          rows.push({ name: `${name}: a further digest`, value: furtherMs, unit: 'ms', limit: undefined, note });
        }
        rows.push({ name: `${name}: memory`, value: aboveIdleMb, unit: 'MB', limit: mbLimit, note });
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  const growth = (needed.get(50_000) ?? 0) / (needed.get(5_000) ?? 1);
  const name = 'edition of 50,000 to 5,000 stored';
  return [...rows, { name, value: growth, unit: '×', limit: promised.growth, note: '' }];
}

/** In a separate process, with the flags of a worker's composer, so that measurements do not affect each other. */
function measure(dataDir: string, mode: string): Measured {
  const child = join(import.meta.dirname, 'stored-child.ts');
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', ...composerFlags, child, dataDir, mode], { encoding: 'utf8' }),
  ) as Measured;
}

async function fillStore(dataDir: string, items: readonly Item[]): Promise<void> {
  const store = await openStore({ dataDir });
  const byFeed = Map.groupBy(items, ({ feedUrl }) => feedUrl);
  const readAt = items[0]?.firstSeenAt ?? new Date(0);
  await store.saveReadings(
    [...byFeed].map(([feedUrl, listed]) => ({
      state: sampleFeedState({ feedUrl }),
      items: listed,
      readAt,
      unchanged: false,
    })),
  );
  await store.close();
}
