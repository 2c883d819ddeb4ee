/** Health, metrics and the pages over HTTP. All content comes from the caller. */
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FeedsDesk } from '../control/feeds-desk.ts';
import type { NowDesk } from '../control/now-desk.ts';
import type { ReviewDesk } from '../control/review-desk.ts';
import type { SettingsDesk } from '../control/settings-desk.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { StatusReport } from '../show/status.ts';
import { registerApi } from './api-routes.ts';
import { type ArchiveOptions, registerArchive } from './archive-pages.ts';
import { createBareServer, listen, type RunningServer } from './bare-server.ts';
import { createDatabaseWatch } from './database-watch.ts';
import { registerFeeds } from './feeds-page.ts';
import { type Health, healthJson } from './health.ts';
import { registerLog } from './log-page.ts';
import type { Metrics } from './metrics.ts';
import { registerNow } from './now-page.ts';
import { type PreviewOnPage, previewBody } from './preview-page.ts';
import { createRateLimit } from './rate-limit.ts';
import { registerReview } from './review-page.ts';
import { createRoutes, type Routes, type RoutesOptions } from './routes.ts';
import { sendSentence } from './sentence.ts';
import { registerSettings } from './settings-page.ts';

export interface ServerOptions extends Omit<RoutesOptions, 'level' | 'digests' | 'guests'>, ArchiveOptions {
  /** 0: any free port. */
  readonly port: number;
  health(): Promise<Health>;
  status(): Promise<StatusReport>;
  /** The edition due or the next one, composed from the store. @param digestId one of `digests()` */
  preview(digestId: string): Promise<PreviewOnPage>;
  /**
   * Starts the edition due, or a further one of unsent news, without waiting for it.
   * @returns `busy` when it is already running
   */
  run(digestId: string, kind: 'due' | 'further'): 'started' | 'busy';
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
  readonly desks: Desks;
}

interface Desks {
  readonly now: NowDesk;
  readonly feeds: FeedsDesk;
  readonly review: ReviewDesk;
  readonly settings: SettingsDesk;
}

/** Resolves when it listens. @throws ListenError when the port is taken or the address is not this machine's */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  return listen(createServer(options), options);
}

/** The server before it listens, for tests. */
export function createServer(given: ServerOptions) {
  const database = createDatabaseWatch({
    ...given,
    timezone: () => given.digests()[0]?.timezone ?? 'UTC',
  });
  const options: ServerOptions = { ...given, health: () => watchedHealth(given, database) };
  const { metrics } = options;
  const guests = createRateLimit(() => options.now());
  const app = createBareServer({
    ...options,
    explain: database.explain,
    isRefused: (request) => options.publicPages() && isGuest(request) && guests.isSpent(addressOf(request)),
  });
  app.get('/healthz', async (_request, reply) => answerHealth(options, reply, (health) => health.healthy));
  app.get('/readyz', async (_request, reply) => answerHealth(options, reply, (health) => health.ready));

  const routes = createRoutes(app, { ...options, guests, level: async () => (await options.health()).level });
  registerLog(routes, options.store);
  registerArchive(routes, options);
  const share = sharing(options.preview);
  registerApi(routes, { ...options, preview: share });
  routes.page('/metrics', async () => {
    const [report, health] = await Promise.all([options.status(), options.health()]);
    return { kind: 'document', type: metrics.contentType, content: await metrics.text(report, health) };
  });
  registerFeeds(routes, options.desks.feeds);
  registerReview(routes, options.desks.review);
  registerSettings(routes, options.desks.settings);
  registerNow(routes, { ...options, desk: options.desks.now, review: options.desks.review, preview: share });
  routes.page('/preview', async (visit) => {
    const wanted = visit.query.digest;
    const id = digestOf(options, wanted) ?? options.digests()[0]?.id;
    if (id === undefined || (wanted !== undefined && wanted !== id))
      return { kind: 'text', status: 404, text: nameOne(options) };
    const preview = await share(id);
    return visit.page({
      title: visit.say('预览', 'Preview'),
      place: undefined,
      body: previewBody(preview, options.digests()),
    });
  });
  app.post<DigestQuery>('/run', routes.changeRoute, async (request, reply) =>
    answerRun(options, routes, request as FastifyRequest<DigestQuery>, reply),
  );
  return app;
}

/** A request without a login for a public page. */
function isGuest({ url = '', headers }: IncomingMessage): boolean {
  if (headers.authorization !== undefined || headers.cookie !== undefined) return false;
  return /^\/(?:editions|search|feed\.(?:xml|json))(?:[/?]|$)/.test(url);
}

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

interface DigestQuery {
  readonly Querystring: { readonly digest?: string };
}

/** Health reads the database, so it says whether the database works. */
async function watchedHealth({ health }: ServerOptions, database: ReturnType<typeof createDatabaseWatch>) {
  try {
    const now = await health();
    database.worked();
    return now;
  } catch (error) {
    database.explain(error);
    throw error;
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
    log.error({ err: error }, 'health could not be determined');
    return reply.code(503).send({ status: 'unhealthy' });
  }
}

async function answerRun(
  options: ServerOptions,
  routes: Routes,
  request: FastifyRequest<DigestQuery>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const ids = options.digests().map(({ id }) => id);
  const wanted = request.query.digest ?? (ids.length === 1 ? ids[0] : undefined);
  const id = digestOf(options, wanted);
  if (id === undefined)
    return sendSentence(reply, { status: 404, text: nameOne(options), language: options.language() });
  const answer = options.run(id, 'due');
  options.log.info({ digest: id, answer }, 'run requested');
  await routes.record(request, phrase(`现在就发 ${id}`, `run ${id}`));
  return reply.code(answer === 'started' ? 202 : 409).send({ digest: id, answer });
}

function digestOf({ digests }: ServerOptions, id: string | undefined): string | undefined {
  return digests().find((digest) => digest.id === id)?.id;
}

function nameOne({ digests, language }: ServerOptions): string {
  const ids = digests().map(({ id }) => id);
  return sayIn(language())(
    `用 ?digest= 说明是哪一份日报：${ids.join(', ')}`,
    `Name a digest with ?digest=: ${ids.join(', ')}`,
  );
}

/** Composes each digest once at a time; concurrent requests share the result. */
function sharing(compose: ServerOptions['preview']): ServerOptions['preview'] {
  const running = new Map<string, Promise<PreviewOnPage>>();
  return (id) => {
    const current = running.get(id) ?? compose(id).finally(() => running.delete(id));
    running.set(id, current);
    return current;
  };
}
