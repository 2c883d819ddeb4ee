/**
 * All matches of a global pattern that most texts do not match: `matchAll` copies the pattern at each call, which costs
 * more than a search of a headline that finds nothing.
 */
export function matchesOf(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  return text.search(pattern) < 0 ? none : [...text.matchAll(pattern)];
}

const none: readonly RegExpExecArray[] = [];
