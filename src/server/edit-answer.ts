/** What a page answers after an edit of the feeds file: done, refused, or changed meanwhile by somebody else. */
import type { Difference, Edited } from '../control/feeds-edits.ts';
import type { ChangeAnswer, Visit } from './desk.ts';
import { type Html, html } from './html.ts';

export interface AfterEdit {
  /** Where to go when it is done, and to look again. */
  readonly to: string;
  /** The path that the form was sent to, and its fields: sent once more with the new stamp if the person says so. */
  readonly action: string;
  readonly form: FormData;
}

/** The field of every form that edits the file. */
export function stampField(stamp: string): Html {
  return html`<input type="hidden" name="stamp" value="${stamp}">`;
}

export function answerEdit(edited: Edited, { to, action, form }: AfterEdit, visit: Visit): ChangeAnswer {
  switch (edited.kind) {
    case 'done':
      return { kind: 'go', to, did: edited.did };
    case 'refused':
      return { kind: 'go', to, said: edited.fault, isBad: true };
    case 'conflict':
      return conflictPage(edited, { to, action, form }, visit);
  }
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
<p>${say('你的改动还没有写进去。先看看别人改了什么，再决定。', 'Your change was not written. Look at what the other one changed, then decide.')}</p></div>
${differencePart(difference, visit)}
<div class="acts">${visit.form(
      action,
      html`${stampField(difference.stamp)}${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}<button class="btn main">${say('还是照我的改', 'Make my change all the same')}</button>`,
    )}<a class="btn" href="${to}">${say('不改了，回去看看', 'Leave it, and look again')}</a></div>`,
  });
}

/** So many lines of each side are shown. */
const mostLines = 40;

function differencePart({ before, after }: Difference, { say }: Visit): Html {
  if (before.length + after.length === 0) {
    return html`<p class="group">${say('改了哪里已经看不到了：程序重启过，或你的页面开了很久。', 'What changed is not known any more: the program was started again, or your page is old.')}</p>`;
  }
  return html`<div class="difference group" aria-label="${say('改了哪里', 'What changed')}">${before.slice(0, mostLines).map((line) => html`<del>− ${line}</del>`)}${after.slice(0, mostLines).map((line) => html`<ins>+ ${line}</ins>`)}</div>`;
}
