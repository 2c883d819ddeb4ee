/** feeds.yaml and its group files → the settings of the model. */
import { dirname } from 'node:path';

import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import type {
  Calendar,
  CollectSettings,
  DigestSettings,
  Feed,
  Language,
  Problem,
  Reminder,
  ReportSettings,
  Section,
} from '../model.ts';
import { robotVariable } from './environment.ts';
import { brokenRules } from './feeds-rules.ts';
import { defaultDigestId, type FeedEntry, type FeedsFile, feedsFileSchema } from './feeds-schema.ts';
import { type GroupTexts, joinFiles, parseGroups, readGroups } from './group-files.ts';
import { byPlace, problemWithoutPlace } from './problem.ts';
import { parseVariableName } from './scalars.ts';
import { displayPath, readTextFile } from './text-file.ts';
import { checkShape, isRecord, listAt, parseYaml, type YamlFile } from './yaml-file.ts';

export interface FeedsSettings {
  readonly collect: CollectSettings;
  /** At least one. */
  readonly digests: readonly DigestSettings[];
  /** All feeds, including disabled ones, in the order of the file; at least one is enabled. */
  readonly feeds: readonly Feed[];
  readonly reminders: readonly Reminder[];
  /** undefined: none is sent. */
  readonly report: ReportSettings | undefined;
  readonly calendar: Calendar;
  /** As written in the file; undefined: nothing is published. */
  readonly publish: string | undefined;
  /** Patterns of the group files, relative to the folder of the feeds file. */
  readonly include: readonly string[];
  /** The displayed name of the file of each digest, in the order of `digests`. */
  readonly digestFiles: readonly string[];
}

export type ReadFeeds =
  | {
      readonly ok: true;
      readonly settings: FeedsSettings;
      readonly file: YamlFile;
      /** The group files as they are in force. */
      readonly groups: GroupTexts;
      /** Problems of group files that were replaced by their last good version. */
      readonly left: readonly Problem[];
    }
  /** `language` is that of the first digest, if it could be read. */
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly language: Language | undefined;
      /** Who sends to which rooms, as far as it can be read. @default the file cannot be read at all */
      readonly senders?: Senders;
    };

interface Sender {
  readonly id: string;
  readonly webhooks: readonly string[];
}

/** What is sent, and the variables of its rooms. */
export interface Senders {
  readonly digests: readonly Sender[];
  readonly reminders: readonly Sender[];
}

/** Reads feeds.yaml: its settings with all defaults, or all its problems in the order of their lines. */
export function readFeeds({
  path,
  cwd,
  isSet,
  lastGroups,
}: {
  readonly path: string;
  readonly cwd: string;
  /** Whether a variable, or its `_FILE`, has a value. */
  readonly isSet: (variable: string) => boolean;
  /**
   * The group files in force, which replace broken ones. A broken file that is not in the map is left out.
   * @default any problem refuses the whole configuration
   */
  readonly lastGroups?: GroupTexts | undefined;
}): ReadFeeds {
  const name = displayPath(path, cwd);
  const text = readTextFile(path);
  if (!text.ok) return { ok: false, problems: [problemWithoutPlace(name, text)], language: undefined };
  if (text.value === undefined)
    return { ok: false, problems: [problemWithoutPlace(name, noFile)], language: undefined };
  const parsed = parseYaml(text.value, name);
  if (!parsed.ok) return { ...parsed, language: undefined };
  const { texts, problems } = readGroups(parsed.file, { folder: dirname(path), cwd });
  const read = checkAll(parsed.file, { texts, problems, isSet });
  if (read.ok || lastGroups === undefined) return read;
  const isOfGroup = ({ file }: Problem) => texts.has(file);
  if (!read.problems.every(isOfGroup)) return read;
  const broken = new Set(read.problems.map(({ file }) => file));
  const good = [...texts].flatMap(([file, text]) => {
    const last = broken.has(file) ? lastGroups.get(file) : text;
    return last === undefined ? [] : [[file, last] as const];
  });
  const again = checkAll(parsed.file, { texts: new Map(good), problems: [], isSet });
  return again.ok ? { ...again, left: read.problems } : read;
}

function checkAll(
  main: YamlFile,
  {
    texts,
    problems,
    isSet,
  }: {
    readonly texts: GroupTexts;
    readonly problems: readonly Problem[];
    readonly isSet: (variable: string) => boolean;
  },
): ReadFeeds {
  const groups = parseGroups(texts);
  const file = joinFiles(main, groups.files);
  const shape = checkShape(file, feedsFileSchema);
  const own = [...shape.problems, ...brokenRules(file, isSet)].sort(byPlace);
  const all = [...problems, ...groups.problems, ...own];
  if (shape.data && all.length === 0) {
    return { ok: true, settings: settingsOf(shape.data, file), file, groups: texts, left: [] };
  }
  return { ok: false, problems: all, language: languageOf(main.data), senders: sendersOf(file.data) };
}

const noFile = {
  what: phrase('没有这个文件', 'there is no such file'),
  remedy: phrase(
    `在程序的文件夹里运行，或把 FEEDS_FILE 写成它的路径；${digestCommand} setup 会建一份`,
    `run the command in the program’s folder, or set FEEDS_FILE to its path; ${digestCommand} setup creates one`,
  ),
};

/** Like `readFeeds`, but from texts. `name` is the displayed name of the file. */
export function parseFeeds(
  text: string,
  {
    name,
    isSet,
    groups = new Map(),
  }: {
    readonly name: string;
    readonly isSet: (variable: string) => boolean;
    /** @default none */
    readonly groups?: GroupTexts;
  },
): ReadFeeds {
  const parsed = parseYaml(text, name);
  if (!parsed.ok) return { ...parsed, language: undefined };
  return checkAll(parsed.file, { texts: groups, problems: [], isSet });
}

function settingsOf(file: FeedsFile, source: YamlFile): FeedsSettings {
  const { timeout, keep, keepEditions, maxItems, ...same } = file.collect;
  return {
    collect: { ...same, timeoutMs: timeout, keepMs: keep, keepEditionsMs: keepEditions },
    digests: file.digests.map((digest) => digestOf(digest, file.sections)),
    feeds: file.feeds.map((entry) => feedOf(entry, maxItems)),
    reminders: file.reminders.map(({ webhook, to, ...reminder }) => ({
      ...reminder,
      webhooks: roomsOf({ webhook, to }),
    })),
    report: file.report,
    calendar: file.calendar,
    publish: file.publish,
    include: file.include,
    digestFiles: file.digests.map((_, index) => source.placeOf(['digests', index]).file),
  };
}

function digestOf(digest: FeedsFile['digests'][number], sharedSections: FeedsFile['sections']): DigestSettings {
  const { webhook, to, maxAge, catchUp, giveUp, mute, sections, title, maxMessages, link, hold, ...same } = digest;
  return {
    ...same,
    title: title ?? (digest.language === 'en' ? 'AI News Digest' : 'AI 新闻日报'),
    webhooks: roomsOf({ webhook, to }),
    maxMessages,
    link,
    holdMs: hold,
    maxAgeMs: maxAge,
    catchUpMs: catchUp,
    giveUpMs: giveUp,
    mute: mute.flatMap(({ match, until }) => match.map((pattern) => ({ pattern, until }))),
    sections: withRest(sectionsOf(sections ?? sharedSections, digest.language), digest.language),
  };
}

/** The variables of all rooms without duplicates. Default: the WeCom robot. */
function roomsOf({ webhook, to }: Pick<FeedsFile['digests'][number], 'webhook' | 'to'>): readonly string[] {
  const names = [...(webhook ?? []), ...(to ?? [])];
  return names.length === 0 ? [robotVariable] : [...new Set(names)];
}

/** English digests use the English titles of shared sections. */
function sectionsOf(sections: FeedsFile['sections'], language: Language): readonly Section[] {
  return sections.map(({ titleEn, ...section }) => ({
    ...section,
    title: language === 'en' ? (titleEn ?? section.title) : section.title,
  }));
}

/** Adds a section without `match` for the remaining stories, if the user has none. */
function withRest(sections: readonly Section[], language: Language): readonly Section[] {
  if (sections.some((section) => section.match.length === 0)) return sections;
  return [...sections, { id: 'more', title: language === 'en' ? 'More' : '更多', match: [] }];
}

function feedOf(
  { note: _, reads: __, url: feedUrl, page, match, select, ...entry }: FeedEntry,
  maxItems: number,
): Feed {
  const url = feedUrl ?? page ?? '';
  return {
    ...entry,
    url,
    page: page === undefined ? undefined : { match, select },
    name: entry.name ?? (new URL(url).hostname.replace(/^www\./, '') || url),
    language: entry.language,
    userAgent: entry.userAgent,
    maxItems: entry.maxItems ?? maxItems,
  };
}

/** The senders of untrusted data; what is wrong there is left out. */
function sendersOf(data: unknown): Senders {
  const sendersIn = (list: readonly unknown[]): readonly Sender[] =>
    list.flatMap((entry) => {
      if (!isRecord(entry)) return [];
      const { id, webhook, to } = entry;
      const rooms = [webhook, to].flat().filter((room) => room !== undefined);
      const names = rooms.map(parseVariableName).flatMap((name) => (name.ok ? [name.value] : []));
      return { id: String(id ?? defaultDigestId), webhooks: rooms.length === 0 ? roomsOf({}) : names };
    });
  const hasDigests = isRecord(data) && data.digests !== undefined;
  return {
    digests: sendersIn(hasDigests ? listAt(data, 'digests') : [{}]),
    reminders: sendersIn(listAt(data, 'reminders')),
  };
}

function languageOf(data: unknown): Language | undefined {
  const [digest] = listAt(data, 'digests');
  const language = isRecord(digest) ? digest.language : undefined;
  return language === 'en' || language === 'zh-CN' ? language : undefined;
}
