/** One request and its answer. Redirects are answers too: whoever asks decides whether to follow. */
import { request as sendRequest } from 'undici';
import type { FeedFailure } from '../../model.ts';
import { discard, readBody } from './body.ts';
import type { ResponseHeaders } from './caching.ts';
import * as failures from './failure.ts';
import { hostOf } from './private-address.ts';
import type { Route } from './routes.ts';

export interface Question {
  readonly url: URL;
  readonly route: Exclude<Route, { kind: 'private-address' }>;
  readonly headers: Readonly<Record<string, string>>;
  /** What is left of `wholeTimeoutMs`. */
  readonly leftMs: number;
  readonly wholeTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export type Answer =
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string | undefined }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: ResponseHeaders;
      /** Empty unless the status is 2xx. */
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'failed'; readonly status: number | undefined; readonly failure: FeedFailure };

export type Ask = (question: Question) => Promise<Answer>;

const redirects = new Set([301, 302, 303, 307, 308]);

export function createAsk(limits: { readonly timeoutMs: number; readonly maxBytes: number }): Ask {
  return async (question) => {
    const startedAt = performance.now();
    const first = await askOnce(question, limits);
    // A kept connection may die just as it is used again; a request that nothing answered is safe to repeat.
    if (first.kind === 'failed' && first.status === undefined && first.failure.code === 'reset') {
      return askOnce({ ...question, leftMs: question.leftMs - (performance.now() - startedAt) }, limits);
    }
    return first;
  };
}

async function askOnce(
  question: Question,
  { timeoutMs, maxBytes }: { timeoutMs: number; maxBytes: number },
): Promise<Answer> {
  const { url, route, headers, leftMs, wholeTimeoutMs, signal } = question;
  const patience = startPatience({ timeoutMs, leftMs, wholeTimeoutMs, signal });
  let status: number | undefined;
  try {
    const response = await sendRequest(url, { dispatcher: route.dispatcher, headers, signal: patience.signal });
    status = response.statusCode;
    patience.heard();
    const answered = joinHeaders(response.headers);
    if (redirects.has(status) || status < 200 || status >= 300) {
      discard(response.body);
      if (redirects.has(status)) return { kind: 'redirect', status, location: answered.location };
      return { kind: 'answer', status, headers: answered, bytes: new Uint8Array() };
    }

    const reading = await readBody({
      body: response.body,
      contentEncoding: answered['content-encoding'] ?? '',
      maxBytes,
      onPiece: patience.heard,
    });
    if (reading.kind === 'read') return { kind: 'answer', status, headers: answered, bytes: reading.bytes };
    const failure =
      reading.kind === 'too-large' ? failures.tooLarge(maxBytes) : failures.unknownCompression(reading.encoding);
    return { kind: 'failed', status, failure };
  } catch (error) {
    const place = { host: hostOf(url), byProxy: route.kind === 'proxy', inBody: status !== undefined };
    return { kind: 'failed', status, failure: patience.failure() ?? failures.fromError(error, place) };
  } finally {
    patience.end();
  }
}

/** Our own timers: undici's have a resolution of half a second, and none bounds the whole. */
interface Patience {
  readonly signal: AbortSignal;
  /** Something arrived: the wait for the next piece begins anew. */
  readonly heard: () => void;
  /** Why the request was given up; undefined when it was not. */
  failure(): FeedFailure | undefined;
  end(): void;
}

function startPatience(limits: {
  readonly timeoutMs: number;
  readonly leftMs: number;
  readonly wholeTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}): Patience {
  const { timeoutMs, leftMs, wholeTimeoutMs } = limits;
  const controller = new AbortController();
  let failure: FeedFailure | undefined;
  let answered = false;
  const giveUp = (why: FeedFailure) => {
    failure ??= why;
    controller.abort();
  };
  const silence = setTimeout(() => giveUp(failures.timedOut(answered ? 'body' : 'answer', timeoutMs)), timeoutMs);
  const whole = setTimeout(() => giveUp(failures.timedOut('whole', wholeTimeoutMs)), Math.max(leftMs, 0));
  const stop = () => giveUp(failures.stopped());
  limits.signal?.addEventListener('abort', stop);
  if (limits.signal?.aborted) stop();

  return {
    signal: controller.signal,
    heard: () => {
      answered = true;
      silence.refresh();
    },
    failure: () => failure,
    end: () => {
      clearTimeout(silence);
      clearTimeout(whole);
      limits.signal?.removeEventListener('abort', stop);
    },
  };
}

function joinHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): ResponseHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'object' ? value.join(', ') : value,
    ]),
  );
}
