import { columnsOf } from './columns.ts';

/** A unit for the length of a text. */
export type TextUnit = 'bytes' | 'code units' | 'columns';

/** The length of a text in UTF-8 bytes, UTF-16 code units, or half-width columns (汉字 take two). */
export function lengthOf(text: string, unit: TextUnit): number {
  switch (unit) {
    case 'bytes':
      return utf8.encode(text).length;
    case 'code units':
      return text.length;
    case 'columns':
      return columnsOf(text);
  }
}

/** The text, or as many of its graphemes as fit together with `…`. */
export function cutText(text: string, max: number, unit: TextUnit): string {
  if (lengthOf(text, unit) <= max) return text;
  return `${headOf(text, max - lengthOf('…', unit), unit).trimEnd()}…`;
}

/** The longest beginning of a text that is at most `max` long; whole graphemes only. */
export function headOf(text: string, max: number, unit: TextUnit): string {
  let length = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    length += lengthOf(segment, unit);
    if (length > max) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

const utf8 = new TextEncoder();
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });
