/** What the items of a feed say about it: a vendor's own blog, an aggregator, a list of releases. */
import { hostOf } from '../cluster/publishers.ts';
import type { Readable } from './readable.ts';

export interface FeedShape {
  /** The host that most of its items lead to; empty where there is none. */
  readonly site: string;
  /** How many of its items say that they are about AI: 0 (none) to 4 (nearly all), or `few` where little is known. */
  readonly aboutAi: string;
  /** The judge's features of the feed: `feed one-site`, `feed about-ai 3`, `feed named news`. */
  readonly marks: readonly string[];
}

export interface FeedSample {
  readonly name: string;
  readonly items: readonly Readable[];
  /** Which of the items say that they are about AI. */
  readonly aboutAi: (item: Readable) => boolean;
}

/** How many items are enough to show a feed's shape. */
const enough = 60;
const fewItems = 6;
/** A feed belongs to a site if at least this share of its items leads there. */
const ownShare = 0.6;

export function shapeOfFeed({ name, items, aboutAi }: FeedSample): FeedShape {
  const sample = items.slice(0, enough);
  const hosts = sample.map(({ url }) => hostOf(url));
  const site = mostOf(hosts, ownShare * sample.length);
  const label = site.split('.').at(-2)?.toLowerCase() ?? '';
  const share = (test: (item: Readable) => boolean) => level(sample.filter(test).length / Math.max(1, sample.length));
  return {
    site,
    aboutAi: sample.length < fewItems ? 'few' : `${share(aboutAi)}`,
    marks: [
      site === '' ? 'many-sites' : 'one-site',
      `few ${sample.length < fewItems}`,
      `about-ai ${share(aboutAi)}`,
      `names-itself ${share(({ title }) => label.length > 3 && title.toLowerCase().includes(label))}`,
      `versions ${share(({ title }) => /\d\.\d/u.test(title))}`,
      `bare-versions ${share(({ title }) => /^(?:[\w@./-]+\s+){0,3}v?\d+(?:\.\d+)+[-+\w.]*$/u.test(title))}`,
      `questions ${share(({ title }) => /[?？]/u.test(title))}`,
      `bars ${share(({ title }) => /[|｜丨]/u.test(title))}`,
      `tags ${share(({ title }) => /^\s*[[【]/u.test(title))}`,
      `lists ${share(({ title }) => /[;；].*[;；]|,[^,]+,[^,]+(?:,| and )/u.test(title))}`,
      `dates ${share(({ title, url }) => /\d{1,4}[-/.]\d{1,2}|issue|\d\s?月/iu.test(title) || /\/(?:issue|daily|weekly)/iu.test(url))}`,
      `stars ${share(({ summary }) => /⭐|\bstars\b/u.test(summary))}`,
      `discussed ${share(({ isDiscussed }) => isDiscussed)}`,
      `no-summary ${share(({ summary, title }) => summary === '' || summary === title)}`,
      `we ${share(({ title, summary }) => /\b(?:we|our|we're|we've)\b/iu.test(`${title} ${summary.slice(0, 200)}`))}`,
      `i ${share(({ title, summary }) => /\b(?:I|I'm|my)\b/u.test(`${title} ${summary.slice(0, 200)}`))}`,
      `long ${share(({ title }) => title.length > 60)}`,
      `same-summary ${level(sameStart(sample.map(({ summary }) => summary.slice(0, 12))) / Math.max(1, sample.length))}`,
      `same-start ${level(sameStart(sample.map(({ title }) => /^[A-Za-z]+|^.{1,2}/u.exec(title)?.[0] ?? '')) / Math.max(1, sample.length))}`,
      ...nameWords(name).map((word) => `named ${word}`),
    ].map((mark) => `feed ${mark}`),
  };
}

/** A share in five steps; a feed's figures are never exact. */
function level(share: number): number {
  if (share === 0) return 0;
  if (share < 0.1) return 1;
  if (share < 0.3) return 2;
  if (share < 0.7) return 3;
  return 4;
}

function mostOf(values: readonly string[], least: number): string {
  const counted = [...Map.groupBy(values, (value) => value)].sort(
    (a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1),
  );
  const [top] = counted;
  return top !== undefined && top[1].length >= least ? top[0] : '';
}

/** The largest number of texts that begin alike, as in a series. */
function sameStart(starts: readonly string[]): number {
  const told = starts.filter((start) => start !== '');
  return Math.max(0, ...[...Map.groupBy(told, (start) => start).values()].map((same) => same.length));
}

function nameWords(name: string): string[] {
  return [...new Set(name.toLowerCase().match(/[a-z]{3,}|[\u3400-\u9fff]{2}/gu) ?? [])];
}
