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

const anyTraditional = new RegExp(`[${table.traditional}]`, 'u');
const allTraditional = new RegExp(anyTraditional.source, 'gu');
const simplified = new Map([...table.traditional].map((character, at) => [character, table.simplified[at] ?? '']));
