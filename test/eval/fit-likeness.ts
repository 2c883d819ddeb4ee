/**
 * `npm run fit-likeness -- --corpus DIR [--only NAMES] [--write]`: fits the weights of
 * src/compose/cluster/likeness-weights.ts by logistic regression on pairs of labelled headlines, and shows their results
 * on stories that were not fitted. `--only start,names` holds all other weights.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { certain, compare, likenessSignals, type Signals, withWeights } from '../../src/compose/cluster/compare.ts';
import { likenessWeights } from '../../src/compose/cluster/likeness-weights.ts';
import { rarityAmong } from '../../src/compose/cluster/rarity.ts';
import { createSignatureReader } from '../../src/compose/cluster/signature.ts';
import { weigh } from '../../src/compose/cluster/weighted-signature.ts';
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { dayMs, hourMs } from '../../src/ground/durations.ts';
import type { Aliases } from '../../src/model.ts';
import { type LabelledHeadline, readLabelled, readTranslations, readUndated } from './labelled.ts';
import { groupOurs } from './measure.ts';
import { frequentAliases, frequentTerms } from './new-names.ts';
import { scoreClusters } from './score-clusters.ts';

/** Added to the fitted `start`: as much as the precision on stories outside the fit allows. */
const shift = 1.18;
/**
 * Set by hand, because the labelled headlines contain too few cases: one template ("Apple sued over …", "OpenAI sued
 * over …"), two kinds of event at one company, a bare name, numbers of two things, a name that one language leaves out,
 * two announcements at one conference (the fit gives strangersBoth -0.1).
 */
const fixed: Partial<Record<keyof Signals, number>> = {
  namesDiffer: -6,
  happeningsDiffer: -6,
  bare: 1.5,
  numbersDiffer: -0.3,
  unnamedAcross: -0.8,
  strangersBoth: -0.99,
};
const folds = 5;
/** A pair with fewer points is clearly two events, so the fit learns nothing from it. */
const leastPoints = -5.5;
const l2 = 0.006;
const iterations = 600;

type Name = keyof Signals;
const names = Object.keys(likenessWeights) as readonly Name[];
/** Signs that a weight never has: evidence for one event never counts against it, and the reverse. */
const never: Partial<Record<Name, 'negative' | 'positive'>> = {
  ...signsOf('negative', 'coverage coverageOfLonger features names terms sums sumsAcross'),
  ...signsOf('negative', 'grams asideLong asideNames lateName glosses glossesShare'),
  ...signsOf('positive', 'strangersMany strangersBoth aspect late'),
};

interface Row {
  readonly values: Float64Array;
  readonly same: boolean;
  readonly weight: number;
  readonly stories: readonly [string, string];
}

const { corpus, only, write } = parseArgs({
  options: { corpus: { type: 'string' }, only: { type: 'string' }, write: { type: 'boolean' } },
}).values;
if (corpus === undefined) throw new Error('Expected --corpus DIR, a folder with stories/ and feeds/ in it');
if (only !== undefined) {
  const fitted = only.split(',');
  for (const name of names.filter((each) => !fitted.includes(each))) fixed[name] = likenessWeights[name];
}
const { aliases } = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });
const stories = join(corpus, 'stories');
const { headlines } = await readLabelled(stories);
const outlets = await readUndated(join(stories, 'basil.jsonl'));
const translations = await readTranslations(join(stories, 'translations.jsonl'));
const frequent = frequentAliases(aliases, headlines);
const none = { ...aliases, names: aliases.names.filter(({ kind }) => kind === 'term') };
const fresh = frequentTerms(frequent, headlines);
const freshNone = { ...fresh, names: fresh.names.filter(({ kind }) => kind === 'term') };
const rows = [
  ...rowsOf(headlines, aliases, 1),
  ...rowsOf(headlines, frequent, 1),
  ...rowsOf(headlines, none, 0.7),
  ...rowsOf(headlines, fresh, 0.7),
  ...rowsOf(headlines, freshNone, 0.5),
  ...rowsOf(outlets, aliases, 0.5),
  ...rowsOf(translations, aliases, 0.5),
  ...rowsOf(translations, none, 0.5),
  ...rowsOf(translations, freshNone, 0.5),
];
const whole = fit(rows);
const firstDays = firstDaysOf([...headlines, ...outlets, ...translations]);
for (const [how, foldOf] of [
  ['by story', foldOfStory],
  ['by day', foldOfDay],
] as const) {
  const fits = Array.from({ length: folds }, (_, fold) =>
    fit(rows.filter(({ stories: both }) => both.every((story) => foldOf(story) !== fold))),
  );
  process.stdout.write(`${how}, log loss of held-out pairs ×1000: ${(1000 * heldOutLoss(fits, foldOf)).toFixed(1)}\n`);
  for (const [what, known] of [
    ['all names', aliases],
    ['frequent names', frequent],
    ['no names', none],
    ['frequent names and terms', fresh],
    ['frequent terms, no names', freshNone],
  ] as const) {
    process.stdout.write(`${how}, ${what}: ${crossValidated(known, fits, foldOf)}\n`);
  }
}
process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
if (write === true) {
  const path = join(import.meta.dirname, '../../src/compose/cluster/likeness-weights.ts');
  const text = await readFile(path, 'utf8');
  const lines = names.map((name) => `  ${name}: ${whole[name]},\n`).join('');
  await writeFile(path, text.replace(/(?<=likenessWeights = \{\n)[^}]*/u, lines));
}

function signsOf(sign: 'negative' | 'positive', list: string): Partial<Record<Name, typeof sign>> {
  return Object.fromEntries(list.split(' ').map((name) => [name, sign]));
}

/** Pairs within three days that are not decided by a veto or by equal titles. */
function rowsOf(labelled: readonly LabelledHeadline[], known: Aliases, weight: number): Row[] {
  const reader = createSignatureReader(known);
  const signatures = labelled.map(({ title, summary, url }) => reader.read(title, summary, url));
  const rarity = rarityAmong(signatures);
  const weighed = signatures.map((signature) => weigh(signature, rarity));
  const found: Row[] = [];
  const pairsOf = new Map<string, number>();
  for (const [at, a] of labelled.entries()) {
    for (const [other, b] of labelled.slice(0, at).entries()) {
      const hours = Math.abs(Date.parse(a.published) - Date.parse(b.published)) / hourMs;
      const [left, right] = [weighed[at], weighed[other]];
      if (hours > 72 || left === undefined || right === undefined) continue;
      const points = compare(left, right, hours);
      const signals = likenessSignals(left, right, hours);
      if (signals === undefined || Math.abs(points) >= certain) continue;
      const same = a.story === b.story;
      if (!same && points < leastPoints) continue;
      if (same) pairsOf.set(a.story, (pairsOf.get(a.story) ?? 0) + 1);
      const values = Float64Array.from(names, (name) => signals[name]);
      found.push({ values, same, weight, stories: [a.story, b.story] });
    }
  }
  // A story of twenty reports has 190 pairs, but must not count 190 times as much as a story of two reports.
  return found.map((row) =>
    row.same ? { ...row, weight: weight / Math.sqrt(pairsOf.get(row.stories[0]) ?? 1) } : row,
  );
}

/** Logistic regression with Adam, on signals scaled to the same size. */
function fit(data: readonly Row[]): Record<Name, number> {
  const same = data.filter((row) => row.same);
  const positives = same.reduce((sum, { weight }) => sum + weight, 0);
  const scale = names.map(
    (_, k) =>
      Math.sqrt(same.reduce((sum, { values, weight }) => sum + weight * (values[k] ?? 0) ** 2, 0) / positives) || 1,
  );
  const width = names.length;
  // One flat array, for speed: six hundred steps over ten thousand rows.
  const scaled = new Float64Array(data.length * width);
  for (const [index, { values }] of data.entries()) {
    for (let k = 0; k < width; k += 1) scaled[index * width + k] = (values[k] ?? 0) / (scale[k] ?? 1);
  }
  const weights = new Float64Array(width);
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  for (let step = 1; step <= iterations; step += 1) {
    const gradient = new Float64Array(width);
    for (const [index, { same: wanted, weight }] of data.entries()) {
      const at = index * width;
      let score = 0;
      for (let k = 0; k < width; k += 1) score += (scaled[at + k] ?? 0) * (weights[k] ?? 0);
      const error = (weight * (1 / (1 + Math.exp(-score)) - Number(wanted))) / positives;
      for (let k = 0; k < width; k += 1) gradient[k] = (gradient[k] ?? 0) + error * (scaled[at + k] ?? 0);
    }
    const rate = 0.15 * Math.min(1, 3 * (1 - step / (iterations + 1)));
    for (const [k, name] of names.entries()) {
      const slope = (gradient[k] ?? 0) + (name === 'start' ? 0 : l2 * (weights[k] ?? 0));
      mean[k] = 0.9 * (mean[k] ?? 0) + 0.1 * slope;
      square[k] = 0.99 * (square[k] ?? 0) + 0.01 * slope ** 2;
      const size = Math.sqrt((square[k] ?? 0) / (1 - 0.99 ** step)) + 1e-8;
      const moved = (weights[k] ?? 0) - (rate * (mean[k] ?? 0)) / (1 - 0.9 ** step) / size;
      const bounded =
        never[name] === 'negative' ? Math.max(0, moved) : never[name] === 'positive' ? Math.min(0, moved) : moved;
      const byHand = fixed[name];
      weights[k] = byHand === undefined ? bounded : byHand * (scale[k] ?? 1);
    }
  }
  const plain = (k: number) => (weights[k] ?? 0) / (scale[k] ?? 1);
  return Object.fromEntries(
    names.map((name, k) => [name, Number((plain(k) + (name === 'start' ? shift : 0)).toFixed(2))]),
  ) as Record<Name, number>;
}

type FoldOf = (story: string) => number;

/**
 * Of the pairs of each fold's stories, with weights fitted on the others and without the shift of `start`. Divided by
 * the weight of the pairs that are one event, so that it does not depend on how many clearly different pairs count.
 */
function heldOutLoss(fits: readonly Record<Name, number>[], foldOf: FoldOf): number {
  const sums = { loss: 0, weight: 0 };
  for (const [fold, weights] of fits.entries()) {
    for (const { values, same, weight } of rows.filter(({ stories: both }) =>
      both.some((story) => foldOf(story) === fold),
    )) {
      const score = names.reduce((sum, name, k) => sum + weights[name] * (values[k] ?? 0), -shift);
      sums.loss += weight * Math.log1p(Math.exp(same ? -score : score));
      if (same) sums.weight += weight;
    }
  }
  return sums.loss / sums.weight;
}

/** Precision and recall over pairs of stories of one fold, grouped with weights that were fitted on the others. */
function crossValidated(known: Aliases, fits: readonly Record<Name, number>[], foldOf: FoldOf): string {
  const storyOf = new Map(headlines.map(({ id, story }) => [id, story]));
  const langOf = new Map(headlines.map(({ id, lang }) => [id, lang]));
  const all = { right: 0, joined: 0, wanted: 0 };
  const across = { right: 0, joined: 0, wanted: 0 };
  for (const [fold, weights] of fits.entries()) {
    const held = (id: string) => Number(foldOf(storyOf.get(id) ?? '') === fold);
    const grouped = withWeights(weights, () => groupOurs(headlines, known));
    for (const [sums, counts] of [
      [all, () => true],
      [across, (a: string, b: string) => langOf.get(a) !== langOf.get(b)],
    ] as const) {
      const { pairs } = scoreClusters(grouped, storyOf, (a, b) => counts(a, b) && held(a) + held(b) > 0);
      // A wrong pair across two folds is counted twice, once per fold.
      const twice = scoreClusters(grouped, storyOf, (a, b) => counts(a, b) && held(a) + held(b) === 1).pairs.joined;
      sums.right += pairs.right;
      sums.wanted += pairs.wanted;
      sums.joined += pairs.joined - twice / 2;
    }
  }
  const share = ({ right, joined, wanted }: typeof all) =>
    `precision ${(right / joined).toFixed(3)}, recall ${(right / wanted).toFixed(3)}`;
  return `${share(all)}; across languages ${share(across)}`;
}

function foldOfStory(story: string): number {
  return [...story].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7) % folds;
}

/** Two consecutive days are one fold, because reports of one event appear on both. */
function foldOfDay(story: string): number {
  return Math.floor((firstDays.get(story) ?? 0) / 2) % folds;
}

/** By story: the day of its first report, in days since 1970. */
function firstDaysOf(all: readonly LabelledHeadline[]): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  for (const { story, published } of all) {
    const day = Math.floor(Date.parse(published) / dayMs);
    days.set(story, Math.min(day, days.get(story) ?? day));
  }
  return days;
}
