/** Markup that may be sent. Only `html` and `trusted` make it, so that a forgotten escape is a type error. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand between the marks: strings are escaped, `undefined` and `false` are nothing, lists are joined. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/** A template whose values are text unless they are `Html`. Attributes must be quoted. */
export function html(marks: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = marks[0] ?? '';
  // Not joined: a page of templates in templates would be copied once for each of them.
  for (const [index, value] of values.entries()) text += markupOf(value) + (marks[index + 1] ?? '');
  return new Html(text);
}

/** Text of our own as markup, unescaped: the style sheet. Never anything from outside. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** A link that opens by itself; an address that is neither http nor https stays text. */
export function linkTo(url: string, label: HtmlValue): Html {
  if (!isWebAddress(url)) return html`${label}`;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  let text = '';
  for (const one of value) text += markupOf(one);
  return text;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  const whole = text.toWellFormed();
  return /[&<>"']/.test(whole) ? whole.replace(/[&<>"']/g, (character) => entities[character] ?? '') : whole;
}
