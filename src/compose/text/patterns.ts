import { RE2JS } from 're2js';
import { fold, foldTypography } from '../../ground/fold.ts';
import type { Pattern } from '../../model.ts';
import { once } from '../once-for.ts';
import { toSimplified } from './simplified.ts';

/** Tells which pattern a text matches. */
export interface PatternMatcher {
  /** The first pattern, in the order given, that matches any of the texts; undefined when none does. */
  first(...texts: readonly string[]): Pattern | undefined;
}

/**
 * Compiles patterns once, for many texts. Words match without regard to case, typography (see `ground/fold.ts`) and
 * traditional or simplified characters: on word boundaries in scripts with spaces (Latin and similar), anywhere in
 * scripts without (Chinese, Japanese, Korean).
 * Regexes run in re2js, in linear time, on the text as it is and with its typography folded.
 * @throws {Error} for a regex that re2js cannot compile; configuration refuses such a pattern earlier
 */
export function compilePatterns(patterns: readonly Pattern[]): PatternMatcher {
  const tests = patterns.map((pattern) => ({ pattern, matches: compile(pattern) }));
  const mayMatch = compilePrecheck(patterns);
  return {
    first(...texts) {
      if (tests.length === 0) return undefined;
      const searched = texts.map(createSearchedText).filter(mayMatch);
      if (searched.length === 0) return undefined;
      return tests.find(({ matches }) => searched.some(matches))?.pattern;
    },
  };
}

/** One pass over the text for all regexes together: most texts match none of them. */
function compilePrecheck(patterns: readonly Pattern[]): Test {
  const regexes = patterns.filter((pattern) => pattern.kind === 'regex');
  if (regexes.length < patterns.length || regexes.length < 2) return () => true;
  const byFlags = Map.groupBy(regexes, ({ flags }) => flags);
  const together = [...byFlags].map(([flags, alike]) =>
    regexTest(alike.map(({ source }) => `(?:${source})`).join('|'), flags),
  );
  return (text) => together.some((matches) => matches(text));
}

/** A text in the forms that patterns are compared with, each made once and only when asked for. */
interface SearchedText {
  readonly raw: string;
  /** Typography folded; equal to `raw` where folding could only change punctuation. */
  readonly typography: () => string;
  /** For words of letters and digits only, where punctuation does not matter. */
  readonly letters: () => string;
  readonly folded: () => string;
}

/** Characters that no fold changes, and punctuation that is never part of a word of letters. */
const ordinary = /^[\x20-\x7e\u3040-\u30ff\u3400-\u9fff，。、；：？！（）《》“”‘’…—【】「」]*$/;

function createSearchedText(raw: string): SearchedText {
  const isOrdinary = ordinary.test(raw);
  const folded = once(() => toSimplified(fold(raw)));
  return {
    raw,
    typography: once(() => (isOrdinary ? raw : foldTypography(raw))),
    letters: isOrdinary ? once(() => toSimplified(raw.toLowerCase())) : folded,
    folded,
  };
}

/** True where `text[start, end)` is not part of a longer word; CJK neighbours do not continue a word. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !continuesWord(text, start - 1, start) && !continuesWord(text, end - 1, end);
}

/** True for characters of scripts that are written without spaces between words. */
export function isCjk(code: number): boolean {
  return (
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff)
  );
}

type Test = (text: SearchedText) => boolean;

function compile(pattern: Pattern): Test {
  return pattern.kind === 'words'
    ? wordsTest(toSimplified(fold(pattern.text)))
    : regexTest(pattern.source, pattern.flags);
}

function regexTest(source: string, flags: string): Test {
  const ignoreCase = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
  const multiline = flags.includes('m') ? RE2JS.MULTILINE : 0;
  const dotAll = flags.includes('s') ? RE2JS.DOTALL : 0;
  const regex = RE2JS.compile(source, ignoreCase | multiline | dotAll);
  return ({ raw, typography }) => regex.test(raw) || (typography() !== raw && regex.test(typography()));
}

function wordsTest(words: string): Test {
  const isLettersOnly = /^[\p{L}\p{N}\p{M} ]+$/u.test(words);
  return ({ letters, folded }) => {
    const text = isLettersOnly ? letters() : folded();
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      if (standsAlone(text, at, at + words.length)) return true;
    }
    return false;
  };
}

/** True when the characters left and right of a cut are both letters or digits of a script with spaces. */
function continuesWord(text: string, left: number, right: number): boolean {
  return isWordCharacter(text.charCodeAt(left)) && isWordCharacter(text.charCodeAt(right));
}

function isWordCharacter(code: number): boolean {
  if (Number.isNaN(code)) return false;
  if (code < 0x80) return isAsciiWord(code);
  return !isCjk(code) && /\p{L}|\p{N}/u.test(String.fromCharCode(code));
}

function isAsciiWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
