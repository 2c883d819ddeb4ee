/** Shows a mail like a mail program, in a sandboxed frame without scripts, forms and navigation. */
import { hash } from 'node:crypto';
import { dialects } from '../compose/text/dialects.ts';
import { mailStyles, mailText } from '../deliver/rooms/mail-text.ts';
import { type Html, html } from './html.ts';

export function mailFrame(content: string): Html {
  const { subject, html: body } = mailText(content);
  return html`<p class="subject">${subject}</p>
<iframe class="mail" sandbox title="${subject}" srcdoc="${body}" height="${heightOf(content)}"></iframe>`;
}

/** A frame does not grow with its content: this estimates the height of the text on a phone. */
function heightOf(content: string): number {
  const rows = content
    .split('\n')
    .reduce((sum, line) => sum + Math.ceil((line.replace(/<[^>]*>/g, '').length + 1) / 30), 0);
  return Math.min(900, 60 + 24 * rows);
}

/** The frame inherits the page's policy, which allows only the known style attributes of a mail, by their hashes. */
export const mailStylePolicy = [
  "style-src-attr 'unsafe-hashes'",
  ...[...mailStyles, ...styleAttributes(dialects.mail.quiet[0])].map(
    (style) => `'sha256-${hash('sha256', style, 'base64')}'`,
  ),
].join(' ');

function styleAttributes(markup: string): readonly string[] {
  return Array.from(markup.matchAll(/style="([^"]*)"/g), ([, style = '']) => style);
}
