/**
 * `npm run eval -- --corpus DIR [--json] [--digests]`: clustering, telling, topic and kind against labelled headlines.
 * `npm run eval -- --translations FILE [--json]`: the gate for translated titles against labelled translations.
 * `npm run eval -- --translations FILE --reader`: LLM_MODEL as the second reader of those that pass the gate.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { readWeights } from '../../src/config/weights-file.ts';
import { daysReport, editionsReport, playDays } from './days-report.ts';
import { judgeReport } from './judge-eval.ts';
import { readLabelled } from './labelled.ts';
import { type Measured, measure } from './measure.ts';
import { readerOf, readerReport } from './second-reader.ts';
import { judgeTranslations, readTranslations, translationsReport } from './translations.ts';

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    translations: { type: 'string' },
    reader: { type: 'boolean' },
    json: { type: 'boolean' },
    digests: { type: 'boolean' },
  },
});
if (values.translations !== undefined) {
  const { aliases } = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });
  const titles = readTranslations(values.translations);
  if (values.reader === true) {
    process.stdout.write(await readerReport(titles, aliases, readerOf(process.env)));
    process.exit();
  }
  const judged = judgeTranslations(titles, aliases);
  process.stdout.write(
    values.json === true ? `${JSON.stringify(judged.figures, null, 2)}\n` : translationsReport(judged),
  );
  process.exit();
}
if (values.corpus === undefined) {
  process.stderr.write('Expected --corpus DIR, a folder with stories/gold.jsonl in it, or --translations FILE.\n');
  process.exit(2);
}
const loaded = loadConfig({ cwd: join(import.meta.dirname, '../..'), env: {} });
if (!loaded.ok) throw new Error(`Expected a configuration that can be read: ${JSON.stringify(loaded.problems)}`);
const config = { ...loaded.config, ...readWeights(loaded.config.weightsFile) };
const days = await playDays(values.corpus, config);
if (values.digests === true) {
  const dates = ['2026-01-29', '2026-01-31', '2026-02-01', '2026-08-20', '2026-08-22'];
  process.stdout.write(`${editionsReport(days, dates)}\n`);
  process.exit();
}
if (values.json !== true) {
  process.stdout.write(`${await judgeReport(values.corpus, config)}\n${daysReport(values.corpus, days)}\n`);
}
const knowledge = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });
if (knowledge.problems.length > 0) {
  process.stderr.write('Expected words and names that can be read: run `npm run digest -- check`.\n');
  process.exit(2);
}
const measured = measure(await readLabelled(join(values.corpus, 'stories')), knowledge);
process.stdout.write(values.json === true ? `${JSON.stringify(measured, null, 2)}\n` : table(measured));

function table({ clustering, hardNegatives, dayByDay, classification, asked, errors }: Measured): string {
  const share = (value: number) => value.toFixed(3);
  return [
    'clustering (pairs)         precision recall  B3 F1   zh P/R        en P/R        across P/R',
    ...clustering.map(({ method, scores: { all, zh, en, across } }) =>
      [
        method.padEnd(26),
        share(all.precision).padEnd(9),
        share(all.recall).padEnd(7),
        share(all.bCubed.f1).padEnd(7),
        ...[zh, en, across].map((part) => `${share(part.precision)}/${share(part.recall)}  `),
      ].join(' '),
    ),
    `hard negatives merged: ${hardNegatives.merged.length} of ${hardNegatives.all}`,
    ...hardNegatives.merged.map(({ story_a, story_b, why }) => `  ${story_a} + ${story_b} (${why})`),
    '',
    'new names, across languages    precision recall  worst P/R    questions  most a day',
    ...asked.map(({ method, precision, recall, worst, questions, mostADay }) =>
      [
        method.padEnd(30),
        share(precision).padEnd(9),
        share(recall).padEnd(7),
        `${share(worst.precision)}/${share(worst.recall)}`.padEnd(12),
        questions.toFixed(0).padEnd(10),
        mostADay,
      ].join(' '),
    ),
    '',
    'told day by day            stories   never told   told again   wrong updates',
    ...dayByDay.map(({ method, stories, lost, repeated, wrongUpdates }) =>
      [
        method.padEnd(26),
        String(stories).padEnd(9),
        String(lost).padEnd(12),
        String(repeated).padEnd(12),
        wrongUpdates,
      ].join(' '),
    ),
    '',
    'classification                          precision recall  right/found/wanted',
    ...classification.map(({ what, method, precision, recall, right, found, wanted }) =>
      [
        `${what}, ${method}`.padEnd(39),
        share(precision).padEnd(9),
        share(recall).padEnd(7),
        `${right}/${found}/${wanted}`,
      ].join(' '),
    ),
    '',
    `errors (${errors.length}):`,
    ...errors.map((error) => `  ${error}`),
    '',
  ].join('\n');
}
