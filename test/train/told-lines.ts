/** Stories of the eleven days that people judged: lines of digests, and editors' top stories. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignalReader, type Signal } from '../../src/compose/choose/worth.ts';
import { clusterItems } from '../../src/compose/cluster/cluster.ts';
import { createIndependence } from '../../src/compose/cluster/independence.ts';
import { chooseLead } from '../../src/compose/cluster/lead.ts';
import { createSourceFinder } from '../../src/compose/cluster/publishers.ts';
import { filterItems } from '../../src/compose/judge/filter.ts';
import { createJudge } from '../../src/compose/judge/judge.ts';
import { inputOf, type Playing, type Week } from '../eval/eleven-days.ts';
import type { Labelled } from './fit-worth.ts';

/** S: an editor would sign it off. M: nobody would miss it. The others must not return. */
const chanceOf: Readonly<Record<string, number>> = {
  S: 0.88,
  M: 0.25,
  O: 0.06,
  N: 0.03,
  P: 0.03,
  A: 0.1,
  R: 0.03,
  X: 0.03,
};
const lineWeight = 2;
const editorsChance = 0.93;

export interface Line {
  readonly date: string;
  readonly label: string;
  readonly title: string;
  readonly url: string;
}

export interface Event {
  readonly story: string;
  readonly title_regex: string;
  readonly editors: number;
}

export function readLines(corpus: string): readonly Line[] {
  return readRows(join(corpus, 'stories/lines.jsonl'));
}

export function readEvents(corpus: string): readonly Event[] {
  return readRows(join(corpus, 'stories/editors.jsonl'));
}

function readRows<Row>(path: string): Row[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}

export interface ToldLine extends Labelled {
  readonly date: string;
}

export function readToldLines(corpus: string, weeks: readonly Week[], playing: Playing): readonly ToldLine[] {
  const lines = readLines(corpus);
  const events = readEvents(corpus).map(({ title_regex }) => new RegExp(title_regex));
  return weeks.flatMap((week) =>
    week.days.flatMap((date) =>
      storiesOf(week, date, playing).flatMap(({ titles, urls, signals }): ToldLine[] => {
        const line = lines.find((each) => each.date === date && (titles.has(each.title) || urls.has(each.url)));
        const target = line === undefined ? undefined : chanceOf[line.label];
        if (target !== undefined) return [{ date, signals, target, weight: lineWeight }];
        const isEvent = events.some((event) => [...titles].some((title) => event.test(title)));
        return isEvent ? [{ date, signals, target: editorsChance, weight: 1 }] : [];
      }),
    ),
  );
}

interface ReadStory {
  readonly titles: ReadonlySet<string>;
  readonly urls: ReadonlySet<string>;
  readonly signals: readonly Signal[];
}

function storiesOf(week: Week, date: string, playing: Playing): readonly ReadStory[] {
  const input = inputOf(week, date, playing, []);
  const { settings, aliases, feeds } = input;
  const judge = createJudge(input);
  const { candidates } = filterItems({ ...input, judge });
  const { clusters } = clusterItems(candidates, { aliases, told: [], settings });
  const source = createSourceFinder(
    candidates.map(({ item }) => item),
    feeds,
    aliases,
  );
  const independent = createIndependence(source, aliases);
  const read = createSignalReader(aliases);
  return clusters.map(({ members }) => {
    const { lead, others } = chooseLead(members, settings.language);
    const all = [lead, ...others];
    const items = all.map(({ item }) => item);
    return {
      titles: new Set(items.map(({ title }) => title)),
      urls: new Set(items.map(({ url }) => url)),
      signals: read({ lead, members: all, kind: lead.kind, independentSources: independent(items) }),
    };
  });
}
