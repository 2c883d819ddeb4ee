/** The HTTP server without pages: headers, limits, logging, and listening. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify';
import type { Logger } from 'pino';
import { phrase } from '../ground/phrase.ts';
import type { Language, Phrase } from '../model.ts';
import { contentSecurityPolicy } from './page.ts';
import { tooMany } from './rate-limit.ts';
import { type Sentence, sendPhrase, sendSentence } from './sentence.ts';

// An `import` of node:http evaluates all its exports, which loads Node's fetch: 14 MB.
const { createServer: createHttpServer } = process.getBuiltinModule('node:http');

export interface BareServerOptions {
  readonly log: Logger;
  language(): Language;
  /** Whether to refuse a request with 429 before it is read or logged, so that floods of requests cost little. */
  isRefused?(request: IncomingMessage): boolean;
  /** What to say about an error that the operator can do something about. @default nothing: the log says why */
  explain?(error: Error): Omit<Sentence, 'language'> | undefined;
}

export interface ListenPlace {
  /** A name or an address; IPv6 may have brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /** Stops listening and closes open connections. */
  close(): Promise<void>;
}

/** The server cannot listen at its address. The worker can continue without it. */
export class ListenError extends Error {
  readonly phrase: Phrase;

  constructor(phrase: Phrase, options: ErrorOptions) {
    super(phrase.en, options);
    this.name = 'ListenError';
    this.phrase = phrase;
  }
}

/** Resolves when it listens. @throws ListenError when the port is taken or the address is not this machine's */
export async function listen(
  app: ReturnType<typeof createBareServer>,
  { host, port }: ListenPlace,
): Promise<RunningServer> {
  try {
    const address = await app.listen({ host: host.replace(/^\[|\]$/g, ''), port });
    return { address, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw new ListenError(listenPhrase(host, port, (error as NodeJS.ErrnoException).code ?? ''), { cause: error });
  }
}

function listenPhrase(host: string, port: number, code: string): Phrase {
  if (code === 'EADDRINUSE') {
    return phrase(
      `端口 ${port} 被别的程序占用，状态页打不开；换一个 HTTP_PORT，或写 0 不开网页。`,
      `Port ${port} is used by another program, so there are no pages: set another HTTP_PORT, or 0 for no server.`,
    );
  }
  return phrase(
    `不能在 ${host}:${port} 上开网页（${code}）；检查 HTTP_HOST 和 HTTP_PORT。`,
    `Cannot listen on ${host}:${port} (${code}): check HTTP_HOST and HTTP_PORT.`,
  );
}

/** A browser opens six connections and a monitor one. Each takes a file descriptor, which feeds need too. */
const mostConnections = 100;

/** A server with safe headers, limits, and a log line for each request, but without pages. */
export function createBareServer(options: BareServerOptions) {
  const { log, isRefused } = options;
  const app = fastify({
    serverFactory(handler, { requestTimeout }: { readonly requestTimeout?: number }) {
      return createHttpServer({ requestTimeout }, (request, response) => {
        if (isRefused?.(request) === true) refuse(response, options.language());
        else handler(request, response);
      });
    },
    // Fastify's info lines would repeat ours.
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    // Fastify's request lines contain the query string.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
  });
  app.server.maxConnections = mostConnections;
  app.removeAllContentTypeParsers();
  // Bodies are not read; a form without fields sends an empty one.
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
  app.addHook('onRequest', async (_request, reply) => void reply.headers(safeHeaders));
  app.addHook('onResponse', async (request, reply) => logRequest(log, request, reply));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) =>
    answerError(options, error, request, reply),
  );
  app.setNotFoundHandler((_request, reply) => sendPhrase(reply, 404, missing, options.language()));
  return app;
}

function refuse(response: ServerResponse, language: Language): void {
  response.writeHead(429, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '10', connection: 'close' });
  response.end(`${tooMany[language]}\n`);
}

/** The text for an unknown address. */
export const missing = phrase('没有这一页', 'There is no such page');

const failed = phrase('出错了，原因在日志里', 'An error occurred: see the log');
const notUnderstood = phrase('看不懂这个请求', 'The request could not be understood');

const safeHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Other sites get no referrer. `no-referrer` would also remove the Origin of our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

function answerError(
  options: BareServerOptions,
  error: Error & { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const language = options.language();
  const explained = options.explain?.(error);
  const status =
    explained?.status ?? (error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500);
  if (status >= 500) options.log.error({ err: error, path: pathOf(request) }, 'page failed');
  const text = status >= 500 ? failed : notUnderstood;
  return sendSentence(reply, { ...(explained ?? { status, text: text[language] }), language });
}

/** Probes come every few seconds, so they are debug lines. The query string is private and not logged. */
function logRequest(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const path = pathOf(request);
  const level = /^\/(?:healthz|readyz|metrics)$/.test(path) ? 'debug' : 'info';
  log[level](
    { method: request.method, path, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) },
    'request served',
  );
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}
