/**
 * ntfy topics: plain text, because phones show markdown as source.
 * Source: https://docs.ntfy.sh/publish/, binwiederhier/ntfy server/errors.go (2.28.0, 2026-08)
 */
import { loginOf } from '../../ground/room-kinds.ts';
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { fieldsOf, jsonPost, longestRestMs, strangeAnswer, titled, tooOften } from './http.ts';
import type { Room } from './room.ts';

export const ntfy = {
  kind: 'ntfy',
  limits: {
    // Bytes; a longer message silently becomes an attachment.
    message: 4_096,
    rates: [{ messages: 1, windowMs: 5_000 }],
    // The server's default: a bucket of 60 requests, refilled by one every 5 s, for all topics of a client.
    // Source: https://docs.ntfy.sh/config/#rate-limiting (2026-11)
    shared: { rates: [{ messages: 30, windowMs: 150_000 }], nameOf: ({ host }) => `ntfy ${host}` },
    restMs: 60_000,
    longestRestMs,
  },
  keyOf: ({ host, pathname }) => `ntfy ${host}${pathname}`,
  wire: {
    protocol: 'http',
    request({ url, body, id, secret }) {
      const server = new URL(url);
      server.pathname = url.pathname.replace(/\/[^/]*$/, '/');
      [server.username, server.password] = ['', ''];
      // JSON, because headers cannot contain Chinese. An equal sequence id replaces the notification (from 2.16.0).
      const message = { topic: url.pathname.split('/').at(-1), ...messageOf(body.content), sequence_id: id };
      const token = authorization(url, secret);
      return jsonPost(server, JSON.stringify(message), token === undefined ? {} : { authorization: token });
    },
    readAnswer,
  },
} satisfies Room;

function messageOf(content: string) {
  // A title may have at most 1,024 bytes.
  const { title, rest } = titled(content, 300);
  if (title === '' || rest === '') return { message: content };
  return { title, message: rest };
}

/** An access token in NAME_SECRET, or user and password in the address. */
function authorization(url: URL, secret: string | undefined): string | undefined {
  if (secret !== undefined) return `Bearer ${secret}`;
  const { user, password } = loginOf(url);
  return user === '' ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function readAnswer(answer: Answer): Outcome {
  const fields = fieldsOf(answer);
  if (fields === undefined) return strangeAnswer(answer);
  if (answer.status === 200 && typeof fields.id === 'string' && fields.event === 'message') return { kind: 'accepted' };
  const code = typeof fields.code === 'number' ? fields.code : answer.status;
  // The daily quota is reset at midnight UTC, so it is retried every hour.
  if (code === 42908) return tooOften(longestRestMs / 1_000);
  if (answer.status === 429) return tooOften();
  if (answer.status === 401 || answer.status === 403) return { kind: 'key-refused', errcode: code };
  if (answer.status >= 400 && answer.status < 500) return { kind: 'refused', errcode: code };
  return answer.status >= 500 ? { kind: 'unsure', cause: 'busy' } : strangeAnswer(answer);
}
