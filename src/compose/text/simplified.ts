import table from './traditional.json' with { type: 'json' };

/**
 * The text in simplified characters, for comparison: a Taiwanese headline is recognised by the names and words that the
 * lists have in simplified characters. The length stays the same.
 *
 * The table holds the frequent traditional characters (Big5, level 1) that simplified Chinese does not write (GB 2312),
 * and 後 and 於. Source: the transform Traditional-Simplified of ICU 72; licence: traditional.LICENSE.md.
 */
export function toSimplified(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (simplifiedCode(code) !== code)
      return text.replace(allTraditional, (character) => simplified.get(character) ?? '');
  }
  return text;
}

/** {@link toSimplified} for one UTF-16 code unit. */
export function simplifiedCode(code: number): number {
  return codes[code] as number;
}

const allTraditional = new RegExp(`[${table.traditional}]`, 'gu');
const simplified = new Map([...table.traditional].map((character, at) => [character, table.simplified[at] ?? '']));
/** The code units that {@link simplifiedCode} changes. */
export const traditionalCodes: readonly number[] = [...simplified.keys()].map((character) => character.charCodeAt(0));
/** By code unit: a table, because every character of every item is looked up. */
const codes = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
for (const [from, to] of simplified) codes[from.charCodeAt(0)] = to.charCodeAt(0);
