/**
 * Mattermost incoming webhooks: markdown.
 * Sources: https://developers.mattermost.com/integrate/webhooks/incoming/, and mattermost/mattermost
 * server/channels/web/webhook.go and app/webhook.go for the answers (2026-11).
 */
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { fieldsOf, jsonPost, longestRestMs, retryAfter, strangeAnswer, textOf, tooOften } from './http.ts';
import type { Room } from './room.ts';

export const mattermost = {
  kind: 'mattermost',
  limits: {
    // The server splits posts above 16,384 characters, possibly inside a link (4,000 before 5.0).
    message: 16_000,
    rates: [{ messages: 1, windowMs: 1_000 }],
    // Off by default; if enabled, 10 a second for each client.
    // Source: https://docs.mattermost.com/administration-guide/configure/rate-limiting-configuration-settings.html
    shared: { rates: [{ messages: 5, windowMs: 1_000 }], nameOf: ({ host }) => `mattermost ${host}` },
    restMs: 60_000,
    longestRestMs,
  },
  keyOf: ({ host, pathname }) => `mattermost ${host}${pathname}`,
  wire: {
    protocol: 'http',
    request: ({ url, body }) => jsonPost(url, JSON.stringify({ text: body.content })),
    readAnswer,
  },
} satisfies Room;

/** Success is 200 with the text `ok`; errors are JSON. */
function readAnswer(answer: Answer): Outcome {
  const { status } = answer;
  if (status === 200 && textOf(answer).trim() === 'ok') return { kind: 'accepted' };
  if (status === 429) return tooOften(retryAfter(answer));
  const fields = fieldsOf(answer);
  if (fields === undefined) return strangeAnswer(answer);
  // A deleted webhook gives 400, or 501 if webhooks are disabled on the server.
  if (/incoming_webhook\.(invalid|disabled)/.test(String(fields.id))) return { kind: 'key-refused', errcode: status };
  // Its user may no longer post there, or the channel is gone.
  if (status === 401 || status === 403 || status === 404) return { kind: 'key-refused', errcode: status };
  if (status === 400 || status === 413) return { kind: 'refused', errcode: status };
  return strangeAnswer(answer);
}
