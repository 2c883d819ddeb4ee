/** The log of changes: time, change, and the page or command it came from. */
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { html } from './html.ts';
import { numberIn } from './request.ts';
import type { Routes } from './routes.ts';

const perPage = 100;

export function registerLog(routes: Routes, store: AuditStore): void {
  routes.page('/log', async (visit) => {
    const { say, language, when, query } = visit;
    const before = numberIn(query.before);
    const changes = await store.changes({ limit: perPage, ...(before === undefined ? {} : { before }) });
    const last = changes.at(-1);
    const title = say('操作记录', 'Changes');
    const body = html`<h1>${title}</h1>
<p class="quiet">${say('从网页和命令行改过什么。保存一年。', 'Changes from the pages and the command line, kept for a year.')}</p>
${changes.length === 0 && html`<p class="part">${say('还没有改过什么。', 'Nothing has been changed yet.')}</p>`}
${
  changes.length > 0 &&
  html`<table class="lines group"><thead><tr><th>${say('什么时候', 'When')}</th><th>${say('改了什么', 'What')}</th><th>${say('从哪里', 'From')}</th></tr></thead><tbody>
${changes.map(
  ({
    at,
    what,
    from,
  }) => html`<tr><td class="small quiet nowrap third">${when(at)}</td><td class="wide">${what[language]}</td><td class="small quiet second">${placeOf(from)?.[language] ?? from}</td></tr>
`,
)}</tbody></table>`
}
${last !== undefined && changes.length === perPage && html`<p class="group"><a href="/log?before=${last.id}">${say('更早的', 'Earlier')}</a></p>`}`;
    return visit.page({ title, place: undefined, body });
  });
}

/** The name of the page for a path; undefined for a command. */
function placeOf(from: string): Phrase | undefined {
  const [, first] = /^\/(\w*)/.exec(from) ?? [];
  return first === undefined ? undefined : places[first];
}

const places: Readonly<Record<string, Phrase>> = {
  '': phrase('“现在”那一页', 'the page "now"'),
  editions: phrase('往期', 'editions'),
  feeds: phrase('源', 'feeds'),
  login: phrase('登录', 'login'),
  preview: phrase('预览', 'preview'),
  review: phrase('审稿', 'review'),
  send: phrase('现在发', 'send now'),
  settings: phrase('设置', 'settings'),
  setup: phrase('第一次设置', 'setup'),
};
