/** What a reader found in one entry, before conversion to plain text: the same for all feed formats. */

import { firstOf } from '../first-of.ts';
import { parseFeedDate } from './feed-date.ts';
import type { FeedDate, ParsedEntry } from './parsed-feed.ts';
import { beginningOf, plainText, plainTextOfEither, removeControls, withoutCdataMarks } from './plain-text.ts';
import { webUrl } from './web-url.ts';

export interface RawEntry {
  readonly id: string | undefined;
  /** In the order of preference; the first that is http or https is the entry's URL. */
  readonly urls: readonly (string | undefined)[];
  /** In the order of preference; the first that has text counts. */
  readonly titles: readonly (RawText | undefined)[];
  readonly summaries: readonly (RawText | undefined)[];
  /** In the order of preference; the first that can be read counts. */
  readonly published: readonly (string | undefined)[];
  readonly updated: readonly (string | undefined)[];
  readonly pictures: readonly (string | undefined)[];
  readonly commentsUrl: string | undefined;
  readonly comments: string | undefined;
  readonly language: string | undefined;
  /** Relative addresses are resolved against it. */
  readonly baseUrl: string;
}

/** `html` is markup; `either` does not say what it is. */
export interface RawText {
  readonly kind: 'html' | 'either';
  /** May be computed on access. */
  readonly value: string;
}

/** Longer texts are cut: a summary is a paragraph or two, and the digest needs 1,000 characters of it. */
const maxTitleLength = 1_000;
const maxSummaryLength = 1_500;
const maxIdLength = 2_000;

export function toEntry(raw: RawEntry): ParsedEntry {
  const updatedAt = firstDate(raw.updated);
  return {
    id: cleanId(raw.id),
    url: firstUrl(raw.urls, raw.baseUrl),
    title: firstText(raw.titles, maxTitleLength),
    summary: firstText(raw.summaries, maxSummaryLength),
    publishedAt: firstDate(raw.published) ?? updatedAt,
    updatedAt,
    pictureUrl: firstUrl(raw.pictures, raw.baseUrl) ?? firstUrl([firstPicture(raw.summaries)], raw.baseUrl),
    commentsUrl: firstUrl([raw.commentsUrl], raw.baseUrl),
    comments: countOf(raw.comments),
    language: languageTag(raw.language),
  };
}

/** An identity as written, without control characters and CDATA marks, and cut to `maxIdLength`. */
function cleanId(id: string | undefined): string | undefined {
  const clean = removeControls(withoutCdataMarks(id ?? '')).replace(/[\s\ufffd]+/g, ' ');
  return beginningOf(clean.trim(), maxIdLength) || undefined;
}

/** BCP 47 in lower case; undefined for anything else. */
export function languageTag(text: string | undefined): string | undefined {
  const tag = /^\s{0,20}([a-z]{2,3}(?:[-_][a-z\d]{1,8}){0,3})\s{0,20}$/i.exec(text ?? '')?.[1];
  return tag?.toLowerCase().replaceAll('_', '-');
}

/** @param wanted how many characters of it are needed; more may be returned. @default all */
export function textOf(raw: RawText, wanted?: number): string {
  return raw.kind === 'html' ? plainText(raw.value, wanted) : plainTextOfEither(raw.value, wanted);
}

/** RSS gives minutes (`ttl`); the syndication module gives updates per period. At most a week. */
export function ttlOf(ttl?: string, period?: string, frequency?: string): number | undefined {
  const minutes = Number(ttl?.trim() || Number.NaN);
  if (minutes > 0) return Math.min(minutes, maxTtlMinutes) * 60_000;
  const periodMinutes = updatePeriodMinutes.get(period?.trim().toLowerCase() ?? '');
  const times = Number(frequency?.trim() || 1);
  return periodMinutes && times >= 1 ? (periodMinutes / times) * 60_000 : undefined;
}

const maxTtlMinutes = 7 * 24 * 60;
const updatePeriodMinutes = new Map([
  ['hourly', 60],
  ['daily', 24 * 60],
  ['weekly', maxTtlMinutes],
]);

function firstUrl(candidates: readonly (string | undefined)[], baseUrl: string): string | undefined {
  return firstOf(candidates, (candidate) => webUrl(candidate && withoutCdataMarks(candidate), baseUrl));
}

function firstText(candidates: readonly (RawText | undefined)[], maxLength: number): string {
  const text = firstOf(candidates, (candidate) => (candidate && textOf(candidate, maxLength)) || undefined);
  return beginningOf(text ?? '', maxLength).trimEnd();
}

function firstDate(candidates: readonly (string | undefined)[]): FeedDate | undefined {
  return firstOf(candidates, (candidate) => (candidate ? parseFeedDate(withoutCdataMarks(candidate)) : undefined));
}

function firstPicture(summaries: readonly (RawText | undefined)[]): string | undefined {
  const image = /<img\b[^<>]{0,1000}?\ssrc\s{0,5}=\s{0,5}["']([^"'<>]{1,2000})["']/i;
  const source = firstOf(summaries, (summary) => image.exec(summary?.value.slice(0, 50_000) ?? '')?.[1]);
  return source?.replaceAll('&amp;', '&');
}

function countOf(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,7})\s*$/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
