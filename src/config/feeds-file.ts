/**
 * Edits the text of feeds.yaml with the smallest change, so that comments, order, style and line ends stay.
 * Every edit is parsed again and compared with the intended data; if they differ, the edit is refused.
 */

import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import type { PageSelectors } from '../model.ts';
import { addressOf } from './address.ts';
import { robotVariable } from './environment.ts';
import { defaultDigestId } from './feeds-schema.ts';
import { accept, changeAll, type Parsed, refuse } from './problem.ts';
import {
  appendEntry,
  lineEnd,
  newline,
  pairOf,
  quoted,
  removeEntry,
  removeKey,
  replacedBy,
  type Splice,
  setValue,
  spliced,
  yamlOf,
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
  return edit(text, ({ feeds }) => {
    const known = listOf(feeds);
    if (addressOf(url) !== undefined && known.some((each) => addressOf(urlOf(each)) === addressOf(url))) return present;
    if (known.length > 0) return append(['feeds'], known, entry);
    return { path: ['feeds'], value: [entry], splice: (_, root) => asFirst(text, root, entry) };
  });
}

/** Removes a feed. An unknown `url` is refused. */
export function removeFeed(text: string, url: string): Parsed<string> {
  return editFeed(text, url, (_, index, feeds) => removeAt(['feeds'], feeds, index));
}

/** Enables or disables a feed. An unknown `url` is refused. */
export function setEnabled(text: string, url: string, enabled: boolean): Parsed<string> {
  return editFeed(text, url, (feed, index) =>
    (feed.enabled !== false) === enabled ? accept(text) : set(['feeds', index], { enabled }),
  );
}

export interface FeedChange {
  readonly url?: string;
  readonly topic?: 'ai' | 'general';
  readonly weight?: number;
  readonly tags?: readonly string[];
}

/** Changes settings of a feed. An unknown `url` is refused. */
export function changeFeed(text: string, url: string, { url: address, ...change }: FeedChange): Parsed<string> {
  // The address is changed last, because the feed is found by its old one.
  const changes = Object.entries({ ...change, ...(address !== undefined && { url: address }) });
  return changeAll(text, changes, (now, [key, value]) =>
    editFeed(now, url, (_, index) => set(['feeds', index], { [key]: value })),
  );
}

/** Settings of a digest with a single value. */
export type DigestKey = 'title' | 'schedule' | 'days' | 'timezone' | 'maxStories' | 'format' | 'language' | 'hold';

/** Changes one setting of a digest. */
export function setDigest(
  text: string,
  { digest, key, value }: { readonly digest: string; readonly key: DigestKey; readonly value: string | number },
): Parsed<string> {
  return editDigest(text, digest, (_, path) => set(path, { [key]: value }));
}

/** Adds a room to a digest: under `to` if it has that key, else under `webhook`. @param room the variable with its address */
export function addRoom(text: string, { digest, room }: { readonly digest: string; readonly room: string }) {
  return editDigest(text, digest, (present, path) => {
    const key = present.to === undefined ? 'webhook' : 'to';
    return set(path, { [key]: [present[key] ?? robotVariable, room].flat() });
  });
}

export interface SectionWords {
  /** Id of the digest that has the section; undefined: the shared sections. */
  readonly digest: string | undefined;
  readonly id: string;
  readonly words: readonly string[];
}

/** Changes the words of a section. */
export function setSectionWords(text: string, { digest, id, words }: SectionWords): Parsed<string> {
  const change = ({ sections }: Entry, path: Path) => {
    if (!Array.isArray(sections)) return noSection;
    const index = listOf(sections).findIndex((section) => section.id === id);
    return index === -1 ? undefined : set([...path, 'sections', index], { match: words });
  };
  return digest === undefined ? edit(text, (data) => change(data, [])) : editDigest(text, digest, change);
}

/** A word in a list of a digest, which is named by its id. */
interface DigestWord {
  readonly digest: string;
  readonly word: string;
}

/** Mutes a word. If it is already muted, its end is changed. @param until the last muted day; undefined: for ever */
export function muteWord(
  text: string,
  { digest, word, until }: DigestWord & { readonly until: string | undefined },
): Parsed<string> {
  const entry = { match: word, ...(until === undefined ? {} : { until }) };
  return editDigest(text, digest, ({ mute }, path) => {
    if (!Array.isArray(mute)) return mute === undefined ? set(path, { mute: [entry] }) : undefined;
    const list = listOf(mute);
    const index = list.findIndex(({ match }) => match === word);
    if (index === -1) return append([...path, 'mute'], list, entry);
    const place = [...path, 'mute', index];
    if (until !== undefined) return set(place, { until }, until);
    if (list[index]?.until === undefined) return accept(text);
    return { path: place, value: entry, splice: (_, root) => replacedBy(text, root.getIn(place, true), yamlOf(entry)) };
  });
}

/** Removes a muted word. */
export function unmuteWord(text: string, { digest, word }: DigestWord): Parsed<string> {
  return editDigest(text, digest, ({ mute }, path) => {
    const list = listOf(mute);
    const index = list.findIndex(({ match }) => match === word);
    return index === -1 ? undefined : removeAt([...path, 'mute'], list, index);
  });
}

/** Sets the points for a word. */
export function boostWord(
  text: string,
  { digest, word, points }: DigestWord & { readonly points: number },
): Parsed<string> {
  return editDigest(text, digest, ({ boost }, path) => {
    if (boost === undefined) return set(path, { boost: { [word]: points } });
    return set([...path, 'boost'], { [word]: points });
  });
}

/** Removes the points for a word; a word without points is left. */
export function unboostWord(text: string, { digest, word }: DigestWord): Parsed<string> {
  return editDigest(text, digest, ({ boost }, path) => {
    const { [word]: points, ...left } = (boost ?? {}) as Entry;
    if (points === undefined) return accept(text);
    return {
      path: [...path, 'boost'],
      value: left,
      splice(_, root) {
        const map = root.getIn([...path, 'boost'], true);
        if (!isMap(map)) return undefined;
        return map.items.length > 1 ? removeKey(text, map, word) : replacedBy(text, map, '{}');
      },
    };
  });
}

// ── Changes ─────────────────────────────────────────────────────────────────────────────────────────

type Entry = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** The data at `path` becomes `value`; `splice` does the same to the text, or returns undefined where it is not safe. */
interface Change {
  readonly path: Path;
  readonly value: unknown;
  splice(text: string, root: YAMLMap): Splice | undefined;
}

/** A change, a refusal or the unchanged text; undefined: the entry cannot be edited here. */
type Planned = Change | Parsed<string> | undefined;

/** Sets one key of the map at `path`. @param written the YAML of the value. @default texts in quotes, lists on one line */
function set(path: Path, change: Entry, written?: string): Change {
  const [[key, value] = ['', undefined]] = Object.entries(change);
  const yaml = written ?? (typeof value === 'string' ? quoted(value) : yamlOf(value));
  return {
    path: [...path, key],
    value,
    splice(text, root) {
      const map = root.getIn(path, true);
      return isMap(map) ? setValue(text, map, key, yaml) : undefined;
    },
  };
}

function append(path: Path, list: readonly Entry[], entry: Entry): Change {
  return {
    path,
    value: [...list, entry],
    splice(text, root) {
      const node = root.getIn(path, true);
      return isSeq(node) ? appendEntry(text, node, entry) : undefined;
    },
  };
}

function removeAt(path: Path, list: readonly Entry[], index: number): Change {
  return {
    path,
    value: list.toSpliced(index, 1),
    splice(text, root) {
      const node = root.getIn(path, true);
      if (!isSeq(node)) return undefined;
      return list.length > 1 ? removeEntry(text, node, index) : replacedBy(text, node, '[]');
    },
  };
}

function editFeed(
  text: string,
  url: string,
  plan: (feed: Entry, index: number, feeds: readonly Entry[]) => Planned,
): Parsed<string> {
  return edit(text, (data) => {
    const feeds = listOf(data.feeds);
    const index = feeds.findIndex((feed) => urlOf(feed) === url);
    const feed = feeds[index];
    return feed === undefined ? absent : plan(feed, index, feeds);
  });
}

function editDigest(text: string, id: string, plan: (digest: Entry, path: Path) => Planned): Parsed<string> {
  return edit(text, (data) => {
    const digests = listOf(data.digests);
    const index = digests.findIndex((digest) => String(digest.id ?? defaultDigestId) === id);
    const digest = digests[index];
    return digest === undefined ? noDigest(id) : plan(digest, ['digests', index]);
  });
}

/** Makes one splice and checks that the data changed as planned. */
function edit(text: string, plan: (data: Entry) => Planned): Parsed<string> {
  const before = parse(text);
  if (!before) return broken;
  const change = plan(before.data) ?? special;
  if ('ok' in change) return change;
  const splice = change.splice(text, before.root);
  if (splice === undefined) return special;
  const changed = spliced(text, splice);
  const expected = replacedIn(before.data, change.path, change.value);
  return isDeepStrictEqual(parse(changed)?.data, expected) ? accept(changed) : special;
}

/** A copy of `data` with `value` at the path. */
function replacedIn(data: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const inner = replacedIn((data as Entry | undefined)?.[key], rest, value);
  return Array.isArray(data) ? data.with(Number(key), inner) : { ...(data as Entry | undefined), [key]: inner };
}

/** The entries of a list; an entry that is not a map has no keys. */
function listOf(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.map((entry: Entry | null) => entry ?? {}) : [];
}

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
  phrase('用编辑器手工改', 'change it in an editor'),
);

function parse(text: string): { readonly root: YAMLMap; readonly data: Entry } | undefined {
  const document = parseDocument(text, { merge: true });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  return { root: document.contents, data: document.toJS() as Entry };
}

function urlOf(feed: Entry): unknown {
  return feed.url ?? feed.page;
}

/** Adds the first feed: into `feeds: []`, after an empty `feeds:`, or with a new `feeds:` at the end. */
function asFirst(text: string, root: YAMLMap, entry: object): Splice | undefined {
  const pair = pairOf(root, 'feeds');
  const line = `${newline(text)}  - ${yamlOf(entry)}`;
  if (!pair) {
    const gap = /(^|\n)$/.test(text) ? '' : newline(text);
    return { at: text.length, drop: 0, insert: `${gap}feeds:${line}${newline(text)}` };
  }
  const range = isSeq(pair.value) || isScalar(pair.value) ? pair.value.range : undefined;
  if (!range) return undefined;
  if (isSeq(pair.value)) return { at: range[0], drop: range[1] - range[0], insert: `[${yamlOf(entry)}]` };
  return { at: lineEnd(text, range[0]), drop: 0, insert: line };
}
