/**
 * All matches of a global pattern, for patterns that most texts do not have: `matchAll` copies the pattern at each call,
 * which costs more than to search a headline in vain.
 */
export function matchesOf(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  return text.search(pattern) < 0 ? none : [...text.matchAll(pattern)];
}

const none: readonly RegExpExecArray[] = [];
