/**
 * Feishu and Lark custom bots: a card with markdown.
 * Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (2025-03)
 */
import { createHmac } from 'node:crypto';
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { type Fields, fieldsOf, jsonPost, strangeAnswer, titled, tooOften } from './http.ts';
import type { Room } from './room.ts';

/** The page says 5 a second and 100 a minute for a tenant and a bot. The address does not reveal the tenant. */
const tenantRates = [
  { messages: 1, windowMs: 300 },
  { messages: 90, windowMs: 60_000 },
];

export const feishu = {
  kind: 'feishu',
  limits: {
    // The page says 20 KB for the whole body; libraries measured more and less. This is the smallest value, minus the card.
    message: 18_500,
    rates: tenantRates,
    shared: { rates: tenantRates, nameOf: ({ hostname }) => `feishu ${hostname}` },
    restMs: 60_000,
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
  // The header is plain text. The dialect has no entities, so the first line needs no conversion.
  const { title, rest } = titled(content, 200);
  const elements = [{ tag: 'markdown', content: rest === '' ? title : rest }];
  const header = title === '' ? {} : { header: { title: { tag: 'plain_text', content: title }, template: 'blue' } };
  return { schema: '2.0', ...header, body: { elements } };
}

/** HMAC-SHA256 of an empty text with time and secret as the key, unlike DingTalk. Valid for an hour. */
export function feishuSign(seconds: number, secret: string): string {
  return createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64');
}

function signatureOf(secret: string, now: Date): Fields {
  const seconds = Math.floor(now.getTime() / 1_000);
  return { timestamp: String(seconds), sign: feishuSign(seconds, secret) };
}

/** Nearly everything has HTTP 200. Success is `code` 0, or `StatusCode` 0 from old servers without `code`. */
function readAnswer(answer: Answer): Outcome {
  const fields = fieldsOf(answer);
  const code = fields?.code ?? fields?.StatusCode;
  if (fields === undefined || typeof code !== 'number') return strangeAnswer(answer);
  const message = String(fields.msg ?? '');
  if (code === 0) return { kind: 'accepted' };
  if (code === 11232 || (code === 9499 && /too many|frequency/i.test(message))) return tooOften();
  // 19001 means an unknown token or a wrong parameter; only the message distinguishes them.
  if (keyCodes.has(code) || (code === 19001 && !/param invalid: (?!incoming webhook)/i.test(message)))
    return { kind: 'key-refused', errcode: code };
  return { kind: 'refused', errcode: code };
}

/** Wrong signature or clock; IP address or keyword not on the bot's list. */
const keyCodes: ReadonlySet<number> = new Set([19021, 19022, 19024]);
