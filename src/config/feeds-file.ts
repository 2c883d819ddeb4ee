/**
 * Edits of feeds.yaml as text: only the bytes that must change do, so that comments, order, style and line ends stay.
 * Every edit is read back and compared with what was meant; an edit that cannot be made so is refused, not forced.
 */

import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import { addressOf } from './address.ts';
import { accept, type Parsed, refuse } from './problem.ts';
import {
  appendEntry,
  flowMap,
  lineEnd,
  newline,
  noSplice,
  pairOf,
  quoted,
  removeEntry,
  type Splice,
  setValue,
  spliced,
} from './yaml-splice.ts';

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
      return isSeq(feeds) && feeds.items.length > 0 ? appendEntry(text, feeds, entry) : asFirst(text, root, entry);
    },
    expect: (data) => ({ ...data, feeds: [...(data.feeds ?? []), entry] }),
  });
}

/** The text without a feed. An unknown `url` is refused. */
export function removeFeed(text: string, url: string): Parsed<string> {
  return edit(text, {
    splice(root) {
      const feeds = root.get('feeds');
      const feed = findFeed(feeds, url);
      return isSeq(feeds) && feed ? removeEntry(text, feeds, feeds.items.indexOf(feed)) : absent;
    },
    expect: (data) => ({ ...data, feeds: data.feeds?.filter((feed) => feed.url !== url) }),
  });
}

/** The text with a feed enabled or disabled. An unknown `url` is refused. */
export function setEnabled(text: string, url: string, enabled: boolean): Parsed<string> {
  return edit(text, {
    splice(root, data) {
      const feed = findFeed(root.get('feeds'), url);
      if (!feed) return absent;
      if (data.feeds?.some((each) => each.url === url && isEnabled(each) === enabled)) return noSplice;
      return setValue(text, feed, 'enabled', String(enabled));
    },
    expect: (data) => ({
      ...data,
      feeds: data.feeds?.map((feed) => (feed.url === url && isEnabled(feed) !== enabled ? { ...feed, enabled } : feed)),
    }),
  });
}

/** The text with another value of one setting in the first digest. A file without digests is refused. */
export function setFirstDigest(text: string, key: 'schedule' | 'days', value: string): Parsed<string> {
  return editDigest(text, 0, {
    splice: (digest) => setValue(text, digest, key, quoted(value)),
    expect: (digest) => ({ ...digest, [key]: value }),
  });
}

/**
 * The text with a word muted in a digest; a word that is muted already gets the new end.
 * @param digest position in the file
 * @param until the last muted day; undefined: for ever
 */
export function muteWord(
  text: string,
  { digest, word, until }: { readonly digest: number; readonly word: string; readonly until: string | undefined },
): Parsed<string> {
  const entry = { match: word, ...(until === undefined ? {} : { until }) };
  return editDigest(text, digest, {
    splice(map) {
      const list = map.get('mute');
      if (!isSeq(list)) return pairOf(map, 'mute') ? undefined : setValue(text, map, 'mute', `[${flowMap(entry)}]`);
      const muted = list.items.find((each) => isMap(each) && each.get('match') === word);
      if (!isMap(muted)) return appendEntry(text, list, entry);
      if (until !== undefined) return setValue(text, muted, 'until', until);
      if (!muted.has('until')) return noSplice;
      const [from, to] = muted.range ?? [0, 0];
      return { at: from, drop: text.slice(from, to).trimEnd().length, insert: flowMap(entry) };
    },
    expect({ mute, ...rest }) {
      const entries = (mute ?? []) as readonly Readonly<Record<string, unknown>>[];
      const isMuted = entries.some(({ match }) => match === word);
      const changed = entries.map((each) => (each.match === word ? entry : each));
      return { ...rest, mute: isMuted ? changed : [...entries, entry] };
    },
  });
}

/** The text with points for a word in a digest. @param digest position in the file */
export function boostWord(
  text: string,
  { digest, word, points }: { readonly digest: number; readonly word: string; readonly points: number },
): Parsed<string> {
  return editDigest(text, digest, {
    splice(map) {
      const boost = map.get('boost');
      if (isMap(boost)) return setValue(text, boost, word, String(points));
      return pairOf(map, 'boost') ? undefined : setValue(text, map, 'boost', flowMap({ [word]: points }));
    },
    expect: ({ boost, ...rest }) => ({ ...rest, boost: { ...(boost as object | undefined), [word]: points } }),
  });
}

type Data = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[] | undefined>>;
type Entry = Readonly<Record<string, unknown>>;

function editDigest(
  text: string,
  position: number,
  change: { splice(digest: YAMLMap): Splice | undefined; expect(digest: Entry): Entry },
): Parsed<string> {
  return edit(text, {
    splice(root) {
      const digests = root.get('digests');
      const digest = isSeq(digests) ? digests.items[position] : undefined;
      return isMap(digest) ? change.splice(digest) : undefined;
    },
    expect: (data) => ({
      ...data,
      digests: data.digests?.map((digest, index) => (index === position ? change.expect(digest) : digest)),
    }),
  });
}

/** Makes one splice and proves that it changed what it should, and nothing else. */
function edit(
  text: string,
  { splice, expect }: { splice(root: YAMLMap, data: Data): Splice | Refusal | undefined; expect(data: Data): unknown },
): Parsed<string> {
  const before = parse(text);
  if (!before) return broken;
  const made = splice(before.root, before.data) ?? special;
  if ('what' in made) return made;
  const changed = spliced(text, made);
  return isDeepStrictEqual(parse(changed)?.data, expect(before.data)) ? accept(changed) : special;
}

type Refusal = ReturnType<typeof refuse>;

const byHand = phrase('用编辑器手工改', 'change it by hand, in an editor');
const present = refuse(
  phrase('这个源已经在了', 'this feed is there already'),
  phrase('不用再加', 'nothing needs to be added'),
);
const absent = refuse(
  phrase('没有这个源', 'there is no such feed'),
  phrase(`${digestCommand} feeds list 列出全部`, `${digestCommand} feeds list shows all`),
);
const broken = refuse(
  phrase('文件读不懂，没有改', 'the file cannot be read, and was not changed'),
  phrase(`${digestCommand} check 会说哪一行不对`, `${digestCommand} check says which line is wrong`),
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

/** Into `feeds: []`, behind an empty `feeds:`, or with a `feeds:` of its own at the end. */
function asFirst(text: string, root: YAMLMap, entry: object): Splice | undefined {
  const pair = pairOf(root, 'feeds');
  const line = `${newline(text)}  - ${flowMap(entry)}`;
  if (!pair) {
    const gap = /(^|\n)$/.test(text) ? '' : newline(text);
    return { at: text.length, drop: 0, insert: `${gap}feeds:${line}${newline(text)}` };
  }
  const range = isSeq(pair.value) || isScalar(pair.value) ? pair.value.range : undefined;
  if (!range) return undefined;
  if (isSeq(pair.value)) return { at: range[0], drop: range[1] - range[0], insert: `[${flowMap(entry)}]` };
  return { at: lineEnd(text, range[0]), drop: 0, insert: line };
}
