/**
 * Edits of feeds.yaml as text: only the bytes that must change do, so that comments, order, style and line ends stay.
 * Every edit is read back and compared with what was meant; an edit that cannot be made so is refused, not forced.
 */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { phrase } from '../ground/phrase.ts';
import { addressOf } from './address.ts';
import { accept, type Parsed, refuse } from './problem.ts';

/** What may be said of a feed that is added; the rest has its default. */
export interface NewFeed {
  readonly url: string;
  readonly name?: string;
  readonly topic?: 'ai' | 'general';
  readonly language?: 'zh' | 'en' | undefined;
  readonly weight?: number;
  readonly tags?: readonly string[];
  readonly userAgent?: string | undefined;
  readonly proxy?: boolean;
  readonly maxItems?: number;
  readonly enabled?: boolean;
  readonly note?: string | undefined;
}

/**
 * The text with one more feed, as the last one and in the style of the one before it. A known `url`, however it is
 * spelled, is refused.
 */
export function addFeed(text: string, feed: NewFeed): Parsed<string> {
  const said = Object.entries(feed).filter(([key, value]) => value !== undefined && !(key === 'enabled' && value));
  const entry = Object.fromEntries(said);
  return edit(text, {
    splice(root) {
      const feeds = root.get('feeds');
      if (isKnown(feeds, feed.url)) return present;
      return isSeq(feeds) && feeds.items.length > 0 ? afterLast(text, feeds, entry) : asFirst(text, root, entry);
    },
    expect: (data) => ({ ...data, feeds: [...(data.feeds ?? []), entry] }),
  });
}

/** The text with a feed enabled or disabled. An unknown `url` is refused. */
export function setEnabled(text: string, url: string, enabled: boolean): Parsed<string> {
  return edit(text, {
    splice(root, data) {
      const feed = findFeed(root.get('feeds'), url);
      if (!feed) return absent;
      if (data.feeds?.some((each) => each.url === url && isEnabled(each) === enabled)) return unchanged;
      return setValue(text, feed, 'enabled', String(enabled));
    },
    expect: (data) => ({
      ...data,
      feeds: data.feeds?.map((feed) => (feed.url === url && isEnabled(feed) !== enabled ? { ...feed, enabled } : feed)),
    }),
  });
}

/** The text with another schedule in the first digest. A file without digests is refused. */
export function setSchedule(text: string, schedule: string): Parsed<string> {
  return edit(text, {
    splice(root) {
      const digests = root.get('digests');
      const first = isSeq(digests) ? digests.items[0] : undefined;
      return isMap(first) ? setValue(text, first, 'schedule', quoted(schedule)) : special;
    },
    expect: (data) => ({
      ...data,
      digests: data.digests?.map((digest, index) => (index === 0 ? { ...digest, schedule } : digest)),
    }),
  });
}

type Data = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[] | undefined>>;

interface Splice {
  readonly at: number;
  readonly drop: number;
  readonly insert: string;
}

const unchanged: Splice = { at: 0, drop: 0, insert: '' };

/** Makes one splice and proves that it changed what it should, and nothing else. */
function edit(
  text: string,
  { splice, expect }: { splice(root: YAMLMap, data: Data): Splice | Refusal; expect(data: Data): unknown },
): Parsed<string> {
  const before = parse(text);
  if (!before) return broken;
  const made = splice(before.root, before.data);
  if ('what' in made) return made;
  const changed = text.slice(0, made.at) + made.insert + text.slice(made.at + made.drop);
  return isDeepStrictEqual(parse(changed)?.data, expect(before.data)) ? accept(changed) : special;
}

type Refusal = ReturnType<typeof refuse>;

const byHand = phrase('用编辑器手工改', 'change it by hand, in an editor');
const present = refuse(phrase('这个源已经在了', 'this feed is there already'), phrase('不用再加', 'nothing to do'));
const absent = refuse(
  phrase('没有这个源', 'there is no such feed'),
  phrase('npm run digest -- feeds list 列出全部', 'npm run digest -- feeds list shows all'),
);
const broken = refuse(
  phrase('文件读不懂，没有改', 'the file cannot be read, and was not changed'),
  phrase('npm run digest -- check 会说哪一行不对', 'npm run digest -- check says which line is wrong'),
);
const special = refuse(
  phrase(
    '这一项写法特殊（例如用了 YAML 别名），没有改',
    'the entry is written in a special way (for example with YAML aliases), and was not changed',
  ),
  byHand,
);

function parse(text: string): { readonly root: YAMLMap; readonly data: Data } | undefined {
  const document = parseDocument(text, { merge: true });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  return { root: document.contents, data: document.toJS() as Data };
}

function isKnown(feeds: unknown, url: string): boolean {
  const address = addressOf(url);
  if (address === undefined || !isSeq(feeds)) return false;
  return feeds.items.some((feed) => isMap(feed) && addressOf(feed.get('url')) === address);
}

function findFeed(feeds: unknown, url: string): YAMLMap | undefined {
  const found = isSeq(feeds) ? feeds.items.find((feed) => isMap(feed) && feed.get('url') === url) : undefined;
  return isMap(found) ? found : undefined;
}

function isEnabled(feed: Readonly<Record<string, unknown>>): boolean {
  return feed.enabled !== false;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Replaces the value of a key, or adds the key behind the first one that has a plain value. */
function setValue(text: string, map: YAMLMap, key: string, value: string): Splice | Refusal {
  const pair = pairOf(map, key);
  if (pair) {
    const [start, end] = (isScalar(pair.value) && pair.value.range) || [];
    return start === undefined || end === undefined ? special : { at: start, drop: end - start, insert: value };
  }
  const first = map.items.find((each) => isScalar(each.key) && isScalar(each.value));
  const keyStart = isScalar(first?.key) ? first.key.range?.[0] : undefined;
  const valueEnd = isScalar(first?.value) ? first.value.range?.[1] : undefined;
  if (keyStart === undefined || valueEnd === undefined) return special;
  if (map.flow) return { at: valueEnd, drop: 0, insert: `, ${key}: ${value}` };
  const indent = ' '.repeat(keyStart - lineStart(text, keyStart));
  return { at: lineEnd(text, valueEnd), drop: 0, insert: `${newline(text)}${indent}${key}: ${value}` };
}

function afterLast(text: string, feeds: YAMLSeq, entry: object): Splice | Refusal {
  const last = feeds.items.at(-1);
  if (!isMap(last) || !last.range || !feeds.range) return special;
  if (feeds.flow) return { at: last.range[1], drop: 0, insert: `, ${flow(entry)}` };
  const end = last.range[1];
  // A block entry may end behind its own line end.
  const at = text[end - 1] === '\n' ? end - (text[end - 2] === '\r' ? 2 : 1) : lineEnd(text, end);
  const dashIndent = ' '.repeat(feeds.range[0] - lineStart(text, feeds.range[0]));
  const lines = last.flow ? [flow(entry)] : Object.entries(entry).map(([key, value]) => `${key}: ${scalar(value)}`);
  const insert = lines
    .map((line, index) => `${newline(text)}${dashIndent}${index === 0 ? '- ' : '  '}${line}`)
    .join('');
  return { at, drop: 0, insert };
}

/** Into `feeds: []`, behind an empty `feeds:`, or with a `feeds:` of its own at the end. */
function asFirst(text: string, root: YAMLMap, entry: object): Splice | Refusal {
  const pair = pairOf(root, 'feeds');
  const line = `${newline(text)}  - ${flow(entry)}`;
  if (!pair)
    return {
      at: text.length,
      drop: 0,
      insert: `${/(^|\n)$/.test(text) ? '' : newline(text)}feeds:${line}${newline(text)}`,
    };
  const range = isSeq(pair.value) || isScalar(pair.value) ? pair.value.range : undefined;
  if (!range) return special;
  if (isSeq(pair.value)) return { at: range[0], drop: range[1] - range[0], insert: `[${flow(entry)}]` };
  return { at: lineEnd(text, range[0]), drop: 0, insert: line };
}

function flow(entry: object): string {
  return `{ ${Object.entries(entry)
    .map(([key, value]) => `${key}: ${scalar(value)}`)
    .join(', ')} }`;
}

function scalar(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(scalar).join(', ')}]`;
  return typeof value === 'string' ? plainOrQuoted(value) : String(value);
}

/** Plain where YAML cannot mistake it for anything else; JSON's double quotes are YAML's. */
function plainOrQuoted(value: string): string {
  const isPlain =
    /^[\p{L}][\p{L}\p{N} ._-]*(?<! )$/u.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : quoted(value);
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

function newline(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of an offset ends, before its line end. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}
