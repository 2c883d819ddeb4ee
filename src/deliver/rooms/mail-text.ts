/** Converts a message in the dialect `mail` to subject, text and HTML. Pure. */
/** The first line is the subject. Line ends and control characters are removed from it. */
export function mailText(content: string): Readonly<Record<'subject' | 'text' | 'html', string>> {
  const [first = '', ...rest] = content.split('\n');
  const subject = decoded(plain(first))
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 200)
    .toWellFormed();
  const lines = rest.map((line) => `<div style="${row}">${line}</div>`).join('\n');
  const html = `<div style="${body}"><div style="${heading}">${first}</div>\n${lines}</div>`;
  return { subject, text: textOf(content), html };
}

/** Inline styles, since mail programs remove others. */
const body = "font:15px/1.6 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif;max-width:640px;color:#222";
const heading = 'font-weight:bold;font-size:17px;margin-bottom:.5em';
const row = 'min-height:.7em';

/** All values of `style` attributes in the HTML, except those of the dialect. */
export const mailStyles: readonly string[] = [body, heading, row];

/** The text alternative, with each link's address on the line below its label. */
function textOf(content: string): string {
  const linked = content.replace(/<a href="([^"\n]*)">(.*?)<\/a>(\n?)/g, '$2\n$1\n');
  return decoded(plain(linked).replace(/\n[ \t]+/g, '\n')).trimEnd();
}

function plain(html: string): string {
  return html.replace(/<\/?[a-z][^<>]*>/gi, '');
}

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot);/g, (_, name: keyof typeof characters) => characters[name]);
}

const characters = { amp: '&', lt: '<', gt: '>', quot: '"' } as const;
