/** Health, metrics and the pages over HTTP. It knows nothing by itself: all that it shows is asked of its caller. */
import { type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify';
import type { Logger } from 'pino';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, Language, Phrase } from '../model.ts';
import { type Entry, type Knock, mayAct, mayLook } from './access.ts';
import { type Health, healthJson } from './health.ts';
import type { Metrics } from './metrics.ts';
import { contentSecurityPolicy } from './page.ts';
import { type PreviewOnPage, previewDocument } from './preview-page.ts';
import { type StatusOnPage, statusDocument } from './status-page.ts';

export interface ServerOptions {
  /** Where to listen. Beyond loopback the pages stay closed until a token is set. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** HTTP_TOKEN, asked at every request: its file may change. */
  token(): string | undefined;
  readonly log: Logger;
  now(): Date;
  language(): Language;
  /** As the configuration has them now, in its order. */
  digests(): readonly Pick<DigestSettings, 'id' | 'title' | 'timezone'>[];
  health(): Promise<Health>;
  status(): Promise<StatusOnPage>;
  /** The edition due or the next one, composed from the store. @param digestId one of `digests()` */
  preview(digestId: string): Promise<PreviewOnPage>;
  /** Starts the edition due and does not wait for it. @returns `busy` when it is being made already */
  run(digestId: string): 'started' | 'busy';
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /** Stops listening and ends what is open. */
  close(): Promise<void>;
}

/** The server cannot listen where it was told to; the worker can go on without it. */
export class ListenError extends Error {
  readonly phrase: Phrase;

  constructor(phrase: Phrase, options: ErrorOptions) {
    super(phrase.en, options);
    this.name = 'ListenError';
    this.phrase = phrase;
  }
}

/** Resolves when it listens. @throws ListenError when the port is taken or the address is not this machine's */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port } = options;
  const app = createServer(options);
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
    return {
      'zh-CN': `端口 ${port} 被别的程序占用，状态页打不开；换一个 HTTP_PORT，或写 0 不开网页。`,
      en: `Port ${port} is taken by another program, so there are no pages: set another HTTP_PORT, or 0 for no server.`,
    };
  }
  return {
    'zh-CN': `不能在 ${host}:${port} 上开网页（${code}）；检查 HTTP_HOST 和 HTTP_PORT。`,
    en: `Cannot listen on ${host}:${port} (${code}): check HTTP_HOST and HTTP_PORT.`,
  };
}

/** A browser opens six and a monitor one; each takes a file descriptor, which the feeds need as well. */
const mostConnections = 100;

/** The server before it listens, for tests. */
export function createServer(options: ServerOptions) {
  const { log, metrics } = options;
  const app = fastify({
    // Its own lines would say a second time that it listens.
    loggerInstance: log.child({}, { level: 'warn' }),
    // Its own lines hold the query string.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
  });
  app.server.maxConnections = mostConnections;
  app.removeAllContentTypeParsers();
  // Nothing reads a body; a form sends an empty one.
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
  app.addHook('onRequest', async (_request, reply) => void reply.headers(safeHeaders));
  app.addHook('onResponse', async (request, reply) => logRequest(log, request, reply));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) =>
    answerError(options, error, request, reply),
  );
  app.setNotFoundHandler((_request, reply) => plain(reply, 404, sayOf(options)('没有这一页', 'no such page')));

  app.get('/healthz', async (_request, reply) => answerHealth(options, reply, (health) => health.healthy));
  app.get('/readyz', async (_request, reply) => answerHealth(options, reply, (health) => health.ready));

  const share = sharing(options.preview);
  app.register(async (pages) => {
    pages.addHook('onRequest', async (request, reply) =>
      closedTo(mayLook(knockOf(request), doorOf(options)), options, reply),
    );
    pages.get('/metrics', async (_request, reply) => {
      const [{ report }, health] = await Promise.all([options.status(), options.health()]);
      return reply.type(metrics.contentType).send(await metrics.text(report, health));
    });
    pages.get('/', async (_request, reply) => {
      const surroundings = { ...surroundingsOf(options), canRun: options.token() !== undefined };
      return page(reply, statusDocument(await options.status(), surroundings));
    });
    pages.get<DigestQuery>('/preview', async ({ query }, reply) => {
      const id = digestOf(options, query.digest) ?? options.digests()[0]?.id;
      if (id === undefined || (query.digest !== undefined && query.digest !== id)) return noDigest(options, reply);
      return page(reply, previewDocument(await share(id), { isFile: false, digests: options.digests() }));
    });
  });
  app.register(async (acts) => {
    acts.addHook('onRequest', async (request, reply) =>
      closedTo(mayAct(knockOf(request), doorOf(options)), options, reply),
    );
    acts.post<DigestQuery>('/run', async (request, reply) => answerRun(options, request, reply));
  });
  return app;
}

interface DigestQuery {
  readonly Querystring: { readonly digest?: string };
}

const safeHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Other sites learn nothing; `no-referrer` would also take the Origin from our own form.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

// ── Who may enter ───────────────────────────────────────────────────────────────────────────────────

function doorOf({ host, token }: ServerOptions) {
  return { host, token: token() };
}

function knockOf({ headers }: FastifyRequest): Knock {
  const site = headers['sec-fetch-site'];
  return {
    host: headers.host,
    authorization: headers.authorization,
    origin: headers.origin,
    site: typeof site === 'string' ? site : undefined,
  };
}

/** Answers whom the door does not let in; whom it does gets nothing yet. */
async function closedTo(entry: Entry, options: ServerOptions, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const say = sayOf(options);
  switch (entry.kind) {
    case 'open':
      return undefined;
    case 'ask':
      reply.header('www-authenticate', 'Basic realm="AI News Digest", charset="UTF-8"');
      return plain(
        reply,
        401,
        say('口令是 HTTP_TOKEN，用户名随意', 'The password is HTTP_TOKEN, any user name will do'),
      );
    case 'no-token':
      return plain(reply, 403, say('要先在 .env 里设置 HTTP_TOKEN', 'Set HTTP_TOKEN in .env first'));
    case 'wrong-host':
      return plain(reply, 403, say('请用 127.0.0.1 或 localhost 打开', 'Open this page as 127.0.0.1 or localhost'));
    case 'wrong-origin':
      return plain(reply, 403, say('只能从这里的页面发起', 'Only the pages of this server may do that'));
  }
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────

async function answerHealth(
  { health, log }: ServerOptions,
  reply: FastifyReply,
  isGood: (health: Health) => boolean,
): Promise<FastifyReply> {
  try {
    const now = await health();
    return reply.code(isGood(now) ? 200 : 503).send(healthJson(now, isGood(now)));
  } catch (error) {
    log.error({ err: error }, 'health not known');
    return reply.code(503).send({ status: 'unhealthy' });
  }
}

async function answerRun(
  options: ServerOptions,
  request: FastifyRequest<DigestQuery>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const ids = options.digests().map(({ id }) => id);
  const wanted = request.query.digest ?? (ids.length === 1 ? ids[0] : undefined);
  const id = digestOf(options, wanted);
  if (id === undefined) return noDigest(options, reply);
  const answer = options.run(id);
  options.log.info({ digest: id, answer }, 'run asked for');
  // A browser's form goes back to the status page.
  if (request.headers.accept?.includes('text/html')) return reply.redirect('/', 303);
  return reply.code(answer === 'started' ? 202 : 409).send({ digest: id, answer });
}

function digestOf({ digests }: ServerOptions, id: string | undefined): string | undefined {
  return digests().find((digest) => digest.id === id)?.id;
}

function noDigest(options: ServerOptions, reply: FastifyReply): FastifyReply {
  const ids = options
    .digests()
    .map(({ id }) => id)
    .join(', ');
  const text = sayOf(options)(`用 ?digest= 说明是哪一份日报：${ids}`, `Name a digest with ?digest=: ${ids}`);
  return plain(reply, 404, text);
}

function answerError(
  options: ServerOptions,
  error: Error & { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
  if (status >= 500) options.log.error({ err: error, path: pathOf(request) }, 'page failed');
  return plain(
    reply,
    status,
    status >= 500 ? sayOf(options)('出错了，原因在日志里', 'failed, see the log') : 'bad request',
  );
}

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);
}

function page(reply: FastifyReply, document: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(document);
}

function surroundingsOf({ language, digests, now }: ServerOptions) {
  return { language: language(), digests: digests(), now: now() };
}

function sayOf({ language }: ServerOptions) {
  return sayIn(language());
}

/** One composition at a time for each digest: who asks meanwhile gets the same. */
function sharing(compose: ServerOptions['preview']): ServerOptions['preview'] {
  const running = new Map<string, Promise<PreviewOnPage>>();
  return (id) => {
    const current = running.get(id) ?? compose(id).finally(() => running.delete(id));
    running.set(id, current);
    return current;
  };
}

/** Probes come every few seconds, so they are debug; the query string is nobody's business. */
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
