/** The frame of every page: one style sheet inside, no script, nothing from anywhere else. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Language } from '../model.ts';
import { type Html, type HtmlValue, html, trusted } from './html.ts';

const style = readFileSync(new URL('page.css', import.meta.url), 'utf8');

/** What a page may load: its own style sheet, by its hash. */
const allowed = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  'img-src data:',
  "base-uri 'none'",
];

/** For the header of a served page: forms go home, and nobody frames it. */
export const contentSecurityPolicy = [...allowed, "form-action 'self'", "frame-ancestors 'none'"].join('; ');

export interface Page {
  readonly language: Language;
  readonly title: string;
  /** A file of its own: it has no neighbours to link to, and carries its policy inside. */
  readonly isFile: boolean;
  readonly body: HtmlValue;
}

/** The whole document. */
export function pageOf({ language, title, isFile, body }: Page): string {
  const policy = html`<meta http-equiv="Content-Security-Policy" content="${[...allowed, "form-action 'none'"].join('; ')}">`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
${isFile && policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${!isFile && navigation(language)}
<main>
${body}
</main>
</body>
</html>
`.toString();
}

function navigation(language: Language): Html {
  return language === 'en'
    ? html`<nav><a href="/">Status</a> <a href="/preview">Preview</a></nav>`
    : html`<nav><a href="/">状态</a> <a href="/preview">预览</a></nav>`;
}
