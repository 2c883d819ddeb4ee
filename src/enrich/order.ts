import { isPlaceName } from './names.ts';

/** A thing that both titles name, and where each names it. Ends are exclusive. */
export interface Place {
  readonly zhAt: number;
  readonly zhEnd: number;
  readonly enAt: number;
  readonly enEnd: number;
}

/**
 * Whether two names have changed places between the titles without a reason in the grammar. Chinese puts what follows
 * an English preposition or subordinator in front, and marks it there (在, 从, 随着, 的, 被 or a comma). A name that moved
 * forward without such a mark has taken the role of the other one.
 *
 * @param names proper names. They move only with a mark.
 * @param nouns ordinary nouns. They move freely, so only the two sides of a plain verb count.
 */
export function reordersNames(
  { zh, en, answer }: { readonly zh: string; readonly en: string; readonly answer: 'zh-CN' | 'en' },
  names: readonly Place[],
  nouns: readonly Place[],
): boolean {
  // An English headline may take one event from a Chinese title of several clauses, and order it freely.
  const isFreeOrder = answer === 'en';
  const places = [
    ...names.map((place) => ({ ...place, isName: true })),
    ...nouns
      .filter((noun) => !names.some((name) => overlaps(name, noun)))
      .map((place) => ({ ...place, isName: false })),
  ].toSorted((one, other) => one.zhAt - other.zhAt);
  if (places.some((place) => becomesAgent({ zh, en }, place))) return true;
  return places.some((front, index) =>
    places.slice(index + 1).some((back) => {
      const between = { zh: zh.slice(front.zhEnd, back.zhAt) };
      if (front.enAt >= back.enEnd) {
        const english = en.slice(back.enEnd, front.enAt);
        if (turnsComparison(between.zh, english)) return true;
        if (isFreeOrder && /[，,。；;：:！!？?—|｜]/u.test(between.zh)) return false;
        if (!(front.isName && back.isName) && !isPlainVerb(english)) return false;
        if (isPlaceName(zh.slice(front.zhAt, front.zhEnd)) && isPlaced.test(english)) return false;
        if (isWithoutSubject.test(en) && isPlaced.test(english)) return false;
        return !isExplained({ ...between, before: zh.slice(0, front.zhAt), en: english, rest: en.slice(front.enEnd) });
      }
      if (back.enAt < front.enEnd) return false;
      if (turnsReplacement({ zh, en }, front, back)) return true;
      if (!front.isName || !back.isName) return false;
      return losesAgent(between.zh, en.slice(front.enEnd, back.enAt));
    }),
  );
}

/** Whether the name that is acted on in English ("A sued by …") acts in Chinese (被 A). */
function becomesAgent({ zh, en }: { readonly zh: string; readonly en: string }, { zhAt, enAt, enEnd }: Place): boolean {
  if (!/[被遭]\s?$/u.test(zh.slice(0, zhAt)) || /\b(?:by|from)\s+(?:the\s)?$/iu.test(en.slice(0, enAt))) return false;
  return /^(?:\s(?:is|was|gets?|being))?\s\p{Ll}+(?:ed|en|un|ught|ld|it|ut)\sby\b/u.test(en.slice(enEnd));
}

/** "Replace A with B" as "用 A 取代 B". */
function turnsReplacement(
  { zh, en }: { readonly zh: string; readonly en: string },
  front: Place,
  back: Place,
): boolean {
  return (
    /\breplac\p{Ll}+\s(?:[\p{L}'’]+\s)?$/iu.test(en.slice(0, front.enAt)) &&
    /^\s(?:[\p{L}'’]+\s)?with\b/iu.test(en.slice(front.enEnd)) &&
    /[用以]\s?$/u.test(zh.slice(0, front.zhAt)) &&
    /取代|替换|替代|代替/u.test(zh.slice(front.zhEnd, back.zhAt))
  );
}

/** "More A than B" as "more B than A". */
function turnsComparison(zh: string, en: string): boolean {
  return (
    /\bthan\b/iu.test(en) &&
    /[高低多少大小快慢强弱优胜早晚]于|超过|不如|胜过|而不是|而非/u.test(zh) &&
    !/[比较]/u.test(zh)
  );
}

function overlaps(one: Place, other: Place): boolean {
  return one.zhAt < other.zhEnd && other.zhAt < one.zhEnd;
}

/** A verb with at most three words around it, and nothing that Chinese would move. */
function isPlainVerb(text: string): boolean {
  const english = text.replace(/(\p{Ll}+s) to $/u, '$1 ');
  return (
    english.trim().split(/\s+/u).length <= 4 &&
    /\p{L}/u.test(english) &&
    !modifier.test(english) &&
    !clause.test(english)
  );
}

const modifier =
  /\b(?:of|in|at|from|for|with|on|that|which|who|inside|into|to|under|via|behind|about|over|using|within|against|between|as|through|across|onto|around|near|off|among|toward|towards|per|and|or|than|by)\b|[,:;—–|()]|\s-\s|['’]s?(?=\s)/iu;
const clause =
  /[,;:—–|.!?]|\s-\s|\b(?:after|as|while|when|before|because|if|but|amid|despite|since|until|unless|following|so|though|although|where|for|over|with|and)\b/iu;
const isEnglishPassive = /\bby\s+(?:the\s|its\s|an?\s)?[\w\s-]{0,24}$/iu;
const arrival =
  /\b(?:available|com(?:es?|ing)|came|arriv\w+|lands?|landing|roll\w*|live|heads?|heading|debuts?|launch\w*|gets?|now|integrat\w*|works?|runs?|beats?|add(?:s|ed)?)\b/iu;

interface Between {
  /** Chinese text before the name that moved forward, and between it and the other one. */
  readonly before: string;
  readonly zh: string;
  /** English text between the two names, and after both. */
  readonly en: string;
  readonly rest: string;
}

function isExplained({ before, zh, en, rest }: Between): boolean {
  if (/^['’]s?\s*$/u.test(en)) return false;
  if (frontMark.test(before.replace(idleMarks, '__'))) return true;
  if (zh.trim() === '' && modifier.test(en)) return true;
  if (isEnglishPassive.test(en)) return !/[被遭]/u.test(zh);
  if (/[被遭受由挖迎]|获(?![得取胜利奖悉])|面临|陷入|接受/u.test(zh)) return true;
  if (modifiesIt.test(zh) && !/[用向对将把]/u.test(zh.replace(idleMarks, '__')) && modifier.test(en)) return true;
  if (/^\s*(?:['’]s)?\s*(?:of|in|from|at)\b/iu.test(en) && zh.trim().length <= 4) return true;
  if (clause.test(en) && /[，,。；;：:！!？?—…“”"《》|]|称|表示|说|后/u.test(zh)) return true;
  if (isList(en, zh)) return true;
  if (byOtherWord.test(rest) && /后\s?[，,]/u.test(zh)) return true;
  return arrival.test(en) && /支持|上线|引入|推出|可用|提供|加入|接入|内置|新增|现已|集成|获得|登陆/u.test(zh);
}

/** "Berlin clears Nova after the firm agrees": the later clause refers to the second name by another word. */
const byOtherWord =
  /\b(?:after|once|as|when|following)\s(?:the\s)?(?:firm|company|start-?up|maker|group|lab|chipmaker|it|they|he|she)\b/iu;

/** "Retiring Nova in Halcyon": it has no subject, so Chinese may put the place first. */
const isWithoutSubject = /^\p{Lu}\p{Ll}+ing\s/u;

/** English puts the place after the event, Chinese before it. */
const isPlaced = /\b(?:in|at|from|across|near|of)\s+(?:the\s)?$/iu;

/** What makes the name that moved forward a modifier of the other one: OpenAI 旗下的 Nova. */
const modifiesIt = /的|旗下|版|^\s?\p{Script=Han}{0,3}[中里上内]/u;

/** What marks a name that Chinese moved forward, at most four characters before it. */
const frontMark =
  /(?:在|从|与|和|跟|同|向|对|将|把|给|为|被|遭|受|由|因|随|随着|据|按|比|用|以|通过|借助|继|除|凭|经|当|自|关于|针对|面向|基于|围绕|如何|根据|来自|就|让|距|离|到|至|至于|在于|若|如果|尽管|虽然|即使|有关|包括)\s?[“"'《]?(?:[\p{Script=Latin}\d.'’-]+\s?)*[^，,。：:；;—“”\s]{0,4}\s?$/u;
const idleMarks =
  /以色列|用户|应用|对手|认为|成为|因为|为首|和解|同时|自动|自己|自主|自称|自研|经济|经理|就业|当局|当地|同比|比特|对冲|对话|以及|以来|以后|人和|将领|自家|比例|据报道|据悉|据称|将(?=[被会于在])/gu;

/** Names side by side in both titles (A and B, A vs B, a city and its country). */
function isList(en: string, zh: string): boolean {
  if (/\p{L}/u.test(en) && !/[,&]|\b(?:and|or|vs)\b/iu.test(en)) return false;
  const joins = en.replace(/\p{Lu}[\p{L}\d.'’-]*/gu, '').replace(/\b(?:and|or|vs|versus|with|plus|to|the)\b/giu, '');
  const joined = zh.replace(/[\p{Script=Latin}\d.'’-]+/gu, '').replace(/[和与及、，,对跟或之]/gu, '');
  return !/\p{L}/u.test(joins) && (joined.match(/\p{Script=Han}/gu) ?? []).length <= 2;
}

/** Whether the second name is the agent of the Chinese verb but not of the English one, or the other way round. */
function losesAgent(zh: string, en: string): boolean {
  if (/[，,。；;：:]/u.test(zh) || clause.test(en.replace(/\b(?:for|over|with|and|as)\b/giu, ''))) return false;
  if (/[被遭][^，,的]{0,2}$/u.test(zh))
    return !/\b(?:by|from|fac\w+|hit|gets?|got|draws?|los\w+|under|against|over|target\w*|at|after|to)\b/iu.test(en);
  return (
    /\b\w+(?:ed|en|un|ught|ld|de|it|ut)\s+by\s+(?:the\s|its\s|an?\s)?$/iu.test(en) &&
    !/[被遭受由获经为的]|来自|面临|支持|领投|旗下|出自|属/u.test(zh)
  );
}
