import type { Place } from './order.ts';

interface Titles {
  readonly zh: string;
  readonly en: string;
}

/**
 * Words in front of a name that mark its role: recipient, origin, agent, place, topic or instrument. A name without a
 * mark acts, or is acted on.
 */
const marks: readonly { readonly en: RegExp; readonly zh: RegExp }[] = [
  mark('to|for|onto|into', '向|给|对|为|帮'),
  mark('from|off', '从|自|来自|由'),
  mark('by', '被|遭|由|获'),
  mark('in|on|at|inside|within|across|into|to', '在|于|登陆|登录|进入|接入'),
  mark('over|against|into|on|about|of', '对|就|因|针对|围绕|关于'),
  mark('with', '用|以|借助|通过'),
];

function mark(en: string, zh: string): { readonly en: RegExp; readonly zh: RegExp } {
  return {
    en: new RegExp(`\\b(?:${en})\\s(?:(?:the|its|an?|\\p{Ll}+-?\\p{Ll}*)\\s){0,2}$`, 'iu'),
    zh: new RegExp(`(?:${zh})\\s?[“"'《]?$`, 'u'),
  };
}
const anyMark = {
  en: /\b(?:to|for|onto|from|off|by|in|on|at|inside|within|across|into|over|against|about|of|with|after|as|than|and|between|via|through|under|behind|near)\s(?:(?:the|its|an?|\p{Ll}+)\s){0,2}$/iu,
  zh: /(?:向|给|对|为|帮|从|自|由|被|遭|获|在|于|就|因|针对|围绕|关于|与|和|同|跟|及|把|将|用|以|让|令|使|比|至|到|随|据|按|的)\s?[“"'《]?$/u,
};

/**
 * Whether the name with a preposition and the one without have changed places: "Lumen hires three from Vega" as
 * Vega 从 Lumen 挖走三人.
 */
export function swapsRoles({ zh, en }: Titles, names: readonly Place[]): boolean {
  return names.some((bare) => {
    if (anyMark.en.test(en.slice(0, bare.enAt)) || /^['’]s?\b/u.test(en.slice(bare.enEnd))) return false;
    return names.some((marked) => {
      if (marked === bare || marked.enAt < bare.enEnd || anyMark.zh.test(zh.slice(0, marked.zhAt))) return false;
      if (/[，,。；;：:]/u.test(zh.slice(Math.min(bare.zhEnd, marked.zhEnd), Math.max(bare.zhAt, marked.zhAt))))
        return false;
      return (
        marked.zhAt < bare.zhAt &&
        marks.some((one) => one.en.test(en.slice(0, marked.enAt)) && one.zh.test(zh.slice(0, bare.zhAt)))
      );
    });
  });
}

interface Verb {
  /** Where it ends in either title. */
  readonly zhEnd: number;
  readonly enEnd: number;
}

/** Whether the names right after a verb differ between the titles: "drops Vega for Nova" as 弃用 Nova. */
export function changesObject({ zh, en }: Titles, names: readonly Place[], { zhEnd, enEnd }: Verb): boolean {
  const english = names.find(
    ({ enAt }) => /^\s(?:(?:the|its|an?|rival|startup|maker)\s)?$/iu.test(en.slice(enEnd, enAt)) && enAt > enEnd,
  );
  const chinese = names.find(({ zhAt }) => zhAt >= zhEnd && /^[了\s]?[“"《]?$/u.test(zh.slice(zhEnd, zhAt)));
  if (english === undefined || chinese === undefined || english === chinese) return false;
  if (
    /^\s?(?:['’]s?\b|and\b|&|,)/u.test(en.slice(english.enEnd)) ||
    /^\s?(?:的|旗下|和|与|、|及)/u.test(zh.slice(chinese.zhEnd))
  )
    return false;
  return english.zhAt > chinese.zhAt || chinese.enAt > english.enAt;
}
