/**
 * Constructions with two sides: "from A to B", "A is faster than B". A translation names the sides in a fixed place
 * (从 A 到 B, A 比 B 快), so a word of one side that both titles have must not stand on the other side in the answer.
 */
import type { Link } from './nouns.ts';
import type { Range, Span, Titles } from './titles.ts';

/** Where a title has the two sides of a construction. */
interface Sides {
  readonly first: Range;
  readonly second: Range;
}

const constructions: readonly { readonly en: RegExp; readonly zh: RegExp }[] = [
  {
    en: /\b(?:from|(?:translat|turn|transform|convert|migrat)\p{Ll}*)\s(?<first>(?:(?!\bfrom\b)[^,;:—–]){2,50}?)\s(?:to|into|towards?)\s(?<second>[^,;:—–]{2,50})/diu,
    zh: /(?:从|由|将|把)(?<first>[^，；：从由]{2,30}?)(?:迁移到|转移到|转换|转化|转变|翻译|过渡|切换|升级|[转迁换变移搬]?[向到至为成])(?<second>[^，；：]{2,30})/du,
  },
  {
    en: /(?<first>[^,;:—–]{2,60})\s(?:\p{Ll}+er|more|less|better|worse)\b[^,;:—–]{0,30}?\bthan\s(?<second>[^,;:—–]{2,40})/diu,
    zh: /(?<first>[^，；：]{2,40}?)(?<![对百同环占])比(?![亚例特赛尔萨如利分])(?<second>[^，；：]{2,20}?)(?:更|还|要|[大小多少高低快慢好差强弱])/du,
  },
];

/** Whether the sides of a construction have changed places. */
export function swapsSides({ zh, en }: Titles, links: () => readonly Link[]): boolean {
  return constructions.some((construction) => {
    const [english, chinese] = [sidesOf(construction.en, en), sidesOf(construction.zh, zh)];
    if (english === undefined || chinese === undefined) return false;
    const votes = links().map((link) => voteOf(link, english, chinese));
    return votes.includes(-1) && !votes.includes(1);
  });
}

function sidesOf(pattern: RegExp, text: string): Sides | undefined {
  const found = pattern.exec(text)?.indices?.groups;
  if (found?.first === undefined || found.second === undefined) return undefined;
  return { first: rangeOf(found.first), second: rangeOf(found.second) };
}

function rangeOf([from, to]: readonly [number, number]): Range {
  return { from, to };
}

/** 1 when the word is on the same side in both titles, -1 when it is on the other one, 0 when it is on both or neither. */
function voteOf(link: Link, english: Sides, chinese: Sides): number {
  return sideOf(link.en, english) * sideOf(link.zh, chinese);
}

function sideOf(spans: readonly Span[], { first, second }: Sides): number {
  const isIn = (range: Range) => spans.some(({ from, to }) => range.from <= from && to <= range.to);
  return Number(isIn(second)) - Number(isIn(first));
}
