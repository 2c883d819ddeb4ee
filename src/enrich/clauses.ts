import type { Place } from './order.ts';

interface Titles {
  readonly zh: string;
  readonly en: string;
}

/**
 * Whether names have moved to another clause, or to the other side of a comparison. English puts "after …" and "than …"
 * last, Chinese puts …后 and 比… first, so the order of the names alone proves nothing.
 */
export function movesBetweenClauses(titles: Titles, names: readonly Place[]): boolean {
  return swapsClauses(titles, names) || turnsComparison(titles, names) || makesSpeakerAct(titles, names);
}

/** A name of the main clause has moved into the subordinate clause, and a name of that clause into the main one. */
function swapsClauses({ zh, en }: Titles, names: readonly Place[]): boolean {
  const [english, chinese] = [englishClauses(en), chineseClauses(zh)];
  if (english === undefined || chinese === undefined) return false;
  const isIn = (at: number, { from, to }: Span) => at >= from && at < to;
  const moved = (isBehind: boolean) =>
    names.some(({ zhAt, enAt }) => isIn(enAt, english) === isBehind && isIn(zhAt, chinese) !== isBehind);
  return moved(true) && moved(false);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The subordinate clause of an English title that has exactly one. */
function englishClauses(en: string): Span | undefined {
  const marks = [
    ...en.matchAll(/\b(?:after|amid|despite|following|when|unless|before|because|since|once|until|ahead of)\b/giu),
  ];
  const [mark] = marks;
  if (mark === undefined || marks.length > 1) return undefined;
  if (mark.index > 0) return { from: mark.index, to: en.length };
  const comma = en.indexOf(', ');
  return comma < 0 ? undefined : { from: 0, to: comma };
}

/** The subordinate clause that opens a Chinese title and is marked at its end. */
function chineseClauses(zh: string): Span | undefined {
  const match =
    /^(?<clause>[^，,。；;：:]+?)(?:之后|(?<![最背落])后(?!者|台|端|续|悔|果)|之际|期间|之前|以来)[，,]?/u.exec(zh);
  return match === null ? undefined : { from: 0, to: match.groups?.clause?.length ?? 0 };
}

/** "A is faster than B" as "B 比 A 快". */
function turnsComparison({ zh, en }: Titles, names: readonly Place[]): boolean {
  const standard = names.find(({ enAt }) => /\bthan\s(?:the\s|its\s)?$/iu.test(en.slice(0, enAt)));
  return names.some(
    (name) =>
      standard !== undefined &&
      name.enAt < standard.enAt &&
      name.zhAt > standard.zhEnd &&
      /(?:比|[高低多少大小快慢强弱优胜早晚]于|超过|超越|不及|不如|胜过)\s?$/u.test(zh.slice(standard.zhEnd, name.zhAt)),
  );
}

/** A name that only reports the news in English ("…, Lumen says") acts in it in Chinese. */
function makesSpeakerAct({ zh, en }: Titles, names: readonly Place[]): boolean {
  return names.some(({ zhAt, enAt }) => {
    if (!/(?:^|[,;–—-]\s)$/u.test(en.slice(0, enAt)) || !isTelling.test(en.slice(enAt))) return false;
    if (enAt === 0) return false;
    const [before, told] = [zh.slice(0, zhAt), zh.slice(zhAt)];
    return !/(?:据|根据|来自|援引|[—：:（(])\s?[《“]?$/u.test(before) && !isToldBy.test(told);
  });
}

const isTelling =
  /^(?:[\p{L}\d.&'’-]+\s){1,4}?(?:says?|said|reports?|reported|finds?|found|shows?|warns?|claims?|study|data|survey|analysis)\b[^,]{0,12}$/iu;
const isToldBy =
  /^[^，,。；;]{0,20}?(?:称|表示|说|指出|认为|报道|报导|预测|预计|警告|研究|发现|显示|透露|调查|披露|消息|数据|报告|：|:|援引)/u;
