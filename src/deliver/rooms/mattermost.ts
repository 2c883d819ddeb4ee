/**
 * Mattermost incoming webhooks: markdown.
 * Source: https://developers.mattermost.com/integrate/webhooks/incoming/
 */
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { fieldsOf, jsonPost, longestRestMs, retryAfter, strangeAnswer, textOf, tooOften } from './http.ts';
import type { Room } from './room.ts';

export const mattermost = {
  kind: 'mattermost',
  limits: {
    // A longer post is split by the server, in the middle of a link if need be.
    message: 16_000,
    rates: [{ messages: 1, windowMs: 1_000 }],
    // Where RateLimitSettings are on: 10 a second for one visitor, by default.
    shared: { rates: [{ messages: 5, windowMs: 1_000 }], nameOf: ({ host }) => `mattermost ${host}` },
    restMs: 60_000,
    longestRestMs,
    published: undefined,
  },
  keyOf: ({ host, pathname }) => `mattermost ${host}${pathname}`,
  wire: {
    protocol: 'http',
    request: ({ url, body }) => jsonPost(url, JSON.stringify({ text: body.content })),
    readAnswer,
  },
} satisfies Room;

/** Sent is 200 with the text `ok`; a fault is JSON. */
function readAnswer(answer: Answer): Outcome {
  const { status } = answer;
  if (status === 200 && textOf(answer).trim() === 'ok') return { kind: 'accepted' };
  if (status === 429) return tooOften(retryAfter(answer));
  const fields = fieldsOf(answer);
  if (fields === undefined) return strangeAnswer(answer);
  // A webhook that was deleted or switched off is a 400 as well.
  if (/incoming_webhook\.(invalid|disabled)/.test(String(fields.id))) return { kind: 'key-refused', errcode: status };
  if (status === 401 || status === 403 || status === 404) return { kind: 'key-refused', errcode: status };
  if (status === 400 || status === 413) return { kind: 'refused', errcode: status };
  return strangeAnswer(answer);
}
