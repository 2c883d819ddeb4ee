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

/**
 * A long Chinese sentence up to a comma after its second clause or a later one; undefined where it cannot end there.
 * One clause alone is often only a subject or a condition: "在……之后，".
 */
export function firstClauses(sentence: string, maxColumns: number): string | undefined {
  const commas = [...sentence.matchAll(/，/gu)].map(({ index }) => index);
  return commas
    .slice(1)
    .map((comma) => ({ head: sentence.slice(0, comma), next: sentence.slice(comma + 1) }))
    .filter(({ head, next }) => columnsOf(head) < maxColumns && !opposes.test(next))
    .filter(({ head }) => !leansOnNext.test(head) && !isHalf.test(head))
    .map(({ head }) => `${head}。`)
    .findLast(isWhole);
}

/** The end of a clause whose main clause or object comes next: "……后", "……表示". */
const leansOnNext =
  /(?:[后後时時中下前内內际際是起]|期[间間]|以[来來]|同[时時]|基[础礎]上|表示|[称稱说說]|指出|[认認][为為]|宣布|透露|[显顯]示|[强強][调調]|介[绍紹]|[预預][计計]|[发發][现現]|申[请請]|告[诉訴].{1,4}|影[响響])$/u;
/** A last clause that is only a date, a cause or a means, and what "不仅" prepares. */
const isHalf =
  /，(?:[\d年月日上下旬底初\s]*|[^，]*(?:利用(?!率)|透[过過]|借助|[凭憑][借藉])[^，]*|(?:[随隨][着著]|由[于於]|因[为為]|如果|[虽雖]然|[尽儘]管|[鉴鑒基][于於]|作[为為]|根[据據]|[为為]了)[^，]*)$|不[仅僅但只光]/u;
/** What takes back or completes the clause before it. */
const opposes = /^(?:但|而(?!且)|却|卻|不[过過]|然而|[则則]|就|便|才|否[则則]|分[别別])/u;

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
