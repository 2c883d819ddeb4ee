/**
 * The registry of pages and changes, which enforces the access checks: pages are shown only to visitors that may view
 * them, and a change requires a POST from our own page, after a login, with the form token of that login.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { phrase } from '../ground/phrase.ts';
import type { DigestSettings, Phrase } from '../model.ts';
import type { Level } from '../operator/level.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { mayAct, mayLogIn, mayLook } from './access.ts';
import { missing } from './bare-server.ts';
import { createDoubleClicks } from './double-clicks.ts';
import { createGate, type GateOptions } from './gate.ts';
import { type LoginTrouble, loginDocument } from './login-page.ts';
import { createNotices } from './notices.ts';
import { cookie, cookieOf, formOf, noticeCookie, pageOfOrigin, pathWithin, textIn } from './request.ts';
import { sendHtml, sendPhrase, sendSentence } from './sentence.ts';
import { sessionMs } from './sessions.ts';
import { type Answer, type ChangeAnswer, usualBrand, type Visit, visitOf } from './visit.ts';

export interface RoutesOptions extends GateOptions {
  /** The current digests, in the order of the configuration. */
  digests(): readonly Pick<DigestSettings, 'id' | 'title' | 'timezone'>[];
  /** The status light in the bar. */
  level(): Promise<Level>;
  readonly store: GateOptions['store'] & AuditStore;
}

interface Publicity {
  /** Whether the page is public now, within the rate limit. */
  readonly isPublic?: () => boolean;
  /** How much a request counts towards that limit. @default 1 */
  readonly cost?: number;
}

/** The largest form has an OPML file. */
const mostFormBytes = 2_000_000;

export type Routes = ReturnType<typeof createRoutes>;

export function createRoutes(app: FastifyInstance, options: RoutesOptions) {
  const gate = createGate(options);
  const notices = createNotices();
  const once = createDoubleClicks(() => options.now());
  const changeRoute: RouteShorthandOptions = {
    bodyLimit: mostFormBytes,
    onRequest: gate.check(mayAct),
    preHandler: gate.hasFormToken,
  };
  parseForms(app);

  app.get('/login', async (request, reply) => {
    const { next, ended } = request.query as { readonly next?: string; readonly ended?: string };
    return showLogin(reply, pathWithin(next), ended === undefined ? undefined : 'ended');
  });
  app.post('/login', { onRequest: gate.check(mayLogIn) }, async (request, reply) => {
    const form = formOf(request);
    const next = pathWithin(textIn(form, 'next'));
    const login = await gate.logIn(request, textIn(form, 'password').trim());
    if (typeof login === 'string') return showLogin(reply, next, login);
    reply.header('set-cookie', cookie(login.id, sessionMs / 1000, request.headers.origin));
    await record(request, phrase('登录', 'logged in'));
    return reply.redirect(next, 303);
  });
  app.post('/logout', changeRoute, async (request, reply) => {
    await gate.logOut(request);
    return reply.redirect('/login', 303);
  });

  return {
    /** Registers a page. */
    page(path: string, show: (visit: Visit) => Promise<Answer>, { isPublic, cost = 1 }: Publicity = {}): void {
      const look = gate.check(mayLook);
      const onRequest = async (request: FastifyRequest, reply: FastifyReply) =>
        isPublic?.() ? gate.admitGuest(request, reply, cost) : look(request, reply);
      app.get(path, { onRequest }, async (request, reply) => answer(reply, await show(await beginVisit(request))));
    },
    /** Registers a change. It is recorded in the log of changes, with the page it came from. */
    change(path: string, act: (visit: Visit, form: FormData) => Promise<ChangeAnswer>): void {
      app.post(path, changeRoute, async (request, reply) => {
        const form = formOf(request);
        const given = await once(request.url, form, async () => {
          const { did, ...done } = await act(await beginVisit(request), form);
          if (did !== undefined) await record(request, did);
          return done.kind === 'go' && did !== undefined ? { said: did, ...done } : done;
        });
        return answer(reply, given);
      });
    },
    /** The options for a custom route that changes something. */
    changeRoute,
    /** Records a change of a custom route. */
    record,
  };

  function showLogin(reply: FastifyReply, next: string, trouble?: LoginTrouble): FastifyReply {
    const brand = options.digests()[0]?.title ?? usualBrand;
    const hasToken = options.token() !== undefined;
    const document = loginDocument({ next, trouble, brand, language: options.language(), hasToken });
    return sendHtml(reply, trouble === 'wrong' ? 401 : trouble === 'too-many' ? 429 : 200, document);
  }

  async function record(request: FastifyRequest, what: Phrase): Promise<void> {
    try {
      await options.store.recordChange({ at: options.now(), from: pageOfOrigin(request), what });
    } catch (error) {
      // The change was made, only its log line is lost (full disk), so the answer must not report a failure.
      options.log.error({ err: error }, 'the log of changes could not be written');
    }
  }

  async function beginVisit(request: FastifyRequest): Promise<Visit> {
    const visitor = await gate.visitorOf(request);
    return visitOf(request, {
      visitor,
      language: options.language(),
      now: options.now(),
      digest: options.digests()[0],
      level: visitor.isGuest ? undefined : await options.level(),
      takeNotice: () => notices.take(cookieOf(request.headers.cookie, noticeCookie)),
    });
  }

  function answer(reply: FastifyReply, given: Answer): FastifyReply {
    switch (given.kind) {
      case 'page':
        return sendHtml(reply, given.status, given.document);
      case 'go': {
        if (given.said !== undefined) {
          const id = notices.put({ text: given.said, isBad: given.isBad ?? false });
          reply.header('set-cookie', `${noticeCookie}=${id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60`);
        }
        return reply.redirect(given.to, 303);
      }
      case 'document':
        if (given.name !== undefined) reply.header('content-disposition', `attachment; filename="${given.name}"`);
        return reply.type(given.type).send(given.content);
      case 'text':
        return sendSentence(reply, { status: given.status, text: given.text, language: options.language() });
      case 'missing':
        return sendPhrase(reply, 404, missing, options.language());
    }
  }
}

/** Only forms are parsed, and only for changes. */
function parseForms(app: FastifyInstance): void {
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data'];
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    try {
      return await new Response(new Uint8Array(body), { headers }).formData();
    } catch {
      throw Object.assign(new Error('not a form'), { statusCode: 400 });
    }
  });
}
