/** The fields that several forms have. */
import type { Choice } from '../control/settings-desk.ts';
import { type Html, html } from './html.ts';

export function hidden(name: string, value: string | number): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

/** One of a few choices. */
export function radios(
  name: string,
  legend: string,
  choices: readonly Choice[],
  { chosen, hint }: { readonly chosen: string | undefined; readonly hint?: string },
): Html {
  return html`<fieldset class="field"><legend>${legend}</legend><div class="pick">${choices.map(
    ({ value, words }) =>
      html`<label><input type="radio" name="${name}" value="${value}"${value === chosen && html` checked`}>${words}</label>`,
  )}</div>${hint !== undefined && html`<p class="hint">${hint}</p>`}</fieldset>`;
}

/** One of many choices; a chosen one that is not among them is shown too. */
export function select(name: string, label: string, choices: readonly Choice[], chosen: string): Html {
  const known = choices.some(({ value }) => value === chosen)
    ? choices
    : [{ value: chosen, words: chosen }, ...choices];
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}" class="mid">${known.map(
    ({ value, words }) => html`<option value="${value}"${value === chosen && html` selected`}>${words}</option>`,
  )}</select></div>`;
}

/** Links to the same page of each digest, or of all; the present one is not a link. */
export function chooseDigest<Id extends string | undefined>(
  digests: readonly { readonly id: Id; readonly title: string }[],
  present: Id,
  hrefOf: (id: Id) => string,
): readonly Html[] {
  return digests.map(({ id, title }) =>
    id === present ? html`<b>${title}</b> ` : html`<a href="${hrefOf(id)}">${title}</a> `,
  );
}
