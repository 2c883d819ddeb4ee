/**
 * DingTalk custom robots: markdown.
 * Source: https://open.dingtalk.com/document/robots/custom-robot-access (2026-09)
 */
import { createHmac } from 'node:crypto';
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { fieldsOf, jsonPost, notification, strangeAnswer, tooOften } from './http.ts';
import type { Room } from './room.ts';

export const dingtalk = {
  kind: 'dingtalk',
  limits: {
    // Refused with 460101 from 20,000 bytes; it is not known whether the field or the body counts.
    message: 18_000,
    rates: [{ messages: 18, windowMs: 60_000 }],
    // The page says: over 20 messages a minute the robot is blocked for ten minutes.
    restMs: 10 * 60_000,
  },
  keyOf: ({ searchParams }) => `dingtalk ${searchParams.get('access_token')}`,
  wire: {
    protocol: 'http',
    request: ({ url, body, secret, now }) =>
      jsonPost(secret === undefined ? url : signed(url, secret, now), JSON.stringify(messageOf(body.content))),
    readAnswer,
  },
} satisfies Room;

function messageOf(content: string) {
  // The title is only for the notification, so the text repeats it.
  const title = notification(content, 120);
  // A line break needs two spaces before it.
  const text = content.replaceAll('\n', '  \n');
  return { msgtype: 'markdown', markdown: { title, text }, at: { isAtAll: false } };
}

/** HMAC-SHA256 of time and secret, under the secret. Valid for an hour on either side. */
export function dingtalkSign(milliseconds: number, secret: string): string {
  return createHmac('sha256', secret).update(`${milliseconds}\n${secret}`).digest('base64');
}

function signed(url: URL, secret: string, now: Date): URL {
  const address = new URL(url);
  address.searchParams.set('timestamp', String(now.getTime()));
  address.searchParams.set('sign', dingtalkSign(now.getTime(), secret));
  return address;
}

/** Errors have HTTP 200. A burst is refused without an errcode: `{"status":1111,"wait":5}`. */
function readAnswer(answer: Answer): Outcome {
  const fields = fieldsOf(answer);
  const code = fields?.errcode;
  if (fields?.status === 1111) return tooOften();
  if (fields === undefined || typeof code !== 'number') return strangeAnswer(answer);
  if (code === 0) return { kind: 'accepted' };
  if (code === -1) return { kind: 'unsure', cause: 'busy' };
  // Sources disagree about 300001, so the message decides.
  const isRate = code === 300001 && /freq|limit|often|频/i.test(String(fields.errmsg ?? ''));
  if (rateCodes.has(code) || isRate) return tooOften();
  return keyCodes.has(code) ? { kind: 'key-refused', errcode: code } : { kind: 'refused', errcode: code };
}

const rateCodes: ReadonlySet<number> = new Set([130101, 410100]);
/** 310000: keyword, signature or IP address; the others: the token, the robot or its group. */
const keyCodes: ReadonlySet<number> = new Set([310000, 300001, 300005, 400101, 400102, 400106, 400013]);
