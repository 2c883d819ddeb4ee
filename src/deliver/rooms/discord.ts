/**
 * Discord webhooks: the first line as content, the rest as one embed.
 * Source: https://discord.com/developers/docs/resources/webhook, topics/rate-limits (2026-11)
 */
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { fieldsOf, jsonPost, longestRestMs, retryAfter, strangeAnswer, titled, tooOften } from './http.ts';
import type { HttpRequest, Room } from './room.ts';

export const discord = {
  kind: 'discord',
  limits: {
    // An embed's description may have 4096 "characters". Clients disagree on the unit; UTF-16 gives the larger count.
    message: 4_096,
    // The headers allow more, but omit a limit of 30 a minute for each channel (discord-api-docs#367, #1454).
    rates: [{ messages: 1, windowMs: 2_500 }],
    // 50 requests a second, counted by IP address without an Authorization header. Source:
    // https://docs.discord.com/developers/topics/rate-limits#global-rate-limit (2026-11)
    shared: { rates: [{ messages: 40, windowMs: 1_000 }], nameOf: ({ hostname }) => `discord ${hostname}` },
    restMs: 60_000,
    longestRestMs,
  },
  keyOf: ({ pathname }) => `discord ${pathname.replace(/^\/api\/(v\d+\/)?/, '')}`,
  wire: {
    protocol: 'http',
    request({ url, body }) {
      const address = new URL(url);
      // With `wait` an unsaved message is an error, and a saved one has an id.
      address.searchParams.set('wait', 'true');
      return jsonPost(address, JSON.stringify(messageOf(body.content)));
    },
    readAnswer,
    probe: {
      request: ({ url }): HttpRequest => ({ url, method: 'GET', headers: { accept: 'application/json' }, body: '' }),
      readAnswer: (answer) =>
        answer.status === 200 && fieldsOf(answer)?.id ? { kind: 'accepted' } : readAnswer(answer),
    },
  },
} satisfies Room;

function messageOf(content: string) {
  const { title, rest } = titled(content, 1_900);
  const embeds = rest === '' ? {} : { embeds: [{ description: rest, color: 0x3d7eff }] };
  const first = title === '' ? {} : { content: title };
  // Without `allowed_mentions` users are still mentioned.
  return { ...first, ...embeds, allowed_mentions: { parse: [] } };
}

function readAnswer(answer: Answer): Outcome {
  const { status } = answer;
  const fields = fieldsOf(answer);
  if (fields === undefined) return status === 429 ? tooOften(retryAfter(answer)) : strangeAnswer(answer);
  if (status === 200 && typeof fields.id === 'string') return { kind: 'accepted', ...restOf(answer) };
  const code = typeof fields.code === 'number' ? fields.code : 0;
  // `retry_after` is in seconds, with decimals.
  if (status === 429 || rateCodes.has(code)) return tooOften(fields.retry_after ?? retryAfter(answer));
  if (status === 401 || status === 403 || status === 404) {
    return messageCodes.has(code)
      ? { kind: 'refused', errcode: code }
      : { kind: 'key-refused', errcode: code || status };
  }
  if (code === 130000 || status >= 500) return { kind: 'unsure', cause: 'busy' };
  if (status === 400) return { kind: 'refused', errcode: code || status };
  return strangeAnswer(answer);
}

/** The pause from the header, if the bucket is empty. */
function restOf({ headers }: Answer): { readonly restMs?: number } {
  const seconds = Number(headers?.['x-ratelimit-reset-after']?.toString());
  if (headers?.['x-ratelimit-remaining']?.toString() !== '0' || !(seconds > 0)) return {};
  return { restMs: Math.min(Math.ceil(seconds * 1_000), longestRestMs) };
}

const rateCodes: ReadonlySet<number> = new Set([20016, 20028, 20029, 40062]);
/** AutoMod or the link filter blocked this message, not the webhook. */
const messageCodes: ReadonlySet<number> = new Set([200000, 240000]);
