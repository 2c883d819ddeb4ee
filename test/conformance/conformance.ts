/**
 * `npm run conformance -- --corpus DIR [--failures]` measures reading against other people's suites and real feeds, and
 * prints a Markdown table: this program beside plain rss-parser and feedsmith. Exit 1 when a target is missed.
 */
import { parseArgs } from 'node:util';
import { runFeeds, runOrdinaryFeeds, runUrlPairs } from './corpus-suite.ts';
import { runDates, runFeedparserCases, runFeedparserEncodings } from './feedparser-suite.ts';
import { runGofeedTranslator } from './gofeed-suite.ts';
import type { SuiteResult } from './tally.ts';

const { values } = parseArgs({
  options: { corpus: { type: 'string' }, failures: { type: 'boolean', default: false } },
});
if (!values.corpus) {
  process.stderr.write('usage: npm run conformance -- --corpus DIR [--failures]\n');
  process.exit(2);
}

const results: readonly SuiteResult[] = [
  await runFeedparserCases(values.corpus),
  runFeedparserEncodings(values.corpus),
  await runGofeedTranslator(values.corpus),
  runDates(values.corpus),
  ...(await runFeeds(values.corpus)),
  await runOrdinaryFeeds(values.corpus),
  ...runUrlPairs(values.corpus),
];

process.stdout.write(
  '| suite | cases | target | ours | rss-parser | feedsmith |\n| --- | --: | --: | --: | --: | --: |\n',
);
for (const result of results) process.stdout.write(`${row(result)}\n`);
for (const { name, refused } of results)
  for (const one of refused) process.stdout.write(`\n${name}, refused: ${one}\n`);
if (values.failures) for (const result of results) process.stdout.write(failuresOf(result));
process.exitCode = results.every(meetsTarget) ? 0 : 1;

function row(result: SuiteResult): string {
  const cells = ['ours', 'rss-parser', 'feedsmith'].map((reader) => share(result.held[reader], result.cases));
  return `| ${[result.name, result.cases, percent(result.target), ...cells].join(' | ')} |`;
}

function share(held: number | undefined, cases: number): string {
  return held === undefined ? '–' : `${held} (${percent(held / cases)})`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1).replace(/\.0$/, '')} %`;
}

function failuresOf({ name, failures }: SuiteResult): string {
  return `\n${name}\n${failures.map((failure) => `  ${failure}\n`).join('')}`;
}

function meetsTarget({ held, cases, target, refused }: SuiteResult): boolean {
  return (held.ours ?? 0) + refused.length >= cases * target;
}
