/** Lets a request in or refuses it: by its host and origin, its password or login, and the rate limit of guests. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { phrase } from '../ground/phrase.ts';
import type { Language, Phrase } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import {
  type AccessRules,
  type AccessVerdict,
  basicPassword,
  type Credentials,
  isPassword,
  mayAct,
  mayLook,
} from './access.ts';
import { html } from './html.ts';
import { type RateLimit, tooMany } from './rate-limit.ts';
import { cookieOf, formOf, placeOfForm, textIn } from './request.ts';
import { sendHtml, sendPhrase } from './sentence.ts';
import { createGuesses, createSessions } from './sessions.ts';

export interface GateOptions {
  /** The rate limit of visitors without a login. */
  readonly guests: RateLimit;
  /** The host on which the server listens. */
  readonly host: string;
  /** HTTP_TOKEN, asked at every request: its file may change. */
  token(): string | undefined;
  /** The one-time password in the log, used when no token is set. Without either nothing can be changed. */
  readonly word?: string | undefined;
  /** PAGE_URL: the address at which browsers open the pages. */
  pageUrl?(): string;
  now(): Date;
  language(): Language;
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact' | 'facts'>;
  readonly log: Logger;
}

/** What the visitor who made a request may do. */
export interface Visitor {
  /** Whether changes are allowed, because of a login. */
  readonly mayChange: boolean;
  /** Whether only public pages are allowed. */
  readonly isGuest: boolean;
  /** The token for the forms of this login; undefined without one. */
  readonly formToken: string | undefined;
}

/** The checks are hooks of routes: each sends the refusal, or returns undefined. */
export function createGate(options: GateOptions) {
  const { guests, store, log } = options;
  const guesses = createGuesses(() => options.now());
  const sessions = createSessions({
    store,
    password: () => options.token() ?? options.word,
    now: () => options.now(),
  });
  const rules = (): AccessRules => ({
    host: options.host,
    token: options.token(),
    word: options.word,
    pageUrl: options.pageUrl?.(),
  });
  const refuse = (reply: FastifyReply, status: number, text: Phrase) =>
    sendPhrase(reply, status, text, options.language());

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

  function askForPassword(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { method, url, headers } = request;
    if (headers.accept?.includes('text/html') !== true || headers.authorization !== undefined) {
      reply.header('www-authenticate', 'Basic realm="AI News Digest", charset="UTF-8"');
      return refuse(reply, 401, refusals.ask);
    }
    // A link from a chat comes without the cookie (SameSite=Strict). A reload from our own page sends it.
    if (headers['sec-fetch-site'] === 'cross-site' && method === 'GET') {
      return sendHtml(reply, 200, html`<!doctype html><meta http-equiv="refresh" content="0;url=${url}">`.toString());
    }
    // A POST has no page of its own to return to.
    const query = method === 'GET' ? `next=${encodeURIComponent(url)}` : `next=${placeOfForm(request)}&ended=1`;
    return reply.redirect(`/login?${query}`, 303);
  }

  return {
    check:
      (rule: (credentials: Credentials, rules: AccessRules) => AccessVerdict) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
        const given = basicPassword(request.headers.authorization);
        if (given !== undefined && !guesses.mayTry(request.ip)) return refuse(reply, 429, refusals['too-many']);
        if (given !== undefined && !isPassword(given, rules())) guesses.wrong(request.ip);
        const verdict = rule(await credentialsOf(request), rules());
        if (verdict === 'open') return undefined;
        return verdict === 'ask' ? askForPassword(request, reply) : refuse(reply, 403, refusals[verdict]);
      },
    /** Applies the rate limit, except to visitors with a login or that need none. */
    async admitGuest(request: FastifyRequest, reply: FastifyReply, cost: number): Promise<FastifyReply | undefined> {
      if (mayLook(await credentialsOf(request), rules()) === 'open' || guests.take(request.ip, cost)) return undefined;
      reply.headers({ 'retry-after': '10', connection: 'close' });
      return refuse(reply, 429, tooMany);
    },
    /** A login by cookie requires its form token. A caller that sends the password with each request needs none. */
    async hasFormToken(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      const id = cookieOf(request.headers.cookie);
      const isByCookie = await sessions.isOpen(id);
      if (!isByCookie || sessions.isFormToken(id, textIn(formOf(request), 'form'))) return undefined;
      return refuse(reply, 403, phrase('这个页面过期了，请刷新再试', 'This page is out of date: reload it'));
    },
    /** @returns the new login, or why there is none */
    async logIn({ ip }: FastifyRequest, password: string): Promise<{ readonly id: string } | 'wrong' | 'too-many'> {
      if (!guesses.mayTry(ip)) return 'too-many';
      if (isPassword(password, rules())) return { id: await sessions.begin() };
      guesses.wrong(ip);
      log.warn({ ip }, 'wrong password');
      return 'wrong';
    },
    logOut: ({ headers }: FastifyRequest) => sessions.end(cookieOf(headers.cookie)),
    async visitorOf(request: FastifyRequest): Promise<Visitor> {
      const credentials = await credentialsOf(request);
      return {
        // Origin and site are checked when the form is sent.
        mayChange: mayAct({ ...credentials, origin: undefined, site: undefined }, rules()) === 'open',
        isGuest: mayLook(credentials, rules()) !== 'open',
        formToken: credentials.isLoggedIn ? sessions.formToken(cookieOf(request.headers.cookie)) : undefined,
      };
    },
  };
}

const refusals = {
  ask: phrase('密码是 HTTP_TOKEN，用户名随意', 'The password is HTTP_TOKEN, with any user name'),
  'too-many': phrase('密码错得太多，过十分钟再试', 'Too many wrong passwords. Try again in ten minutes'),
  'no-token': phrase('要先在 .env 里设置 HTTP_TOKEN', 'Set HTTP_TOKEN in .env first'),
  'wrong-host': phrase('请用 127.0.0.1 或 localhost 打开', 'Open this page at 127.0.0.1 or localhost'),
  'wrong-origin': phrase(
    '只能从这里的页面发起。前面有反向代理的，把 PAGE_URL 设成浏览器里的网址，或让代理保留 Host',
    'This is only possible from the pages of this server. Behind a reverse proxy, set PAGE_URL to the address in the browser, or let the proxy keep the Host header',
  ),
} as const;
