/** The judge's part of `npm run eval`: cross-validated figures with targets, and the shipped weights on this corpus. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJudge, type JudgeInput } from '../../src/compose/judge/judge.ts';
import type { Feed, Kind } from '../../src/model.ts';
import type { JudgeFigures, Share } from '../train/figures.ts';
import { share } from '../train/figures.ts';
import { isCounted, kinds, readRows, toItem } from '../train/rows.ts';
import type { WorthFigures } from '../train/worth-figures.ts';

interface About {
  readonly date: string;
  readonly rows: number;
  readonly figures: {
    readonly bySource: JudgeFigures;
    readonly byDay: JudgeFigures;
    readonly worth: { readonly bySource: WorthFigures; readonly byDay: WorthFigures };
  };
}

type Knowledge = Pick<JudgeInput, 'topics' | 'aliases' | 'weights'>;

export async function judgeReport(corpus: string, knowledge: Knowledge): Promise<string> {
  const path = join(import.meta.dirname, '../../feeds/judge.json');
  const { about } = JSON.parse(await readFile(path, 'utf8')) as { about: About };
  const shipped = await shippedFigures(corpus, knowledge);
  const { bySource, byDay, worth } = about.figures;
  return [
    `judge: precision/recall  by source      by day         words alone    the shipped weights here (of ${about.date})`,
    row('topic (.95/.94)', bySource.topic, byDay.topic, shipped.wordsAlone, shipped.topic),
    row('kinds, macro (.90/.80)', bySource.macro, byDay.macro, undefined, shipped.macro),
    row('refused kinds (.93/.88)', bySource.refused, byDay.refused, undefined, shipped.refused),
    ...kinds.map((kind) => row(`  ${kind}`, bySource.kinds[kind], byDay.kinds[kind], undefined, shipped.kinds[kind])),
    '  (by source and by day: rows that the fit had not seen. The last column saw them, where this corpus taught it.)',
    '',
    `worth: by source ${worthLine(worth.bySource)}`,
    `       by day    ${worthLine(worth.byDay)}`,
    '',
  ].join('\n');
}

type Pair = Pick<Share, 'precision' | 'recall'>;

function row(name: string, ...columns: readonly (Pair | undefined)[]): string {
  const cells = columns.map((column) =>
    (column === undefined ? '' : `${column.precision.toFixed(3)}/${column.recall.toFixed(3)}`).padEnd(14),
  );
  return [name.padEnd(24), ...cells].join(' ').trimEnd();
}

function worthLine({ rankCorrelation, auc, precisionAtFloor, recallAtFloor, precisionAt15 }: WorthFigures): string {
  return `rank correlation ${rankCorrelation}, AUC of worth 2+ ${auc}, at the floor ${precisionAtFloor}/${recallAtFloor}, of 15 a day ${precisionAt15}`;
}

interface Shipped extends JudgeFigures {
  readonly wordsAlone: Share;
}

const refused: ReadonlySet<Kind> = new Set(['roundup', 'promo', 'bulletin']);

async function shippedFigures(corpus: string, knowledge: Knowledge): Promise<Shipped> {
  const rows = (await readRows(corpus)).filter(isCounted);
  const items = rows.map(toItem);
  const names = new Map(rows.map(({ feed, source }) => [feed, source]));
  const feeds = [...names].map(([url, name]) => ({ url, name }) as Feed);
  const judge = createJudge({ ...knowledge, feeds, items });
  const judged = items.map((item) => judge.judge(item));
  const single = rows.flatMap((each, index) => (each.kinds.length === 1 ? [index] : []));
  const ofKind = kinds.map((kind) =>
    share(single.map((index) => [judged[index]?.kind === kind, rows[index]?.kinds[0] === kind] as const)),
  );
  const mean = (of: (each: Share) => number) => ofKind.reduce((sum, each) => sum + of(each), 0) / ofKind.length;
  const isRefused = (kind: Kind | undefined) => kind !== undefined && refused.has(kind);
  return {
    topic: share(rows.map(({ isAi }, index) => [judged[index]?.isAi === true, isAi] as const)),
    wordsAlone: share(rows.map(({ isAi }, index) => [/title|summary/.test(judged[index]?.topic ?? ''), isAi] as const)),
    kinds: Object.fromEntries(kinds.map((kind, index) => [kind, ofKind[index]])),
    macro: { precision: mean(({ precision }) => precision), recall: mean(({ recall }) => recall) },
    refused: share(
      rows.map(
        ({ kinds: labelled }, index) =>
          [isRefused(judged[index]?.kind), labelled.length === 1 && isRefused(labelled[0])] as const,
      ),
    ),
  };
}
