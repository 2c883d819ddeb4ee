/** What a request carries: cookies, the fields of a form, numbers of its query, and where it came from. */
import type { FastifyRequest } from 'fastify';
import type { Language } from '../model.ts';

const cookieName = 'digest_session';
export const noticeCookie = 'digest_notice';

/** Derived from the Host header. A proxy ends TLS before us, so only `link` in feeds.yaml knows about https. */
export function originOf(host: string | undefined): string | undefined {
  return host !== undefined && /^[\w.:[\]-]{1,255}$/.test(host) ? `http://${host}` : undefined;
}

/** The path after the login. Addresses of other sites are replaced by `/`. */
export function pathWithin(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/';
}

/** The path of the page that a change came from, without its query. */
export function pageOfOrigin(request: FastifyRequest): string {
  const referer = request.headers.referer;
  const path = referer !== undefined && URL.canParse(referer) ? new URL(referer).pathname : request.url;
  return path.split('?', 1)[0] ?? '';
}

/** The main page of that page, which can be opened without a form: `/settings` for `/settings/review`. */
export function placeOfForm(request: FastifyRequest): string {
  return /^\/\w*/.exec(pageOfOrigin(request))?.[0] ?? '/';
}

/** The language of the program that suits the browser; undefined when it names none. */
export function browserLanguage(header: string | undefined): Language | undefined {
  const [first = ''] = (header ?? '').split(/[,;]/, 1);
  if (!/^\s*[a-z]/i.test(first)) return undefined;
  return /^\s*zh\b/i.test(first) ? 'zh-CN' : 'en';
}

export function cookie(id: string, seconds: number, origin: string | undefined): string {
  const secure = origin?.startsWith('https:') ? '; Secure' : '';
  return `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
}

export function cookieOf(header: string | undefined, wanted = cookieName): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === wanted)?.[1] ?? '';
}

export function formOf(request: FastifyRequest): FormData {
  return request.body instanceof FormData ? request.body : new FormData();
}

/** A field of a form as text; empty when it is missing. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A whole number of a query; undefined when it is missing or anything else. */
export function numberIn(text: string | undefined): number | undefined {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined;
}
