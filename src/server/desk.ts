/**
 * The registry of pages and changes, which enforces the access checks: pages are shown only to visitors that may view
 * them, and a change requires a POST from our own page, after a login, with the form token of that login.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { Logger } from 'pino';
import { dayAndTime } from '../ground/day-and-time.ts';
import { phrase } from '../ground/phrase.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { DigestSettings, Language, Phrase } from '../model.ts';
import type { Level } from '../operator/level.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { ScheduleStore } from '../store/store.ts';
import {
  type AccessRules,
  type AccessVerdict,
  basicPassword,
  type Credentials,
  isPassword,
  mayAct,
  mayLogIn,
  mayLook,
} from './access.ts';
import { missing } from './bare-server.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { loginDocument } from './login-page.ts';
import { createNotices } from './notices.ts';
import { type Place, pageOf } from './page.ts';
import { type RateLimit, tooMany } from './rate-limit.ts';
import { cookie, cookieOf, formOf, noticeCookie, originOf, pageOfOrigin, pathWithin, textIn } from './request.ts';
import { sendSentence } from './sentence.ts';
import { createGuesses, createSessions, sessionMs } from './sessions.ts';

export interface DeskOptions {
  /** The rate limit of visitors without a login. */
  readonly guests: RateLimit;
  /** The host on which the server listens. */
  readonly host: string;
  /** HTTP_TOKEN, asked at every request: its file may change. */
  token(): string | undefined;
  /** The one-time password in the log, used when no token is set. Without either nothing can be changed. */
  readonly word?: string | undefined;
  now(): Date;
  language(): Language;
  /** The current digests, in the order of the configuration. */
  digests(): readonly Pick<DigestSettings, 'id' | 'title' | 'timezone'>[];
  /** The status light in the bar. */
  level(): Promise<Level>;
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact' | 'facts'> & AuditStore;
  readonly log: Logger;
}

/** One request, with what a page needs to answer it. */
export interface Visit {
  readonly language: Language;
  readonly say: Say;
  readonly now: Date;
  /** Zone of the first digest. */
  readonly timezone: string;
  /** Formats an instant in that zone. */
  when(instant: Date | string): string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly params: Readonly<Record<string, string>>;
  /** Whether this visitor may make changes, because of a login. */
  readonly mayChange: boolean;
  /** Whether this visitor may see only public pages. */
  readonly isGuest: boolean;
  /** The address of the server in this request, as `http://host`; undefined when the request has no Host. */
  readonly origin: string | undefined;
  /** A form for a change, with its token. For a visitor without a login, a link to the login page. */
  form(action: string, body: HtmlValue, look?: FormLook): Html;
  /** A page with the common frame. */
  page(page: ShownPage): Answer;
}

interface FormLook {
  readonly className?: string;
  /** It has a file field. */
  readonly hasFile?: boolean;
}

interface ShownPage {
  readonly title: string;
  readonly place: Place | undefined;
  readonly body: HtmlValue;
  /** @default 200 */
  readonly status?: number;
  /** A narrow layout, for a long form. */
  readonly isNarrow?: boolean;
  /** Without the navigation bar. */
  readonly isBare?: boolean;
}

export type Answer =
  | { readonly kind: 'page'; readonly document: string; readonly status: number }
  /** Redirects to another page, which shows `said` once. */
  | { readonly kind: 'go'; readonly to: string; readonly said?: Phrase; readonly isBad?: boolean }
  | { readonly kind: 'file'; readonly type: string; readonly name: string; readonly content: string }
  /** A feed or JSON, neither a page nor a download. */
  | { readonly kind: 'document'; readonly type: string; readonly content: string }
  /** A plain sentence, for requests with a wrong address. */
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'missing' };

/** `did` describes the change for the log of changes; undefined when nothing was changed. */
export type ChangeAnswer = Answer & { readonly did?: Phrase | undefined };

interface Publicity {
  /** Whether the page is public now, within the rate limit. */
  readonly isPublic?: () => boolean;
  /** How much a request counts towards that limit. @default 1 */
  readonly cost?: number;
}

export interface Desk {
  /** Registers a page. */
  page(path: string, show: (visit: Visit) => Promise<Answer>, options?: Publicity): void;
  /** Registers a change. It is recorded in the log of changes, with the page it came from. */
  change(path: string, act: (visit: Visit, form: FormData) => Promise<ChangeAnswer>): void;
  /** The options for a custom route that changes something. */
  readonly changeRoute: RouteShorthandOptions;
  /** Records a change of a custom route. */
  record(request: FastifyRequest, did: Phrase): Promise<void>;
}

/** The largest form has an OPML file. */
const mostFormBytes = 2_000_000;

export function createDesk(app: FastifyInstance, options: DeskOptions): Desk {
  const { guests } = options;
  const guesses = createGuesses(() => options.now());
  const sessions = createSessions({
    store: options.store,
    password: () => options.token() ?? options.word,
    now: () => options.now(),
  });
  const notices = createNotices();
  const accessRules = (): AccessRules => ({ host: options.host, token: options.token(), word: options.word });
  // Only forms are parsed, and only for changes.
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer' },
    (request, body, done) => {
      const type = request.headers['content-type'] ?? '';
      new Response(new Uint8Array(body as Buffer), { headers: { 'content-type': type } }).formData().then(
        (form) => done(null, form),
        () => done(Object.assign(new Error('not a form'), { statusCode: 400 })),
      );
    },
  );

  app.get('/login', async (request, reply) => {
    const { next } = request.query as { readonly next?: string };
    return page(reply, 200, login({ next: pathWithin(next) }));
  });
  app.post('/login', { onRequest: (request, reply) => enter(mayLogIn, request, reply) }, async (request, reply) => {
    const form = formOf(request);
    const next = pathWithin(textIn(form, 'next'));
    if (!guesses.mayTry(request.ip)) return page(reply, 429, login({ next, trouble: 'too-many' }));
    if (!isPassword(textIn(form, 'password').trim(), accessRules())) {
      guesses.wrong(request.ip);
      options.log.warn({ ip: request.ip }, 'wrong password');
      return page(reply, 401, login({ next, trouble: 'wrong' }));
    }
    const id = await sessions.begin();
    reply.header('set-cookie', cookie(id, sessionMs / 1000, request.headers.origin));
    await record(request, phrase('登录', 'logged in'));
    return reply.redirect(next, 303);
  });

  const changeRoute: RouteShorthandOptions = {
    bodyLimit: mostFormBytes,
    onRequest: (request, reply) => enter(mayAct, request, reply),
    preHandler: hasFormToken,
  };
  app.post('/logout', changeRoute, async (request, reply) => {
    await sessions.end(cookieOf(request.headers.cookie));
    return reply.redirect('/login', 303);
  });

  return {
    page(path, show, { isPublic, cost = 1 } = {}) {
      const onRequest = async (request: FastifyRequest, reply: FastifyReply) =>
        isPublic?.() ? admitGuest(request, reply, cost) : enter(mayLook, request, reply);
      app.get(path, { onRequest }, async (request, reply) => answer(reply, await show(await visitOf(request))));
    },
    change(path, act) {
      app.post(path, changeRoute, async (request, reply) => {
        const { did, ...done } = await act(await visitOf(request), formOf(request));
        if (did !== undefined) await record(request, did);
        return answer(reply, done.kind === 'go' && did !== undefined ? { said: did, ...done } : done);
      });
    },
    changeRoute,
    record,
  };

  function plain(reply: FastifyReply, status: number, text: Phrase): FastifyReply {
    const language = options.language();
    return sendSentence(reply, { status, text: text[language], language });
  }

  // ── Access ────────────────────────────────────────────────────────────────────────────────────────

  async function enter(
    rule: (credentials: Credentials, rules: AccessRules) => AccessVerdict,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> {
    const given = basicPassword(request.headers.authorization);
    if (given !== undefined && !guesses.mayTry(request.ip)) {
      return plain(reply, 429, refusals['too-many']);
    }
    if (given !== undefined && !isPassword(given, accessRules())) guesses.wrong(request.ip);
    const verdict = rule(await credentialsOf(request), accessRules());
    return verdict.kind === 'open' ? undefined : refuse(verdict, request, reply);
  }

  /** Applies the rate limit, except to visitors with a login or that need none. */
  async function admitGuest(request: FastifyRequest, reply: FastifyReply, cost: number) {
    if (mayLook(await credentialsOf(request), accessRules()).kind === 'open' || guests.take(request.ip, cost))
      return undefined;
    reply.headers({ 'retry-after': '10', connection: 'close' });
    return plain(reply, 429, tooMany);
  }

  async function credentialsOf({ headers }: FastifyRequest): Promise<Credentials> {
    const site = headers['sec-fetch-site'];
    return {
      host: headers.host,
      authorization: headers.authorization,
      origin: headers.origin,
      site: typeof site === 'string' ? site : undefined,
      isLoggedIn: await sessions.isOpen(cookieOf(headers.cookie)),
    };
  }

  function refuse(
    { kind }: Exclude<AccessVerdict, { readonly kind: 'open' }>,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    switch (kind) {
      case 'ask': {
        const next = request.method === 'GET' ? request.url : '/';
        if (request.headers.accept?.includes('text/html') !== true || request.headers.authorization !== undefined) {
          reply.header('www-authenticate', 'Basic realm="AI News Digest", charset="UTF-8"');
          return plain(reply, 401, refusals.ask);
        }
        // A link from a chat comes without the cookie (SameSite=Strict). A reload from our own page sends it.
        if (request.headers['sec-fetch-site'] === 'cross-site' && request.method === 'GET') {
          return page(reply, 200, html`<!doctype html><meta http-equiv="refresh" content="0;url=${next}">`.toString());
        }
        return reply.redirect(`/login?next=${encodeURIComponent(next)}`, 303);
      }
      default:
        return plain(reply, 403, refusals[kind]);
    }
  }

  /** A login by cookie requires its form token. A caller that sends the password with each request does not need one. */
  async function hasFormToken(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const id = cookieOf(request.headers.cookie);
    const isByCookie = await sessions.isOpen(id);
    if (!isByCookie || sessions.isFormToken(id, textIn(formOf(request), 'form'))) return undefined;
    return plain(reply, 403, phrase('这个页面过期了，请刷新再试', 'This page is out of date: reload it'));
  }

  async function record(request: FastifyRequest, what: Phrase): Promise<void> {
    try {
      await options.store.recordChange({ at: options.now(), from: pageOfOrigin(request), what });
    } catch (error) {
      // The change was made, only its log line is lost (full disk), so the answer must not report a failure.
      options.log.error({ err: error }, 'the log of changes could not be written');
    }
  }

  // ── Pages ─────────────────────────────────────────────────────────────────────────────────────────

  function login(shown: { readonly next: string; readonly trouble?: 'wrong' | 'too-many' }): string {
    const brand = options.digests()[0]?.title ?? 'AI News Digest';
    return loginDocument({ ...shown, brand, language: options.language(), hasToken: options.token() !== undefined });
  }

  async function visitOf(request: FastifyRequest): Promise<Visit> {
    const credentials = await credentialsOf(request);
    const isGuest = mayLook(credentials, accessRules()).kind !== 'open';
    const level = isGuest ? undefined : await options.level();
    const language = options.language();
    const [first] = options.digests();
    const timezone = first?.timezone ?? 'UTC';
    const id = credentials.isLoggedIn ? cookieOf(request.headers.cookie) : '';
    // Origin and site are checked when the form is sent.
    const mayChange = mayAct({ ...credentials, origin: undefined, site: undefined }, accessRules()).kind === 'open';
    const form: Visit['form'] = (action, body, { className, hasFile } = {}) => {
      if (!mayChange) return loginLink(request.url, language);
      return html`<form method="post" action="${action}"${className !== undefined && html` class="${className}"`}${hasFile === true && html` enctype="multipart/form-data"`}>${
        id !== '' && html`<input type="hidden" name="form" value="${sessions.formToken(id)}">`
      }${body}</form>`;
    };
    const logout =
      id === ''
        ? undefined
        : form('/logout', html`<button class="link">${sayIn(language)('退出', 'Log out')}</button>`);
    return {
      language,
      say: sayIn(language),
      now: options.now(),
      timezone,
      when: (instant) => dayAndTime(new Date(instant), timezone, language),
      query: request.query as Visit['query'],
      params: request.params as Visit['params'],
      mayChange,
      isGuest,
      origin: originOf(request.headers.host),
      form,
      page({ title, place, body, status = 200, isNarrow = false, isBare = false }) {
        const notice = notices.take(cookieOf(request.headers.cookie, noticeCookie));
        const brand = first?.title ?? 'AI News Digest';
        const document = pageOf({
          language,
          title: `${title} · ${brand}`,
          isFile: false,
          shape: isNarrow ? 'narrow' : undefined,
          frame: isBare
            ? undefined
            : level && {
                brand,
                place,
                level,
                logout: logout ?? (mayChange ? undefined : loginLink(request.url, language)),
                timezone,
              },
          readersFrame: isGuest ? { brand, editions: '/editions', feed: '/feed.xml' } : undefined,
          body: html`${
            notice !== undefined &&
            html`<p class="said-so${notice.isBad && ' bad'}" role="status">${notice.text[language]}</p>`
          }${body}`,
        });
        return { kind: 'page', document, status };
      },
    };
  }

  function answer(reply: FastifyReply, given: Answer): FastifyReply {
    switch (given.kind) {
      case 'page':
        return page(reply, given.status, given.document);
      case 'go': {
        if (given.said !== undefined) {
          const id = notices.put({ text: given.said, isBad: given.isBad ?? false });
          reply.header('set-cookie', `${noticeCookie}=${id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60`);
        }
        return reply.redirect(given.to, 303);
      }
      case 'file':
        return reply
          .type(given.type)
          .header('content-disposition', `attachment; filename="${given.name}"`)
          .send(given.content);
      case 'document':
        return reply.type(given.type).send(given.content);
      case 'text':
        return sendSentence(reply, { status: given.status, text: given.text, language: options.language() });
      case 'missing':
        return plain(reply, 404, missing);
    }
  }
}

const refusals = {
  ask: phrase('密码是 HTTP_TOKEN，用户名随意', 'The password is HTTP_TOKEN, with any user name'),
  'too-many': phrase('密码错得太多，过十分钟再试', 'Too many wrong passwords. Try again in ten minutes'),
  'no-token': phrase('要先在 .env 里设置 HTTP_TOKEN', 'Set HTTP_TOKEN in .env first'),
  'wrong-host': phrase('请用 127.0.0.1 或 localhost 打开', 'Open this page at 127.0.0.1 or localhost'),
  'wrong-origin': phrase('只能从这里的页面发起', 'This is only possible from the pages of this server'),
} as const;

function loginLink(url: string, language: Language): Html {
  const say = sayIn(language);
  return html`<a href="/login?next=${encodeURIComponent(url)}">${say('登录后可以改', 'Log in to change')}</a>`;
}

function page(reply: FastifyReply, status: number, document: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(document);
}
