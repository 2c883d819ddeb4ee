/** The page "now": the state of the newest editions, required actions, the next editions, and buttons to send. */
import type { NowDesk, Room } from '../control/now-desk.ts';
import type { ReviewDesk } from '../control/review-desk.ts';
import { counted } from '../ground/counted.ts';
import { editionPath } from '../ground/edition-path.ts';
import { phrase } from '../ground/phrase.ts';
import type { StripDay } from '../show/delivery-pictures.ts';
import type { EditionNow, RoomNow } from '../show/newest-editions.ts';
import type { NowView } from '../show/now.ts';
import type { StandingMatter } from '../show/standing-matters.ts';
import { answerOf } from './edit-answer.ts';
import { hidden, radios, typedAddress } from './fields.ts';
import { type Html, html } from './html.ts';
import { icons, levelIcons, state } from './icons.ts';
import { levelWords } from './page.ts';
import { meter, sparkline, strip, stripMark } from './pictures.ts';
import { type PreviewOnPage, previewParts } from './preview-page.ts';
import { textIn } from './request.ts';
import { waitingForReview } from './review-page.ts';
import type { Routes } from './routes.ts';
import type { Visit } from './visit.ts';

export interface NowOptions {
  readonly desk: NowDesk;
  digests(): readonly { readonly id: string; readonly title: string }[];
  preview(digestId: string): Promise<PreviewOnPage>;
  run(digestId: string, kind: 'due' | 'further'): 'started' | 'busy';
  /** Editions that wait for review. */
  readonly review: Pick<ReviewDesk, 'list'>;
}

export function registerNow(routes: Routes, options: NowOptions): void {
  routes.page('/', async (visit) => {
    const [view, rooms, waiting] = await Promise.all([
      options.desk.view(),
      options.desk.rooms(),
      options.review.list(),
    ]);
    return visit.page({
      title: visit.say('现在', 'Now'),
      place: 'now',
      body: html`${waitingForReview(waiting, visit)}${nowBody(view, rooms, visit)}`,
    });
  });
  routes.page('/send', async (visit) => {
    const digest = options.digests().find(({ id }) => id === visit.query.digest) ?? options.digests()[0];
    if (digest === undefined) return { kind: 'missing' };
    const preview = await options.preview(digest.id);
    return visit.page({ title: visit.say('现在发', 'Send now'), place: 'now', body: sendBody(preview, visit) });
  });
  routes.change('/send', async (_visit, form) => {
    const id = textIn(form, 'digest');
    if (!options.digests().some((digest) => digest.id === id)) return { kind: 'missing' };
    const isFurther = textIn(form, 'further') === '1';
    if (options.run(id, isFurther ? 'further' : 'due') === 'busy')
      return { kind: 'go', to: '/', said: busy, isBad: true };
    const did = isFurther
      ? phrase(`另发一期 ${id}`, `sent a further edition of ${id}`)
      : phrase(`现在发 ${id}`, `sent ${id} now`);
    return { kind: 'go', to: '/', did, said: started };
  });
  routes.change('/resend', async (_visit, form) => {
    const webhooks = form.getAll('room').filter((room) => typeof room === 'string');
    if (webhooks.length === 0) return { kind: 'go', to: '/', said: noRoom, isBad: true };
    const edition = { digestId: textIn(form, 'digest'), slot: textIn(form, 'slot'), webhooks };
    return answerOf(await options.desk.resend(edition), '/');
  });
  routes.change('/test', async (_visit, form) => answerOf(await options.desk.test(textIn(form, 'room')), backOf(form)));
  routes.change('/robot', async (_visit, form) => {
    return answerOf(await options.desk.replaceAddress(textIn(form, 'room'), typedAddress(form)), backOf(form));
  });
}

/** The page that the form was on. */
function backOf(form: FormData): string {
  return textIn(form, 'back') === '/settings' ? '/settings#where' : '/';
}

const busy = phrase('正在做这一期，等它做完。', 'It is already being composed. Wait until it is done.');
const started = phrase(
  '开始了：先读一遍源，再排、再发，一般一两分钟。',
  'Started: reading the feeds, composing and sending takes a minute or two.',
);
const noRoom = phrase('没有选群，什么也没有发。', 'No group was selected, so nothing was sent.');

function nowBody(view: NowView, rooms: readonly Room[], visit: Visit): Html {
  const { say } = visit;
  const { stands, atNextStart } = view;
  const verdict = html`<div class="verdict"><p class="light ${tones[view.level]}">${levelIcons[view.level]}${levelWords[view.level][visit.language]}</p>
<h1>${view.headline}</h1>
<p>${view.detail}</p>
${atNextStart.length > 0 && html`<p class="warn">${say('改了，下次启动才生效：', 'Edited, takes effect at the next start: ')}${atNextStart.join(', ')}</p>`}
${stands.length > 0 && html`<div class="stands">${stands.map((matter) => standPart(matter, visit))}</div>`}
${actions(view, rooms, visit)}</div>`;
  // Standing alerts need the whole width; without them the feeds are beside the sentence.
  return html`${stands.length > 0 && verdict}
<div class="split three"><div>
${stands.length === 0 && verdict}
${view.editions.map((edition) => editionPart(edition, view, visit))}
${waitingPart(view, visit)}
</div><div>
${feedsPart(view, visit)}
${nextPart(view, visit)}
${timesPart(view, visit)}
</div><div>
${funnelPart(view, visit)}
${stripPart(view.strip, visit)}
</div></div>`;
}

const tones = { green: 'good', amber: 'warn', red: 'bad' } as const;

function standPart(matter: StandingMatter, visit: Visit): Html {
  const { say, when, form } = visit;
  const { isBad, head, lines, since, robot } = matter;
  const tone = isBad ? 'bad' : 'warn';
  return html`<section class="stand ${tone}"><h2>${icons[tone]}${head}</h2>
<p class="text">${lines.join('\n')}</p>
${
  robot !== undefined &&
  form(
    '/robot',
    html`${hidden('room', robot.webhook)}<label for="fresh-${robot.webhook}">${say(`${robot.name}的新地址`, `New address of ${robot.name}`)}</label>
<div class="row"><input id="fresh-${robot.webhook}" name="address" type="password" autocomplete="off" required><button class="btn main">${say('换上并补发', 'Replace and send')}</button></div>`,
    { className: 'field' },
  )
}<p class="hint">${say(`${when(since)} 起`, `since ${when(since)}`)}</p></section>`;
}

function actions({ next, stands }: NowView, rooms: readonly Room[], { say, form, mayChange }: Visit): Html {
  const set = rooms.filter(({ isSet }) => isSet);
  const [first] = next;
  // A page has one primary button: the remedy of a standing alert, else the next edition.
  const isRemedied = stands.some(({ robot }) => robot !== undefined);
  return html`<div class="acts">${
    first !== undefined &&
    html`<a class="btn${!isRemedied && ' main'}" href="/preview?digest=${encodeURIComponent(first.digestId)}">${say('看下一期会发什么', 'See the next edition')}</a>`
  }${next.map(
    ({ digestId, title }) =>
      html`<a class="btn" href="/send?digest=${encodeURIComponent(digestId)}">${next.length > 1 ? say(`现在发“${title}”…`, `Send ${title} now…`) : say('现在发…', 'Send now…')}</a>`,
  )}${
    mayChange &&
    set.length > 0 &&
    html`<details><summary class="btn">${say('测试消息…', 'Test message…')}</summary>${form(
      '/test',
      html`${radios(
        'room',
        say('发到哪个群', 'To which group'),
        set.map(({ webhook, name }) => ({ value: webhook, words: name })),
        { chosen: set[0]?.webhook },
      )}<button class="btn">${say('发一条测试消息', 'Send a test message')}</button>`,
      { className: 'ask' },
    )}</details>`
  }</div>`;
}

// ── The newest editions ─────────────────────────────────────────────────────────────────────────────

function editionPart(edition: EditionNow, { editions }: NowView, visit: Visit): Html {
  const { say, mayChange } = visit;
  const { title, when, rooms } = edition;
  const href = `/${editionPath(edition)}`;
  const heading = editions.length > 1 ? `${title} · ${when}` : say(`${when} 这一期`, `The edition of ${when}`);
  return html`<section class="part"><div class="head"><h2>${heading}</h2><a href="${href}">${say('打开', 'Open')}</a></div>
<ul class="items rooms">${rooms.map(
    (
      room,
    ) => html`<li><b>${room.name}</b>${roomState(room)}${room.detail !== undefined && html`<small class="quiet">${room.detail}</small>`}</li>
`,
  )}</ul>
${mayChange && rooms.length > 0 && rooms.every((room) => room.state !== 'waiting') && resendForm(edition, visit)}
</section>`;
}

function roomState({ state: what, what: words }: RoomNow): Html {
  const tone = tonesOfRooms[what];
  return state(tone, tone === 'quiet' ? 'waiting' : tone, words);
}

const tonesOfRooms = { delivered: 'good', waiting: 'quiet', unsure: 'warn', lost: 'bad' } as const;

/** The groups without the edition are preselected. */
function resendForm({ digestId, slot, stories, rooms }: EditionNow, { say, form }: Visit): Html {
  const isLacking = rooms.some(({ state: what }) => what !== 'delivered');
  return html`<details class="fold small"${isLacking && html` open`}><summary>${say('再发这一期…', 'Send this edition again…')}</summary>${form(
    '/resend',
    html`${hidden('digest', digestId)}${hidden('slot', slot.local)}
<p>${say(`原样再发一遍（${stories} 条），已经收到的群会看到两份。`, `Unchanged (${counted(stories, 'story')}). A group that already has it gets it twice.`)}</p>
<fieldset class="field"><legend>${say('发到哪个群', 'To which groups')}</legend><div class="pick">${rooms.map(
      ({ webhook, name, state: what }) =>
        html`<label><input type="checkbox" name="room" value="${webhook}"${what !== 'delivered' && html` checked`}>${name}</label>`,
    )}</div></fieldset><button class="btn">${say('再发这一期', 'Send this edition again')}</button>`,
    { className: 'ask' },
  )}</details>`;
}

function waitingPart({ waiting }: NowView, { say }: Visit): Html | undefined {
  if (waiting.length === 0) return undefined;
  return html`<section class="part"><h2>${say('还在排队的消息', 'Waiting messages')}</h2><ul class="items small">${waiting.map((line) => html`<li>${line}</li>`)}</ul></section>`;
}

// ── The other columns ───────────────────────────────────────────────────────────────────────────────

/** How many feeds are named for each cause. */
const named = 4;

function feedsPart({ feeds: { total, healthy, unread, causes } }: NowView, { say, language }: Visit): Html {
  const ailing = total - healthy;
  const well = unread === 0 ? say(`${total} 个源都正常`, `All ${total} feeds are healthy`) : say('源', 'Feeds');
  const heading = ailing === 0 ? well : say(`要看看的源 ${ailing} 个`, `${counted(ailing, 'feed')} to check`);
  const fine =
    unread === 0
      ? say(`${healthy} 个正常`, `${healthy} healthy`)
      : say(`${unread} 个还没有读过`, `${unread} not read yet`);
  return html`<section class="part aside"><div class="head"><h2>${heading}</h2><a href="/feeds">${fine}</a></div>
${causes.map(({ id, title, remedy, feeds }) => {
  const names = feeds.slice(0, named).map(({ name }) => name);
  const rest = feeds.length - names.length;
  const listed = `${names.join(say('、', ', '))}${rest > 0 ? say(` 等 ${feeds.length} 个`, ` and ${rest} more`) : ''}`;
  // The title names a single feed.
  const list = feeds.length === 1 ? '' : `${listed}${language === 'en' ? '. ' : '。'}`;
  return html`<div class="cause"><h3><span>${title}</span><a href="/feeds#${id}">${say('看看', 'Look')}</a></h3><p class="small quiet">${list}${remedy}</p></div>
`;
})}</section>`;
}

function nextPart({ next }: NowView, { say }: Visit): Html {
  return html`<section class="part"><div class="head"><h2>${say('接下来', 'Next')}</h2><a href="/settings">${say('改时间', 'Change the time')}</a></div>
<ul class="items next">${next.map(
    ({ title, when, rooms, note }) =>
      html`<li><span>${next.length > 1 && `${title} `}${when}</span><span class="quiet">${rooms}</span>${note !== undefined && html`<small class="warn">${note}</small>`}</li>
`,
  )}</ul></section>`;
}

function timesPart({ times }: NowView, { say }: Visit): Html | undefined {
  if (times.length === 0) return undefined;
  return html`<section class="part"><div class="head"><h2>${say('送达', 'Delivery')}</h2><span>${say('近 30 期', 'last 30')}</span></div>
<table class="small"><thead><tr><th>${say('群', 'Group')}</th><th>${say('每期用时', 'Time per edition')}</th><th class="num">${say('通常', 'Usually')}</th><th class="num">${say('最久', 'Longest')}</th></tr></thead><tbody>
${times.map(
  ({ name, seconds, usual, longest }) =>
    html`<tr><td>${name}</td><td>${sparkline(seconds, say(`${name}每期送达用时，通常 ${usual}，最久 ${longest}`, `${name}: delivery time per edition, usually ${usual}, at most ${longest}`))}</td><td class="num">${usual}</td><td class="num">${longest}</td></tr>
`,
)}</tbody></table></section>`;
}

function funnelPart({ funnel }: NowView, { say }: Visit): Html | undefined {
  const [first] = funnel;
  if (first === undefined) return undefined;
  return html`<section class="part"><div class="head"><h2>${say('从读到的到发出的', 'From items to stories')}</h2><span>${say('最近一期', 'last edition')}</span></div>
<dl class="funnel">${funnel.map(
    (
      { label, count },
      index,
    ) => html`<dt>${label}</dt><dd>${meter(count, first.count, index === funnel.length - 1)}</dd><dd>${count}</dd>
`,
  )}</dl></section>`;
}

function stripPart(days: readonly StripDay[], { say }: Visit): Html | undefined {
  if (days.length === 0) return undefined;
  const names: Readonly<Record<StripDay['state'], string>> = {
    'on-time': say('准时', 'on time'),
    held: say('审稿后发出', 'held and released'),
    late: say('迟到', 'late'),
    missing: say('有群没送到', 'missing in a group'),
    unsure: say('不知送到没有', 'possibly delivered'),
    empty: say('没有新闻', 'no news'),
  };
  const groups = Map.groupBy(days, (day) => day.state);
  const counts = [...groups].map(([kind, those]) => `${names[kind]} ${those.length}`).join(say('，', ', '));
  const label = say(`最近 ${days.length} 期：${counts}`, `The last ${counted(days.length, 'edition')}: ${counts}`);
  const special = days.filter((day) => day.state !== 'on-time').reverse();
  return html`<section class="part"><div class="head"><h2>${say(`最近 ${days.length} 期`, `Last ${counted(days.length, 'edition')}`)}</h2><a href="/editions">${say('往期', 'Editions')}</a></div>
${strip(days, label)}
<p class="legend">${[...groups].map(([kind, those]) => html`<span>${stripMark(kind)}${names[kind]} ${those.length}</span>`)}</p>
<details class="fold small"><summary>${say('看成表格', 'As a table')}</summary><table><thead><tr><th>${say('日期', 'Day')}</th><th>${say('情况', 'Result')}</th></tr></thead><tbody>
${special.map(({ when, words }) => html`<tr><td>${when}</td><td>${words}</td></tr>`)}
<tr><td>${say(`其余 ${days.length - special.length} 期`, `The other ${days.length - special.length}`)}</td><td>${names['on-time']}</td></tr></tbody></table></details></section>`;
}

// ── Sending now ─────────────────────────────────────────────────────────────────────────────────────

/** A preview of the edition, with the button to send it. */
function sendBody(preview: PreviewOnPage, { say, form, when }: Visit): Html {
  const { settings, slot } = preview;
  const isDue = slot.instant <= preview.instant;
  const stories = preview.decisions.stories.length;
  const digest = hidden('digest', settings.id);
  return html`<p class="small"><a href="/">${say('← 现在', '← Now')}</a></p>
<div class="verdict"><h1>${say('现在发', 'Send now')}</h1><p>${whatIsSent(preview, { say, when })}</p>
${
  (isDue || stories > 0) &&
  form(
    '/send',
    html`${digest}${!isDue && hidden('further', '1')}<button class="btn main">${say(`发出这 ${stories} 条`, stories === 1 ? 'Send this story' : `Send these ${stories} stories`)}</button>`,
    { className: 'acts' },
  )
}</div>
<div class="part">${previewParts(preview)}</div>`;
}

function whatIsSent(
  { slot, instant, isFurther, decisions }: PreviewOnPage,
  { say, when }: Pick<Visit, 'say' | 'when'>,
) {
  const stories = decisions.stories.length;
  const time = when(slot.instant);
  if (isFurther)
    return say(
      `现在没有该发的一期。可以另发一期：只含没讲过、又够得上的，现在是 ${stories} 条；${time} 的照常。`,
      `Nothing is due. You can send a further edition with unsent news, now ${counted(stories, 'story')}; the edition of ${time} is sent as usual.`,
    );
  if (slot.instant > instant)
    return say(
      `把 ${time} 这一期提前发出，${stories} 条；到点不再发。发出前会再读一遍源，所以可能多几条。`,
      `The edition of ${time}, ${counted(stories, 'story')}, is sent early; nothing more is sent at that time. The feeds are read again before sending, so there may be more.`,
    );
  return say(
    `${time} 这一期，${stories} 条。发出前会再读一遍源，所以可能多几条。`,
    `The edition of ${time}, ${counted(stories, 'story')}. The feeds are read again before sending, so there may be more.`,
  );
}
