/** Health, metrics and the pages over HTTP. It knows nothing by itself: all that it shows is asked of its caller. */
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify';
import type { Logger } from 'pino';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Phrase } from '../model.ts';
import type { StatusReport } from '../show/status.ts';
import { registerApi } from './api-routes.ts';
import { type ArchiveOptions, registerArchive } from './archive-pages.ts';
import { createDesk, type Desk, type DeskOptions, plain } from './desk.ts';
import type { FeedsDesk } from './feeds-desk.ts';
import { registerFeeds } from './feeds-page.ts';
import { type Health, healthJson } from './health.ts';
import { registerLog } from './log-page.ts';
import type { Metrics } from './metrics.ts';
import { type NowDesk, registerNow } from './now-page.ts';
import { contentSecurityPolicy } from './page.ts';
import { type PreviewOnPage, previewBody } from './preview-page.ts';
import { type ReviewDesk, registerReview } from './review-page.ts';
import { registerSettings, type SettingsDesk } from './settings-page.ts';

export interface ServerOptions extends Omit<DeskOptions, 'level' | 'digests'>, ArchiveOptions {
  /** 0 takes a free one. */
  readonly port: number;
  health(): Promise<Health>;
  status(): Promise<StatusReport>;
  /** The edition due or the next one, composed from the store. @param digestId one of `digests()` */
  preview(digestId: string): Promise<PreviewOnPage>;
  /** Starts the edition due and does not wait for it. @returns `busy` when it is being made already */
  run(digestId: string): 'started' | 'busy';
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
  /** What a person sees and changes. */
  readonly desks: Desks;
}

interface Desks {
  readonly now: NowDesk;
  readonly feeds: FeedsDesk;
  readonly review: ReviewDesk;
  readonly settings: SettingsDesk;
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
  return listen(createServer(options), options);
}

/** @throws ListenError as `startServer` */
export async function listen(
  app: ReturnType<typeof createBareServer>,
  { host, port }: Pick<ServerOptions, 'host' | 'port'>,
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
  const { metrics } = options;
  const app = createBareServer(options);
  app.get('/healthz', async (_request, reply) => answerHealth(options, reply, (health) => health.healthy));
  app.get('/readyz', async (_request, reply) => answerHealth(options, reply, (health) => health.ready));

  const desk = createDesk(app, { ...options, level: async () => (await options.health()).level });
  registerLog(desk, options.store);
  registerArchive(desk, options);
  const share = sharing(options.preview);
  registerApi(desk, { ...options, preview: share });
  app.get('/metrics', desk.pageRoute, async (_request, reply) => {
    const [report, health] = await Promise.all([options.status(), options.health()]);
    return reply.type(metrics.contentType).send(await metrics.text(report, health));
  });
  registerFeeds(desk, options.desks.feeds);
  registerReview(desk, options.desks.review);
  registerSettings(desk, options.desks.settings);
  registerNow(desk, { ...options, desk: options.desks.now, review: options.desks.review, preview: share });
  desk.page('/preview', async (visit) => {
    const wanted = visit.query.digest;
    const id = digestOf(options, wanted) ?? options.digests()[0]?.id;
    if (id === undefined || (wanted !== undefined && wanted !== id))
      return { kind: 'text', status: 404, text: nameOne(options) };
    const preview = await share(id);
    return visit.page({
      title: visit.say('预览', 'Preview'),
      place: undefined,
      body: previewBody(preview, { digests: options.digests() }),
    });
  });
  app.post<DigestQuery>('/run', desk.changeRoute, async (request, reply) =>
    answerRun(options, desk, request as FastifyRequest<DigestQuery>, reply),
  );
  return app;
}

/** A server without pages: it has safe headers, limits, and a line in the log for each request. */
export function createBareServer(options: Pick<ServerOptions, 'log' | 'language'>) {
  const { log } = options;
  const app = fastify({
    // Its own lines would say a second time that it listens.
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
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
  desk: Desk,
  request: FastifyRequest<DigestQuery>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const ids = options.digests().map(({ id }) => id);
  const wanted = request.query.digest ?? (ids.length === 1 ? ids[0] : undefined);
  const id = digestOf(options, wanted);
  if (id === undefined) return noDigest(options, reply);
  const answer = options.run(id);
  options.log.info({ digest: id, answer }, 'run asked for');
  await desk.record(request, phrase(`现在就发 ${id}`, `run ${id}`));
  // A browser's form goes back to the status page.
  if (request.headers.accept?.includes('text/html')) return reply.redirect('/', 303);
  return reply.code(answer === 'started' ? 202 : 409).send({ digest: id, answer });
}

function digestOf({ digests }: ServerOptions, id: string | undefined): string | undefined {
  return digests().find((digest) => digest.id === id)?.id;
}

function noDigest(options: ServerOptions, reply: FastifyReply): FastifyReply {
  return plain(reply, 404, nameOne(options));
}

function nameOne(options: ServerOptions): string {
  const ids = options
    .digests()
    .map(({ id }) => id)
    .join(', ');
  return sayOf(options)(`用 ?digest= 说明是哪一份日报：${ids}`, `Name a digest with ?digest=: ${ids}`);
}

function answerError(
  options: Pick<ServerOptions, 'log' | 'language'>,
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

function sayOf({ language }: Pick<ServerOptions, 'language'>) {
  return sayIn(language());
}

/** One composition at a time for each digest: a request that comes meanwhile gets the same result. */
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
