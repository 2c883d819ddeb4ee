/** The status page: what stands, what was sent and why, what waits, and how the feeds are. */

import { dayAndTime } from '../ground/day-and-time.ts';
import { durationPhrase } from '../ground/durations.ts';
import { type Say, sayIn } from '../ground/say.ts';
import { shownAddress } from '../ground/shown-address.ts';
import type { Attempt, DigestSettings, FeedState, Language, OutboxMessage, OutboxState } from '../model.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import type { Level } from '../operator/level.ts';
import { sentMessage } from '../show/edition-text.ts';
import { stateWords, whyNotDelivered } from '../show/message-states.ts';
import { outlookText } from '../show/outlook.ts';
import { ruleNames } from '../show/preview-text.ts';
import type { StatusReport } from '../show/status.ts';
import type { Edition } from '../store/store.ts';
import type { Visit } from './desk.ts';
import { type Html, html, linkTo } from './html.ts';
import { bubble, byRule, storyList } from './preview-page.ts';

export interface StatusOnPage {
  readonly report: StatusReport;
  /** Newest first, of all digests. */
  readonly editions: readonly Edition[];
  readonly feedStates: ReadonlyMap<string, FeedState>;
  /** Alerts that stand, by subject. */
  readonly alerts: ReadonlyMap<string, StandingAlert>;
  /** Names of the variables whose edit comes into force at the next start. */
  readonly atNextStart: readonly string[];
}

export interface StatusSurroundings {
  readonly language: Language;
  readonly digests: readonly Pick<DigestSettings, 'id' | 'title' | 'timezone'>[];
  readonly now: Date;
  /** A token is set, so that "run now" would be let in. */
  readonly canRun: boolean;
  readonly form: Visit['form'];
}

interface View extends StatusSurroundings {
  readonly say: Say;
  /** An instant in the zone of the first digest. */
  when(instant: Date | string): string;
}

/** What stands on the page. A slot is shown in its digest's zone, any other instant in the zone of the first digest. */
export function statusBody(status: StatusOnPage, surroundings: StatusSurroundings): Html {
  const { language, digests, now } = surroundings;
  const say = sayIn(language);
  const timezone = digests[0]?.timezone ?? 'UTC';
  const view: View = { ...surroundings, say, when: (instant) => dayAndTime(new Date(instant), timezone, language) };
  const { report, editions, alerts, atNextStart } = status;
  return html`<header>
<h1>AI News Digest</h1>
<p>${lightPart(report.worker.level, say)} · ${view.when(now)} · ${timezone}</p>
</header>
${alertsPart(alerts, view)}
${atNextStart.length > 0 && html`<p class="warn">${say('改了，下次启动才生效：', 'Edited, in force at the next start: ')}${atNextStart.join(', ')}</p>`}
${nextPart(report, view)}
${editionsPart(editions, view)}
${outboxPart(report, view)}
${feedsPart(status, view)}`;
}

function lightPart(level: Level, say: Say): Html {
  switch (level) {
    case 'green':
      return html`<span class="good">●</span> ${say('在运行', 'running')}`;
    case 'amber':
      return html`<span class="warn">●</span> ${say('在运行，有事要处理', 'running, something needs attention')}`;
    case 'red':
      return html`<span class="bad">●</span> ${say('没有在运行', 'not running')}`;
  }
}

function alertsPart(alerts: StatusOnPage['alerts'], { say, when }: View): Html | undefined {
  if (alerts.size === 0) return undefined;
  return html`<section class="part alerts">
<h2>${say('要处理', 'To do')}</h2>
${[...alerts.values()].map(
  ({ text, raisedAt }) => html`<p class="alert">${text}<br><span class="quiet">${when(raisedAt)}</span></p>
`,
)}</section>`;
}

function nextPart({ digests }: StatusReport, { digests: settings, canRun, form, say, language }: View): Html {
  const titles = new Map(settings.map(({ id, title }) => [id, title]));
  const rows = digests.map(({ id, timezone, ...outlook }) => {
    return html`<li><b>${titles.get(id) ?? id}</b> ${outlookText(outlook, timezone, language)} <span class="quiet">${timezone}</span>
<a href="/preview?digest=${encodeURIComponent(id)}">${say('预览', 'Preview')}</a>${canRun && runForm(id, form, say)}</li>
`;
  });
  return html`<section class="part">
<h2>${say('日报', 'Digests')}</h2>
<ul class="plain">${rows}</ul>
</section>`;
}

function runForm(id: string, form: Visit['form'], say: Say): Html {
  const what = say(
    '收集、整理，并把该发的一期发到群里；已经发过的不会再发。',
    'Collects, composes and sends the edition due to the group; what was sent is not sent again.',
  );
  return html`<details><summary>${say('现在就发…', 'Run now…')}</summary>
${form(
  `/run?digest=${encodeURIComponent(id)}`,
  html`<p class="quiet">${what}</p>
<button class="btn">${say('发出去', 'Run')}</button>`,
)}</details>`;
}

// ── What was sent ───────────────────────────────────────────────────────────────────────────────────

function editionsPart(editions: readonly Edition[], view: View): Html {
  const { say } = view;
  return html`<section class="part">
<h2>${say('最近几期', 'Last digests')}</h2>
${editions.length === 0 ? html`<p class="quiet">${say('还没有发过', 'none yet')}</p>` : editions.map((edition) => editionPart(edition, view))}
</section>`;
}

function editionPart(
  { digestId, title, slot, number, late, composedAt, decisions, messages }: Edition,
  view: View,
): Html {
  const { say, language, digests } = view;
  const timezone = digests.find(({ id }) => id === digestId)?.timezone ?? 'UTC';
  const marks = [
    ...(number > 1 ? [say(`第 ${number} 次`, `edition ${number}`)] : []),
    ...(late ? [say('迟到补发', 'late')] : []),
  ].join(' · ');
  const { stories, dropped } = decisions;
  return html`<article>
<h3>${title} · ${dayAndTime(slot.instant, timezone, language)} ${marks !== '' && html`<span class="warn">${marks}</span>`}</h3>
<p class="quiet">${say(`${stories.length} 条`, `${stories.length} stories`)} · ${say('没选上', 'left out')} ${dropped.length} · ${say('写成于', 'composed')} ${view.when(composedAt)}</p>
${messages.length === 0 && html`<p class="quiet">${say('没有消息', 'no message')}</p>`}
${messages.map((message) => messagePart(message, title, view))}
${
  stories.length > 0 &&
  html`<details><summary>${say('为什么是这些', 'Why these')}</summary>${storyList(stories, say)}
<p class="quiet">${say('没选上：', 'Left out: ')}${byRule(dropped)
    .map(([rule, rows]) => `${ruleNames[rule][language]} ${rows.length}`)
    .join(' · ')}</p></details>`
}
</article>
`;
}

function messagePart(message: OutboxMessage, title: string, view: View): Html {
  const { say, language, when } = view;
  const { webhook, part, parts, state, attempts } = message;
  const content = sentMessage(message);
  return html`<details class="sent"><summary>${webhook} ${part}/${parts} · <span class="${stateClass(state)}">${stateWords[state][language]}</span> · ${Buffer.byteLength(content.content)} ${say('字节', 'bytes')}</summary>
<ul class="quiet">${attempts.map((attempt) => html`<li>${when(attempt.startedAt)} ${attemptText(attempt, view)}</li>`)}</ul>
<div class="chat">${bubble(content, title)}</div></details>
`;
}

function attemptText({ outcome }: Attempt, { say, language }: View): string {
  if (outcome === undefined) return say('还没有回音', 'no answer yet');
  return whyNotDelivered(outcome)?.[language] ?? say('收下了', 'accepted');
}

function stateClass(state: OutboxState): string {
  if (state === 'accepted') return 'good';
  return state === 'waiting' || state === 'sending' ? 'warn' : 'bad';
}

// ── What waits, and the feeds ───────────────────────────────────────────────────────────────────────

function outboxPart({ outbox }: StatusReport, { say, language, when }: View): Html {
  const rows = outbox.map(({ webhook, part, state, attempts, why, notBefore, giveUpAt }) => {
    const words = stateWords[state][language];
    return html`<li>${webhook} ${part} · ${words} · ${say(`试过 ${attempts} 次`, `tried ${attempts} times`)}${why !== null && html` · ${why}`}${notBefore !== null && html` · ${say('再试', 'again')} ${when(notBefore)}`} · ${say('最晚', 'until')} ${when(giveUpAt)}</li>
`;
  });
  return html`<section class="part">
<h2>${say('待发消息', 'Outbox')}</h2>
${rows.length === 0 ? html`<p class="quiet">${say('没有', 'empty')}</p>` : html`<ul class="plain">${rows}</ul>`}
</section>`;
}

function feedsPart({ report: { feeds }, feedStates }: StatusOnPage, view: View): Html {
  const { say } = view;
  const bad = feeds.filter(({ verdict }) => verdict !== 'ok');
  const good = feeds.filter(({ verdict }) => verdict === 'ok');
  return html`<section class="part">
<h2>${say(`源 ${feeds.length} 个，${bad.length} 个要看看`, `${feeds.length} feeds, ${bad.length} to look at`)}</h2>
<table>
<thead><tr><th>${say('源', 'Feed')}</th><th>${say('状况', 'Health')}</th><th>${say('多久一条', 'Cadence')}</th><th>${say('上次读到', 'Last read')}</th></tr></thead>
<tbody>
${[...bad, ...good].map((feed) => feedRow(feed, feedStates.get(feed.url), view))}</tbody>
</table>
</section>`;
}

function feedRow(
  feed: StatusReport['feeds'][number],
  state: FeedState | undefined,
  { say, language, when }: View,
): Html {
  const { name, url, verdict, what, remedy, lastSuccessAt } = feed;
  const cadence = state?.cadenceMs === undefined ? '—' : durationPhrase(state.cadenceMs)[language];
  // A feed's address may carry a key: then its name is not a link.
  return html`<tr><td>${shownAddress(url) === url ? linkTo(url, name) : name}</td>
<td><span class="${verdict === 'ok' ? 'good' : 'bad'}">${what}</span>${remedy !== '' && html`<br><span class="quiet">${remedy}</span>`}</td>
<td data-label="${say('多久一条', 'Cadence')}">${cadence}</td>
<td data-label="${say('上次读到', 'Last read')}">${lastSuccessAt === null ? '—' : when(lastSuccessAt)}${state !== undefined && html` <span class="quiet">${say(`${state.lastItems} 条`, `${state.lastItems} items`)}</span>`}</td></tr>
`;
}
