/**
 * Payloads and limits of WeCom (企业微信) group robots. answer.ts interprets their answers.
 * Source: https://developer.work.weixin.qq.com/document/path/91770, error codes path/90313, frequency path/90454.
 */
import { hash } from 'node:crypto';
import { phrase } from '../ground/phrase.ts';
import type { Message, MessageLimits, Phrase, Problem, WecomFormat } from '../model.ts';

/** Limits of a composed message. Bytes are UTF-8 bytes of the decoded string, not of its JSON. */
export const wecomLimits: Pick<MessageLimits, WecomFormat> = {
  markdown: 4096,
  markdown_v2: 4096,
  /** The page says 2048; an error message of the server once said 5120. A longer text is refused (40058). */
  text: 2048,
  /** The robot silently cuts longer titles and descriptions, so we treat these as limits. */
  news: { articles: 8, titleBytes: 128, descriptionBytes: 512, urlBytes: 1024 },
};

/** The size limit of a picture before base64. */
export const imageBytes = 2 * 1024 * 1024;

/**
 * The limit on the page. It does not say whether the window slides, and clients that send exactly 20 still get 45009. We
 * send fewer (WECOM_RATE), so 45009 below this rate means that another program sends too.
 */
export const robotRate = { messages: 20, windowMs: 60_000 } as const;

// ── Payloads ────────────────────────────────────────────────────────────────────────────────────────

/** The JSON of one POST. Mentions work only in `text`; the robot ignores them elsewhere. */
export type Payload =
  | { readonly msgtype: 'text'; readonly text: Text }
  | { readonly msgtype: 'markdown'; readonly markdown: { readonly content: string } }
  | { readonly msgtype: 'markdown_v2'; readonly markdown_v2: { readonly content: string } }
  | { readonly msgtype: 'image'; readonly image: { readonly base64: string; readonly md5: string } }
  | { readonly msgtype: 'news'; readonly news: { readonly articles: readonly Article[] } };

interface Text {
  readonly content: string;
  readonly mentioned_list?: readonly string[];
  readonly mentioned_mobile_list?: readonly string[];
}

/** One card of a `news` message. Without a picture, `picurl` is omitted. */
export interface Article {
  readonly title: string;
  readonly description?: string;
  readonly url: string;
  readonly picurl?: string;
}

/** The people to mention: userids and mobile numbers; both may contain `@all`. */
export interface Mentions {
  readonly userids: readonly string[];
  readonly mobiles: readonly string[];
}

/** Splits a mixed list (`ALERT_MENTION`, `reminders[].mention`) into userids, including `@all`, and mobile numbers. */
export function mentionsOf(names: readonly string[]): Mentions {
  const isMobile = (name: string) => /^\+?\d{7,15}$/.test(name);
  return { userids: names.filter((name) => !isMobile(name)), mobiles: names.filter(isMobile) };
}

/** A `text` message, the only type in which a mention notifies a person. */
export function textPayload(content: string, mentions?: Mentions): Payload {
  return {
    msgtype: 'text',
    text: {
      content,
      ...(mentions?.userids.length ? { mentioned_list: mentions.userids } : {}),
      ...(mentions?.mobiles.length ? { mentioned_mobile_list: mentions.mobiles } : {}),
    },
  };
}

/** A picture from its raw bytes. */
export function imagePayload(bytes: Uint8Array): Payload {
  const raw = Buffer.from(bytes);
  return {
    msgtype: 'image',
    image: { base64: raw.toString('base64'), md5: hash('md5', raw) },
  };
}

/** One to eight cards. */
export function newsPayload(articles: readonly Article[]): Payload {
  return { msgtype: 'news', news: { articles } };
}

/**
 * The payload of a composed message.
 * @throws {TypeError} for a dialect of another room, {SyntaxError} when the content of a `news` message is not JSON; both
 * are bugs
 */
export function payloadOf(message: Pick<Message, 'msgtype' | 'content'>): Payload {
  switch (message.msgtype) {
    case 'text':
      return textPayload(message.content);
    case 'markdown':
      return { msgtype: 'markdown', markdown: { content: message.content } };
    case 'markdown_v2':
      return { msgtype: 'markdown_v2', markdown_v2: { content: message.content } };
    case 'news':
      return newsPayload(JSON.parse(message.content) as Article[]);
    default:
      throw new TypeError(`Expected a message for WeCom, got one in the dialect ${message.msgtype}`);
  }
}

/**
 * The body to store and to POST, byte for byte.
 * @throws {RangeError} when the payload exceeds a limit; the caller should have called `checkPayload`
 */
export function toBody(payload: Payload): string {
  const exceeded = checkPayload(payload);
  if (exceeded) throw new RangeError(exceeded.what.en);
  return JSON.stringify(payload);
}

// ── Limits ──────────────────────────────────────────────────────────────────────────────────────────

/** What is wrong with a payload, by how much, and what to do. */
export type Exceeded = Pick<Problem, 'what' | 'remedy'>;

/** The parts of a message as the person who writes one knows them. */
const words = {
  message: phrase('消息', 'The message'),
  picture: phrase('图片', 'The picture'),
  title: phrase('标题', 'The title'),
  description: phrase('摘要', 'The description'),
  url: phrase('链接', 'The URL'),
};

/** The first limit that the payload exceeds; undefined when the robot would accept it. */
export function checkPayload(payload: Payload): Exceeded | undefined {
  switch (payload.msgtype) {
    case 'text': {
      const { content, mentioned_list: users = [], mentioned_mobile_list: mobiles = [] } = payload.text;
      // The robot accepts empty content with mentions, which notifies people without a text.
      const mayBeEmpty = users.length + mobiles.length > 0;
      return content === '' && mayBeEmpty ? undefined : checkText(words.message, content, wecomLimits.text);
    }
    case 'markdown':
      return checkText(words.message, payload.markdown.content, wecomLimits.markdown);
    case 'markdown_v2':
      return checkText(words.message, payload.markdown_v2.content, wecomLimits.markdown_v2);
    case 'image':
      return checkImage(payload.image);
    case 'news':
      return checkNews(payload.news.articles);
  }
}

function checkText(field: Phrase, value: string, limit: number): Exceeded | undefined {
  return value === '' ? empty(field) : checkBytes(field, value, limit);
}

function checkBytes(field: Phrase, value: string, allowed: number): Exceeded | undefined {
  const actual = Buffer.byteLength(value);
  if (actual <= allowed) return undefined;
  const what = phrase(
    `${field['zh-CN']}有 ${actual} 字节，上限 ${allowed}，超出 ${actual - allowed} 字节`,
    `${field.en} has ${actual} bytes, the limit is ${allowed}: ${actual - allowed} too many`,
  );
  return { what, remedy: phrase('缩短内容（一个汉字 3 字节）', 'Shorten it (a Chinese character is 3 bytes)') };
}

function checkImage({ base64 }: { readonly base64: string }): Exceeded | undefined {
  const raw = Buffer.from(base64, 'base64');
  if (raw.length === 0) return empty(words.picture);
  const [actual, allowed] = [raw.length, imageBytes];
  if (actual > allowed) {
    const what = phrase(
      `图片有 ${actual} 字节，上限 ${allowed}（2 MB），超出 ${actual - allowed} 字节`,
      `The picture has ${actual} bytes, the limit is ${allowed} (2 MB): ${actual - allowed} too many`,
    );
    return { what, remedy: phrase('缩小或压缩图片', 'Scale it down or compress it') };
  }
  const isPng = raw.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  const isJpeg = raw.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]));
  if (isPng || isJpeg) return undefined;
  return {
    what: phrase('图片不是 PNG 或 JPG', 'The picture is neither PNG nor JPG'),
    remedy: phrase('转换格式', 'Convert it'),
  };
}

function checkNews(articles: readonly Article[]): Exceeded | undefined {
  const [actual, allowed] = [articles.length, wecomLimits.news.articles];
  if (actual === 0) return empty(words.message);
  if (actual > allowed) {
    const what = phrase(
      `news 有 ${actual} 篇文章，上限 ${allowed}，多出 ${actual - allowed} 篇`,
      `news has ${actual} articles, the limit is ${allowed}: ${actual - allowed} too many`,
    );
    return { what, remedy: phrase('分成几条消息', 'Send several messages') };
  }
  return articles.map(checkArticle).find((exceeded) => exceeded !== undefined);
}

function checkArticle({ title, description = '', url, picurl }: Article): Exceeded | undefined {
  return (
    checkText(words.title, title, wecomLimits.news.titleBytes) ??
    checkBytes(words.description, description, wecomLimits.news.descriptionBytes) ??
    checkUrl(words.url, url) ??
    (picurl === undefined ? undefined : checkUrl(words.picture, picurl))
  );
}

function checkUrl(field: Phrase, url: string): Exceeded | undefined {
  if (URL.canParse(url) && /^https?:\/\//i.test(url)) return checkBytes(field, url, wecomLimits.news.urlBytes);
  return {
    what: phrase(`${field['zh-CN']}不是完整的 http(s) 地址`, `${field.en} is not an absolute http(s) URL`),
    remedy: phrase('写出完整的地址，以 https:// 开头', 'Write the whole address, starting with https://'),
  };
}

function empty(field: Phrase): Exceeded {
  const what = phrase(`${field['zh-CN']}是空的`, `${field.en} is empty`);
  return { what, remedy: phrase('写入内容', 'Add content') };
}
