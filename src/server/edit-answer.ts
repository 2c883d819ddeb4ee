/** The answers to a change, and to an edit of the feeds file: done, refused, or in conflict with another edit. */
import type { Done } from '../control/done.ts';
import type { Difference, Edited } from '../control/feeds-edits.ts';
import { hidden } from './fields.ts';
import { type Html, html } from './html.ts';
import { textIn } from './request.ts';
import type { Routes } from './routes.ts';
import type { ChangeAnswer, Visit } from './visit.ts';

export interface AfterEdit {
  /** The page to show afterwards. */
  readonly to: string;
  /** The path and fields of the form, to send it again with the new stamp after a conflict. */
  readonly action: string;
  readonly form: FormData;
}

/** Redirects to a page with the result. */
export function answerOf(result: Done, to: string): ChangeAnswer {
  if (result.kind === 'refused') return { kind: 'go', to, said: result.fault, isBad: true };
  return { kind: 'go', to, did: result.did };
}

/** Registers a form that edits the feeds file. The result is shown on the page `to`. */
export function registerEdit(
  routes: Routes,
  action: string,
  { to, edit }: { to(form: FormData): string; edit(form: FormData, stamp: string): Promise<Edited> },
): void {
  routes.change(action, async (visit, form) =>
    answerEdit(await edit(form, textIn(form, 'stamp')), { to: to(form), action, form }, visit),
  );
}

export function answerEdit(edited: Edited, after: AfterEdit, visit: Visit): ChangeAnswer {
  return edited.kind === 'conflict' ? conflictPage(edited, after, visit) : answerOf(edited, after.to);
}

function conflictPage(difference: Difference, { to, action, form }: AfterEdit, visit: Visit): ChangeAnswer {
  const { say } = visit;
  const fields = [...form].filter(([name, value]) => name !== 'stamp' && name !== 'form' && typeof value === 'string');
  const title = say('文件刚刚被别人改过', 'Somebody else has just changed the file');
  return visit.page({
    title,
    place: undefined,
    status: 409,
    body: html`<div class="verdict"><h1>${title}</h1>
<p>${say('你的改动还没有写进去。先看看别人改了什么，再决定。', 'Your change was not written. See what the other person changed, then decide.')}</p></div>
${differencePart(difference, visit)}
<div class="acts">${visit.form(
      action,
      html`${hidden('stamp', difference.stamp)}${fields.map(([name, value]) => hidden(name, String(value)))}<button class="btn main">${say('还是照我的改', 'Make my change anyway')}</button>`,
    )}<a class="btn" href="${to}">${say('不改了，回去看看', 'Discard my change')}</a></div>`,
  });
}

/** How many lines of each side are shown. */
const mostLines = 40;

function differencePart({ before, after }: Difference, { say }: Visit): Html {
  if (before.length + after.length === 0) {
    return html`<p class="group">${say('改了哪里已经看不到了：程序重启过，或你的页面开了很久。', 'The changes cannot be shown: the program was restarted, or your page is old.')}</p>`;
  }
  return html`<div class="difference group" aria-label="${say('改了哪里', 'What changed')}">${before.slice(0, mostLines).map((line) => html`<del>− ${line}</del>`)}${after.slice(0, mostLines).map((line) => html`<ins>+ ${line}</ins>`)}</div>`;
}
