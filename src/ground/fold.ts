/**
 * Normalises text for comparison. Every comparison folds both sides: versions, filters, boost, mute, topic words,
 * aliases, told titles, `explain`. Folded text is never printed.
 */

/**
 * The text with all typography folded and its case kept, for patterns that care about case.
 *
 * - Characters that are never shown (zero width, soft hyphen, variation selectors) and ™ ℠ ® are removed.
 * - NFKC: full-width letters, ligatures and compatibility forms become plain; letters and accents are composed.
 * - Every hyphen, en dash and minus is `-`. An em dash stays: it separates clauses, not parts of a name.
 * - Every quotation mark and apostrophe is `"` or `'`, 「」 and «» included; every middle dot is `·`.
 * - Every run of white space is one space, with none at either end.
 *
 * Folding folded text changes nothing. Lengths and offsets change, so an index into the result is not an index into
 * the original.
 */
export function foldTypography(text: string): string {
  if (isPlain.test(text)) return text;
  return text
    .replace(neverShown, '')
    .replace(/[\u00b4\u0384\u1fbd\u1fbf\u1ffd\u1ffe]/g, "'") // NFKC would make a space and an accent of these
    .replace(/[\u2033\u2036]/g, '"') // and two single primes of these
    .normalize('NFKC')
    .replace(/[\u02d7\u2010-\u2013\u2043\u2212]/g, '-')
    .replace(/[`\u02b9-\u02bf\u2018-\u201b\u2032\u2035\u2039\u203a\ua78c]/g, "'")
    .replace(/["\u00ab\u00bb\u201c-\u201f\u300c-\u300f\u301d-\u301f]/g, '"')
    .replace(/[\u2022\u2027\u2219\u22c5\u30fb]/g, '\u00b7')
    .replace(/[\s\u0085\u1680\u2800]+/gu, ' ')
    .trim();
}

/** {@link foldTypography}, and one case for all letters: `ß` becomes `ss`, and `İ`, `ı` and `I` become `i`. */
export function fold(text: string): string {
  return foldTypography(
    foldTypography(text).toUpperCase().toLowerCase().replaceAll('i\u0307', 'i').replaceAll('ς', 'σ'),
  );
}

/** Replaces full-width letters and digits by ASCII; all other characters and all positions stay the same. */
export function narrowLetters(text: string): string {
  return hasWideLetter.test(text)
    ? text.replace(wideLetters, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    : text;
}

const hasWideLetter = /[０-９Ａ-Ｚａ-ｚ]/;
const wideLetters = /[０-９Ａ-Ｚａ-ｚ]/g;

/** Characters that no step would change, in whatever order: printable ASCII, kana, 汉字 and 、。《》. */
const plain = String.raw`[!-_a-~、。《》\u3041-\u3094\u30a1-\u30fa\u3400-\u9fff]+`;
/** Plain words with one space between them. */
const isPlain = new RegExp(`^(?:${plain}(?: ${plain})*)?$`);
const neverShown = /[\p{Default_Ignorable_Code_Point}\u2122\u2120\u00ae]/gu;
