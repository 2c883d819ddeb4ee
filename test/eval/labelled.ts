import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeed } from '../../src/collect/read/parse.ts';

/** A headline and its event, as labelled by a person. */
export interface LabelledHeadline {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly source: string;
  readonly published: string;
  readonly lang: 'zh' | 'en';
  readonly story: string;
  /** From its feed; empty if the corpus does not contain that feed. */
  readonly summary: string;
}

/** Two stories that must not be merged, and why one might merge them. */
export interface HardNegative {
  readonly story_a: string;
  readonly story_b: string;
  readonly why: string;
}

/** A headline of a general feed, with its topic and kind as labelled by a person. */
export interface LabelledTopic {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly url: string;
  readonly topic: 'ai' | 'other';
  readonly kind: 'article' | 'roundup' | 'promo' | 'page';
  /** A keyword rule would likely fail here. */
  readonly hard: boolean;
}

export interface Labelled {
  readonly headlines: readonly LabelledHeadline[];
  readonly hardNegatives: readonly HardNegative[];
  readonly topics: readonly LabelledTopic[];
}

/** Reads `gold.jsonl`, `hard-negatives.jsonl` and `topics.jsonl` in `dir`. */
export async function readLabelled(dir: string): Promise<Labelled> {
  const headlines = await readLines<UnreadHeadline>(join(dir, 'gold.jsonl'));
  return {
    headlines: await withSummaries(headlines, join(dir, '../feeds')),
    hardNegatives: await readLines(join(dir, 'hard-negatives.jsonl')),
    topics: await readLines(join(dir, 'topics.jsonl')),
  };
}

/** Headlines with only a date. Each story gets its first date, because outlets also reported it on later days. */
export async function readUndated(path: string): Promise<LabelledHeadline[]> {
  const rows = await readLines<LabelledHeadline>(path);
  const first = new Map<string, string>();
  for (const { story, published } of rows) {
    const known = first.get(story);
    if (known === undefined || published < known) first.set(story, published);
  }
  return rows.map((row) => ({ ...row, published: `${first.get(row.story)}T12:00:00Z`, summary: '' }));
}

/** English headlines, each with a faithful Chinese translation: each pair is one story. */
export async function readTranslations(path: string): Promise<LabelledHeadline[]> {
  const rows = await readLines<{ readonly en: string; readonly zh: string; readonly faithful: boolean }>(path);
  return rows
    .filter(({ faithful }) => faithful)
    .flatMap(({ en, zh }, index) =>
      (['en', 'zh'] as const).map((lang) => ({
        id: `${lang}${index}`,
        title: lang === 'en' ? en : zh,
        url: `https://${lang}.example/${index}`,
        source: lang,
        published: lang === 'en' ? '2026-03-01T08:00:00Z' : '2026-03-01T12:00:00Z',
        lang,
        story: `translation ${index}`,
        summary: '',
      })),
    );
}

type UnreadHeadline = Omit<LabelledHeadline, 'summary'> & { readonly summary?: string; readonly feed?: string };

/** Adds the summaries from the headlines' feeds, if the corpus contains those feeds. */
async function withSummaries(headlines: readonly UnreadHeadline[], feedsDir: string): Promise<LabelledHeadline[]> {
  const summaries = new Map<string, string>();
  for (const feed of new Set(headlines.flatMap(({ feed }) => feed ?? []))) {
    const bytes = await readFile(join(feedsDir, feed)).catch(() => undefined);
    const parsed = bytes && (await parseFeed(decode(bytes, undefined).text, '', Number.POSITIVE_INFINITY));
    if (parsed?.kind !== 'feed') continue;
    for (const { url, summary } of parsed.entries) if (url !== undefined) summaries.set(`${feed} ${url}`, summary);
  }
  return headlines.map((headline) => ({
    ...headline,
    summary: headline.summary ?? summaries.get(`${headline.feed} ${headline.url}`) ?? '',
  }));
}

async function readLines<Row>(path: string): Promise<Row[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}
