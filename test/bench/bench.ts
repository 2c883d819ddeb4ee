/**
 * `npm run bench [-- PART…] [--corpus DIR] [--json]`: the program's time and memory, as ratios within one run where a
 * ratio says more than a time. Without PART it runs all parts except those of the replicas, which need PostgreSQL and a
 * quarter of an hour. The output is a table for people, or JSON. Everything stays on 127.0.0.1.
 */
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-row.ts';
import { benchCollect } from './collect.ts';
import { benchCompose } from './compose.ts';
import { benchCorpus } from './corpus.ts';
import { benchParse } from './parse.ts';
import { benchReplicaDigests, benchReplicaFeeds } from './replicas.ts';
import { benchSplit } from './split.ts';
import { benchStart } from './start.ts';
import { benchStored } from './stored.ts';

const parts = {
  split: benchSplit,
  compose: benchCompose,
  stored: benchStored,
  start: benchStart,
  collect: benchCollect,
  'replica-digests': benchReplicaDigests,
  'replica-feeds': benchReplicaFeeds,
} as const satisfies Readonly<Record<string, () => readonly BenchRow[] | Promise<readonly BenchRow[]>>>;

const { values, positionals } = parseArgs({
  options: { corpus: { type: 'string' }, json: { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new Error(`Expected parts of ${Object.keys(parts).join(', ')}, got ${unknown.join(', ')}`);

const rows: BenchRow[] = [];
for (const [name, bench] of Object.entries(parts)) {
  const isWanted = positionals.length === 0 ? !name.startsWith('replica') : positionals.includes(name);
  if (isWanted) rows.push(...(await bench()));
}
if (values.corpus !== undefined) {
  rows.push(...(await benchParse(values.corpus)), ...(await benchCorpus(values.corpus)));
}

if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else for (const row of rows) console.log(lineOf(row));
process.exitCode = rows.some(({ value, limit }) => limit !== undefined && value > limit) ? 1 : 0;

function lineOf({ name, value, unit, limit, note }: BenchRow): string {
  const shown = `${value.toFixed(unit === '×' ? 2 : 0)} ${unit}`.padStart(12);
  const verdict =
    limit === undefined ? '' : value <= limit ? `ok, limit ${limit} ${unit}` : `OVER, limit ${limit} ${unit}`;
  return `${name.padEnd(44)}${shown}  ${verdict.padEnd(24)} ${note}`;
}
