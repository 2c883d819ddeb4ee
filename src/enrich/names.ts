import type { Alias } from '../model.ts';
import { isWholeWords } from './chinese-words.ts';
import { commonChineseWords, wordyInitials } from './headline-words.ts';
import { dottedNames, placeOfPerson } from './people.ts';
import { regionsOf } from './regions.ts';
import { isPart, literally, type Span, spansOf } from './titles.ts';

/** A thing that both titles name, and where each names it. */
export interface NamedTwice {
  readonly answerAt: number;
  readonly answerEnd: number;
  readonly sourceAt: number;
}

/** The first name of the Chinese answer that the English source does not have in any of its spellings. */
export function ungroundedName(answer: string, source: string, aliases: readonly Alias[]): string | undefined {
  return (
    latinWords(answer).find((word) => !hasLatinWord(source, word, aliases)) ??
    ungroundedChineseName(answer, source, aliases)
  );
}

/** A company of the English source that has a Chinese name, and that the Chinese answer names in no spelling. */
export function lostName(answer: string, source: string, aliases: readonly Alias[]): string | undefined {
  const squeezed = squeeze(answer);
  return aliases
    .filter(({ kind, names }) => /lab|company/u.test(kind) && names.some((name) => /\p{Script=Han}/u.test(name)))
    .filter(({ names }) => !names.some((name) => squeezed.includes(squeeze(shortened(name)))))
    .flatMap(({ names }) => names)
    .find(
      (name) => name.length > 3 && source.includes(name) && spellingOf(name).test(source) && !isModifier(source, name),
    );
}

/** A Chinese company's name without its kind of business: 大众 for 大众汽车. */
function shortened(name: string): string {
  return name.replace(
    /(?<=^\p{Script=Han}{2,})(?:科技|公司|智能|汽车|机器人|电子|动力|集团|股份|音乐|银行|电信|电脑)$/u,
    '',
  );
}

/** Whether the name only modifies another one ("Lumen-backed Vega", "Voss's Vega"): a headline may omit it. */
function isModifier(source: string, name: string): boolean {
  const rest = source.slice(source.indexOf(name) + name.length);
  return /^(?:-(?:backed|owned|led|funded|based|style|linked|powered|like|affiliated)\b|['’]s?\s\p{Lu})/u.test(rest);
}

/** The company or person that opens the Chinese source and that the English answer names in no spelling. */
export function lostSubject(answer: string, source: string, aliases: readonly Alias[]): string | undefined {
  const actors = aliases.filter(({ kind }) => /lab|company|person/u.test(kind));
  const [subject] = chineseAliases(source, actors).filter(({ from }) => from <= 1);
  if (subject === undefined || isNamedIn(answer, subject)) return undefined;
  return subject.names.some((name) => squeeze(answer).includes(squeeze(name))) ? undefined : subject.text;
}

/**
 * The first name of the English answer that the Chinese source does not have: known names, and words with a digit or
 * with capitals inside. An ordinary capitalised word may be a translation.
 */
export function ungroundedEnglishName(answer: string, source: string, aliases: readonly Alias[]): string | undefined {
  const strange = latinWords(answer).find(
    (word) =>
      (/\d|\p{Ll}\p{Lu}|^[B-HJ-Z]$/u.test(word) || answer.includes(`Series ${word}`)) &&
      !wordyInitials.has(word.toUpperCase()) &&
      !hasLatinWord(source, word, aliases),
  );
  if (strange !== undefined) return strange;
  const lower = answer.toLowerCase();
  const named = aliases.filter(
    ({ kind, names }) =>
      kind !== 'term' && names.some((name) => lower.includes(name.toLowerCase()) && spellingOf(name).test(answer)),
  );
  const kept = named.filter((alias) => isNamedIn(source, alias));
  const rest = kept.flatMap(({ names }) => names).reduce((text, name) => text.replace(spellingOf(name), '_'), answer);
  return named
    .filter((alias) => !kept.includes(alias))
    .flatMap(({ names }) => names)
    .find((name) => spellingOf(name).test(rest));
}

/** A Latin spelling as a whole word. In four letters or more, case matters only in the first one (OPPO, Oppo). */
function spellingOf(name: string): RegExp {
  const first = literally(name.slice(0, 1));
  const others = name.length < 4 ? literally(name.slice(1)) : `(?i:${literally(name.slice(1))})`;
  return new RegExp(`(?<![\\p{Script=Latin}\\d])${first}${others}(?![\\p{Script=Latin}\\d])`, 'u');
}

/** Whether a text has one of the spellings of a known name. */
export function isNamedIn(text: string, { names }: Pick<Alias, 'names'>): boolean {
  return placeOfAny(text, names) !== undefined;
}

/** The names that both titles have, in the order of the answer. */
export function namesInBoth(answer: string, source: string, aliases: readonly Alias[]): readonly NamedTwice[] {
  const lower = source.toLowerCase();
  const latin = [...answer.matchAll(latinText)].flatMap((match) => {
    if (!/\p{Lu}|\p{Ll}\d/u.test(match[0]) || wordyInitials.has(match[0].toUpperCase())) return [];
    const parts = match[0].toLowerCase().match(/\p{L}+|[\d.]+|[^\p{L}\d.-]+/gu) ?? [];
    const places = [
      ...lower.matchAll(new RegExp(`(?<![\\p{Script=Latin}\\d])${parts.map(literally).join('[\\s-]?')}`, 'gu')),
    ];
    const before = answer.slice(0, match.index).split(match[0]).length - 1;
    const sourceAt = (places[before] ?? places[0])?.index ?? -1;
    return sourceAt < 0 ? [] : [{ answerAt: match.index, answerEnd: match.index + match[0].length, sourceAt }];
  });
  const aliased = chineseAliases(answer, aliases).flatMap(({ from, to, names }) => {
    const sourceAt = placeOfAny(source, names);
    return sourceAt === undefined ? [] : [{ answerAt: from, answerEnd: to, sourceAt }];
  });
  const regions = regionsOf(answer).flatMap(({ from, to, pattern }) => {
    const sourceAt = lower.search(pattern);
    return sourceAt < 0 ? [] : [{ answerAt: from, answerEnd: to, sourceAt }];
  });
  const people = dottedNames(answer).flatMap((match) => {
    const sourceAt = placeOfPerson(match[0], source);
    if (sourceAt === undefined) return [];
    const answerAt = match.index + match[0].indexOf('·') - 1;
    return [{ answerAt, answerEnd: match.index + match[0].length, sourceAt }];
  });
  return withoutParts(
    [...latin, ...aliased, ...regions, ...people].toSorted((one, other) => one.answerAt - other.answerAt),
  );
}

/** Two adjacent parts of a name (SK 海力士) become one; a name inside another one (美国 in 美国能源部) is dropped. */
function withoutParts(all: readonly NamedTwice[]): readonly NamedTwice[] {
  const isInside = (one: NamedTwice, other: NamedTwice) =>
    one !== other &&
    one.answerAt >= other.answerAt &&
    one.answerEnd <= other.answerEnd &&
    other.answerEnd - other.answerAt > one.answerEnd - one.answerAt;
  const names = all.flatMap((name) => {
    if (all.some((other) => isInside(name, other))) return [];
    const parts = all.filter((other) => isInside(other, name) && Math.abs(other.sourceAt - name.sourceAt) < 12);
    return [{ ...name, sourceAt: Math.min(name.sourceAt, ...parts.map(({ sourceAt }) => sourceAt)) }];
  });
  return names.flatMap((name, index) => {
    const [before, next] = [names[index - 1], names[index + 1]];
    const isOne = (one: NamedTwice, other: NamedTwice) =>
      one.sourceAt === other.sourceAt && other.answerAt > one.answerAt && other.answerAt - one.answerEnd <= 1;
    if (before !== undefined && isOne(before, name)) return [];
    return [next !== undefined && isOne(name, next) ? { ...name, answerEnd: next.answerEnd } : name];
  });
}

const latinText = /[\p{Script=Latin}\d][\p{Script=Latin}\d'’.&+-]*/gu;

/** Words in Latin letters, without a full stop or an English ending. */
function latinWords(text: string): readonly string[] {
  // X 光 is a word.
  return [...text.replace(/X(?=\s?光)/gu, ' ').matchAll(latinText)]
    .map(([word]) => word.replace(/(?:['’]s|['’.&+-])+$/giu, ''))
    .filter(
      (word) =>
        /\p{L}/u.test(word) &&
        !/^\d+(?:\.\d+)?(?:[kmbtx]|[gmtk]b|[gmk]w|km|nm|th|st|nd|rd)$|^(?:[QH][1-4]|[1-4][QH])$|^[\d.]+(?:-\p{Ll}+)+$/iu.test(
          word,
        ),
    );
}

/** Whether the source has the word: as it is, joined or split differently, as a plural, as initials, or by an alias. */
function hasLatinWord(source: string, word: string, aliases: readonly Alias[]): boolean {
  const wanted = squeeze(word);
  if (wanted === '') return true;
  const words = (source.match(latinText) ?? []).map((each) => squeeze(each.replace(/['’]s$/iu, '')));
  if (words.some((each) => isFormOf(each, wanted) || each === `${wanted}+`) || joined(words).has(wanted)) return true;
  if (squeeze(source).includes(wanted) && /\d/u.test(wanted) === false && word.includes('-')) return true;
  if (source.split(/[\s/—-]+/u).some((part) => isFormOf(squeeze(part.replace(/['’]s$/iu, '')), wanted))) return true;
  if (/^l\d$/u.test(wanted)) return new RegExp(`\\blevel[\\s-]?${wanted[1]}\\b`, 'iu').test(source);
  if (wanted === 'app') return /\bapplications?\b/iu.test(source);
  // "Finance chief" is CFO, and "boss" is CEO.
  if (/^C[EFOT]O$/u.test(word) && /\b(?:chief|boss|head)\b/iu.test(source)) return true;
  if (wanted.length > 1 && wanted.length < 6 && initialsOf(source).includes(wanted)) return true;
  return aliases.some(
    ({ kind, names }) =>
      kind !== 'term' && names.some((name) => squeeze(name) === wanted) && placeOfAny(source, names) !== undefined,
  );
}

function isFormOf(word: string, wanted: string): boolean {
  return word === wanted || word === `${wanted}s` || `${word}s` === wanted || word === `${wanted}es`;
}

/** Two or three words of the source written as one: `open source` for OpenSource. */
function joined(words: readonly string[]): ReadonlySet<string> {
  return new Set(
    words.flatMap((word, index) => [
      word + (words[index + 1] ?? ''),
      word + (words[index + 1] ?? '') + (words[index + 2] ?? ''),
    ]),
  );
}

function initialsOf(source: string): string {
  return source
    .split(/[\s-]+/u)
    .map((word) => (/[a-z]/iu.exec(word)?.[0] ?? ' ').toLowerCase())
    .join('');
}

function squeeze(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\d.+]/gu, '')
    .replace(/\.$/u, '')
    .replace(/^(?:\p{L}\.)+\p{L}$/u, (initials) => initials.replaceAll('.', ''));
}

function ungroundedChineseName(answer: string, source: string, aliases: readonly Alias[]): string | undefined {
  const known = chineseAliases(answer, aliases);
  const alias = known.find(({ names, text }) => placeOfAny(source, names) === undefined && !isOffice(text, source));
  if (alias !== undefined) return alias.text;
  const lower = source.toLowerCase();
  const region = regionsOf(answer).find(({ pattern }) => !pattern.test(lower));
  if (region !== undefined) return region.text;
  return dottedNames(answer).find(
    (match) =>
      !known.some(
        ({ from, to, text }) => from < match.index + match[0].length && to > match.index && text.includes('·'),
      ) &&
      placeOfPerson(match[0], source) === undefined &&
      !isGlossed(answer, match.index + match[0].length, source),
  )?.[0];
}

/** English may say what an office does ("the market regulator") where Chinese gives its name. */
function isOffice(name: string, source: string): boolean {
  return (
    /[局署部委院会办]$/u.test(name) &&
    /\b(?:regulators?|watchdog|ministry|agency|authorit(?:y|ies)|commission|department|bureau|cabinet)\b/iu.test(source)
  );
}

/** Whether the original follows the name in brackets, and is verbatim in the source. */
function isGlossed(answer: string, end: number, source: string): boolean {
  const gloss = /^\s?[（(](?<original>[^）)]+)[）)]/u.exec(answer.slice(end))?.groups?.original;
  return gloss !== undefined && source.toLowerCase().includes(gloss.toLowerCase());
}

/** Chinese spellings of known names in a text, the longest at each place. */
function chineseAliases(text: string, aliases: readonly Alias[]): readonly (Span & Pick<Alias, 'names'>)[] {
  const found = aliases
    .filter(({ kind }) => kind !== 'term')
    .flatMap(({ names }) =>
      names
        .filter((name) => text.includes(name) && /^[\p{Script=Han}·]{2,}$/u.test(name) && !commonChineseWords.has(name))
        .flatMap((spelling) =>
          spansOf(new RegExp(spelling, 'u'), text)
            .filter(({ from, to }) => spelling.length > 2 || isWholeWords(text, from, to))
            .map((span) => ({ ...span, names })),
        ),
    );
  return found.filter((span) => !isPart(span, found));
}

/** Where a source has one of the spellings, or a long word of one: `Californians` has California. */
function placeOfAny(source: string, names: readonly string[]): number | undefined {
  for (const name of names) {
    if (/\p{Script=Han}/u.test(name)) {
      const spaced = literally(shortened(name)).replace(
        /(?<=\p{Script=Han})(?=[a-z])|(?<=[a-z])(?=\p{Script=Han})/giu,
        ' ?',
      );
      const at = source.search(new RegExp(spaced, 'u'));
      if (at >= 0) return at;
      continue;
    }
    const isShort = name.length < 4;
    // NIO is also written Nio.
    const spelling =
      name.length === 3 ? `${literally(name[0] ?? '')}(?i:${literally(name.slice(1))})` : literally(name);
    const pattern = spelling.replace(/[\s-]+/gu, '[\\s-]?');
    const at = source.search(
      new RegExp(
        `(?<![\\p{Script=Latin}\\d])${pattern}${isShort ? '(?![\\p{Script=Latin}\\d])' : ''}`,
        isShort ? 'u' : 'iu',
      ),
    );
    if (at >= 0) return at;
  }
  const words = names
    .filter((name) => !/[\p{Script=Han}.]/u.test(name))
    .flatMap((name) => name.split(/[\s-]/u))
    .filter((word) => word.length >= 4);
  for (const word of words) {
    const at = source.search(new RegExp(`(?<![\\p{Script=Latin}\\d])${literally(word)}`, 'iu'));
    if (at >= 0) return at;
  }
  return undefined;
}
