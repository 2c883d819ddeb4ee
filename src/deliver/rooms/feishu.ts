/**
 * Feishu and Lark custom bots: a card with markdown.
 * Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (2025-03)
 */
import { createHmac } from 'node:crypto';
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { type Fields, fieldsOf, jsonPost, strangeAnswer, titled, tooOften } from './http.ts';
import type { Room } from './room.ts';

/** The page says 5 a second and 100 a minute for a tenant and a bot. An address does not tell its tenant. */
const tenantRates = [
  { messages: 1, windowMs: 300 },
  { messages: 90, windowMs: 60_000 },
];

export const feishu = {
  kind: 'feishu',
  limits: {
    // The page says 20 KB for the whole body; one library measured more, another less: the least of them, minus the card.
    message: 18_500,
    rates: tenantRates,
    shared: { rates: tenantRates, nameOf: ({ hostname }) => `feishu ${hostname}` },
    restMs: 60_000,
    published: undefined,
  },
  keyOf: ({ pathname }) => `feishu ${pathname}`,
  wire: {
    protocol: 'http',
    request({ url, body, secret, now }) {
      const card = { msg_type: 'interactive', card: cardOf(body.content) };
      return jsonPost(url, JSON.stringify(secret === undefined ? card : { ...signatureOf(secret, now), ...card }));
    },
    readAnswer,
  },
} satisfies Room;

function cardOf(content: string) {
  // The header is plain text, and the dialect has no entities: the first line is the same in both.
  const { title, rest } = titled(content, 200);
  const elements = [{ tag: 'markdown', content: rest === '' ? title : rest }];
  const header = title === '' ? {} : { header: { title: { tag: 'plain_text', content: title }, template: 'blue' } };
  return { schema: '2.0', ...header, body: { elements } };
}

/** HMAC-SHA256 of nothing, under a key of time and secret: unlike DingTalk's. Valid for an hour. */
export function feishuSign(seconds: number, secret: string): string {
  return createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64');
}

function signatureOf(secret: string, now: Date): Fields {
  const seconds = Math.floor(now.getTime() / 1_000);
  return { timestamp: String(seconds), sign: feishuSign(seconds, secret) };
}

/** HTTP 200 for nearly everything; sent is `code` 0, or `StatusCode` 0 where an old server has no `code`. */
function readAnswer(answer: Answer): Outcome {
  const fields = fieldsOf(answer);
  const code = fields?.code ?? fields?.StatusCode;
  if (fields === undefined || typeof code !== 'number') return strangeAnswer(answer);
  const message = String(fields.msg ?? '');
  if (code === 0) return { kind: 'accepted' };
  if (code === 11232 || (code === 9499 && /too many|frequency/i.test(message))) return tooOften();
  // 19001 is a token that is not known, or a parameter that is wrong: only the words tell them apart.
  if (keyCodes.has(code) || (code === 19001 && !/param invalid: (?!incoming webhook)/i.test(message)))
    return { kind: 'key-refused', errcode: code };
  return { kind: 'refused', errcode: code };
}

/** The signature or the clock is wrong; the IP address or the keyword is not on the bot's list. */
const keyCodes: ReadonlySet<number> = new Set([19021, 19022, 19024]);
