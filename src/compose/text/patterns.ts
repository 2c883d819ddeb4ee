import { RE2JS } from 're2js';
import type { Pattern } from '../../model.ts';

/** Tells which pattern a text matches. */
export interface PatternMatcher {
  /** The first pattern, in the order given, that matches any of the texts; undefined when none does. */
  first(...texts: readonly string[]): Pattern | undefined;
}

/**
 * Compiles patterns once, for many texts. Words match without regard to case, on word boundaries where they
 * are written in letters with spaces (Latin and its like) and anywhere where they are not (Chinese, Japanese,
 * Korean); regexes run in re2js, in linear time.
 * @throws {Error} a regex that re2js cannot compile; configuration refuses such a pattern before
 */
export function compilePatterns(patterns: readonly Pattern[]): PatternMatcher {
  const tests = patterns.map((pattern) => ({ pattern, matches: compile(pattern) }));
  const hasWords = patterns.some(({ kind }) => kind === 'words');
  const mayMatch = compilePrecheck(patterns);
  return {
    first(...texts) {
      if (tests.length === 0) return undefined;
      const lowered = hasWords ? texts.map((text) => text.toLowerCase()) : texts;
      if (!texts.some((text, index) => mayMatch(text, lowered[index] ?? ''))) return undefined;
      return tests.find(({ matches }) => texts.some((text, index) => matches(text, lowered[index] ?? '')))?.pattern;
    },
  };
}

/** One pass over the text for all regexes together: most texts match none of them. */
function compilePrecheck(patterns: readonly Pattern[]): Test {
  const regexes = patterns.filter((pattern) => pattern.kind === 'regex');
  if (regexes.length < patterns.length || regexes.length < 2) return () => true;
  const byFlags = Map.groupBy(regexes, ({ flags }) => flags);
  const together = [...byFlags].map(([flags, alike]) =>
    compileRegex(alike.map(({ source }) => `(?:${source})`).join('|'), flags),
  );
  return (text) => together.some((regex) => regex.test(text));
}

/** True where `text[start, end)` is not part of a longer word: a letter or digit only touches one that is not CJK. */
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

type Test = (text: string, lowered: string) => boolean;

function compile(pattern: Pattern): Test {
  if (pattern.kind === 'words') return wordsTest(pattern.text.toLowerCase());
  const regex = compileRegex(pattern.source, pattern.flags);
  return (text) => regex.test(text);
}

function compileRegex(source: string, flags: string): RE2JS {
  const ignoreCase = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
  const multiline = flags.includes('m') ? RE2JS.MULTILINE : 0;
  const dotAll = flags.includes('s') ? RE2JS.DOTALL : 0;
  return RE2JS.compile(source, ignoreCase | multiline | dotAll);
}

function wordsTest(words: string): Test {
  return (_text, lowered) => {
    for (let at = lowered.indexOf(words); at >= 0; at = lowered.indexOf(words, at + 1)) {
      if (standsAlone(lowered, at, at + words.length)) return true;
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
