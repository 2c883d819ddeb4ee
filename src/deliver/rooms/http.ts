/** What the rooms with a JSON API over HTTPS have in common. */

import type { Outcome } from '../../model.ts';
import { type Answer, outcomeOfOther } from '../answer.ts';
import type { HttpRequest } from './room.ts';

export function jsonPost(url: URL, body: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  const json = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
  return { url, method: 'POST', headers: { ...json, ...headers }, body };
}

export function textOf({ body }: Answer): string {
  return new TextDecoder().decode(body);
}

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an answer; undefined when it is not a JSON object. */
export function fieldsOf(answer: Answer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(textOf(answer));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that does not have the room's shape: never "sent". */
export function strangeAnswer(answer: Answer): Outcome {
  const { headers } = answer;
  return outcomeOfOther({ ...answer, hasRetryAfter: headers?.['retry-after'] !== undefined }, textOf(answer));
}

/** Too many messages; `seconds` is what the answer says, where it does. No room is believed for more than an hour. */
export function tooOften(seconds?: unknown): Outcome {
  const ms = Math.ceil(Number(seconds ?? Number.NaN) * 1_000);
  if (!Number.isFinite(ms) || ms < 0) return { kind: 'not-delivered', cause: 'rate' };
  return { kind: 'not-delivered', cause: 'rate', restMs: Math.min(Math.max(ms, 1_000), longestRestMs) };
}

export const longestRestMs = 60 * 60_000;

/** Seconds of Retry-After; undefined without it, or when it is a date. */
export function retryAfter({ headers }: Answer): string | undefined {
  const value = headers?.['retry-after']?.toString();
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? value : undefined;
}

/** The first line as a title, and the rest. A title longer than `most` stays in the text, cut in the title. */
export function titled(content: string, most: number): { readonly title: string; readonly rest: string } {
  const end = content.indexOf('\n');
  const first = end < 0 ? content : content.slice(0, end);
  if (first.length > most) return { title: `${first.slice(0, most - 1).toWellFormed()}…`, rest: content };
  return { title: first, rest: end < 0 ? '' : content.slice(end).replace(/^\n+/, '') };
}
