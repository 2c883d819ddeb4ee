/** Labelled rows as the judge reads them: hashed features, shapes of feeds, and folds. */
import { createFeatureReader, type FeatureReader } from '../../src/compose/judge/features.ts';
import { type FeedShape, shapeOfFeed } from '../../src/compose/judge/feed-shape.ts';
import { hashFeature } from '../../src/compose/judge/hash.ts';
import { createTopicGate } from '../../src/compose/judge/topic.ts';
import type { Aliases, Topics, Weights } from '../../src/model.ts';
import type { Sparse } from './logistic.ts';
import { prior } from './prior.ts';
import { isCounted, isTaught, originOf, type Row } from './rows.ts';

export interface Samples {
  readonly rows: readonly Row[];
  readonly matrix: Sparse;
  /** Name of each column; the first is the bias. */
  readonly names: readonly string[];
  readonly shapes: ReadonlyMap<string, FeedShape>;
}

/** A feature of fewer rows, or of rows from fewer sites, is left out: the fit would only memorise it. */
const leastRows = 3;
const leastSites = 2;

/** Words of texts count less than hand-made features and the words of an address. */
const emphasis: Readonly<Record<string, number>> = {
  bias: 1,
  b: 0.7,
  stem: 0.7,
  'b-stem': 0.5,
  a: 0.7,
  shape: 2,
  sign: 2,
  path: 2,
  'host-class': 2,
  column: 1.5,
  lexicon: 2,
};

export interface Knowledge {
  readonly topics: Topics;
  readonly aliases: Aliases;
  readonly signs: Weights['signs'];
}

export function readSamples(rows: readonly Row[], { topics, aliases, signs }: Knowledge): Samples {
  const gate = createTopicGate(topics, aliases);
  const reader = createFeatureReader(signs, aliases);
  const places = new Map(rows.map((row) => [row, gate(row)]));
  const shapes = new Map(
    [...Map.groupBy(rows, ({ feed }) => feed)].map(([feed, items]) => [
      feed,
      shapeOfFeed({
        name: items[0]?.source ?? '',
        items,
        aboutAi: (item) => places.get(item as Row) === 'title',
      }),
    ]),
  );
  const names = new Map([[hashFeature('bias'), 'bias']]);
  for (const { feed } of rows.filter(isTaught)) shapes.set(feed, noShape);
  const shapeAtDay = shapesByDay(rows, places);
  // An edition knows only the last days of a feed, so every second row is read that way.
  const read = rows.map((row, index) => {
    const shape = index % 2 === 0 ? shapes.get(row.feed) : shapeAtDay(row);
    return featuresOf(row, { reader, shape, place: places.get(row) ?? 'no', names });
  });
  const kept = keptFeatures(rows, read, shapes, names);
  const columns = new Map(kept.map((hash, column) => [hash, column]));
  return {
    rows,
    matrix: toMatrix(
      read.map((hashes) => hashes.flatMap((hash) => columns.get(hash) ?? [])),
      kept.map((hash) => emphasisOf(names.get(hash) ?? '')),
    ),
    names: kept.map((hash) => names.get(hash) ?? ''),
    shapes,
  };
}

/** The value of a feature in a row, by which its weight is multiplied. */
export function emphasisOf(name: string): number {
  return emphasis[name.split(' ')[0] ?? ''] ?? 1;
}

interface Reading {
  readonly reader: FeatureReader;
  readonly shape: FeedShape | undefined;
  readonly place: string;
  readonly names: Map<number, string>;
}

function featuresOf(row: Row, { reader, shape, place, names }: Reading): number[] {
  const found = new Set([hashFeature('bias')]);
  if (shape === undefined) throw new Error(`Expected a shape for ${row.feed}, got none`);
  reader.read(row, shape, place, (hash, name) => {
    found.add(hash);
    if (!names.has(hash)) names.set(hash, name());
  });
  return [...found];
}

/** Invented headlines stand in no feed. */
const noShape: FeedShape = { site: '', aboutAi: 'few', marks: [] };

/** The shape of a row's feed, from its items within two days. */
function shapesByDay(rows: readonly Row[], places: ReadonlyMap<Row, string>): (row: Row) => FeedShape {
  const byFeed = Map.groupBy(rows, ({ feed }) => feed);
  const dayOf = ({ day }: Row) => (day === '' ? 0 : Date.parse(day) / 86_400_000);
  return (row) => {
    const items = (byFeed.get(row.feed) ?? [row]).filter((other) => Math.abs(dayOf(other) - dayOf(row)) <= 1);
    if (isTaught(row)) return noShape;
    return shapeOfFeed({ name: row.source, items, aboutAi: (item) => places.get(item as Row) === 'title' });
  };
}

function keptFeatures(
  rows: readonly Row[],
  read: readonly number[][],
  shapes: ReadonlyMap<string, FeedShape>,
  names: ReadonlyMap<number, string>,
): number[] {
  const counts = new Map<number, number>();
  const sites = new Map<number, Set<string>>();
  for (const [index, hashes] of read.entries()) {
    const row = rows[index] as Row;
    const site = shapes.get(row.feed)?.site || originOf(row);
    for (const hash of hashes) {
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
      sites.set(hash, (sites.get(hash) ?? new Set()).add(site));
    }
  }
  const isKnown = (hash: number) => (names.get(hash) ?? '') in prior;
  return [...counts.keys()].filter(
    (hash) =>
      hash === hashFeature('bias') ||
      isKnown(hash) ||
      ((counts.get(hash) ?? 0) >= leastRows && (sites.get(hash)?.size ?? 0) >= leastSites),
  );
}

function toMatrix(read: readonly (readonly number[])[], values: readonly number[]): Sparse {
  const starts = new Int32Array(read.length + 1);
  for (const [row, columns] of read.entries()) starts[row + 1] = (starts[row] ?? 0) + columns.length;
  const features = Int32Array.from(read.flat());
  return {
    starts,
    features,
    values: Float32Array.from(features, (column) => values[column] ?? 1),
    width: values.length,
  };
}

/**
 * Distributes the counted rows over `count` folds of about equal size; rows with the same key stay together. A row that
 * we labelled ourselves or invented goes to the fold of the counted rows with its key, or to −1 if there are none.
 */
export function foldsBy(rows: readonly Row[], keyOf: (row: Row) => string, count: number): readonly number[] {
  const sizes = new Map<string, number>();
  for (const row of rows.filter(isCounted)) {
    sizes.set(keyOf(row), (sizes.get(keyOf(row)) ?? 0) + 1);
  }
  const loads = Array.from({ length: count }, () => 0);
  const foldOf = new Map<string, number>();
  for (const [key, size] of [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const fold = loads.indexOf(Math.min(...loads));
    foldOf.set(key, fold);
    loads[fold] = (loads[fold] ?? 0) + size;
  }
  return rows.map((row) => foldOf.get(keyOf(row)) ?? -1);
}
