import { columnsOf } from '../../ground/columns.ts';

/** A shorter beginning is hardly a sentence: "The company, which …". */
const leastColumns = 48;

/**
 * Where what follows only adds to a sentence: a participle, a relative clause, a second main clause. A contrast or a
 * condition changes what was said before it, so neither is cut off.
 */
const additions =
  /(?:,|\s?[—–])\s?(?=\p{Ll}+ing (?!and\b|or\b)[\p{L}\d]|(?:which|while|where|with|including|such as|as)\s|and (?:we|it|they|he|she)\b)|;\s|(?<=[\p{Ll}”’])\s?—\s?(?=[\p{L}“‘][^—]+$)|；|，(?=并|以便|从而|进而|旨在|其中|同时|包括|标志着|意味着)/gu;
/** "While working on it, …", "In domains where …, …": the main clause comes after the first comma. */
const opensBeforeMainClause =
  /^(?:In|On|At|With|Without|As|While|When|Where|Whether|After|Before|For|By|From|Since|To|Under|Among|Unlike|Despite|Through|\p{Lu}\p{Ll}+ing)\s(?![^,]+, (?!where|which|who)\p{L})/u;

/**
 * The sentence itself where it is at most `maxColumns` wide; else without its last clauses, if it can stand without
 * them; else undefined. "Lumen opened Nova 3, bringing its models to phones." → "Lumen opened Nova 3."
 */
export function shortenSentence(sentence: string, maxColumns: number): string | undefined {
  if (columnsOf(sentence) <= maxColumns) return sentence;
  return [...sentence.matchAll(additions)]
    .map(({ index }) => `${sentence.slice(0, index)}${/\p{sc=Han}/u.test(sentence) ? '。' : '.'}`)
    .findLast((head) => columnsOf(head) <= maxColumns && columnsOf(head) >= leastColumns && isWhole(head));
}

/** False where the sentence was cut before its main clause, inside a quotation, a bracket or between two dashes. */
function isWhole(head: string): boolean {
  const count = (mark: RegExp) => head.match(mark)?.length ?? 0;
  return (
    !opensBeforeMainClause.test(head) &&
    count(/"/g) % 2 === 0 &&
    count(/[(（]/g) === count(/[)）]/g) &&
    count(/[“「《]/g) === count(/[”」》]/g) &&
    count(/—/g) % 2 === 0
  );
}
