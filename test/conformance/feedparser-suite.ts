/** feedparser's cases, as far as they assert a word that this program has, and its dates. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeedDate } from '../../src/collect/read/feed-date.ts';
import { type ReadEntry, type Reading, readers, sameText } from './reading.ts';
import { type SuiteResult, SuiteTally } from './tally.ts';

const assertion = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  op: z.string(),
  value: z.unknown().optional(),
});
const shapeOfCase = z.object({
  file: z.string(),
  headers: z.record(z.string(), z.string()).nullable(),
  asserts: z.array(assertion).nullable(),
  base_url: z.string().nullable(),
});
type Case = z.infer<typeof shapeOfCase>;
type Assertion = z.infer<typeof assertion>;

export async function runFeedparserCases(corpus: string): Promise<SuiteResult> {
  const tally = new SuiteTally('feedparser: words we have', 0.97);
  const folder = join(corpus, 'suites/feedparser');
  for (const test of casesOf(folder)) {
    const asserts = (test.asserts ?? []).filter(isOurs);
    if (asserts.length === 0) continue;
    tally.startCase();
    for (const [name, read] of Object.entries(readers)) {
      const reading = await read(documentOf(folder, test));
      const mismatches =
        'failure' in reading ? [`failed: ${reading.failure}`] : asserts.flatMap((one) => check(one, reading));
      tally.count(name, test.file, mismatches);
    }
  }
  return tally.result();
}

/** Right text: what the asserted encoding makes of the bytes. The other readers take text, so only ours is counted. */
export function runFeedparserEncodings(corpus: string): SuiteResult {
  const tally = new SuiteTally('feedparser: encodings give the right text', 0.95);
  const folder = join(corpus, 'suites/feedparser');
  for (const test of casesOf(folder)) {
    const asserted = (test.asserts ?? []).find(({ path, op }) => path.join('.') === 'encoding' && op === '==');
    const wanted = asserted && decodeAs(documentOf(folder, test).bytes, String(asserted.value));
    if (wanted === undefined) continue;
    tally.startCase();
    const { bytes, contentType } = documentOf(folder, test);
    const read = decode(bytes, contentType);
    const same = squeeze(read.text) === squeeze(wanted);
    tally.count('ours', test.file, same ? [] : [`read as ${read.encoding}, asserted ${asserted?.value}`]);
  }
  return tally.result();
}

const shapeOfDate = z.object({ parser: z.string(), input: z.string(), utc: z.array(z.number()).nullable() });

export function runDates(corpus: string): SuiteResult {
  const tally = new SuiteTally('dates.jsonl', 1);
  for (const line of linesOf(join(corpus, 'suites/feedparser/dates.jsonl'))) {
    const { input, utc } = shapeOfDate.parse(JSON.parse(line));
    const wanted = utc && isoOfTuple(utc);
    tally.startCase();
    for (const [name, parse] of Object.entries(dateParsers)) {
      const read = parse(input)?.toISOString().slice(0, 19) ?? null;
      const reason = name === 'ours' && read === null ? refusal(input) : undefined;
      if (reason !== undefined && wanted !== null) tally.refuse(JSON.stringify(input), reason);
      else tally.count(name, JSON.stringify(input), read === wanted ? [] : [`asserted ${wanted}, read ${read}`]);
    }
  }
  return tally.result();
}

/** Dates that a digest must refuse although they can be read: what they say is a guess. */
function refusal(input: string): string | undefined {
  if (/^\d{4}(?:-\d{2})?$/.test(input)) return 'a year or a month is not the day of an entry';
  return /^[\d-]{5,8}$/.test(input) ? 'two digits for the year look like any other number' : undefined;
}

const dateParsers: Readonly<Record<string, (text: string) => Date | undefined>> = {
  ours: (text) => parseFeedDate(text)?.at,
  'rss-parser': (text) => {
    const date = new Date(text.trim());
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
};

function casesOf(folder: string): readonly Case[] {
  return linesOf(join(folder, 'cases-shared.jsonl')).map((line) => shapeOfCase.parse(JSON.parse(line)));
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function documentOf(folder: string, test: Case) {
  const own = test.base_url ?? 'http://127.0.0.1:8097/feed.xml';
  return {
    bytes: readFileSync(join(folder, test.file)),
    contentType: test.headers?.['content-type'],
    baseUrl: URL.parse(test.headers?.['content-location'] ?? own, own)?.href ?? own,
  };
}

/** The paths that this program has a word for; old names of feedparser included. */
function isOurs({ path, op }: Assertion): boolean {
  const [root, index, field] = path;
  if (op !== '==') return false;
  if (root === 'feed') return path.length === 2 && index === 'title';
  return root === 'entries' && typeof index === 'number' && path.length === 3 && String(field) in words;
}

const words: Readonly<Record<string, keyof ReadEntry>> = {
  title: 'title',
  link: 'link',
  id: 'id',
  guid: 'id',
  summary: 'summary',
  description: 'summary',
  published_parsed: 'published',
  updated_parsed: 'updated',
};

function check({ path, value }: Assertion, reading: Reading): readonly string[] {
  if (path[0] === 'feed') return checkText('feed.title', value, reading.title);
  const word = words[String(path[2])] ?? 'title';
  const read = reading.entries[Number(path[1])]?.[word];
  if (!Array.isArray(value)) return checkText(word, value, read instanceof Date ? read.toISOString() : read);
  const wanted = isoOfTuple(value.map(Number));
  // feedparser keeps a lone date under one name and looks it up under the other; so do we.
  const dates = [read, reading.entries[Number(path[1])]?.published].map((date) =>
    date instanceof Date ? date.toISOString().slice(0, 19) : null,
  );
  return dates.includes(wanted) ? [] : [`${word}: asserted ${wanted}, read ${dates[0]}`];
}

function checkText(word: string, asserted: unknown, read: string | undefined): readonly string[] {
  return sameText(read, String(asserted))
    ? []
    : [`${word}: asserted ${JSON.stringify(asserted)}, read ${JSON.stringify(read)}`];
}

function isoOfTuple(tuple: readonly number[]): string {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = tuple;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.toISOString().slice(0, 19);
}

/** @returns undefined for encodings that neither TextDecoder nor this function knows */
function decodeAs(bytes: Uint8Array, encoding: string): string | undefined {
  const name = encoding.toLowerCase();
  if (name.startsWith('utf-32')) return decodeUtf32(bytes, name);
  try {
    return new TextDecoder(name === 'tis-620' ? 'windows-874' : name).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeUtf32(bytes: Uint8Array, name: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = name.endsWith('le') || view.getUint8(0) === 0xff;
  const codes: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) codes.push(view.getUint32(at, littleEndian));
  return String.fromCodePoint(...codes.filter((code) => code <= 0x10ffff));
}

function squeeze(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '').replace(/[\s\ufeff\ufffd]+/g, '');
}
