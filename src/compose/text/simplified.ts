import table from './traditional.json' with { type: 'json' };

/**
 * The text in simplified characters, for comparison: a Taiwanese headline is recognised by the names and words that the
 * lists have in simplified characters. The length stays the same.
 *
 * The table holds the frequent traditional characters (Big5, level 1) that simplified Chinese does not write (GB 2312),
 * and 後 and 於. Source: the transform Traditional-Simplified of ICU 72; licence: traditional.LICENSE.md.
 */
export function toSimplified(text: string): string {
  return anyTraditional.test(text)
    ? text.replace(allTraditional, (character) => simplified.get(character) ?? '')
    : text;
}

/** {@link toSimplified} for one UTF-16 code unit. */
export function simplifiedCode(code: number): number {
  return codes.get(code) ?? code;
}

const anyTraditional = new RegExp(`[${table.traditional}]`, 'u');
const allTraditional = new RegExp(anyTraditional.source, 'gu');
const simplified = new Map([...table.traditional].map((character, at) => [character, table.simplified[at] ?? '']));
const codes = new Map([...simplified].map(([from, to]) => [from.charCodeAt(0), to.charCodeAt(0)]));
/** The code units that {@link simplifiedCode} changes. */
export const traditionalCodes: readonly number[] = [...codes.keys()];
