/** One POST to a robot, as an `Outcome`. Nothing that could hold the address (an undici error, a URL) leaves this file. */
import { Client, type Dispatcher, ProxyAgent } from 'undici';
import { isLoopback } from '../ground/hosts.ts';
import type { Obstacle, Outcome } from '../model.ts';
import { maxAnswerBytes, readAnswer } from './answer.ts';
import { parseAddress } from './wecom.ts';

export interface RobotPost {
  /** The robot's address with its key. */
  readonly address: string;
  /** JSON body, sent byte for byte. */
  readonly body: string;
  /** For the whole call, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Address of an HTTP proxy. Loopback never goes through it. */
  readonly proxy?: string | undefined;
  /** Ends the call as the time-out would. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts once, on a connection of its own, so that no other call can be mistaken for this one. A call that failed before
 * its first byte was written certainly did not arrive (`not-delivered`, `connect`). After that, a reset or a time-out
 * leaves open whether the robot took it (`unsure`). It never rejects. An address to which nothing may be posted counts
 * as a refused key, with errcode 0, which is not one of the robot's.
 */
export async function postToRobot(post: RobotPost): Promise<Outcome> {
  const url = parseAddress(post.address);
  if (!url) return { kind: 'key-refused', errcode: 0 };
  const dispatcher = post.signal?.aborted ? undefined : openDispatcher(url, post);
  if (!dispatcher) return { kind: 'not-delivered', cause: 'connect' };
  const outcome = await exchange(dispatcher, url, post);
  // The answer is read or given up: what still happens on this connection does not matter.
  dispatcher.destroy().catch(() => undefined);
  return outcome;
}

/** @returns undefined when the proxy's address is not a URL */
function openDispatcher(url: URL, { proxy, timeoutMs }: RobotPost): Dispatcher | undefined {
  const options = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, allowH2: false } as const;
  try {
    if (proxy === undefined || isLoopback(url.hostname)) {
      return new Client(url.origin, { ...options, connect: { timeout: timeoutMs } });
    }
    return new ProxyAgent({ ...options, uri: proxy, connections: 1, connectTimeout: timeoutMs });
  } catch {
    return undefined;
  }
}

function exchange(dispatcher: Dispatcher, url: URL, post: RobotPost): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let written = false;
  let timedOut = false;
  let status = 0;
  let contentEncoding: string | undefined;
  let hasRetryAfter = false;
  let answerBytes = 0;
  const chunks: Buffer[] = [];

  const broken = (error?: Error): Outcome => {
    if (!written)
      return noConnection(post.proxy !== undefined && !isLoopback(url.hostname) ? 'proxy' : obstacleOf(error));
    return { kind: 'unsure', cause: timedOut ? 'timeout' : 'reset' };
  };
  /** By what has come of the answer, which may have been cut short. */
  const answered = (): Outcome => readAnswer({ status, contentEncoding, hasRetryAfter, body: Buffer.concat(chunks) });
  const giveUp = () => {
    timedOut = true;
    resolve(status === 0 ? broken() : answered());
  };
  const deadline = setTimeout(giveUp, post.timeoutMs);
  post.signal?.addEventListener('abort', giveUp, { once: true });

  dispatcher.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' },
      body: post.body,
      reset: true,
    },
    {
      // undici calls this right before the first byte goes out, on a connection that stands (TLS and tunnel included).
      onRequestStart: () => {
        written = true;
      },
      onResponseStart: (_controller, statusCode, headers) => {
        status = statusCode;
        contentEncoding = headers['content-encoding']?.toString();
        hasRetryAfter = headers['retry-after'] !== undefined;
      },
      onResponseData: (controller, chunk) => {
        answerBytes += chunk.length;
        chunks.push(chunk);
        if (answerBytes > maxAnswerBytes) controller.abort(new Error('answer too long'));
      },
      onResponseEnd: () => resolve(answered()),
      onResponseError: (_controller, error) => {
        timedOut ||= /TIMEOUT/.test((error as NodeJS.ErrnoException).code ?? '');
        resolve(status === 0 ? broken(error) : answered());
      },
    },
  );
  return promise.finally(() => {
    clearTimeout(deadline);
    post.signal?.removeEventListener('abort', giveUp);
  });
}

function noConnection(obstacle: Obstacle | undefined): Outcome {
  return { kind: 'not-delivered', cause: 'connect', ...(obstacle !== undefined && { obstacle }) };
}

/** @param error undefined when the time was over */
function obstacleOf(error: Error | undefined): Obstacle | undefined {
  if (error === undefined) return 'timeout';
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/.test(code)) return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout';
  return /CERT|TLS|SSL|SIGNATURE|ISSUER/.test(code) ? 'tls' : undefined;
}
