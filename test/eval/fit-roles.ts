/**
 * `npm run fit-roles [-- --write]`: learns who does what to whom from faithful pairs of titles, for
 * src/enrich/roles.ts, and shows the result on titles that were not learned from. In a faithful pair the answer as it is
 * fits better than the answer with two names exchanged or one moved: that is all it learns from.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { namesInBoth } from '../../src/enrich/names.ts';
import { changes, fitOf, type Signs } from '../../src/enrich/roles.ts';
import { faithfulPairs } from '../enrich/planted-errors.ts';
import { fitLogistic, type Sparse } from '../train/logistic.ts';
import { readTranslations, type TranslatedTitle } from './translations.ts';

const folds = 5;
const penalty = 1;
/** Smaller weights change nothing. */
const least = 0.05;

interface Lesson {
  readonly title: TranslatedTitle;
  readonly pairs: readonly Signs[];
}

const { write } = parseArgs({ options: { write: { type: 'boolean' } } }).values;
const { aliases } = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });

/** The even lines of the two older files are kept for measuring, and so is fresh-titles.jsonl. */
const fileNamed = (name: string) => readTranslations(join(import.meta.dirname, '../enrich', name));
const titles = [
  ...oddLines(fileNamed('unseen-titles.jsonl')),
  ...oddLines(fileNamed('held-out-titles.jsonl')),
  ...fileNamed('role-pairs.jsonl'),
  ...fileNamed('practice-titles.jsonl'),
  ...fileNamed('blind-titles.jsonl'),
  ...faithfulPairs.map(({ en, zh }) => ({ source: en, answer: zh, faithful: true })),
].filter(({ faithful }) => faithful);
const lessons = titles.map((title) => ({ title, pairs: pairsOf(title) }));

const margins = [0.5, 1, 1.5, 2, 3];
const tested = Array.from({ length: folds }, (_, fold) => {
  const weights = learn(lessons.filter((_lesson, index) => index % folds !== fold));
  return lessons
    .filter((_lesson, index) => index % folds === fold)
    .map(({ pairs }) => pairs.map((signs) => fitOf(signs, weights)));
}).flat();
const fits = tested.flat();
process.stdout.write(
  [
    `${titles.length} faithful titles with ${fits.length} changes, five folds`,
    ...margins.map((margin) => {
      const refused = tested.filter((title) => title.some((fit) => fit < -margin)).length;
      const swaps = fits.filter((fit) => fit > margin).length;
      return `margin ${margin}: ${refused} titles refused, ${swaps} of ${fits.length} changes found`;
    }),
    '',
  ].join('\n'),
);
if (write === true) {
  const weights = Object.entries(learn(lessons))
    .filter(([, weight]) => Math.abs(weight) >= least)
    .map(([sign, weight]): [string, number] => [sign, Math.round(weight * 100) / 100])
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const file = join(import.meta.dirname, '../../src/enrich/role-weights.json');
  await writeFile(file, `${JSON.stringify(Object.fromEntries(weights), undefined, 2)}\n`);
}

/** The titles of a file's lines 1, 3, 5 …; the errors of a line count as that line. */
function oddLines(all: readonly TranslatedTitle[]): readonly TranslatedTitle[] {
  return all.filter(({ faithful }) => faithful).filter((_title, index) => index % 2 === 0);
}

function pairsOf({ source, answer }: TranslatedTitle): readonly Signs[] {
  const [zh, en] = /\p{Script=Han}/u.test(source) ? [source, answer] : [answer, source];
  return changes({ zh, en: en.replaceAll('’', "'") }, namesInBoth(zh, en, aliases.names));
}

/** A title with many names counts less than its number of pairs. */
function learn(from: readonly Lesson[]): Record<string, number> {
  const rows = from.flatMap(({ pairs }) => pairs.map((signs) => ({ signs, weight: 1 / Math.sqrt(pairs.length) })));
  const signs = [...new Set(rows.flatMap((row) => [...row.signs.keys()]))];
  const column = new Map(signs.map((sign, index) => [sign, index]));
  const weights = fitLogistic({
    rows: sparse(
      rows.map((row) => [...row.signs].map(([sign, value]) => [column.get(sign) ?? 0, value] as const)),
      signs.length,
    ),
    allowed: rows.map(() => [1]),
    rowWeights: Float32Array.from(rows, ({ weight }) => weight),
    classes: 2,
    penalty: new Float32Array(signs.length).fill(2 * penalty),
    iterations: 300,
  });
  return Object.fromEntries(
    signs.map((sign, index) => [sign, (weights[2 * index + 1] ?? 0) - (weights[2 * index] ?? 0)]),
  );
}

function sparse(rows: readonly (readonly (readonly [feature: number, value: number])[])[], width: number): Sparse {
  const cells = rows.flat();
  const starts = new Int32Array(rows.length + 1);
  for (const [index, row] of rows.entries()) starts[index + 1] = (starts[index] ?? 0) + row.length;
  return {
    starts,
    features: Int32Array.from(cells, ([feature]) => feature),
    values: Float32Array.from(cells, ([, value]) => value),
    width,
  };
}
