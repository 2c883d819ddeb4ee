/** One attempt to send to a room. Nothing that could contain the address (an undici error, a URL) leaves this file. */
import { isLoopback } from '../ground/hosts.ts';
import { Client, type Dispatcher, ProxyAgent } from '../ground/http-client.ts';
import { parseRoomAddress } from '../ground/room-address.ts';
import type { Obstacle, Outcome, RoomKind } from '../model.ts';
import { type Answer, maxAnswerBytes } from './answer.ts';
import { obstacleOf } from './obstacle.ts';
import type { HttpRequest, HttpWire } from './rooms/room.ts';
import { roomDialects, rooms } from './rooms/rooms.ts';
import { readStoredBody, type StoredBody } from './rooms/stored-body.ts';

export interface RoomPost {
  /** The room's address with its key. */
  readonly address: string;
  /** The stored body. */
  readonly body: string;
  /** Equal for all attempts of a message. @default empty */
  readonly id?: string;
  /** The value of NAME_SECRET, for signatures. */
  readonly secret?: string | undefined;
  /** The time of this attempt. @default now */
  readonly now?: Date;
  /** For the whole call, from the connection to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Address of an HTTP proxy. It is never used for loopback. */
  readonly proxy?: string | undefined;
  /** Hosts for which http is allowed (PRIVATE_HOSTS). @default only this machine */
  readonly privateHosts?: readonly string[];
  /** Ends the call like the timeout. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts once, on a new connection, so that answers cannot be mixed up. A failure before the first byte was written means
 * that the message did not arrive (`not-delivered`, `connect`). After that, a reset or a timeout leaves it open (`unsure`).
 * It never rejects. An address to which nothing may be posted counts as a refused key with errcode 0, which no room uses.
 */
export async function postToRoom(post: RoomPost): Promise<Outcome> {
  const found = parseRoomAddress(post.address, post.privateHosts ?? []);
  if (found === undefined) return { kind: 'key-refused', errcode: 0 };
  const { kind, url } = found;
  const { wire } = rooms[kind];
  const stored = readStoredBody(post.body);
  // The variable has the address of another kind of room since it was composed, which would show the markup as text.
  if (!isFor(kind, stored)) return { kind: 'refused', errcode: 0 };
  const call = {
    url,
    body: stored ?? noBody,
    raw: post.body,
    id: post.id ?? '',
    secret: post.secret,
    now: post.now ?? new Date(),
  };
  if (wire.protocol === 'own') return wire.send({ ...call, timeoutMs: post.timeoutMs, signal: post.signal });
  return exchangeOnce(wire.request(call), wire.readAnswer, post);
}

const noBody: StoredBody = { msgtype: 'text', content: '' };

/** WeCom accepts all its own payloads. */
function isFor(kind: RoomKind, stored: StoredBody | undefined): boolean {
  const isOfRoom = stored !== undefined && roomDialects.has(stored.msgtype);
  if (kind === 'wecom') return !isOfRoom;
  return stored?.msgtype === kind;
}

type Exchange = Pick<RoomPost, 'timeoutMs' | 'proxy' | 'signal'>;

/** One HTTP request on a new connection. */
export async function exchangeOnce(
  request: HttpRequest,
  readAnswer: HttpWire['readAnswer'],
  options: Exchange,
): Promise<Outcome> {
  const dispatcher = options.signal?.aborted ? undefined : openDispatcher(request.url, options);
  if (!dispatcher) return { kind: 'not-delivered', cause: 'connect' };
  const outcome = await exchange(dispatcher, request, readAnswer, options);
  // The outcome is decided, so errors of the connection no longer matter.
  dispatcher.destroy().catch(() => undefined);
  return outcome;
}

/** @returns undefined when the proxy's address is not a URL */
function openDispatcher(url: URL, { proxy, timeoutMs }: Exchange): Dispatcher | undefined {
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

function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  readAnswer: HttpWire['readAnswer'],
  { timeoutMs, proxy, signal }: Exchange,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const { url, method, headers, body } = request;
  const isProxied = proxy !== undefined && !isLoopback(url.hostname);
  const progress: Progress = { isWritten: false, isTimedOut: false, status: 0, headers: {}, chunks: [] };
  /** Also reads a partial answer. */
  const end = (error?: Error) => {
    const { status, headers: received, chunks } = progress;
    const answer = { status, headers: received, body: Buffer.concat(chunks) };
    resolve(status === 0 ? withoutAnswer(progress, isProxied, error) : readAnswer(answer));
  };
  const giveUp = () => {
    progress.isTimedOut = true;
    end();
  };
  const deadline = setTimeout(giveUp, timeoutMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  const path = url.pathname + url.search;
  dispatcher.dispatch(
    { origin: url.origin, path, method, headers, body: method === 'GET' ? null : body, reset: true },
    follow(progress, end),
  );
  return promise.finally(() => {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', giveUp);
  });
}

interface Progress {
  /** The first byte of the request may have been sent. */
  isWritten: boolean;
  isTimedOut: boolean;
  /** 0: no answer has begun. */
  status: number;
  headers: NonNullable<Answer['headers']>;
  readonly chunks: Buffer[];
}

function follow(progress: Progress, end: (error?: Error) => void): Dispatcher.DispatchHandler {
  let answerBytes = 0;
  return {
    // undici calls this right before the first byte, when the connection (with TLS and tunnel) is ready.
    onRequestStart() {
      progress.isWritten = true;
    },
    onResponseStart(_controller, status, headers) {
      progress.status = status;
      progress.headers = headers;
    },
    onResponseData(controller, chunk) {
      answerBytes += chunk.length;
      progress.chunks.push(chunk);
      if (answerBytes > maxAnswerBytes) controller.abort(new Error('answer too long'));
    },
    onResponseEnd: () => end(),
    onResponseError(_controller, error) {
      progress.isTimedOut ||= /TIMEOUT/.test((error as NodeJS.ErrnoException).code ?? '');
      end(error);
    },
  };
}

function withoutAnswer({ isWritten, isTimedOut }: Progress, isProxied: boolean, error: Error | undefined): Outcome {
  if (isWritten) return { kind: 'unsure', cause: isTimedOut ? 'timeout' : 'reset' };
  const own = error === undefined ? 'timeout' : obstacleOf((error as NodeJS.ErrnoException).code ?? '');
  const obstacle: Obstacle | undefined = isProxied ? 'proxy' : own;
  return { kind: 'not-delivered', cause: 'connect', ...(obstacle !== undefined && { obstacle }) };
}
