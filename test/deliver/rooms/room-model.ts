/**
 * How the rooms of other vendors judge a call, without a network: limits, signatures, rates and answers as their pages
 * have them, written without a look at src/deliver/rooms. Each also says what its readers see.
 */
import { createHmac } from 'node:crypto';
import { parseFragment } from './small-html.ts';

export type ModelKind = 'feishu' | 'dingtalk' | 'slack' | 'discord' | 'telegram' | 'mattermost' | 'ntfy' | 'webhook';

interface ModelCall {
  readonly method: string;
  readonly url: URL;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ModelAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A message as it stands in the room. */
interface Shown {
  readonly atMs: number;
  /** Without marks, line by line. */
  readonly text: string;
  /** Where its links lead. */
  readonly links: readonly string[];
  /** What a reader would see wrong, and everybody whom it mentions. */
  readonly problems: readonly string[];
}

export interface ModelOptions {
  /** Milliseconds on the room's own clock, which is never set. */
  nowMs(): number;
  /** The time that signatures are compared with. */
  now?(): Date;
  /** Signatures are wanted and checked. */
  readonly secret?: string | undefined;
  isKeyKnown?(): boolean;
  /** When the rooms were called that share a limit, this one included; each of their models has the same list. */
  readonly neighbours?: number[];
}

export interface RoomModel {
  readonly shown: readonly Shown[];
  /** How often it answered "too often". */
  readonly tooOften: number;
  judge(call: ModelCall): ModelAnswer;
}

type Fields = Readonly<Record<string, unknown>>;

interface Rules {
  /** So many in any window of so many milliseconds. */
  readonly rates: readonly (readonly [messages: number, windowMs: number])[];
  /** The same for all rooms of one bot, workspace, tenant or visitor. */
  readonly shared?: readonly (readonly [messages: number, windowMs: number])[];
  readonly overRate: ModelAnswer;
  readonly unknownKey: ModelAnswer;
  /** The answer to a message that may stand; or what is wrong with it. */
  judge(call: ModelCall, options: ModelOptions): ModelAnswer | Omit<Shown, 'atMs'>;
  readonly accepted: ModelAnswer;
  /** The answer to a call that posts nothing; undefined for one that posts. */
  probe?(call: ModelCall): ModelAnswer | undefined;
}

const json = (status: number, body: object): ModelAnswer => ({ status, body: JSON.stringify(body) });

export function createRoomModel(kind: ModelKind, options: ModelOptions): RoomModel {
  const { rates, shared = [], overRate, unknownKey, judge, accepted } = rules[kind];
  const shown: Shown[] = [];
  let counted: number[] = [];
  let tooOften = 0;
  return {
    shown,
    get tooOften() {
      return tooOften;
    },
    judge(call) {
      if (options.isKeyKnown?.() === false) return unknownKey;
      const nowMs = options.nowMs();
      counted = counted.filter((atMs) => atMs > nowMs - 24 * 60 * 60_000);
      const isOver = isOverRate(rates, counted, nowMs) || isOverRate(shared, options.neighbours ?? [], nowMs);
      counted.push(nowMs);
      options.neighbours?.push(nowMs);
      if (isOver) {
        tooOften += 1;
        return overRate;
      }
      const probed = rules[kind].probe?.(call);
      if (probed !== undefined) return probed;
      const judged = judge(call, options);
      if ('status' in judged) return judged;
      shown.push({ atMs: nowMs, ...judged });
      return accepted;
    },
  };
}

function isOverRate(rates: Rules['rates'], counted: readonly number[], nowMs: number): boolean {
  return rates.some(([messages, windowMs]) => counted.filter((at) => at > nowMs - windowMs).length >= messages);
}

const rules: Readonly<Record<ModelKind, Rules>> = {
  feishu: {
    rates: [
      [5, 1_000],
      [100, 60_000],
    ],
    shared: [
      [5, 1_000],
      [100, 60_000],
    ],
    overRate: json(200, { code: 11232, msg: 'frequency limited psm[lark.oapi.app_platform_runtime]' }),
    unknownKey: json(200, { code: 19001, msg: 'param invalid: incoming webhook access token invalid' }),
    accepted: json(200, { code: 0, msg: 'success', data: {} }),
    judge({ body }, { secret, now }) {
      if (Buffer.byteLength(body) > 20_000) return json(200, { code: 9499, msg: 'Bad Request' });
      const { timestamp, sign, msg_type, card } = JSON.parse(body) as Fields & { card: FeishuCard };
      if (secret !== undefined) {
        const right = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
        const ageMs = Math.abs((now?.().getTime() ?? 0) - Number(timestamp) * 1_000);
        if (sign !== right || ageMs > 3_600_000)
          return json(200, {
            code: 19021,
            msg: 'sign match fail or timestamp is not within one hour from current time',
          });
      }
      if (msg_type !== 'interactive' || card?.schema !== '2.0') return json(200, { code: 9499, msg: 'Bad Request' });
      const title = card.header?.title.content ?? '';
      const text = card.body.elements.map(({ content }) => content).join('\n');
      const markdown = text === title ? '' : text;
      const seen = readMarkdown(markdown, { tags: /<\/?font(?: color='grey')?>/g });
      return {
        ...seen,
        text: [title, seen.text].filter((part) => part !== '').join('\n'),
        problems: [...seen.problems, ...plainProblems(title)],
      };
    },
  },
  dingtalk: {
    rates: [[20, 60_000]],
    overRate: json(200, { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }),
    unknownKey: json(200, { errcode: 300005, errmsg: 'token is not exist' }),
    accepted: json(200, { errcode: 0, errmsg: 'ok' }),
    judge({ url, body }, { secret, now }) {
      if (secret !== undefined) {
        const timestamp = url.searchParams.get('timestamp');
        const right = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
        const ageMs = Math.abs((now?.().getTime() ?? 0) - Number(timestamp));
        if (url.searchParams.get('sign') !== right || ageMs > 3_600_000)
          return json(200, { errcode: 310000, errmsg: 'sign not match' });
      }
      if (Buffer.byteLength(body) > 20_000)
        return json(200, { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' });
      const { msgtype, markdown, at } = JSON.parse(body) as {
        msgtype: string;
        markdown: { title: string; text: string };
        at: { isAtAll: boolean };
      };
      if (msgtype !== 'markdown') return json(200, { errcode: 400105, errmsg: 'unsupported msgtype' });
      // A line ends after two spaces, or at a blank line.
      const joined = markdown.text
        .split('\n')
        .some((line, index, lines) => line !== '' && (lines[index + 1] ?? '').trim() !== '' && !line.endsWith('  '));
      const seen = readMarkdown(markdown.text.replace(/ {2}$/gm, ''), {});
      const more = [...(joined ? ['lines run together'] : []), ...(at.isAtAll ? ['mentions all'] : [])];
      return { ...seen, problems: [...seen.problems, ...more] };
    },
  },
  slack: {
    rates: [[1, 1_000]],
    shared: [[1, 1_000]],
    overRate: { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } },
    unknownKey: { status: 404, body: 'no_service' },
    accepted: { status: 200, body: 'ok' },
    judge({ body }) {
      const { text, blocks } = JSON.parse(body) as {
        text: string;
        blocks: readonly { type: string; text: { type: string; text: string } }[];
      };
      if (!text) return { status: 400, body: 'no_text' };
      const texts = blocks.map((block) => block.text.text);
      const isRight =
        blocks.length <= 50 &&
        texts.every((one) => one.length >= 1 && one.length <= 3_000) &&
        texts.join('').length <= 9_500;
      if (!isRight) return { status: 400, body: 'invalid_blocks' };
      return readMrkdwn(texts.join('\n'));
    },
  },
  discord: {
    rates: [
      [5, 2_000],
      [30, 60_000],
    ],
    shared: [[50, 1_000]],
    overRate: json(429, { message: 'You are being rate limited.', retry_after: 1.25, global: false }),
    unknownKey: json(404, { message: 'Unknown Webhook', code: 10015 }),
    accepted: json(200, { id: '1', type: 0 }),
    probe: ({ method }) => (method === 'GET' ? json(200, { id: '1234', type: 1, name: 'digest' }) : undefined),
    judge({ url, body }) {
      if (url.searchParams.get('wait') !== 'true') return { status: 204, body: '' };
      const {
        content = '',
        embeds = [],
        allowed_mentions,
      } = JSON.parse(body) as {
        content?: string;
        embeds?: readonly { description: string }[];
        allowed_mentions?: { parse: readonly string[] };
      };
      const text = [content, ...embeds.map(({ description }) => description)].join('\n');
      const isRight = content.length <= 2_000 && embeds.every(({ description }) => description.length <= 4_096);
      if (!isRight) return json(400, { message: 'Invalid Form Body', code: 50035 });
      if (text.trim() === '') return json(400, { message: 'Cannot send an empty message', code: 50006 });
      const seen = readMarkdown(text, {});
      return {
        ...seen,
        problems: [...seen.problems, ...(allowed_mentions?.parse.length === 0 ? [] : ['may mention'])],
      };
    },
  },
  telegram: {
    rates: [
      [1, 1_000],
      [20, 60_000],
    ],
    shared: [[30, 1_000]],
    overRate: json(429, {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 17',
      parameters: { retry_after: 17 },
    }),
    unknownKey: json(401, { ok: false, error_code: 401, description: 'Unauthorized' }),
    accepted: json(200, { ok: true, result: { message_id: 1 } }),
    probe({ url, body }) {
      if (!url.pathname.endsWith('/getChat')) return undefined;
      const { chat_id } = JSON.parse(body) as { chat_id?: string };
      if (chat_id?.startsWith('-100'))
        return json(200, { ok: true, result: { id: Number(chat_id), type: 'supergroup' } });
      return json(400, { ok: false, error_code: 400, description: 'Bad Request: chat not found' });
    },
    judge({ body }) {
      const { text, parse_mode, chat_id } = JSON.parse(body) as { text: string; parse_mode: string; chat_id: string };
      const refuse = (description: string) =>
        json(400, { ok: false, error_code: 400, description: `Bad Request: ${description}` });
      if (!chat_id) return refuse('chat_id is empty');
      if (parse_mode !== 'HTML') return refuse('unsupported parse_mode');
      const parsed = parseFragment(text, {
        tags: ['b', 'i', 'u', 's', 'a', 'code', 'pre', 'blockquote'],
        entities: ['lt', 'gt', 'amp', 'quot'],
      });
      if (parsed === undefined) return refuse("can't parse entities");
      if (parsed.text.trim() === '') return refuse('message text is empty');
      if (parsed.text.length > 4_096) return refuse('message is too long');
      const problems = [
        ...(parsed.entities > 100 ? ['formatting dropped'] : []),
        ...(parsed.text.isWellFormed() ? [] : ['lone surrogate']),
        ...(/(^|\W)@\w/.test(parsed.text) ? ['mention'] : []),
      ];
      return { text: parsed.text, links: parsed.links, problems };
    },
  },
  mattermost: {
    rates: [[10, 1_000]],
    shared: [[10, 1_000]],
    overRate: { status: 429, body: '' },
    unknownKey: json(400, { id: 'web.incoming_webhook.invalid.app_error', status_code: 400 }),
    accepted: { status: 200, body: 'ok' },
    judge({ body }) {
      const { text } = JSON.parse(body) as { text: string };
      if (text.trim() === '') return json(400, { id: 'web.incoming_webhook.text.app_error', status_code: 400 });
      const seen = readMarkdown(text, {});
      const split = text.length > 16_383 ? ['split by the server'] : [];
      return { ...seen, problems: [...seen.problems, ...split, ...(/@\w/.test(seen.text) ? ['mention'] : [])] };
    },
  },
  ntfy: {
    // A bucket of 60 that gets one back every 5 s: more slowly than so it never runs dry.
    rates: [[60, 300_000]],
    shared: [[60, 300_000]],
    overRate: json(429, {
      code: 42901,
      http: 429,
      error: 'limit reached: too many requests',
      link: 'https://ntfy.sh/docs/publish/#limitations',
    }),
    unknownKey: json(403, { code: 40301, http: 403, error: 'forbidden' }),
    accepted: json(200, { id: 'x', time: 1, event: 'message', topic: 'news' }),
    judge({ headers, body }, { secret }) {
      if (secret !== undefined && headers.authorization !== `Bearer ${secret}`)
        return json(401, { code: 40101, http: 401, error: 'unauthorized' });
      const { topic, title = '', message } = JSON.parse(body) as { topic: string; title?: string; message: string };
      if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return json(400, { code: 40009, http: 400, error: 'invalid topic' });
      if (Buffer.byteLength(title) > 1_024) return json(400, { code: 40057, http: 400, error: 'title too long' });
      const text = title === '' ? message : `${title}\n${message}`;
      const attached = Buffer.byteLength(message) > 4_096 ? ['became an attachment'] : [];
      return { text, links: text.match(/https?:\/\/\S+/g) ?? [], problems: [...attached, ...plainProblems(text)] };
    },
  },
  webhook: {
    rates: [],
    overRate: { status: 429, body: '' },
    unknownKey: { status: 410, body: 'gone' },
    accepted: { status: 204, body: '' },
    judge({ headers, body }, { secret, now }) {
      if (secret !== undefined) {
        const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
        const [id, seconds] = [headers['webhook-id'], headers['webhook-timestamp']];
        const right = `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
        const ageMs = Math.abs((now?.().getTime() ?? 0) - Number(seconds) * 1_000);
        if (headers['webhook-signature'] !== right || ageMs > 300_000) return { status: 401, body: 'bad signature' };
      }
      const { specversion, id, data } = JSON.parse(body) as { specversion: string; id: string; data: JsonEdition };
      if (specversion !== '1.0' || id !== headers['webhook-id']) return { status: 400, body: 'not a CloudEvent' };
      if (Buffer.byteLength(body) > 20_480) return { status: 413, body: 'too large' };
      const rows = data.stories ?? [];
      const text = data.text ?? rows.map(({ number, title }) => `${number}. ${title}`).join('\n');
      const links = rows.flatMap((row) => [row.url, ...row.links.map(({ url }) => url)]);
      return { text, links, problems: text.isWellFormed() ? [] : ['lone surrogate'] };
    },
  },
};

interface FeishuCard {
  readonly schema: string;
  readonly header?: { readonly title: { readonly content: string } };
  readonly body: { readonly elements: readonly { readonly content: string }[] };
}

interface JsonEdition {
  readonly text?: string;
  readonly stories?: readonly {
    readonly number: number;
    readonly title: string;
    readonly url: string;
    readonly links: readonly { readonly url: string }[];
  }[];
}

function plainProblems(text: string): readonly string[] {
  return [
    ...(text.includes('\uFFFD') ? ['U+FFFD'] : []),
    ...(text.isWellFormed() ? [] : ['lone surrogate']),
    ...(/&(?:[a-z]+|#\d+);/i.test(text) ? ['entity'] : []),
  ];
}

/** Markdown as Feishu, DingTalk and Discord read it: links, bold, tags; every other mark is a fault. */
function readMarkdown(source: string, { tags }: { readonly tags?: RegExp }): Omit<Shown, 'atMs'> {
  const problems: string[] = [...plainProblems(source)];
  const opened = source.match(/<font/g)?.length ?? 0;
  if (opened !== (source.match(/<\/font>/g)?.length ?? 0)) problems.push('unbalanced <font>');
  const untagged = tags === undefined ? source : source.replace(tags, '');
  const links: string[] = [];
  const text = untagged.replace(/\[([^[\]\n]+)\]\((https?:\/\/[^()\s]+)\)/g, (_, label: string, url: string) => {
    links.push(url);
    return label;
  });
  if (text.includes('](') || /[[\]]/.test(text)) problems.push('half link');
  if (text.split('\n').some((line) => line.split('**').length % 2 === 0)) problems.push('unbalanced **');
  const bare = text.replace(/\*\*/g, '');
  for (const [mark, pattern] of foreignMarks) if (pattern.test(bare)) problems.push(mark);
  return { text: bare, links, problems };
}

const foreignMarks: readonly (readonly [string, RegExp])[] = [
  ['italic', /\*[^*\s]/],
  ['tag or mention', /<[a-z!@#:/]/i],
  ['code', /`/],
  ['strike', /~~/],
  ['spoiler', /\|\|/],
  ['backslash', /\\[!-/:-@[-`{-~]/],
  ['heading', /^#{1,6} /m],
  ['quote', /^>/m],
  ['everyone', /@(everyone|here)/],
  ['address in a text', /https?:\/\//],
];

/** mrkdwn: `<url|label>`, `*bold*`, three entities. */
function readMrkdwn(source: string): Omit<Shown, 'atMs'> {
  const problems: string[] = [];
  const links: string[] = [];
  if (!source.isWellFormed() || source.includes('\uFFFD')) problems.push('broken text');
  const unlinked = source.replace(/<(https?:\/\/[^|<>\s]+)\|([^<>\n]*)>/g, (_, url: string, label: string) => {
    links.push(url.replaceAll('&amp;', '&'));
    return label;
  });
  if (/[<>]/.test(unlinked)) problems.push('mention or tag');
  if (/&(?!(?:amp|lt|gt);)/.test(unlinked)) problems.push('bare &');
  if (/[_~`]/.test(unlinked)) problems.push('mark');
  if (unlinked.split('\n').some((line) => line.split('*').length % 2 === 0)) problems.push('unbalanced *');
  if (/https?:\/\//.test(unlinked)) problems.push('address in a text');
  const text = unlinked.replaceAll('*', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return { text, links, problems };
}
