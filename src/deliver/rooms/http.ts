/** Shared code of the rooms with a JSON API over HTTPS. */
import { parseJson } from '../../ground/parse-json.ts';
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
  const value = parseJson(textOf(answer));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The outcome of an answer in an unexpected form, which never counts as accepted. */
export function strangeAnswer(answer: Answer): Outcome {
  return outcomeOfOther(answer, textOf(answer));
}

/** Too many messages. @param seconds the pause from the answer, if any; at most an hour is used */
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

/** The first line as a title, and the rest; no title when that line is longer than `most` UTF-16 units. */
export function titled(content: string, most: number): { readonly title: string; readonly rest: string } {
  const first = firstLine(content);
  if (first.length > most) return { title: '', rest: content };
  return { title: first, rest: content.slice(first.length).replace(/^\n+/, '') };
}

/** The first line, cut where it is longer: what a notification shows. */
export function notification(content: string, most: number): string {
  const first = firstLine(content);
  return first.length > most ? `${first.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : first;
}

function firstLine(content: string): string {
  return content.split('\n', 1)[0] ?? '';
}
