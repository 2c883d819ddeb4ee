import { once } from '../once-for.ts';
import { isCjk } from '../text/patterns.ts';
import usual from './usual-words.json' with { type: 'json' };

/** A word of a title. */
interface Word {
  /** Without case, possessive and English ending: equal for all forms of a word. */
  readonly stem: string;
  /** Written like a name: a capital within a sentence, capitals inside the word, or Latin letters in Chinese. */
  readonly proper: boolean;
}

/** Splits titles into words. Create it once: a segmenter is expensive. */
export interface WordReader {
  /** Words without stop words, and the character pairs of the Chinese parts. */
  read(text: string): { readonly words: readonly Word[]; readonly grams: ReadonlySet<string> };
}

/** Builds the reader. */
export function createWordReader(): WordReader {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return {
    read(text) {
      const words: Word[] = [];
      const grams = new Set<string>();
      const isProper = properIn(text);
      let run = '';
      for (const { segment, isWordLike, index } of segmenter.segment(text)) {
        const cjk = isWordLike === true && isCjk(segment.charCodeAt(0));
        if (!cjk) run = '';
        if (cjk) {
          addGrams(run + segment, grams);
          run = segment.slice(-1);
          if (segment.length > 1 && !stopWords.has(segment)) words.push({ stem: segment, proper: false });
        } else if (isWordLike === true) {
          const bare = segment.replace(/'s?$/iu, '');
          const lower = bare.toLowerCase();
          if (/^\d[\d.]*(?:[bmkt]|bn|tn)?$/u.test(lower) || lower.length < 2 || stopWords.has(lower)) continue;
          words.push({ stem: stem(lower), proper: isProper(bare, index) });
        }
      }
      return { words, grams };
    },
  };
}

/** Words that headlines and summaries of many years write in small letters: a capital does not make them names. */
const ordinary = new Set(usual.ordinary.split(' '));

/**
 * Tells names from other words by their capitals. In a headline that capitalises every word, only a word that is
 * never written in small letters is a name.
 */
function properIn(text: string): (word: string, at: number) => boolean {
  const isChinese = once(() => /\p{sc=Han}/u.test(text));
  const isSentenceCase = once(() => isSentence(text));
  const start = once(() => /\p{L}/u.exec(text)?.index ?? 0);
  return (word, at) => {
    if (!/[A-Z]/u.test(word)) return false;
    if (/[a-z][A-Z]/u.test(word) || !ordinary.has(stem(word.toLowerCase())) || isChinese()) return true;
    return isSentenceCase() && at !== start() && !/[.:!?]["']?\s*$/u.test(text.slice(0, at));
  };
}

/** True for an English title that writes most words in small letters. */
export function isSentence(text: string): boolean {
  const telling = (text.match(/[A-Za-z][A-Za-z']+/gu) ?? []).filter((word) => word.length >= 4);
  const capitals = telling.filter((word) => /^[A-Z]/u.test(word)).length;
  return capitals * 2 <= telling.length;
}

function addGrams(run: string, grams: Set<string>): void {
  for (let at = 0; at + 1 < run.length; at += 1) grams.add(run.slice(at, at + 2));
}

/** Removes English endings: "raises", "raised" and "raising" are one word. Stems need only be equal, not correct. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/u.test(word)) return word;
  const base = word
    .replace(/(?:sses)$/u, 'ss')
    .replace(/ies$/u, 'y')
    .replace(/(?<![su])s$/u, '')
    .replace(/(?<=[a-z]{3})(?:ing|ed)$/u, '')
    .replace(/([bdgklmnprt])\1$/u, '$1');
  return base.replace(/(?<=[a-z]{3})e$/u, '');
}

const stopWords = new Set(
  (
    'a an the and or of to in on at for with from by as is are was were be been being it its this that these those his her ' +
    'their our your my we you he she they i not no now new more most much many how what why when where who which will would ' +
    'can could should may might has have had do does did just also than then into over up out off about after before amid ' +
    'says say said report reports reportedly according source sources get gets make makes made one two first last year years ' +
    'monday tuesday wednesday thursday friday saturday sunday ' +
    'billion million thousand trillion week month day today here there all some any other so if but via per still even only own very really vs ' +
    '的 了 和 与 在 是 将 为 对 被 也 都 就 及 等 或 并 已 又 再 其 这个 一个 我们 他们 你们 自己 什么 怎么 如何 为何 为什么 ' +
    '今天 今日 昨日 明天 目前 日前 近日 最新 消息 报道 据悉 获悉 表示 称 曝 传 正在 正式 即将 可能 或将 已经 开始 进行 成为 ' +
    '可以 没有 不会 不是 还是 以及 通过 相关 全球 中国 美国 公司 有限 集团 科技 旗下 一家 首个 首次 全新 新增 超过 约为 至多 美元 人民币 亿元 万元 ' +
    '可能是 有史 以来 万个 万人 竟然 居然 原来 到底 究竟 终于 再次 今年 去年 明年 本周 本月 上周'
  ).split(' '),
);
