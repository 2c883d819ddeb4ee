import { foldTypography } from '../../ground/fold.ts';
import type { Alias, Aliases, Item } from '../../model.ts';
import { isUsualWord } from './rarity.ts';

/** One thing's spellings in two languages, as an item gives them side by side. */
export interface LearnedName {
  readonly chinese: string;
  readonly latin: string;
  /** Address of the item that gave it; the first of several. */
  readonly url: string;
}

type Text = Pick<Item, 'title' | 'summary' | 'url' | 'feedUrl'>;

/** What comes later in a summary is seldom about the event. */
const summaryCharacters = 300;
const latin = String.raw`[A-Z][A-Za-z\d]*(?:[ .&'-][A-Z\d][A-Za-z\d]*){0,3}`;
/** "Perseverance（毅力号）": both ends are known. */
const chineseInBrackets = new RegExp(
  String.raw`(?<![\p{sc=Latin}\d])(?<latin>${latin})\s?[（(]\s?(?<chinese>[\p{sc=Han}·]{2,8})\s?[)）]`,
  'gu',
);
/** "…毅力号（Perseverance）": only another text shows where the Chinese name begins. */
const latinInBrackets = new RegExp(
  String.raw`(?<chinese>[\p{sc=Han}·]{2,8})["']?\s?[（(]\s?(?<latin>${latin})\s?[)）]`,
  'gu',
);

/**
 * Learns names in two spellings from items that give both. A name that aliases.yaml knows is left out, and so is a
 * spelling that stands for two things. The same result for every order of the items.
 */
export function learnNames(items: readonly Text[], aliases: Aliases): readonly LearnedName[] {
  const known = new Set(aliases.names.flatMap(({ names }) => names.map((name) => name.toLowerCase())));
  const texts = items.flatMap(readText).sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
  const open = texts.flatMap((read) =>
    [...read.text.matchAll(latinInBrackets)].map(({ groups }) => ({ groups, read })),
  );
  const witnesses = findWitnesses(items, new Set(open.flatMap(({ groups }) => endsOf(groups?.chinese ?? ''))));
  const taught = [
    ...texts.flatMap(({ text, url }) => [...text.matchAll(chineseInBrackets)].map(({ groups }) => toName(groups, url))),
    ...open.flatMap(({ groups, read }) => {
      const name = toName(groups, read.url);
      const chinese = nameAtEnd(name.chinese, read.feedUrl, witnesses);
      return chinese === undefined ? [] : [{ ...name, chinese }];
    }),
  ].filter((name) => !isKnown(name, known));
  const unique = new Map(taught.toReversed().map((name) => [`${name.chinese} ${name.latin}`, name]));
  const learned = [...unique.values()].sort((a, b) => (a.chinese < b.chinese ? -1 : Number(a.chinese > b.chinese)));
  const uses = Map.groupBy(
    learned.flatMap((name) => [name.chinese, name.latin]),
    (spelling) => spelling,
  );
  return learned.filter((name) => uses.get(name.chinese)?.length === 1 && uses.get(name.latin)?.length === 1);
}

/** The name as an entry of aliases.yaml. */
export function aliasOf({ latin, chinese }: LearnedName): Alias {
  return { kind: 'product', names: [latin, chinese] };
}

interface Read {
  readonly text: string;
  readonly url: string;
  readonly feedUrl: string;
}

/** Texts with a name in brackets. */
function readText({ title, summary, url, feedUrl }: Text): Read[] {
  const text = `${title} ${summary.slice(0, summaryCharacters)}`;
  return /[（(]/u.test(text) && /\p{sc=Han}/u.test(text) ? [{ text: foldTypography(text), url, feedUrl }] : [];
}

function toName(groups: Record<string, string> | undefined, url: string): LearnedName {
  return { chinese: groups?.chinese ?? '', latin: groups?.latin ?? '', url };
}

/** A title that has a possible name; the character before it shows whether the name begins there. */
interface Witness {
  readonly feedUrl: string;
  readonly before: string | undefined;
}

function findWitnesses(items: readonly Text[], ends: ReadonlySet<string>): ReadonlyMap<string, readonly Witness[]> {
  const witnesses = new Map<string, Witness[]>();
  if (ends.size === 0) return witnesses;
  const starts = new Set([...ends].map((end) => end.charCodeAt(0)));
  for (const { title, feedUrl } of items) {
    for (let at = 0; at < title.length; at += 1) {
      if (!starts.has(title.charCodeAt(at))) continue;
      for (let length = shortestName; length <= longestName; length += 1) {
        const end = title.slice(at, at + length);
        if (!ends.has(end)) continue;
        const known = witnesses.get(end) ?? [];
        witnesses.set(end, known);
        known.push({ feedUrl, before: title[at - 1] });
      }
    }
  }
  return witnesses;
}

function endsOf(run: string): string[] {
  const lengths = [longestName, 5, 4, shortestName].filter((length) => length <= run.length);
  return lengths.map((length) => run.slice(-length));
}

/** The longest end of `run` that a title of another feed also has, after a different character. */
function nameAtEnd(
  run: string,
  feedUrl: string,
  witnesses: ReadonlyMap<string, readonly Witness[]>,
): string | undefined {
  const end = endsOf(run).find((each) =>
    witnesses.get(each)?.some((seen) => seen.feedUrl !== feedUrl && seen.before !== run.at(-each.length - 1)),
  );
  return end === undefined || isUsualWord(end) ? undefined : end;
}

const longestName = 6;
/** Shorter ends are mostly common words (系统, 版本). */
const shortestName = 3;

/** Known already, or not a name: an abbreviation, or a common word in brackets. */
function isKnown({ chinese, latin: name }: LearnedName, known: ReadonlySet<string>): boolean {
  return known.has(chinese) || known.has(name.toLowerCase()) || !/[a-z]/u.test(name) || isUsualWord(chinese);
}
