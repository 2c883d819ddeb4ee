/** One POST to a robot, as an `Outcome`. Nothing that could hold the address (an undici error, a URL) leaves this file. */
import { Client, type Dispatcher, ProxyAgent } from 'undici';
import type { Outcome } from '../model.ts';
import { isLoopback, parseAddress, readAnswer } from './wecom.ts';

/** An answer of the robot is some 200 bytes; an error page that is longer tells no more in what follows. */
const maxAnswerBytes = 64 * 1024;

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
 * Posts once, on a connection of its own: no other call's fate can be mistaken for this one's, and a call that failed
 * before its first byte was written certainly never arrived (`unavailable`, `connect`). After that, a reset or the
 * time-out leaves open whether the robot took it (`unknown`). Never rejects. An address to which nothing may be posted
 * counts as a refused key without an errcode of the robot's (0).
 */
export async function postToRobot(post: RobotPost): Promise<Outcome> {
  const url = parseAddress(post.address);
  if (!url) return { kind: 'key-refused', errcode: 0 };
  const dispatcher = post.signal?.aborted ? undefined : openDispatcher(url, post);
  if (!dispatcher) return { kind: 'unavailable', cause: 'connect', errcode: undefined };
  const outcome = await exchange(dispatcher, url, post);
  // The answer is read or given up; nothing on this connection matters any more, its errors least of all.
  dispatcher.destroy().catch(() => undefined);
  return outcome;
}

/** Undefined when the proxy's address is none. */
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
  let answerBytes = 0;
  const chunks: Buffer[] = [];

  const broken = (): Outcome => {
    if (!written) return { kind: 'unavailable', cause: 'connect', errcode: undefined };
    return { kind: 'unknown', cause: timedOut ? 'timeout' : 'reset' };
  };
  const giveUp = () => {
    timedOut = true;
    resolve(broken());
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
      onResponseStart: (_controller, statusCode) => {
        status = statusCode;
      },
      onResponseData: (controller, chunk) => {
        answerBytes += chunk.length;
        if (answerBytes > maxAnswerBytes) controller.abort(new Error('answer too long'));
        else chunks.push(chunk);
      },
      onResponseEnd: () => resolve(readAnswer(status, Buffer.concat(chunks).toString('utf8'))),
      onResponseError: (_controller, error) => {
        timedOut ||= /TIMEOUT/.test((error as NodeJS.ErrnoException).code ?? '');
        // An error page that breaks off is still an error page.
        resolve(status >= 300 ? readAnswer(status, '') : broken());
      },
    },
  );
  return promise.finally(() => {
    clearTimeout(deadline);
    post.signal?.removeEventListener('abort', giveUp);
  });
}
