/** A mail as a mail program shows it, in a frame that can do nothing: no script, no form, no way out of it. */
import { hash } from 'node:crypto';
import { dialects } from '../compose/text/dialects.ts';
import { mailStyles, mailText } from '../deliver/rooms/mail-text.ts';
import { type Html, html } from './html.ts';

export function mailFrame(content: string): Html {
  const { subject, html: body } = mailText(content);
  return html`<p class="subject">${subject}</p>
<iframe class="mail" sandbox title="${subject}" srcdoc="${body}" height="${heightOf(content)}"></iframe>`;
}

/** A frame cannot grow with what is in it: about as high as the text is in a window of a phone, else it scrolls. */
function heightOf(content: string): number {
  const rows = content
    .split('\n')
    .reduce((sum, line) => sum + Math.ceil((line.replace(/<[^>]*>/g, '').length + 1) / 30), 0);
  return Math.min(900, 60 + 24 * rows);
}

/** The frame has the page's policy; a mail has its few styles in attributes, and these and no others are let through. */
export const mailStylePolicy = [
  "style-src-attr 'unsafe-hashes'",
  ...[...mailStyles, ...styleAttributes(dialects.mail.quiet[0])].map(
    (style) => `'sha256-${hash('sha256', style, 'base64')}'`,
  ),
].join(' ');

function styleAttributes(markup: string): readonly string[] {
  return Array.from(markup.matchAll(/style="([^"]*)"/g), ([, style = '']) => style);
}
