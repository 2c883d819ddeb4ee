/** The language of a text by its script, which is more reliable than what feeds declare. */
import type { Item } from '../model.ts';

/** @param declared BCP 47, or what feeds.yaml says; decides only between languages of the Latin script */
export function languageOf(text: string, declared: string | undefined): Item['language'] {
  const han = count(text, /\p{Script=Han}/gu);
  const kana = count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const latinWords = count(text, /\p{Script=Latin}[\p{Script=Latin}\p{M}'’-]*/gu);
  const others = count(text, /[^\p{Script=Han}\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/gu);
  if (kana > 3 && kana * 5 > han) return 'other';
  // Chinese texts about technology are full of Latin names, so Latin words are compared with Han characters.
  if (han > 0 && han >= latinWords && han >= others) return 'zh';
  if (latinWords === 0 || others > latinWords * 3) return han > 0 ? 'zh' : 'other';
  return declared === undefined || /^(?:en|zh)\b/i.test(declared) ? 'en' : 'other';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
