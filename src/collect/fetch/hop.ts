/** One request and its answer. Redirects are answers too: the caller decides whether to follow. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { request as sendRequest } from '../../ground/http-client.ts';
import type { FeedFailure } from '../../model.ts';
import { type BodyToRead, discard, readBody } from './body.ts';
import type { ResponseHeaders } from './caching.ts';
import * as failures from './failure.ts';
import { hostName } from './private-address.ts';
import { robotCheckStatuses } from './robot-check.ts';
import type { Route } from './routes.ts';

interface Question {
  readonly url: URL;
  readonly route: Exclude<Route, { kind: 'private-address' }>;
  readonly headers: Readonly<Record<string, string>>;
  /** What is left of `wholeTimeoutMs`. */
  readonly leftMs: number;
  readonly wholeTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export type Answer =
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly location: string | undefined;
      /** Values of Set-Cookie. */
      readonly cookies: readonly string[];
    }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: ResponseHeaders;
      /** Empty unless the status is 2xx, or may be that of a robot check. */
      readonly bytes: Uint8Array;
      /** The connection ended early, but the document is there to its last tag. */
      readonly isCut: boolean;
    }
  | { readonly kind: 'failed'; readonly status: number | undefined; readonly failure: FeedFailure };

const redirects = new Set([301, 302, 303, 307, 308]);

export function createAsk(limits: { readonly timeoutMs: number; readonly maxBytes: number }) {
  return async (question: Question): Promise<Answer> => {
    const startedAt = performance.now();
    const first = await askOnce(question, limits);
    // The server may close a kept-alive connection just as it is reused. An unanswered request is safe to retry.
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
  const { url, route, headers } = question;
  const timeouts = startTimeouts(question, timeoutMs);
  let status: number | undefined;
  try {
    const response = await sendRequest(url, { dispatcher: route.dispatcher, headers, signal: timeouts.signal });
    status = response.statusCode;
    timeouts.heard();
    const answered = joinHeaders(response.headers);
    if (redirects.has(status)) {
      discard(response.body);
      const cookies = [response.headers['set-cookie'] ?? []].flat();
      return { kind: 'redirect', status, location: asUtf8(answered.location), cookies };
    }
    const body = {
      body: response.body,
      contentEncoding: answered['content-encoding'] ?? '',
      maxBytes,
      onPiece: timeouts.heard,
    };
    if (status < 200 || status >= 300) {
      const bytes = robotCheckStatuses.has(status) ? await readRefusal(body) : discarded(response.body);
      return { kind: 'answer', status, headers: answered, bytes, isCut: false };
    }
    const reading = await readBody(body);
    if (reading.kind === 'read') return { ...reading, kind: 'answer', status, headers: answered };
    const failure = reading.kind === 'too-large' ? failures.tooLarge(maxBytes) : failures.tooManyLayers;
    return { kind: 'failed', status, failure };
  } catch (error) {
    const place = { host: hostName(url), byProxy: route.kind === 'proxy', inBody: status !== undefined };
    return { kind: 'failed', status, failure: timeouts.failure() ?? failures.fromError(error, place) };
  } finally {
    timeouts.end();
  }
}

const nothing = new Uint8Array();

function discarded(body: Readable): Uint8Array {
  discard(body);
  return nothing;
}

/** The page of a robot check is small. If it cannot be read, the status is enough. */
async function readRefusal(body: BodyToRead): Promise<Uint8Array> {
  try {
    const reading = await readBody({ ...body, maxBytes: Math.min(body.maxBytes, mostRefusalBytes) });
    return reading.kind === 'read' ? reading.bytes : nothing;
  } catch {
    return nothing;
  }
}

const mostRefusalBytes = 256 * 1024;

/** Header bytes arrive as Latin-1, but servers write a Location in UTF-8, and browsers read it as UTF-8. */
function asUtf8(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : header;
}

/** Own timers: undici's have a resolution of half a second, and none limits the whole request. */
function startTimeouts(
  { leftMs, wholeTimeoutMs, signal }: Pick<Question, 'leftMs' | 'wholeTimeoutMs' | 'signal'>,
  timeoutMs: number,
) {
  const controller = new AbortController();
  let failure: FeedFailure | undefined;
  let answered = false;
  const giveUp = (why: FeedFailure) => {
    failure ??= why;
    controller.abort();
  };
  const silence = setTimeout(() => giveUp(failures.timedOut(answered ? 'body' : 'answer', timeoutMs)), timeoutMs);
  const whole = setTimeout(() => giveUp(failures.timedOut('whole', wholeTimeoutMs)), Math.max(leftMs, 0));
  const stop = () => giveUp(failures.stopped);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();

  return {
    signal: controller.signal,
    /** Something arrived: the wait for the next piece starts again. */
    heard: () => {
      answered = true;
      silence.refresh();
    },
    /** Why the request was aborted; undefined when it was not. */
    failure: () => failure,
    end: () => {
      clearTimeout(silence);
      clearTimeout(whole);
      signal?.removeEventListener('abort', stop);
    },
  };
}

function joinHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): ResponseHeaders {
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(joined);
}
