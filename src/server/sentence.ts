/** Answers of a whole page, or of one sentence, such as an error. */
import type { FastifyReply } from 'fastify';
import { sayIn } from '../ground/say.ts';
import type { Language, Phrase } from '../model.ts';
import { html } from './html.ts';
import { pageOf } from './page.ts';

export interface Sentence {
  readonly status: number;
  readonly text: string;
  /** Further paragraphs. @default none */
  readonly more?: readonly string[];
  readonly language: Language;
}

/** Sends a page to a browser, and a line of text to other clients. */
export function sendSentence(reply: FastifyReply, { status, text, more = [], language }: Sentence): FastifyReply {
  reply.code(status);
  if (reply.request.headers.accept?.includes('text/html') !== true) {
    return reply.type('text/plain; charset=utf-8').send(`${[text, ...more].join('\n')}\n`);
  }
  const back = sayIn(language)('回到首页', 'Go to the home page');
  const body = html`<h1>${text}</h1>${more.map((line) => html`<p>${line}</p>`)}<p class="group"><a href="/">${back}</a></p>`;
  return sendHtml(reply, status, pageOf({ language, title: text, isFile: false, shape: 'login', body }));
}

export function sendPhrase(reply: FastifyReply, status: number, text: Phrase, language: Language): FastifyReply {
  return sendSentence(reply, { status, text: text[language], language });
}

export function sendHtml(reply: FastifyReply, status: number, document: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(document);
}
