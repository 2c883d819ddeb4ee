/** `npm run train -- --corpus DIR [--date YYYY-MM-DD]`: fits the judge on labelled headlines, writes feeds/judge.json. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { createKindDecision } from '../../src/compose/judge/judge.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Weights } from '../../src/model.ts';
import { readWeeks } from '../eval/eleven-days.ts';
import { calibrate, figuresOf, type JudgeFigures } from './figures.ts';
import { crossValidate, type Fitted, fitJudge, heldOut, type Predicted, usualOf, withFeedMates } from './fit-judge.ts';
import { chances, createRowReader, fitPoints, fitWording, type Labelled, scoreOf, wordingOf } from './fit-worth.ts';
import { isCounted, isOwn, isTaught, kinds, type Row, readRows } from './rows.ts';
import { emphasisOf, foldsBy, readSamples, type Samples } from './samples.ts';
import { readToldLines } from './told-lines.ts';
import { type WorthFigures, worthFigures } from './worth-figures.ts';

const { values } = parseArgs({ options: { corpus: { type: 'string' }, date: { type: 'string' } } });
if (values.corpus === undefined) {
  process.stderr.write('Expected --corpus DIR, a folder with stories/headlines.jsonl in it.\n');
  process.exit(2);
}
const corpus = values.corpus;
const folds = 6;
/** What a headline that we labelled ourselves counts when points are fitted. */
const ownPointsWeight = 0.5;
/** The file holds the features that matter most: frequent ones with large weights. */
const mostFeatures = 8600;
/** In hundredths; smaller weights are written as 0, to keep the file small. */
const leastWritten = 2;

const programDir = join(import.meta.dirname, '../..');
const loaded = loadConfig({ cwd: programDir, env: {} });
if (!loaded.ok) throw new Error(`Expected a configuration that can be read: ${JSON.stringify(loaded.problems)}`);
const { config } = loaded;
const [settings] = config.digests;
if (settings === undefined) throw new Error('Expected a digest, got none');
const signs = parse(await readFile(join(import.meta.dirname, 'signs.yaml'), 'utf8')) as Weights['signs'];
const samples = readSamples(await readRows(corpus), { ...config, signs });
const { rows } = samples;
const sourceFolds = foldsBy(rows, ({ source }) => source, folds);
const dayFolds = foldsBy(rows, ({ day, id }) => day || id, folds);

const bySourceAlone = crossValidate(samples, sourceFolds);
const usual = usualOf(bySourceAlone);
const bySource = withFeedMates(samples, bySourceAlone, usual);
const thresholds = calibrate(rows, bySource);
const byDay = withFeedMates(samples, crossValidate(samples, dayFolds), usual);
const figures = { bySource: figuresOf(rows, bySource, thresholds), byDay: figuresOf(rows, byDay, thresholds) };
say('by source', figures.bySource);
say('by day', figures.byDay);

const fitted = fitJudge(samples, () => true);
const wording = fitWording(samples, () => true);
const features = keptWeights(samples, fitted, wording);
const weights: Weights = { kinds, signs, thresholds, points: {}, usual, features };
const told = readToldLines(corpus, await readWeeks(corpus), { ...config, weights, settings });
const unseen = labelledRows(bySource, sourceFolds);
const points = fitPoints([...unseen.map(({ labelled }) => labelled), ...told]);
const worth = {
  bySource: validatePoints(unseen, sourceFolds),
  byDay: validatePoints(labelledRows(byDay, dayFolds), dayFolds),
};
tell('by source', worth.bySource);
tell('by day', worth.byDay);

const about = {
  note: 'Made by `npm run train`; see docs/measurements.md. Figures are of rows that the fit had not seen.',
  date: values.date ?? new Date().toISOString().slice(0, 10),
  rows: rows.length,
  own: rows.filter(isOwn).length,
  invented: rows.filter(isTaught).length,
  figures: { ...figures, worth },
};
const text = JSON.stringify({ about, kinds, thresholds, points, usual, signs }, null, 1).replace(/\n\}$/, '');
const lines = Object.entries(features).map(([name, row]) => `${JSON.stringify(name)}:[${row.join(',')}]`);
await writeFile(join(programDir, 'feeds/judge.json'), `${text},\n "features": {\n${lines.join(',\n')}\n }\n}\n`);
process.stdout.write(`${lines.length} of ${samples.names.length} features kept; points ${JSON.stringify(points)}\n`);

// ── Worth ───────────────────────────────────────────────────────────────────────────────────────────

interface LabelledRow {
  readonly index: number;
  readonly row: Row;
  readonly labelled: Labelled;
}

/** Rows about AI with a worth, judged by weights whose fit has not seen them. */
function labelledRows(predicted: readonly Predicted[], foldOf: readonly number[]): readonly LabelledRow[] {
  const decide = createKindDecision({ kinds, thresholds });
  const read = createRowReader(config.aliases, rows);
  const tone = heldOut(
    samples,
    foldOf,
    (counts) => fitWording(samples, counts),
    (fit, index) => wordingOf(samples, fit, index),
  );
  return rows.flatMap((row, index) => {
    const judged = predicted[index];
    if (judged === undefined || row.worth === undefined || !row.isAi) return [];
    const signals = read(row, { kind: decide(judged.kinds), ai: judged.ai, wording: tone[index] ?? 0 });
    const weight = isCounted(row) ? 1 : ownPointsWeight;
    return [{ index, row, labelled: { signals, target: chances[row.worth as 0 | 1 | 2 | 3], weight } }];
  });
}

function validatePoints(labelled: readonly LabelledRow[], foldOf: readonly number[]): WorthFigures {
  const scored = Array.from({ length: folds }, (_, fold) => {
    const held = labelled.filter(({ index, row }) => foldOf[index] === fold && isCounted(row));
    const others = labelled.filter(({ index }) => foldOf[index] !== fold);
    const fit = fitPoints([...others.map((each) => each.labelled), ...told]);
    return held.map(({ row, labelled: { signals } }) => ({ row, score: scoreOf(signals, fit) }));
  }).flat();
  return worthFigures(scored);
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────────

function say(name: string, { topic, kinds: each, macro, refused }: JudgeFigures): void {
  const pair = ({ precision, recall }: { precision: number; recall: number }) =>
    `${precision.toFixed(3)}/${recall.toFixed(3)}`;
  const ofKinds = kinds.map((kind) => `${kind} ${pair(each[kind] ?? { precision: 0, recall: 0 })}`).join('  ');
  process.stdout.write(`${name}: topic ${pair(topic)}  kinds ${pair(macro)}  refused ${pair(refused)}\n  ${ofKinds}\n`);
}

function tell(name: string, figuresOfWorth: WorthFigures): void {
  process.stdout.write(`worth ${name}: ${JSON.stringify(figuresOfWorth)}\n`);
}

/** The features that matter most, and what one occurrence of each adds, in hundredths. */
function keptWeights(
  { names, matrix }: Samples,
  { kinds: ofKinds, topic }: Fitted,
  tone: Float64Array,
): Weights['features'] {
  const counts = new Int32Array(names.length);
  for (const column of matrix.features) counts[column] = (counts[column] ?? 0) + 1;
  const all = names.map((name, column) => {
    const each = kinds.map((_, k) => ofKinds[column * kinds.length + k] ?? 0);
    const mean = each.reduce((sum, weight) => sum + weight, 0) / kinds.length;
    const ai = (topic[column * 2 + 1] ?? 0) - (topic[column * 2] ?? 0);
    const row = [...each.map((weight) => weight - mean), ai, tone[column] ?? 0];
    const hundredths = row.map((weight) => Math.round(weight * emphasisOf(name) * 100));
    const matters = (counts[column] ?? 0) * hundredths.reduce((sum, weight) => sum + weight ** 2, 0);
    return { name, matters, weights: hundredths.map((weight) => (Math.abs(weight) < leastWritten ? 0 : weight)) };
  });
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
  return Object.fromEntries(
    all
      .sort((a, b) => b.matters - a.matters || byName(a, b))
      .slice(0, mostFeatures)
      .sort(byName)
      .map(({ name, weights: row }) => [name, row]),
  );
}
