/** A Chinese and an English title of one story; the caller knows which of them is the answer. */
export interface Titles {
  readonly zh: string;
  readonly en: string;
}

/** A part of a title; `to` is exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Span extends Range {
  readonly text: string;
}

/** Where the pattern matches. */
export function spansOf(pattern: RegExp, text: string): readonly Span[] {
  return [...text.matchAll(everywhere(pattern))].map(({ index, 0: match }) => ({
    from: index,
    to: index + match.length,
    text: match,
  }));
}

/** The pattern with the flag that `matchAll` needs. */
export function everywhere(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}

/** Whether the range is a part of a longer one of the others. */
export function isPart({ from, to }: Range, others: readonly Range[]): boolean {
  return others.some((other) => other.from <= from && to <= other.to && other.to - other.from > to - from);
}

/** A text as a pattern that matches only itself. (`RegExp.escape` does the same, but Node 22 lacks it.) */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
}
