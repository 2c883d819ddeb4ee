/** What a response's headers say about the next visit. Pure. */
import { dayMs } from '../../ground/durations.ts';

/** Names are lower case; a repeated header is joined with a comma. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>;

/** Longer rests are capped at this: a digest is daily. */
export const longestRestMs = dayMs;

/** How long the answer stays fresh by Cache-Control or Expires; 0 when it does not say, at most a day. */
export function freshForMs(headers: ResponseHeaders, now: Date): number {
  const directives = (headers['cache-control'] ?? '').toLowerCase();
  if (/\b(no-cache|no-store)\b/.test(directives)) return 0;
  const maxAge = /\bmax-age\s*=\s*"?(\d+)/.exec(directives)?.[1];
  if (maxAge !== undefined) return bounded((Number(maxAge) - Number(headers.age ?? 0)) * 1000);
  const expires = Date.parse(headers.expires ?? '');
  // The server's clock may be wrong, but then it is wrong in both headers.
  const date = Date.parse(headers.date ?? '');
  return bounded(expires - (Number.isNaN(date) ? now.getTime() : date));
}

/** Retry-After, in seconds or as a date; 0 when there is none, at most a day. */
export function retryAfterMs(headers: ResponseHeaders, now: Date): number {
  const value = headers['retry-after']?.trim() ?? '';
  return bounded(/^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime());
}

function bounded(ms: number): number {
  return ms > 0 ? Math.min(ms, longestRestMs) : 0;
}
