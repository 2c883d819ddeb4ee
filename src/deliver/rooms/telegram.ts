/**
 * Telegram bots in a group or channel: HTML.
 * Source: https://core.telegram.org/bots/api (10.3, 2026-08), https://core.telegram.org/bots/faq
 */
import type { Outcome } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { fieldsOf, jsonPost, longestRestMs, strangeAnswer, tooOften } from './http.ts';
import type { HttpRequest, Room } from './room.ts';

export const telegram = {
  kind: 'telegram',
  limits: {
    // Counted after parsing entities. The dialect adds to the length of links, because only 100 entities are formatted.
    message: 4_096,
    // The FAQ: 20 a minute to a group, 1 a second to a chat …
    rates: [{ messages: 1, windowMs: 3_500 }],
    // … and about 30 a second for a bot in total.
    shared: { rates: [{ messages: 25, windowMs: 1_000 }], nameOf: ({ pathname }) => `telegram ${botOf(pathname)}` },
    restMs: 60_000,
    longestRestMs,
  },
  keyOf: (url) => `telegram ${botOf(url.pathname)} ${chatOf(url)}`,
  wire: {
    protocol: 'http',
    request({ url, body }) {
      const thread = url.searchParams.get('thread');
      const target = { chat_id: chatOf(url), ...(thread === null ? {} : { message_thread_id: Number(thread) }) };
      const text = { text: body.content, parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
      return jsonPost(methodOf(url, 'sendMessage'), JSON.stringify({ ...target, ...text }));
    },
    readAnswer,
    probe: {
      // It finds a wrong chat as well as a wrong token.
      request: ({ url }): HttpRequest => jsonPost(methodOf(url, 'getChat'), JSON.stringify({ chat_id: chatOf(url) })),
      readAnswer,
    },
  },
} satisfies Room;

function botOf(pathname: string): string {
  return pathname.split('/')[1] ?? '';
}

function chatOf({ searchParams }: URL): string {
  return searchParams.get('chat') ?? '';
}

function methodOf({ origin, pathname }: URL, method: string): URL {
  return new URL(`${pathname.replace(/\/sendMessage$/, '')}/${method}`, origin);
}

function readAnswer(answer: Answer): Outcome {
  const fields = fieldsOf(answer);
  if (fields === undefined || typeof fields.ok !== 'boolean') return strangeAnswer(answer);
  if (fields.ok) return { kind: 'accepted' };
  const code = typeof fields.error_code === 'number' ? fields.error_code : answer.status;
  const { retry_after: seconds, migrate_to_chat_id: movedTo } = (fields.parameters ?? {}) as Record<string, unknown>;
  if (code === 429) return tooOften(seconds);
  if (code >= 500) return { kind: 'unsure', cause: 'busy' };
  // A group that became a supergroup has a new id, which a person must write into the address.
  const isChat =
    movedTo !== undefined || /chat not found|chat was upgraded|not enough rights/i.test(String(fields.description));
  if (code === 401 || code === 403 || code === 404 || isChat) return { kind: 'key-refused', errcode: code };
  return { kind: 'refused', errcode: code };
}
