/** The frame of every page, with one inline style sheet, no scripts and no external resources. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Language, Phrase } from '../model.ts';
import type { Level } from '../operator/level.ts';
import { type Html, type HtmlValue, html, trusted } from './html.ts';
import { mailStylePolicy } from './mail-frame.ts';

const style = readFileSync(new URL('page.css', import.meta.url), 'utf8');

/** The content policy: the page's style sheet, and the style attributes of mails, by their hashes. */
const allowed = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  mailStylePolicy,
  'img-src data:',
  "base-uri 'none'",
];

/** The policy in the header of served pages: forms may post only to this server, and no site may frame them. */
export const contentSecurityPolicy = [...allowed, "form-action 'self'", "frame-ancestors 'none'"].join('; ');

/** The four pages in the bar. */
export type Place = 'now' | 'feeds' | 'editions' | 'settings';

/** The bar above a page, and the footer. */
interface Frame {
  /** The title of the first digest. */
  readonly brand: string;
  /** The current page in the bar; undefined for other pages. */
  readonly place: Place | undefined;
  /** The status light on 现在. */
  readonly level: Level;
  /** The logout form; undefined without a login. */
  readonly logout: Html | undefined;
  /** Time zone of the page. */
  readonly timezone: string;
}

/** The bar above a page for readers, without links to operator pages. */
interface ReadersFrame {
  readonly brand: string;
  /** Addresses of the list of editions and of the feed. */
  readonly editions: string;
  readonly feed: string;
}

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: HtmlValue;
  /** A standalone file: it contains its policy and has no links to other pages. */
  readonly isFile: boolean;
  /** Omitted for pages without the bar (a file, the login, a page for readers). */
  readonly frame?: Frame | undefined;
  /** Replaces `frame`. */
  readonly readersFrame?: ReadersFrame | undefined;
  /** Class of `main`. */
  readonly shape?: 'narrow' | 'login' | undefined;
}

/** Renders the whole document. */
export function pageOf({ language, title, isFile, body, frame, readersFrame, shape }: Page): string {
  const policy = html`<meta http-equiv="Content-Security-Policy" content="${[...allowed, "form-action 'none'"].join('; ')}">`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
${isFile && policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="application-name" content="AI News Digest">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${frame !== undefined && bar(frame, language)}${readersFrame !== undefined && readersBar(readersFrame, language)}
<main id="main"${shape !== undefined && html` class="${shape}"`}>
${body}
</main>
${frame !== undefined && foot(frame, language)}
</body>
</html>
`.toString();
}

function bar({ brand, place, level, logout }: Frame, language: Language): Html {
  const say = sayIn(language);
  const names: readonly (readonly [Place, string, HtmlValue])[] = [
    [
      'now',
      '/',
      html`<i class="dot ${level}"></i>${say('现在', 'Now')}<span class="hidden">${say(`（${levelWords[level]['zh-CN']}）`, ` (${levelWords[level].en})`)}</span>`,
    ],
    ['feeds', '/feeds', say('源', 'Feeds')],
    ['editions', '/editions', say('往期', 'Editions')],
    ['settings', '/settings', say('设置', 'Settings')],
  ];
  return html`<a class="skip" href="#main">${say('跳到正文', 'Skip to the content')}</a>
<header class="frame"><div class="bar">${brandMark(brand, '/')}
<nav aria-label="${say('主要', 'Main')}">${names.map(([name, path, label]) => html`<a href="${path}"${name === place && html` aria-current="page"`}>${label}</a>`)}</nav>
<div class="out"><a href="/log">${say('操作记录', 'Changes')}</a>${logout}</div></div></header>`;
}

function readersBar({ brand, editions, feed }: ReadersFrame, language: Language): Html {
  const say = sayIn(language);
  return html`<a class="skip" href="#main">${say('跳到正文', 'Skip to the content')}</a>
<header class="frame"><div class="bar">${brandMark(brand, editions)}
<nav aria-label="${say('主要', 'Main')}"><a href="${editions}">${say('往期', 'Editions')}</a><a href="${feed}">${say('订阅', 'Feed')}</a></nav></div></header>`;
}

/** The logo with the name; a link if `href` is given. */
export function brandMark(brand: string, href?: string): Html {
  const inside = html`<svg viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" rx="8" fill="#24508f"/><path d="M9 11h18M9 18h18M9 25h10" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/></svg><span>${brand}</span>`;
  return href === undefined
    ? html`<p class="brand">${inside}</p>`
    : html`<a class="brand" href="${href}" aria-label="${brand}">${inside}</a>`;
}

/** The status light in words. */
export const levelWords: Readonly<Record<Level, Phrase>> = {
  green: phrase('正常', 'OK'),
  amber: phrase('要留意', 'Attention'),
  red: phrase('要处理', 'Action needed'),
};

function foot({ timezone, logout }: Frame, language: Language): Html {
  const say = sayIn(language);
  const zone = timezone === 'Asia/Shanghai' ? say('北京时间', 'Beijing time') : timezone;
  return html`<footer class="foot"><span>${say(`时间都是${zone}`, `All times: ${zone}`)}</span><a href="/log">${say('操作记录', 'Changes')}</a>${logout}</footer>`;
}
