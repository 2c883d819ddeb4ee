/** Safe markup. Only `html` and `trusted` create it, so a forgotten escape is a type error. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** A value in a template: strings are escaped, `undefined` and `false` are dropped, lists are joined. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/** A template whose values are text unless they are `Html`. Attributes must be quoted. */
export function html(marks: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = marks[0] ?? '';
  // Appending is faster than join for nested templates.
  for (const [index, value] of values.entries()) text += markupOf(value) + (marks[index + 1] ?? '');
  return new Html(text);
}

/** Our own text as unescaped markup (the style sheet). Never use it for text from outside. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** A link that opens in a new tab; an address that is neither http nor https stays text. */
export function linkTo(url: string, label: HtmlValue): Html {
  if (!isWebAddress(url)) return html`${label}`;
  const isTitle = typeof label === 'string' && label !== url;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer"${isTitle && langOf(label)}>${label}</a>`;
}

/** The `lang` attribute of a title from outside, which tells a screen reader how to speak it; none if it is unclear. */
export function langOf(title: string): Html | false {
  if (/[\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u.test(title)) return false;
  if (/\p{sc=Han}/u.test(title)) return html` lang="zh"`;
  return /[a-z]{3}/i.test(title) && !/[^\P{L}a-z]/iu.test(title) && html` lang="en"`;
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
