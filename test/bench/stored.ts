/**
 * Composing one edition from more and more stored items, each time in a new process: with what a worker derived after its
 * last collection, without it, and with all stored items loaded.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../src/model.ts';
import { composerFlags } from '../../src/program/child-processes.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { sampleReading } from '../store/samples.ts';
import type { BenchRow } from './bench-row.ts';
import { baseInput, inventItems } from './compose.ts';
import type { Times } from './stored-child.ts';

const sizes = [5_000, 50_000] as const;
/** What the project promises for an edition with 50,000 stored items. */
const promised = { ms: 500, mb: 150, growth: 11 } as const;

/** In this order: what `ahead` stores is not there for the modes before it. */
const modes = [
  ['alone', ', nothing derived'],
  ['everything', ', nothing derived, all loaded'],
  ['ahead', ''],
  ['derived', ''],
] as const;

const informs = { ms: undefined, mb: undefined } as const;

interface Measured {
  readonly first: Times;
  /** A further digest in the same process; the best of three. */
  readonly further: Times;
  readonly aboveIdleMb: number;
  readonly loaded: number;
}

interface MeasuredWorker {
  readonly collectingMs: number;
  readonly composingMs: number;
  readonly composedAfterMs: number;
}

export async function benchStored(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const derived = new Map<number, number>();
  const base = await baseInput();
  for (const size of sizes) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-stored-'));
    try {
      await fillStore(dataDir, inventItems(size, base.feeds, 29));
      const shown = size.toLocaleString('en');
      for (const [mode, how] of modes) {
        const { first, further, aboveIdleMb, loaded } = measure<Measured>('stored-child.ts', dataDir, mode);
        if (mode === 'ahead') continue;
        const isDerived = mode === 'derived';
        if (isDerived) derived.set(size, first.allMs);
        const name = `edition of ${shown} stored${how}`;
        const { ms, mb } = isDerived ? promised : informs;
        rows.push(...timeRows(name, first, ms));
        if (mode !== 'everything') rows.push(...timeRows(`${name}: a further digest`, further, undefined));
        const note = `${loaded.toLocaleString('en')} loaded`;
        rows.push({ name: `${name}: memory`, value: aboveIdleMb, unit: 'MB', limit: mb, note });
      }
      if (size === 50_000) rows.push(...workerRows(measure<MeasuredWorker>('stored-worker.ts', dataDir)));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  const growth = (derived.get(50_000) ?? 0) / (derived.get(5_000) ?? 1);
  const name = 'edition of 50,000 to 5,000 stored';
  return [...rows, { name, value: growth, unit: '×', limit: promised.growth, note: '' }];
}

/** The limit is for the CPU time, because other work on the machine hardly changes it. */
function timeRows(name: string, { wallMs, mainMs, allMs }: Times, limit: number | undefined): readonly BenchRow[] {
  const note = `main thread ${mainMs.toFixed(0)} ms`;
  return [
    { name, value: allMs, unit: 'ms', limit, note: `CPU time, ${note}` },
    { name: `${name}: wall time`, value: wallMs, unit: 'ms', limit: undefined, note: '' },
  ];
}

function workerRows({ collectingMs, composingMs, composedAfterMs }: MeasuredWorker): readonly BenchRow[] {
  const delay = { unit: 'ms', limit: 100, note: '99th percentile, a worker with child processes' } as const;
  return [
    { name: 'event-loop delay while 50 feeds are collected', value: collectingMs, ...delay },
    { name: 'event-loop delay while 50,000 stored compose', value: composingMs, ...delay },
    {
      name: 'edition of 50,000 stored, in a new process',
      value: composedAfterMs,
      unit: 'ms',
      limit: undefined,
      note: 'wall time, its start included',
    },
  ];
}

/** In a separate process, with the flags of a worker's composer, so that measurements do not affect each other. */
function measure<Result>(file: string, ...parameters: readonly string[]): Result {
  const flags = file === 'stored-child.ts' ? ['--expose-gc', ...composerFlags] : [];
  const child = join(import.meta.dirname, file);
  return JSON.parse(execFileSync(process.execPath, [...flags, child, ...parameters], { encoding: 'utf8' })) as Result;
}

async function fillStore(dataDir: string, items: readonly Item[]): Promise<void> {
  const store = await openStore({ dataDir });
  const byFeed = Map.groupBy(items, ({ feedUrl }) => feedUrl);
  const readAt = items[0]?.firstSeenAt ?? new Date(0);
  await store.saveReadings([...byFeed.values()].map((listed) => sampleReading(listed, { readAt })));
  await store.close();
}
