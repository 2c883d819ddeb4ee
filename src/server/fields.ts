/** The fields that several forms have. */
import type { TypedAddress } from '../control/robots.ts';
import type { Choice } from '../control/settings-desk.ts';
import { providers } from '../ground/model-providers.ts';
import type { Say } from '../ground/say.ts';
import { type Html, html } from './html.ts';
import { textIn } from './request.ts';
import type { Visit } from './visit.ts';

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

/** Which addresses a room can have, for a hint below the field. */
export function roomKindsHint(say: Say): string {
  return say(
    '企业微信、飞书、钉钉、Slack 等群机器人的 Webhook 地址，或邮件的 smtps://…；是哪一种由地址认出。',
    'The webhook address of a robot in WeCom, Feishu, DingTalk, Slack …, or smtps://… for mail; the kind is detected from the address.',
  );
}

/** The secret of a room that wants signatures or tokens. @param attributes of the input */
export function roomSecretField(id: string, say: Say, attributes = html` type="password" autocomplete="off"`): Html {
  return html`<div class="field"><label for="${id}">${say('签名密钥或访问令牌（没有就空着）', 'Signing secret or access token (empty: none)')}</label><input id="${id}" name="roomSecret"${attributes} aria-describedby="${id}-hint"><p class="hint" id="${id}-hint">${say('只有这些有：飞书“签名校验”的密钥、钉钉“加签”的 SEC…、ntfy 的 tk_…、自己的 Webhook。', 'Only for Feishu and DingTalk robots with a signature (SEC…), ntfy (tk_…) and your own webhook.')}</p></div>`;
}

/** Admits an address of an unknown host. */
export function relayBox(say: Say, isTicked = false): Html {
  return html`<div class="pick"><label><input type="checkbox" name="relay" value="1"${isTicked && html` checked`}>${say('是我自己的转发', 'my own relay')}</label></div>`;
}

/** The address of a room and its secret, as typed into a form. */
export function typedAddress(form: FormData): TypedAddress {
  return {
    address: textIn(form, 'address').trim(),
    isRelay: textIn(form, 'relay') === '1',
    secret: textIn(form, 'roomSecret').trim(),
  };
}

interface ModelField {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  /** Stands after the hint. */
  readonly more?: string;
}

/** The provider of a language model, by its name or its address. */
export function providerField({ id, name, value, more = '' }: ModelField, { say, language }: Visit): Html {
  const names = providers.map((provider) => provider.name[language]);
  return html`<div class="field long"><label for="${id}">${say('哪一家，或 OpenAI 兼容接口的地址', 'Provider, or address of an OpenAI-compatible one')}</label><input id="${id}" name="${name}" list="providers" value="${value}" aria-describedby="${id}-hint"><datalist id="providers">${names.map((one) => html`<option value="${one}">`)}</datalist><p class="hint" id="${id}-hint">${say(`写名字就行：${names.join('、')}；别家写地址，多以 /v1 结尾。${more}`, `A name is enough: ${names.join(', ')}. For others, the address, which often ends in /v1. ${more}`)}</p></div>`;
}

/** The name of a language model. */
export function modelField({ id, name, value }: ModelField, { say }: Visit): Html {
  return html`<div class="field"><label for="${id}">${say('模型名', 'Name of the model')}</label><input id="${id}" name="${name}" list="models" value="${value}" placeholder="${say('空着：用那一家常用的', 'empty: the provider’s usual one')}"><datalist id="models">${providers.map(({ model }) => html`<option value="${model}">`)}</datalist></div>`;
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
