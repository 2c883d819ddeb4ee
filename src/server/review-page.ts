/** The review of an edition before its slot: a person may remove, move up or add stories, hold the edition or release it. */
import type { ReviewDesk, ReviewedStory, ReviewOnPage } from '../control/review-desk.ts';
import { counted } from '../ground/counted.ts';
import { readEditionName } from '../ground/edition-path.ts';
import type { Say } from '../ground/say.ts';
import type { Slot } from '../model.ts';
import { changeText } from '../show/edition-changes.ts';
import { dayOfSlot } from '../show/edition-day.ts';
import { answerOf } from './edit-answer.ts';
import { hidden } from './fields.ts';
import { type Html, html, langOf } from './html.ts';
import { icons } from './icons.ts';
import { meter } from './pictures.ts';
import { bubble } from './preview-page.ts';
import { textIn } from './request.ts';
import type { Routes } from './routes.ts';
import type { ChangeAnswer, Visit } from './visit.ts';

export function registerReview(routes: Routes, review: ReviewDesk): void {
  routes.page('/review', async (visit) => {
    const waiting = await review.list();
    const [only] = waiting;
    if (only !== undefined && waiting.length === 1) return { kind: 'go', to: pathOf(only.slot) };
    return visit.page({ title: visit.say('审稿', 'Review'), place: 'now', body: listBody(waiting, visit) });
  });
  routes.page('/review/:digest/:slot', async (visit) => {
    const slot = slotIn(visit);
    const shown = slot && (await review.open(slot));
    return visit.page({
      title: visit.say('审稿', 'Review'),
      place: 'now',
      status: shown === undefined ? 404 : 200,
      body: shown === undefined ? goneBody(visit) : reviewBody(shown, visit),
    });
  });
  routes.change('/review/:digest/:slot', async (visit, form) => {
    const slot = slotIn(visit);
    if (slot === undefined) return { kind: 'missing' };
    return act(review, slot, form);
  });
}

async function act(review: ReviewDesk, slot: Pick<Slot, 'digestId' | 'local'>, form: FormData): Promise<ChangeAnswer> {
  const version = Number(textIn(form, 'version'));
  const storyId = textIn(form, 'story');
  const kind = textIn(form, 'do');
  switch (kind) {
    case 'seen':
    case 'held':
      return answerOf(await review.decide(slot, version, kind), pathOf(slot));
    case 'reset':
      return answerOf(await review.edit(slot, version, { kind }), pathOf(slot));
    case 'remove':
    case 'up':
    case 'take':
    case 'back':
      return answerOf(await review.edit(slot, version, { kind, storyId }), pathOf(slot));
    default:
      return { kind: 'missing' };
  }
}

function slotIn({ params }: Visit): Pick<Slot, 'digestId' | 'local'> | undefined {
  const name = readEditionName(params.slot ?? '');
  return name && { digestId: params.digest ?? '', local: name.local };
}

function pathOf({ digestId, local }: Pick<Slot, 'digestId' | 'local'>): string {
  return `/review/${encodeURIComponent(digestId)}/${local}`;
}

function listBody(waiting: Awaited<ReturnType<ReviewDesk['list']>>, { say, language }: Visit): Html {
  return html`<h1>${say('审稿', 'Review')}</h1>
${waiting.length === 0 && html`<p class="group quiet">${say('没有等着看的。写了 hold 的日报会提前排好，放在这里。', 'Nothing is waiting. Digests with `hold` are composed early and listed here.')}</p>`}
<ul class="items group">${waiting.map(
    ({
      slot,
      title,
    }) => html`<li><span class="title"><a href="${pathOf(slot)}">${title} · ${dayOfSlot(slot, language)} ${timeOf(slot)}</a></span></li>
`,
  )}</ul>`;
}

/** Links to the waiting editions, for the page "now". */
export function waitingForReview(
  waiting: Awaited<ReturnType<ReviewDesk['list']>>,
  { say, language, now }: Visit,
): Html {
  return html`${waiting.map(({ slot, title, decision }) => {
    const when = `${dayOfSlot(slot, language)} ${timeOf(slot)}`;
    const isHeld = decision === 'held';
    const held = slot.instant <= now ? say('被扣住了，没有发', 'is held and was not sent') : say('被扣住了', 'is held');
    const words = isHeld ? held : say('排好了，到点自动发', 'is composed and will be sent automatically');
    return html`<p class="said-so${isHeld && ' bad'}"><a href="${pathOf(slot)}">${title} ${when}</a> ${words}</p>`;
  })}`;
}

function goneBody({ say }: Visit): Html {
  return html`<h1>${say('这一期不在等了', 'This edition is no longer waiting')}</h1>
<p class="group">${say('它已经发出，或者还没有排好。', 'It was sent, or is not composed yet.')} <a href="/editions">${say('看往期', 'See the editions')}</a></p>`;
}

function timeOf({ local }: Pick<Slot, 'local'>): string {
  return local.slice(11).replace(/^0/, '');
}

function reviewBody(shown: ReviewOnPage, visit: Visit): Html {
  const { say } = visit;
  return html`${verdict(shown, visit)}
${shown.changes.length > 0 && changesPart(shown, visit)}
<div class="split talk"><div>${storiesPart(shown, visit)}</div>
<div>${nearPart(shown, visit)}
<section class="part"><details class="fold"><summary>${say('群里会看到的样子', 'As the group will see it')}</summary>
<div class="chat">${shown.messages.map((message) => bubble(message, shown.title))}</div></details></section></div></div>`;
}

function verdict(shown: ReviewOnPage, visit: Visit): Html {
  const { slot, decision, groups, sections } = shown;
  const { say, now, language } = visit;
  const time = timeOf(slot);
  const isOver = slot.instant <= now;
  const count = sections.reduce((sum, { stories }) => sum + stories.length, 0);
  const where = groups.join(say('、', ', '));
  const isHeld = decision === 'held';
  const minutes = Math.max(1, Math.round((slot.instant.getTime() - now.getTime()) / 60_000));
  const release = isOver
    ? say('放行，现在发', 'Release and send now')
    : say(`放行，${time} 照发`, `Release, send at ${time}`);
  return html`<div class="verdict"><p class="light${isHeld && ' warn'}">${isHeld ? icons.warn : icons.waiting}${
    isHeld
      ? say(`扣住了，${isOver ? '没有发' : `${time} 不会发`}`, `Held: ${isOver ? 'not sent' : `not sent at ${time}`}`)
      : isOver
        ? say('正在发', 'Being sent')
        : say(`${time} 自动发出，还有 ${minutes} 分钟`, `Will be sent automatically at ${time}, in ${minutes} min`)
  }</p>
<h1>${say(`${dayOfSlot(slot, language)}这一期排好了，${count} 条`, `${dayOfSlot(slot, language)} is composed, ${counted(count, 'story')}`)}</h1>
<p>${
    isHeld
      ? say(
          `放行之前不会发到${where}；下一期排好以后，这一期就不再发。`,
          `It is not sent to ${where} until you release it. When the next edition is composed, this one can no longer be sent.`,
        )
      : say(`不动它，到点就照下面的样子发到${where}。`, `Without a change it is sent to ${where} as shown below.`)
  }</p>
<div class="acts">${
    isHeld
      ? form(shown, visit, { act: 'seen', className: 'btn main', label: release })
      : html`${
          decision === 'seen'
            ? html`<span class="state good">${icons.good}<span>${say('看过了', 'reviewed')}</span></span>`
            : form(shown, visit, {
                act: 'seen',
                className: 'btn main',
                label: say(`看过了，${time} 照发`, `Reviewed, send at ${time}`),
              })
        }${form(shown, visit, { act: 'held', className: 'btn risk', label: say(`扣住，${time} 不发`, `Hold, do not send at ${time}`) })}`
  }</div></div>`;
}

interface Act {
  readonly act: 'seen' | 'held' | 'remove' | 'up' | 'take' | 'back' | 'reset';
  readonly className: string;
  readonly label: string;
  readonly storyId?: string;
  /** The story, for screen readers. */
  readonly of?: string;
  /** The element of the page that the browser shows afterwards. Without it: the top. */
  readonly backTo?: string;
}

function form(
  { slot, version }: ReviewOnPage,
  { form: formOf }: Visit,
  { act: kind, className, label, storyId, of, backTo }: Act,
): Html {
  // Browsers keep the fragment of a form's address through the redirect that answers it.
  return formOf(
    `${pathOf(slot)}${backTo === undefined ? '' : `#${backTo}`}`,
    html`${hidden('version', version)}${
      storyId !== undefined && hidden('story', storyId)
    }<button class="${className}" name="do" value="${kind}">${label}${of !== undefined && html`<span class="hidden">${of}</span>`}</button>`,
  );
}

function changesPart(shown: ReviewOnPage, visit: Visit): Html {
  const { say, language, when } = visit;
  return html`<section class="pending"><div class="head"><h2>${say(`已改 ${shown.changes.length} 处`, `Changes: ${shown.changes.length}`)}</h2>${form(shown, visit, { act: 'reset', className: 'link', label: say('全部还原', 'Undo all') })}</div>
<ul>${shown.changes.map((change) => html`<li>${changeText(change)[language]} <span class="quiet small">${when(change.at)}</span></li>`)}</ul></section>`;
}

function storiesPart(shown: ReviewOnPage, visit: Visit): Html {
  const { say } = visit;
  const { sections, room, removed } = shown;
  const others = shown.nearMisses + removed.length;
  const count = sections.reduce((sum, { stories }) => sum + stories.length, 0);
  let number = 0;
  return html`<section class="part"><div class="head"><h2>${say('这一期', 'The edition')}</h2><span>${others > 0 ? say(`还放得下 ${room} 条`, `room for ${room} more`) : say('没有别的候选', 'no other candidates')}</span></div>
${others > 0 && meter(count, count + room)}
<ul class="edit">${sections.map(
    ({ title, stories }) =>
      html`<li class="sec">${title}</li>${stories.map((story) => {
        number += 1;
        const of = say(`第 ${number} 条`, ` no. ${number}`);
        const { id: storyId } = story;
        const backTo = number < count ? placeId(number) : endId;
        return html`<li id="${placeId(number)}"><span class="place">${number}</span>${storyText(story, say)}<span class="ops">${
          number > 1 &&
          form(shown, visit, {
            act: 'up',
            className: 'btn slim',
            label: say('↑ 上移', '↑ Up'),
            storyId,
            of,
            backTo: placeId(number - 1),
          })
        }${form(shown, visit, { act: 'remove', className: 'btn slim', label: say('✕ 拿掉', '✕ Remove'), storyId, of, backTo })}</span></li>
`;
      })}`,
  )}
${removed.length > 0 && html`<li class="sec">${say('拿掉的', 'Removed')}</li>`}
${removed.map(
  (
    story,
  ) => html`<li class="gone"><span class="place"></span>${storyText(story, say)}<span class="ops">${form(shown, visit, { act: 'back', className: 'btn slim', label: say('↩ 放回来', '↩ Put back'), storyId: story.id, of: say(`：${story.title}`, `: ${story.title}`), backTo: endId })}</span></li>
`,
)}</ul><div id="${endId}"></div></section>`;
}

const endId = 'stories-end';

function placeId(number: number): string {
  return `story-${number}`;
}

function storyText({ title, publishers, change }: ReviewedStory, say: Say): Html {
  const tag = change === 'moved' ? say('移过的', 'moved') : change === 'taken' ? say('放进来的', 'added') : undefined;
  return html`<span class="what"><span class="title"${langOf(title)}>${title}</span> <small class="quiet">${publishers.join(say('、', ', '))}</small>${tag !== undefined && html` <span class="tag">${tag}</span>`}</span>`;
}

function nearPart(shown: ReviewOnPage, visit: Visit): Html | undefined {
  const { near, nearMisses } = shown;
  const { say } = visit;
  if (near.length === 0) return undefined;
  return html`<section class="part"><div class="head"><h2>${say('差一点的', 'Near misses')}</h2><span>${say(`${nearMisses} 件里最近的 ${near.length} 件`, `the nearest ${near.length} of ${nearMisses}`)}</span></div>
<ul class="edit near">${near.map(
    (
      { id: storyId, title, publishers, why },
      index,
    ) => html`<li id="near-${index}"><span><span class="title"${langOf(title)}>${title}</span><br><small class="quiet">${publishers.join(say('、', ', '))} · ${why}</small></span><span class="ops">${form(shown, visit, { act: 'take', className: 'btn slim', label: say('＋ 放进来', '＋ Add'), storyId, of: say(`：${title}`, `: ${title}`), backTo: `near-${Math.max(0, index - 1)}` })}</span></li>
`,
  )}</ul></section>`;
}
