import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import { discussionOf } from '../../src/collect/discussion.ts';
import { languageOf } from '../../src/collect/language.ts';
import type { Readable } from '../../src/compose/judge/readable.ts';
import type { Item, Kind } from '../../src/model.ts';
import { keyOf, readOwnLabels } from './own-labels.ts';

/** A labelled headline as the judge reads it. */
export interface Row extends Readable {
  readonly id: string;
  readonly feed: string;
  readonly source: string;
  readonly day: string;
  readonly points: number;
  /** Rows with the same key are reports of one page and are always in the same fold. */
  readonly key: string;
  readonly isAi: boolean;
  /** More than one if the label is less precise: an "article" is news, a release, an opinion … */
  readonly kinds: readonly Kind[];
  /** 0 to 3; undefined if nobody judged it. */
  readonly worth: number | undefined;
}

interface Labelled {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly url: string;
  readonly source: string;
  readonly feed: string;
  readonly published: string | null;
  readonly lang: string;
  readonly topic: 'ai' | 'other';
  readonly kind: string;
  readonly worth?: number | undefined;
}

export const kinds = [
  'news',
  'release',
  'patch',
  'paper',
  'opinion',
  'guide',
  'case',
  'bulletin',
  'roundup',
  'promo',
  'forum',
  'page',
] as const satisfies readonly Kind[];

const kindsOfLabel: Readonly<Record<string, readonly Kind[]>> = {
  article: ['news', 'release', 'paper', 'opinion', 'guide', 'case', 'bulletin', 'forum', 'patch'],
};

/** Reads headlines.jsonl and topics.jsonl; a row of the second that is also in the first is left out. */
export async function readRows(corpus: string): Promise<readonly Row[]> {
  const [headlines, topics] = await Promise.all(
    ['headlines.jsonl', 'topics.jsonl'].map((name) => readLabels(join(corpus, 'stories', name))),
  );
  const rows = (headlines ?? []).map(toRow);
  const known = new Set(rows.map(({ feed, title }) => `${feed} ${title}`));
  const more = (topics ?? []).map(toRow).filter(({ feed, title }) => !known.has(`${feed} ${title}`));
  return [...rows, ...more, ...(await readOwn(corpus)), ...(await readTaught())];
}

async function readOwn(corpus: string): Promise<readonly Row[]> {
  return (await readOwnLabels(corpus)).map(({ file, source, item, kind, topic, worth }, index) => {
    const published = item.publishedAt?.toISOString() ?? null;
    const label = { id: `own ${index}`, title: item.title, summary: item.summary, url: item.url, source, feed: file };
    const row = toRow({ ...label, published, lang: '', topic, kind, worth });
    return { ...row, points: item.discussion?.points ?? 0, isDiscussed: item.discussion !== undefined };
  });
}

/** Invented rows: they are used for fitting and never counted in a figure. */
async function readTaught(): Promise<readonly Row[]> {
  const names = ['taught.tsv', 'mirrored.tsv', 'taught-worth.tsv'];
  const [ofKinds = [], ofMirrored = [], ofWorth = []] = await Promise.all(names.map(readTable));
  const toRows = (lines: Table, name: string) =>
    lines.map(([kind = '', topic = '', title = '', summary = '', address = ''], index) =>
      toTaught({ id: `${name} ${index}`, feed: taught, kind, topic, title, summary, address }),
    );
  return [
    ...toRows(ofKinds, taught),
    ...toRows(ofMirrored, mirrored),
    ...ofWorth.map(([manner = '', kind = '', worth = '', title = '', summary = ''], index) => {
      const row = { id: `${taught} worth ${index}`, feed: `${taught} ${manner}`, title, summary, address: '' };
      return toTaught({ ...row, kind, topic: `ai ${worth}` });
    }),
  ];
}

type Table = readonly (readonly string[])[];

async function readTable(name: string): Promise<Table> {
  const lines = (await readFile(join(import.meta.dirname, name), 'utf8')).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}

interface Taught extends Pick<Labelled, 'id' | 'feed' | 'kind' | 'title' | 'summary'> {
  /** `other`, `ai`, or `ai` and its worth. */
  readonly topic: string;
  readonly address: string;
}

function toTaught({ topic, address, ...label }: Taught): Row {
  const [about, worth] = topic.split(' ');
  return toRow({
    ...label,
    url: address === '' ? '' : `https://${address}`,
    source: taught,
    published: null,
    lang: '',
    topic: about === 'ai' ? 'ai' : 'other',
    worth: worth === undefined ? undefined : Number(worth),
  });
}

const taught = 'taught';
const mirrored = 'mirrored';

export function isTaught({ source }: Row): boolean {
  return source === taught;
}

/** Invented to teach what is important. For kinds, these rows cost more on unseen sources than they give. */
export function teachesWorthAlone(row: Row): boolean {
  return isTaught(row) && row.feed !== taught;
}

/** Whose manner of writing a row shows: a feature that only one of them has is not learned. */
export function originOf(row: Row): string {
  return isTaught(row) ? row.feed : row.source;
}

/** A headline of the corpus that we labelled ourselves. */
export function isOwn({ id }: Row): boolean {
  return id.startsWith('own ');
}

/**
 * Rows that count half: headlines that we labelled ourselves, because another person may apply the same rules
 * differently in some cases, and invented ones in the manner of single real headlines.
 */
export function countsHalf(row: Row): boolean {
  return isOwn(row) || row.id.startsWith(`${mirrored} `);
}

/** Whether somebody else labelled the row: only these rows are in a figure; the others are only used for fitting. */
export function isCounted(row: Row): boolean {
  return !isOwn(row) && !isTaught(row);
}

async function readLabels(path: string): Promise<readonly Labelled[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
}

function toRow(label: Labelled): Row {
  const { title, url, source, feed, published, topic, kind, worth } = label;
  const { summary, discussion } = discussionOf({
    summary: label.summary,
    commentsUrl: undefined,
    comments: undefined,
  } as Parameters<typeof discussionOf>[0]);
  return {
    id: label.id,
    title,
    summary,
    url,
    source,
    feed,
    day: (published ?? '').slice(0, 10),
    isDiscussed: discussion !== undefined,
    points: discussion?.points ?? 0,
    language: languageOf(`${title} ${summary.slice(0, 300)}`, undefined),
    key: keyOf(title),
    isAi: topic === 'ai',
    kinds: kindsOfLabel[kind] ?? [kind as Kind],
    worth,
  };
}

/** The row as compose receives it, from a feed whose address is the row's `feed`. */
export function toItem({ id, feed, title, summary, url, day, language, isDiscussed, points }: Row): Item {
  const date = new Date(day === '' ? 0 : day);
  return {
    feedUrl: feed,
    entryId: id,
    title,
    url,
    canonicalUrl: canonicalUrl(url),
    summary,
    publishedAt: date,
    firstSeenAt: date,
    date,
    candidate: true,
    language: language as Item['language'],
    pictureUrl: undefined,
    discussion: isDiscussed ? { url: 'https://news.ycombinator.com/', points, comments: 0 } : undefined,
  };
}
