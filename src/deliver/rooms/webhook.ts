/**
 * The user's own webhook: the edition as JSON in a CloudEvents envelope, signed according to Standard Webhooks 1.0.0.
 * Sources: https://github.com/standard-webhooks/standard-webhooks, https://github.com/cloudevents/spec (1.0.2).
 * docs/rooms.md documents the fields.
 */
import { createHmac } from 'node:crypto';
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { longestRestMs, retryAfter, strangeAnswer, tooOften } from './http.ts';
import type { HttpRequest, Room, RoomCall } from './room.ts';

export const webhook = {
  kind: 'webhook',
  limits: {
    // Standard Webhooks recommends at most about 20 KB for a body.
    message: 19_000,
    rates: [{ messages: 1, windowMs: 1_000 }],
    restMs: 60_000,
    longestRestMs,
  },
  keyOf: ({ href }) => `webhook ${href}`,
  wire: { protocol: 'http', request, readAnswer },
} satisfies Room;

/** The body is serialised once: the same bytes are signed and sent. */
function request({ url, body, id, secret, now }: RoomCall): HttpRequest {
  const data = JSON.parse(body.content) as object;
  const type = 'text' in data ? 'digest.text' : 'digest.edition';
  const event = { specversion: '1.0', id, source: 'ai-news-digest', type, time: now.toISOString() };
  const text = JSON.stringify({ ...event, datacontenttype: 'application/json', data });
  const seconds = Math.floor(now.getTime() / 1_000);
  const signature = secret === undefined ? undefined : webhookSignature(secret, { id, seconds, body: text });
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    ...(signature === undefined ? {} : { 'webhook-signature': signature }),
  };
  return { url, method: 'POST', headers, body: text };
}

/** `v1,<base64>` over `id.seconds.body`. The key is the base64 after `whsec_`, or the bytes of any other secret. */
export function webhookSignature(
  secret: string,
  { id, seconds, body }: { readonly id: string; readonly seconds: number; readonly body: string },
): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

/** Only the status counts. A duplicate is harmless, because all attempts have the same webhook-id. */
function readAnswer(answer: Answer): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status === 401 || status === 403 || status === 404 || status === 410)
    return { kind: 'key-refused', errcode: status };
  if (status === 400 || status === 413 || status === 415 || status === 422) return { kind: 'refused', errcode: status };
  if (status === 429) return tooOften(retryAfter(answer));
  if (status === 502 || status === 504) return { kind: 'not-delivered', cause: 'overloaded' };
  return strangeAnswer(answer);
}
