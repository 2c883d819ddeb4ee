/** A message as safe markup, as its room shows it. Anything that is not markup of the message type stays text. Pure. */
import { decoded, type Token, tokensOf } from '../compose/markup.ts';
import { dialects } from '../compose/text/dialects.ts';
import type { Format, Message } from '../model.ts';
import { type Html, html, linkTo } from './html.ts';

/** The content of the bubble. A `news` message has a card for each article, with grey pictures (nothing is fetched). */
export function messageHtml({ msgtype, content }: Pick<Message, 'msgtype' | 'content'>): Html {
  if (msgtype === 'webhook') return lines(JSON.stringify(JSON.parse(content), undefined, 1), 'text');
  return msgtype === 'news' ? cards(content) : lines(content, msgtype);
}

/** The mark of a heading or a quotation; `text` has neither. */
const lineMark = /^(#{1,6}|>{1,3}) ?(?=\S)/;

function lines(content: string, format: Exclude<Format, 'news'>): Html {
  const marked = content.split('\n').map((line) => {
    const mark = dialects[format].syntax === 'markdown' ? lineMark.exec(line) : undefined;
    // A heading needs the space, otherwise it is a hashtag.
    if (mark?.[1] === undefined || (mark[1].startsWith('#') && !mark[0].endsWith(' '))) return { kind: 'line', line };
    return {
      kind: mark[1].startsWith('#') ? `heading h${mark[1].length}` : 'line quote',
      line: line.slice(mark[0].length),
    };
  });
  const inside = inlineLines(marked.map(({ line }) => line).join('\n'), format);
  return html`${marked.map(({ kind }, index) => html`<div class="${kind}">${inside[index] ?? ''}</div>\n`)}`;
}

/** The markup of each line. Marks that span several lines are closed and reopened at each line end. */
function inlineLines(source: string, format: Format): readonly Html[] {
  const done: Html[] = [];
  const open: string[] = [];
  let parts: { readonly classes: readonly string[]; readonly inner: Html }[] = [];
  const endLine = () => {
    done.push(html`${parts.map(({ classes, inner }) => spanned(classes, inner))}`);
    parts = [];
  };
  for (const token of tokensOf(source, format)) {
    if (token.kind === 'open') open.push(token.text);
    if (token.kind === 'close') open.splice(openingOf(token.text, open), 1);
    if (token.kind === 'open' || token.kind === 'close') continue;
    const pieces = token.kind === 'text' ? token.text.split('\n') : [undefined];
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) endLine();
      parts.push({ classes: open.map(classOf), inner: piece === undefined ? atom(token, format) : html`${piece}` });
    }
  }
  endLine();
  return done;
}

/** The mark that this one closes: an end tag closes the last tag of its name, any other mark the last equal one. */
function openingOf(close: string, open: readonly string[]): number {
  return open.findLastIndex(
    (mark) => mark === close || (close.startsWith('</') && mark.startsWith(`<${close.slice(2, -1)}`)),
  );
}

function classOf(mark: string): string {
  if (mark === '**' || mark === '*' || mark === '<b>') return 'bold';
  if (mark === '`') return 'code';
  if (mark === "<font color='grey'>" || mark.startsWith('<span')) return 'comment';
  return /"(info|comment|warning)"/.exec(mark)?.[1] ?? '';
}

function spanned(classes: readonly string[], inner: Html): Html {
  return classes.length === 0 ? inner : html`<span class="${classes.join(' ')}">${inner}</span>`;
}

function atom(token: Token, format: Format): Html {
  if (token.kind === 'link') {
    if (token.text.startsWith('!')) return html`🖼 ${token.label}`;
    return linkTo(decoded(token.url, format), decoded(token.label, format));
  }
  // An entity of the dialect.
  if (token.text.startsWith('&')) return html`${decoded(token.text, format)}`;
  if (token.text.startsWith('<@')) return html`<span class="mention">${token.text.slice(1, -1)}</span>`;
  return linkTo(token.text, token.text);
}

interface Article {
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  readonly picurl?: string;
}

function cards(content: string): Html {
  const articles = JSON.parse(content) as readonly Article[];
  return html`${articles.map(
    ({ title = '', description = '', url = '', picurl }) => html`<div class="card">
<div class="card-text"><div class="card-title">${linkTo(url, title)}</div><div class="comment">${description}</div></div>
${picurl !== undefined && html`<div class="picture"></div>`}</div>
`,
  )}`;
}
