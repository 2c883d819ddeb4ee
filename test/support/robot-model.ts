/** A model of a WeCom group robot without a network, for the stand-in robot and for simulations. */
import { hash } from 'node:crypto';
import { imageBytes, robotRate, wecomLimits } from '../../src/deliver/wecom.ts';
import { readerProblems } from './reader-problems.ts';

/**
 * How the robot counts. It is not known which one is right; a correct client never gets 45009 under any of them.
 * `sliding`: 20 in any 60 s. `fixed`: 20 in each clock minute. `sliding+block`: like `sliding`, and after the first 45009
 * all calls are refused for 60 s.
 */
export type RateModel = 'sliding' | 'fixed' | 'sliding+block';

interface RobotCall {
  readonly contentType: string;
  readonly key: string;
  /** The raw body of the POST. */
  readonly body: string;
}

/** A message in the group. */
export interface Received {
  readonly atMs: number;
  readonly msgtype: string;
  /** The visible content; for news the articles as JSON, for types without content the payload as JSON. */
  readonly content: string;
  readonly body: string;
}

export interface RobotModelOptions {
  readonly rateModel?: RateModel;
  /** Milliseconds on the robot's own clock, which is never set. */
  nowMs(): number;
  /** The errcode for a key; 0: it is valid. @default every key is valid */
  keyErrcode?(key: string): number;
  /** @default true */
  readonly countsRefused?: boolean;
}

export interface RobotModel {
  readonly received: readonly Received[];
  /** Faults in received messages that readers see, with the number of the message from 1. */
  readerProblems(): readonly string[];
  /** Judges a call. It is in flight until `end`; a concurrent second call is refused. */
  begin(call: RobotCall): { readonly errcode: number; end(): void };
}

export function createRobotModel(options: RobotModelOptions): RobotModel {
  const { nowMs, rateModel = 'sliding', countsRefused = true } = options;
  const received: Received[] = [];
  const quota = createQuota(rateModel, nowMs);
  let inFlight = 0;

  function judge(call: RobotCall): number {
    if (!/^application\/json\b/i.test(call.contentType)) return 40008;
    const keyErrcode = options.keyErrcode?.(call.key) ?? 0;
    if (keyErrcode !== 0) return keyErrcode;
    if (inFlight > 0) return 45033;
    if (!quota.admits()) return 45009;
    const payload = parsePayload(call.body);
    const errcode = payload === undefined ? 40008 : judgePayload(payload);
    if (errcode === 0 && payload) received.push({ atMs: nowMs(), body: call.body, ...contentOf(payload) });
    if (errcode === 0 || countsRefused) quota.count();
    return errcode;
  }

  return {
    received,
    readerProblems: () =>
      received.flatMap(({ msgtype, content }, index) =>
        readerProblems(msgtype, content).map((problem) => `message ${index + 1}: ${problem}`),
      ),
    begin(call) {
      const errcode = judge(call);
      let isOpen = true;
      inFlight += 1;
      const end = () => {
        if (isOpen) inFlight -= 1;
        isOpen = false;
      };
      return { errcode, end };
    },
  };
}

function createQuota(rateModel: RateModel, nowMs: () => number) {
  const { messages, windowMs } = robotRate;
  let counted: number[] = [];
  let blockedUntilMs = Number.NEGATIVE_INFINITY;
  const isInWindow = (atMs: number) =>
    rateModel === 'fixed' ? Math.floor(atMs / windowMs) === Math.floor(nowMs() / windowMs) : atMs > nowMs() - windowMs;
  return {
    /** Refused calls count too, so each retry makes it worse. */
    admits(): boolean {
      counted = counted.filter(isInWindow);
      if (nowMs() >= blockedUntilMs && counted.length < messages) return true;
      if (rateModel === 'sliding+block' && nowMs() >= blockedUntilMs) blockedUntilMs = nowMs() + windowMs;
      counted.push(nowMs());
      return false;
    },
    count: () => void counted.push(nowMs()),
  };
}

// ── Content ──

type Fields = Readonly<Record<string, unknown>>;
interface RawPayload {
  readonly msgtype: string;
  readonly fields: Fields;
}

function parsePayload(body: string): RawPayload | undefined {
  try {
    const payload = JSON.parse(body) as Fields;
    const { msgtype } = payload;
    if (typeof msgtype !== 'string') return undefined;
    return { msgtype, fields: (payload[msgtype] ?? {}) as Fields };
  } catch {
    return undefined;
  }
}

function judgePayload({ msgtype, fields }: RawPayload): number {
  switch (msgtype) {
    case 'text':
      return judgeText(fields);
    case 'markdown':
      return judgeContent(fields.content, wecomLimits.markdown);
    case 'markdown_v2':
      return judgeContent(fields.content, wecomLimits.markdown_v2);
    case 'image':
      return judgeImage(fields);
    case 'news':
      return judgeNews(fields.articles);
    case 'file':
    case 'voice':
      // Nothing can be uploaded here, so no media_id is known.
      return 40007;
    default:
      return 40008;
  }
}

function judgeText({ content, mentioned_list: users, mentioned_mobile_list: mobiles }: Fields): number {
  const calls = [users, mobiles].some((list) => Array.isArray(list) && list.length > 0);
  if (content === '' && calls) return 0;
  return judgeContent(content, wecomLimits.text);
}

function judgeContent(content: unknown, limitBytes: number): number {
  if (typeof content !== 'string' || content === '') return 44004;
  return Buffer.byteLength(content) > limitBytes ? 40058 : 0;
}

function judgeImage({ base64, md5 }: Fields): number {
  if (typeof base64 !== 'string' || base64 === '') return 44004;
  const raw = Buffer.from(base64, 'base64');
  if (raw.length > imageBytes) return 40009;
  return hash('md5', raw) === md5 ? 0 : 301019;
}

function judgeNews(articles: unknown): number {
  if (!Array.isArray(articles) || articles.length === 0) return 44004;
  if (articles.length > wecomLimits.news.articles) return 45008;
  for (const { title, url } of articles as Fields[]) {
    if (typeof title !== 'string' || title === '') return 44004;
    const isUrl = typeof url === 'string' && /^https?:\/\//.test(url);
    if (!isUrl || Buffer.byteLength(url) > wecomLimits.news.urlBytes) return 40039;
  }
  return 0;
}

function contentOf({ msgtype, fields }: RawPayload): Pick<Received, 'msgtype' | 'content'> {
  if (typeof fields.content === 'string') return { msgtype, content: fields.content };
  return { msgtype, content: JSON.stringify(msgtype === 'news' ? fields.articles : fields) };
}
