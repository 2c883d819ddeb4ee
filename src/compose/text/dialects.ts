/**
 * The dialects: what marks look like in each, what external text must not contain, and how long a text is. One row for
 * each message type of WeCom and each other kind of room; the rooms themselves are in deliver/rooms/.
 */
import { phrase } from '../../ground/phrase.ts';
import type { Format, Phrase } from '../../model.ts';

export interface Dialect {
  /** How marks are recognised in text: see compose/markup.ts. */
  readonly syntax: Syntax;
  /** The length of a text as the limit of a message counts it. Additive: a message is as long as its parts together. */
  readonly sizeOf: (text: string) => number;
  /** What `sizeOf` counts, for people. */
  readonly unit: 'bytes' | 'characters';
  /** Replacements in one line of external text. */
  readonly rules: readonly SafeTextRule[];
  /** The marks before and after bold or grey text; empty where there is no such mark. */
  readonly bold: Pair;
  readonly quiet: Pair;
  /** A link from a safe label and a safe address. */
  readonly link: (label: string, url: string) => string;
}

/** `markdown`: `[t](u)` and `**b**`. `html`: `<a href="u">t</a>` and `<b>`. `mrkdwn`: `<u|t>` and `*b*`. */
export type Syntax = 'markdown' | 'html' | 'mrkdwn' | 'plain';

type Pair = readonly [before: string, after: string];

interface SafeTextRule {
  readonly pattern: RegExp;
  readonly to: string;
}

/** UTF-8 bytes, as WeCom counts them. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** Bytes of the text inside a JSON body, for rooms that limit the whole body. */
function jsonBytes(text: string): number {
  return utf8Bytes(JSON.stringify(text)) - 2;
}

/** DingTalk breaks a line only after two spaces; its room adds them. */
function jsonBytesWithBreaks(text: string): number {
  return jsonBytes(text) + 2 * (text.split('\n').length - 1);
}

const codeUnits = (text: string) => text.length;

/**
 * Telegram counts what is shown, in UTF-16 units, and drops the marks of a message with more than 100 entities. Each
 * entity counts as at least 46 units here, so that a message of 4096 has at most 89.
 */
function telegramUnits(text: string): number {
  const shown = (html: string) => html.replace(/<[^>]*>/g, '').replace(/&\w+;/g, ' ').length;
  const links = Array.from(text.matchAll(/<a href="[^"]*">(.*?)<\/a>/gs), ([, label = '']) => shown(label));
  const bold = text.split('<b>').length - 1;
  return shown(text) + links.reduce((sum, label) => sum + Math.max(0, leastEntity - label), bold * leastEntity);
}

const leastEntity = 46;

const noMark: Pair = ['', ''];
const markdownLink = (label: string, url: string) => `[${label}](${url})`;
const htmlLink = (label: string, url: string) => `<a href="${url}">${label}</a>`;

/** For every dialect. Plain text shows marks as typed, so a title's own marks would be noise. */
const lookAlikes: readonly SafeTextRule[] = [
  // Mentions and entities.
  { pattern: /<(?=\s*@)/g, to: '＜' },
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

/** _Italics_, tables, ordered lists and ~~~ fences. */
const fullMarkdown: readonly SafeTextRule[] = [
  ...lookAlikes,
  { pattern: /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, to: '＿' },
  { pattern: /\|/g, to: '｜' },
  { pattern: /~/g, to: '～' },
  { pattern: /(?<=^\d{1,9})\.(?= |$)/, to: '．' },
  { pattern: /(?<=^\d{1,9})\)(?= |$)/, to: '）' },
];

/** For renderers that have formulas, or may have them. Prices in English are full of `$`, so others keep it. */
const formulas: readonly SafeTextRule[] = [{ pattern: /\$/g, to: '＄' }];

/**
 * Feishu and DingTalk: no escape is documented for both versions of their renderers (a backslash is shown, entities are
 * unspecified), so only look-alikes are right everywhere. Every `<` could open a tag: `<at id=all>`. Whether a bare
 * @所有人 mentions everyone is not documented. Discord: also `<@id>`, `<#id>`, `<t:…>` and `@everyone`;
 * `allowed_mentions` switches mentions off as well.
 * Source: https://discord.com/developers/docs/reference#message-formatting (2026-11)
 */
const cardMarkdown: readonly SafeTextRule[] = [
  ...fullMarkdown,
  { pattern: /</g, to: '＜' },
  { pattern: /@(?=everyone|here|all\b|所有人)/g, to: '＠' },
];

/** Characters that HTML text must not hold. Numeric entities would do, but these and `&quot;` are known everywhere. */
const entities: readonly SafeTextRule[] = [
  { pattern: /&/g, to: '&amp;' },
  { pattern: /</g, to: '&lt;' },
  { pattern: />/g, to: '&gt;' },
];
const htmlText: readonly SafeTextRule[] = [...entities, { pattern: /"/g, to: '&quot;' }];

/** A bare @name is linked and may notify; sendMessage cannot switch that off. */
const telegramText: readonly SafeTextRule[] = [...htmlText, { pattern: /@(?=\w)/g, to: '＠' }];

/**
 * Slack decodes exactly these three entities; `*`, `_`, `~` and `` ` `` have no escape. `<!channel>` cannot fire
 * without its `<`. Source: https://docs.slack.dev/messaging/formatting-message-text (2026-11)
 */
const slackText: readonly SafeTextRule[] = [
  ...entities,
  { pattern: /\*/g, to: '＊' },
  { pattern: /_/g, to: '＿' },
  { pattern: /~/g, to: '～' },
  { pattern: /`/g, to: "'" },
  { pattern: /^(?:&gt;)+/, to: '＞' },
];

/** What most rows of one syntax share. */
const plain = { syntax: 'plain', bold: noMark, quiet: noMark, link: plainLink } as const;
const markdown = { syntax: 'markdown', bold: ['**', '**'], quiet: noMark, link: markdownLink } as const;
const html = { syntax: 'html', bold: ['<b>', '</b>'], quiet: noMark, link: htmlLink } as const;
const bytes = { sizeOf: utf8Bytes, unit: 'bytes' } as const;
const characters = { sizeOf: codeUnits, unit: 'characters' } as const;

export const dialects: Readonly<Record<Format, Dialect>> = {
  // Source: https://developer.work.weixin.qq.com/document/path/91770, and what clients were seen to render.
  markdown: { ...markdown, ...bytes, rules: lookAlikes, quiet: ['<font color="comment">', '</font>'] },
  markdown_v2: { ...markdown, ...bytes, rules: [...fullMarkdown, ...formulas] },
  text: { ...plain, ...bytes, rules: lookAlikes },
  news: { ...plain, ...bytes, rules: lookAlikes, syntax: 'markdown' },
  feishu: {
    ...markdown,
    ...bytes,
    sizeOf: jsonBytes,
    rules: [...cardMarkdown, ...formulas],
    quiet: ["<font color='grey'>", '</font>'],
  },
  dingtalk: { ...markdown, ...bytes, sizeOf: jsonBytesWithBreaks, rules: [...cardMarkdown, ...formulas] },
  slack: {
    ...characters,
    syntax: 'mrkdwn',
    rules: slackText,
    bold: ['*', '*'],
    quiet: noMark,
    link: (label, url) => `<${url}|${label}>`,
  },
  discord: { ...markdown, ...characters, rules: cardMarkdown },
  mattermost: { ...markdown, ...characters, rules: [...cardMarkdown, { pattern: /@(?=\w)/g, to: '＠' }] },
  telegram: { ...html, ...characters, sizeOf: telegramUnits, rules: telegramText },
  mail: { ...html, ...bytes, rules: htmlText, quiet: ['<span style="color:#777">', '</span>'] },
  ntfy: { ...plain, ...bytes, rules: lookAlikes },
  // JSON: the program that reads it escapes for its own output.
  webhook: { ...plain, ...bytes, rules: [] },
};

function plainLink(label: string, url: string): string {
  return `${label}\n${url}`;
}

/** The unit of a dialect's limit, as a person reads it. */
export function unitName(format: Format): Phrase {
  return dialects[format].unit === 'bytes' ? phrase('字节', 'bytes') : phrase('字', 'characters');
}
