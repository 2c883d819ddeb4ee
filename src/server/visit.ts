/** One request, with what a page needs to answer it, and the answers that a page can give. */
import type { FastifyRequest } from 'fastify';
import { dayAndTime } from '../ground/day-and-time.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { DigestSettings, Language, Phrase } from '../model.ts';
import type { Level } from '../operator/level.ts';
import type { Visitor } from './gate.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { Notice } from './notices.ts';
import { type Place, pageOf } from './page.ts';
import { originOf } from './request.ts';

export interface Visit extends Pick<Visitor, 'mayChange' | 'isGuest'> {
  readonly language: Language;
  readonly say: Say;
  readonly now: Date;
  /** Zone of the first digest. */
  readonly timezone: string;
  /** Formats an instant in that zone. */
  when(instant: Date | string): string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly params: Readonly<Record<string, string>>;
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
  /** Of the setup: narrow, and without the navigation bar. */
  readonly isSetup?: boolean;
}

export type Answer =
  | { readonly kind: 'page'; readonly document: string; readonly status: number }
  /** Redirects to another page, which shows `said` once. */
  | { readonly kind: 'go'; readonly to: string; readonly said?: Phrase; readonly isBad?: boolean }
  /** A feed or JSON, or a download with this name. */
  | { readonly kind: 'document'; readonly type: string; readonly content: string; readonly name?: string }
  /** A plain sentence, for requests with a wrong address. */
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'missing' };

/** `did` describes the change for the log of changes; undefined when nothing was changed. */
export type ChangeAnswer = Answer & { readonly did?: Phrase | undefined };

export interface VisitOptions {
  readonly visitor: Visitor;
  readonly language: Language;
  readonly now: Date;
  /** The first digest. */
  readonly digest: Pick<DigestSettings, 'title' | 'timezone'> | undefined;
  /** The status light in the bar; undefined for a guest. */
  readonly level: Level | undefined;
  /** Takes the result of the last change, to be shown once. */
  takeNotice(): Notice | undefined;
}

/** The name of the pages when there is no digest. */
export const usualBrand = 'AI News Digest';

export function visitOf(request: FastifyRequest, options: VisitOptions): Visit {
  const { visitor, language, now, digest, level, takeNotice } = options;
  const { mayChange, isGuest, formToken } = visitor;
  const brand = digest?.title ?? usualBrand;
  const timezone = digest?.timezone ?? 'UTC';
  const say = sayIn(language);
  const loginLink = html`<a href="/login?next=${encodeURIComponent(request.url)}">${say('登录后可以改', 'Log in to change')}</a>`;
  const form: Visit['form'] = (action, body, { className, hasFile } = {}) => {
    if (!mayChange) return loginLink;
    return html`<form method="post" action="${action}"${className !== undefined && html` class="${className}"`}${hasFile === true && html` enctype="multipart/form-data"`}>${
      formToken !== undefined && html`<input type="hidden" name="form" value="${formToken}">`
    }${body}</form>`;
  };
  const logout =
    formToken === undefined
      ? undefined
      : form('/logout', html`<button class="link">${say('退出', 'Log out')}</button>`);
  return {
    mayChange,
    isGuest,
    language,
    say,
    now,
    timezone,
    when: (instant) => dayAndTime(new Date(instant), timezone, language),
    query: request.query as Visit['query'],
    params: request.params as Visit['params'],
    origin: originOf(request.headers.host),
    form,
    page({ title, place, body, status = 200, isSetup = false }) {
      const notice = takeNotice();
      const bar = level && { brand, place, level, logout: logout ?? (mayChange ? undefined : loginLink), timezone };
      const document = pageOf({
        language,
        title: `${title} · ${brand}`,
        isFile: false,
        shape: isSetup ? 'narrow' : undefined,
        frame: isSetup ? undefined : bar,
        readersFrame: isGuest ? { brand, editions: '/editions', feed: '/feed.xml' } : undefined,
        body: html`${notice !== undefined && noticePart(notice, language)}${body}`,
      });
      return { kind: 'page', document, status };
    },
  };
}

function noticePart({ text, isBad }: Notice, language: Language): Html {
  return html`<p class="said-so${isBad && ' bad'}" role="status">${text[language]}</p>`;
}
