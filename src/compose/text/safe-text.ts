import type { Format } from '../../model.ts';
import { decodeEntities } from './title-text.ts';

/**
 * What text from outside (titles, summaries, names) must not do in one format: break the markup, mention a person,
 * forge a link. Each rule swaps a character for its full-width twin; a backslash or an entity would itself be shown.
 * Sources: https://developer.work.weixin.qq.com/document/path/91770, and what clients were seen to render.
 */
interface SafeTextRule {
  readonly pattern: RegExp;
  readonly to: string;
}

/** For every format. In `text` marks are not markup, but are shown as typed, and a title's own marks are noise. */
const common: readonly SafeTextRule[] = [
  // Mentions, addresses that a client would make a link, and entities.
  { pattern: /<(?=\s*@)/g, to: '＜' },
  { pattern: /:(?=\/\/)/g, to: '：' },
  { pattern: /&(?=#?\w{1,10};)/g, to: '＆' },
  // Brackets would make a link, `\[` a formula, stars and font tags a style.
  { pattern: /\[/g, to: '［' },
  { pattern: /\]/g, to: '］' },
  { pattern: /\*/g, to: '＊' },
  { pattern: /`/g, to: "'" },
  { pattern: /\\/g, to: '＼' },
  { pattern: /<(?=\s*\/?\s*font)/gi, to: '＜' },
  // At the start of a line: heading, quote, list, rule.
  { pattern: /^#/, to: '＃' },
  { pattern: /^>/, to: '＞' },
  { pattern: /^-(?=[- ]|$)/, to: '－' },
  { pattern: /^\+(?= |$)/, to: '＋' },
  { pattern: /^=(?==)/, to: '＝' },
  { pattern: /^_(?=_)/, to: '＿' },
];

/** It also knows _italics_, tables, ordered lists, formulas and ~~~ fences. */
const onlyMarkdownV2: readonly SafeTextRule[] = [
  { pattern: /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, to: '＿' },
  { pattern: /\|/g, to: '｜' },
  { pattern: /~/g, to: '～' },
  { pattern: /\$/g, to: '＄' },
  { pattern: /(?<=^\d{1,9})\.(?= |$)/, to: '．' },
  { pattern: /(?<=^\d{1,9})\)(?= |$)/, to: '）' },
];

const rules: Readonly<Record<Format, readonly SafeTextRule[]>> = {
  markdown: common,
  markdown_v2: [...common, ...onlyMarkdownV2],
  text: common,
  news: common,
};

/** Text from outside as one line that is only text in this format. */
export function safeText(text: string, format: Format): string {
  let safe = oneLine(decodeEntities(text));
  for (const { pattern, to } of rules[format]) safe = safe.replace(pattern, to);
  return safe;
}

/** An address without characters that would end it inside the brackets of a link, or where a client looks for links. */
export function safeUrl(url: string): string {
  const encoded = url.toWellFormed().replace(/[^\x21-\x7e]|[()<>"'`[\]\\^{|}*]/gu, percentEncoded);
  // "&lt;" in an address is not meant as an entity, but a client may decode it.
  return encoded.replace(/(?<=&#?\w{1,10});/g, '%3B');
}

/** Line ends, control and format characters out; joiners stay, emoji sequences need them. */
function oneLine(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[\s\p{Cc}\u2028\u2029\u3164]+/gu, ' ')
      // More than three combining marks on one letter would cover other lines.
      .replace(/(\p{M}{3})\p{M}+/gu, '$1')
      // One "character" can be an endless chain of joined emoji, or of invisible tags.
      .replace(/((?:\u200d[^\u200d]{1,3}){10})(?:\u200d[^\u200d]{1,3})+/gu, '$1')
      .replace(/([\u{e0020}-\u{e007f}]{8})[\u{e0020}-\u{e007f}]+/gu, '$1')
      .replace(/[\ufffd\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, '')
      .trim()
  );
}

function percentEncoded(character: string): string {
  const encoded = encodeURIComponent(character);
  if (encoded !== character) return encoded;
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
