/**
 * Edits the text of feeds.yaml with the smallest change, so that comments, order, style and line ends stay.
 * Every edit is parsed again and compared with the intended data; if they differ, the edit is refused.
 */

import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import type { PageSelectors } from '../model.ts';
import { addressOf } from './address.ts';
import { robotVariable } from './environment.ts';
import { defaultDigestId } from './feeds-schema.ts';
import { accept, type Parsed, refuse } from './problem.ts';
import {
  appendEntry,
  flowList,
  flowMap,
  lineEnd,
  newline,
  noSplice,
  pairOf,
  quoted,
  removeEntry,
  removeKey,
  type Splice,
  setValue,
  spliced,
} from './yaml-splice.ts';

/** The settings of a new feed; the others get their defaults. */
export interface NewFeed {
  readonly url: string;
  /** It is a web page or a site map: `url` is written as `page`. */
  readonly isPage?: boolean;
  readonly match?: string | undefined;
  readonly select?: PageSelectors | undefined;
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
  readonly reads?: readonly string[];
}

/**
 * Adds a feed at the end, in the style of the last one. A known `url`, in any spelling, is refused.
 */
export function addFeed(text: string, feed: NewFeed): Parsed<string> {
  const { url, isPage = false, reads: _, ...facts } = feed;
  const said = Object.entries({ [isPage ? 'page' : 'url']: url, ...facts }).filter(
    ([key, value]) => value !== undefined && !(key === 'enabled' && value),
  );
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

/** Removes a feed. An unknown `url` is refused. */
export function removeFeed(text: string, url: string): Parsed<string> {
  return edit(text, {
    splice(root) {
      const feeds = root.get('feeds');
      const feed = findFeed(feeds, url);
      return isSeq(feeds) && feed ? removeEntry(text, feeds, feeds.items.indexOf(feed)) : absent;
    },
    expect: (data) => ({ ...data, feeds: data.feeds?.filter((feed) => urlOf(feed) !== url) }),
  });
}

/** Enables or disables a feed. An unknown `url` is refused. */
export function setEnabled(text: string, url: string, enabled: boolean): Parsed<string> {
  return edit(text, {
    splice(root, data) {
      const feed = findFeed(root.get('feeds'), url);
      if (!feed) return absent;
      if (data.feeds?.some((each) => urlOf(each) === url && isEnabled(each) === enabled)) return noSplice;
      return setValue(text, feed, 'enabled', String(enabled));
    },
    expect: (data) => ({
      ...data,
      feeds: data.feeds?.map((feed) =>
        urlOf(feed) === url && isEnabled(feed) !== enabled ? { ...feed, enabled } : feed,
      ),
    }),
  });
}

export interface FeedChange {
  readonly url?: string;
  readonly topic?: 'ai' | 'general';
  readonly weight?: number;
  readonly tags?: readonly string[];
}

/** Changes settings of a feed. An unknown `url` is refused. */
export function changeFeed(text: string, url: string, change: FeedChange): Parsed<string> {
  let edited: Parsed<string> = accept(text);
  for (const [key, value] of Object.entries(change)) {
    // The address is changed last, because the feed is found by its old one.
    if (edited.ok && key !== 'url') edited = setInFeed(edited.value, url, key, value);
  }
  return edited.ok && change.url !== undefined ? setInFeed(edited.value, url, 'url', change.url) : edited;
}

function setInFeed(text: string, url: string, key: string, value: FeedChange[keyof FeedChange]): Parsed<string> {
  return edit(text, {
    splice(root) {
      const feed = findFeed(root.get('feeds'), url);
      return feed ? setValue(text, feed, key, yamlOf(value)) : absent;
    },
    expect: (data) => ({
      ...data,
      feeds: data.feeds?.map((feed) => (urlOf(feed) === url ? { ...feed, [key]: value } : feed)),
    }),
  });
}

/** Settings of a digest with a single value. */
export type DigestKey = 'schedule' | 'days' | 'timezone' | 'maxStories' | 'format' | 'language' | 'hold';

/**
 * Changes one setting of a digest.
 * @param digest its id
 */
export function setDigest(
  text: string,
  { digest, key, value }: { readonly digest: string; readonly key: DigestKey; readonly value: string | number },
): Parsed<string> {
  return editDigest(text, digest, {
    splice: (map) => setValue(text, map, key, yamlOf(value)),
    expect: (each) => ({ ...each, [key]: value }),
  });
}

/**
 * Adds a room to a digest: under `to` if it has that key, else under `webhook`.
 * @param digest its id
 * @param room the variable with its address
 */
export function addRoom(text: string, { digest, room }: { readonly digest: string; readonly room: string }) {
  const keyIn = (present: Entry) => (present.to === undefined ? 'webhook' : 'to');
  const roomsIn = (present: Entry): readonly string[] => {
    const named = present[keyIn(present)] ?? robotVariable;
    return [...(Array.isArray(named) ? (named as readonly string[]) : [String(named)]), room];
  };
  return editDigest(text, digest, {
    splice(map) {
      const present = map.toJSON() as Entry;
      return setValue(text, map, keyIn(present), flowList(roomsIn(present)));
    },
    expect: (each) => ({ ...each, [keyIn(each)]: roomsIn(each) }),
  });
}

/** Changes the words of a section. @param digest id of the digest that has the section; undefined: the shared sections */
export function setSectionWords(
  text: string,
  {
    digest,
    id,
    words,
  }: { readonly digest: string | undefined; readonly id: string; readonly words: readonly string[] },
): Parsed<string> {
  const change = (section: Entry) => (section.id === id ? { ...section, match: words } : section);
  const splice = (list: unknown) => {
    if (!isSeq(list)) return noSection;
    const section = list.items.find((each) => isMap(each) && each.get('id') === id);
    return isMap(section) ? setValue(text, section, 'match', flowList(words)) : undefined;
  };
  if (digest === undefined) {
    return edit(text, {
      splice: (root) => splice(root.get('sections')),
      expect: (data) => ({ ...data, sections: data.sections?.map(change) }),
    });
  }
  return editDigest(text, digest, {
    splice: (map) => splice(map.get('sections')),
    expect: (each) => ({ ...each, sections: (each.sections as readonly Entry[] | undefined)?.map(change) }),
  });
}

/** Removes a muted word from a digest. @param digest its id */
export function unmuteWord(
  text: string,
  { digest, word }: { readonly digest: string; readonly word: string },
): Parsed<string> {
  return editDigest(text, digest, {
    splice(map) {
      const list = map.get('mute');
      if (!isSeq(list)) return undefined;
      const index = list.items.findIndex((each) => isMap(each) && each.get('match') === word);
      if (index === -1) return undefined;
      return list.items.length === 1 ? emptied(text, list) : removeEntry(text, list, index);
    },
    expect({ mute, ...rest }) {
      return { ...rest, mute: ((mute ?? []) as readonly Entry[]).filter(({ match }) => match !== word) };
    },
  });
}

/** Removes the points for a word from a digest. @param digest its id */
export function unboostWord(
  text: string,
  { digest, word }: { readonly digest: string; readonly word: string },
): Parsed<string> {
  return editDigest(text, digest, {
    splice(map) {
      const boost = map.get('boost');
      if (!isMap(boost)) return undefined;
      return boost.items.length > 1 ? removeKey(text, boost, word) : emptied(text, boost);
    },
    expect({ boost, ...rest }) {
      const { [word]: _, ...left } = boost as Entry;
      return { ...rest, boost: left };
    },
  });
}

/** Replaces a collection by an empty one; undefined if it contains comments. */
function emptied(text: string, node: YAMLMap | YAMLSeq): Splice | undefined {
  const [from, to] = node.range ?? [0, 0];
  const content = text.slice(from, to).trimEnd();
  if (/(^|\s)#/.test(content)) return undefined;
  return { at: from, drop: content.length, insert: isSeq(node) ? '[]' : '{}' };
}

function yamlOf(value: string | number | readonly string[] | undefined): string {
  if (typeof value === 'object') return flowList(value);
  return typeof value === 'string' ? quoted(value) : String(value);
}

/**
 * Mutes a word in a digest. If it is already muted, its end is changed.
 * @param digest its id
 * @param until the last muted day; undefined: for ever
 */
export function muteWord(
  text: string,
  { digest, word, until }: { readonly digest: string; readonly word: string; readonly until: string | undefined },
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

/** Sets the points for a word in a digest. @param digest its id */
export function boostWord(
  text: string,
  { digest, word, points }: { readonly digest: string; readonly word: string; readonly points: number },
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
  id: string,
  change: { splice(digest: YAMLMap): Splice | Refusal | undefined; expect(digest: Entry): Entry },
): Parsed<string> {
  const isNamed = (named: unknown) => String(named ?? defaultDigestId) === id;
  return edit(text, {
    splice(root) {
      const digests = root.get('digests');
      const digest = isSeq(digests) ? digests.items.find((each) => isMap(each) && isNamed(each.get('id'))) : undefined;
      return isMap(digest) ? change.splice(digest) : noDigest(id);
    },
    expect: (data) => ({
      ...data,
      digests: data.digests?.map((digest) => (isNamed(digest.id) ? change.expect(digest) : digest)),
    }),
  });
}

/** Makes one splice and checks that the data changed as expected. */
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

const byHand = phrase('用编辑器手工改', 'change it in an editor');
const present = refuse(
  phrase('这个源已经在了', 'this feed already exists'),
  phrase('不用再加', 'there is nothing to do'),
);
const absent = refuse(
  phrase('没有这个源', 'there is no such feed'),
  phrase(`${digestCommand} feeds list 列出全部`, `to list all feeds: ${digestCommand} feeds list`),
);
const noDigest = (id: string) =>
  refuse(
    phrase(`这个文件里没有日报 ${id}`, `the digest ${id} is not in this file`),
    phrase('重新打开这一页再改', 'reload the page, then try again'),
  );
const noSection = refuse(
  phrase(
    '这个栏目不在这份日报的文件里，几份日报共用它',
    'the section is not in the file of this digest, because several digests share it',
  ),
  phrase('到 feeds.yaml 的 sections 里改', 'change it under sections in feeds.yaml'),
);
const broken = refuse(
  phrase('文件读不懂，没有改', 'the file is not valid YAML and was not changed'),
  phrase(`${digestCommand} check 会说哪一行不对`, `to see which line is wrong: ${digestCommand} check`),
);
const special = refuse(
  phrase(
    '这一项写法特殊（例如用了 YAML 别名），没有改',
    'the entry uses a YAML feature that cannot be edited here (such as an alias), and was not changed',
  ),
  byHand,
);

function parse(text: string): { readonly root: YAMLMap; readonly data: Data } | undefined {
  const document = parseDocument(text, { merge: true });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  return { root: document.contents, data: document.toJS() as Data };
}

function urlOf(feed: Entry): unknown {
  return feed.url ?? feed.page;
}

function isKnown(feeds: unknown, url: string): boolean {
  const address = addressOf(url);
  if (address === undefined || !isSeq(feeds)) return false;
  return feeds.items.some((feed) => isMap(feed) && addressOf(feed.get('url') ?? feed.get('page')) === address);
}

function findFeed(feeds: unknown, url: string): YAMLMap | undefined {
  const found = isSeq(feeds)
    ? feeds.items.find((feed) => isMap(feed) && (feed.get('url') ?? feed.get('page')) === url)
    : undefined;
  return isMap(found) ? found : undefined;
}

function isEnabled(feed: Readonly<Record<string, unknown>>): boolean {
  return feed.enabled !== false;
}

/** Adds the first feed: into `feeds: []`, after an empty `feeds:`, or with a new `feeds:` at the end. */
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
