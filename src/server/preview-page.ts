/** The preview as a page: the messages as WeCom shows them, the reasons for each story, and left-out items. */
import type { Collection } from '../collect/collect.ts';
import { unitName } from '../compose/text/dialects.ts';
import { messageLimits } from '../deliver/rooms/rooms.ts';
import { counted } from '../ground/counted.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { DigestSettings, Dropped, DropRule, FeedOutcome, Language, Message } from '../model.ts';
import type { Preview } from '../show/preview.ts';
import { byRule, particularsOf, ruleNames, whyNoMessage } from '../show/preview-text.ts';
import { signed } from '../show/reasons.ts';
import { unansweredText, untranslatedText } from '../show/refused-answers.ts';
import type { DecidedStory } from '../store/store.ts';
import { chooseDigest } from './fields.ts';
import { type Html, html, linkTo } from './html.ts';
import { mailFrame } from './mail-frame.ts';
import { messageHtml } from './message-html.ts';
import { pageOf } from './page.ts';
import { mostGiven, pointsBar } from './pictures.ts';

/** The content of the page. Without a collection it shows no feeds. */
export interface PreviewOnPage extends Omit<Preview, 'config' | 'collection'> {
  readonly collection?: Pick<Collection, 'outcomes'>;
}

/** The preview as a self-contained file. */
export async function previewPage(preview: PreviewOnPage): Promise<string> {
  const { language, title } = preview.settings;
  const say = sayIn(language);
  const body = previewBody(preview);
  return pageOf({ language, title: `${title} · ${say('预览', 'Preview')}`, isFile: true, body });
}

/** The content of the page, for a file or the server. @param digests all digests, to choose from */
export function previewBody(
  preview: PreviewOnPage,
  digests: readonly Pick<DigestSettings, 'id' | 'title'>[] = [],
): Html {
  const { settings, instant } = preview;
  const say = sayIn(settings.language);
  const when = dayAndTime(instant, settings.timezone, settings.language);
  return html`<header>
<h1>${settings.title}</h1>
<p class="quiet">${say('预览', 'Preview')} · ${when} · ${settings.timezone} · ${say('没有发送，没有记录', 'nothing sent, nothing stored')}</p>
${digests.length > 1 && html`<p>${chooseDigest(digests, settings.id, (id) => `/preview?digest=${encodeURIComponent(id)}`)}</p>`}
</header>
${previewParts(preview)}`;
}

/** The messages, the reasons and the left-out items, below a heading of the page. */
export function previewParts(preview: PreviewOnPage): Html {
  const { settings, composition, decisions, collection } = preview;
  const say = sayIn(settings.language);
  const untranslated = untranslatedText(composition.digest, composition.text);
  return html`<p class="quiet">${counts(preview, say)}</p>
<div class="columns group">
${chat(composition, settings, say)}
<div>
${[...composition.reports, unansweredText(composition.text)].map((report) => report && html`<p class="said-so bad">${report[settings.language]}</p>`)}
${untranslated !== undefined && html`<p class="quiet">${untranslated[settings.language]}</p>`}
${whyThese(decisions.stories, say)}
${leftOut(decisions.dropped, settings.language, say)}
${collection !== undefined && feedsToLookAt(collection.outcomes, settings, say)}
</div>
</div>`;
}

function counts({ composition, decisions }: PreviewOnPage, say: Say): string {
  const { feeds, feedsRead, items, windowHours } = composition.digest.coverage;
  const onTopic = items - decisions.dropped.filter(({ rule }) => rule === 'topic').length;
  const chosen = decisions.stories.length;
  return say(
    `读到 ${feedsRead}/${feeds} 个源 · 近 ${windowHours} 小时 ${items} 条 → AI 话题 ${onTopic} 条 → 选出 ${chosen} 件事`,
    `${feedsRead}/${feeds} feeds read · ${counted(items, 'item')} in the last ${counted(windowHours, 'hour')} → ${onTopic} about AI → ${counted(chosen, 'story')}`,
  );
}

// ── The chat ────────────────────────────────────────────────────────────────────────────────────────

function chat(composition: PreviewOnPage['composition'], settings: DigestSettings, say: Say): Html {
  const { messages } = composition;
  const nothing = whyNoMessage(composition)[settings.language];
  return html`<section class="chat" aria-label="${say('群里看到的样子', 'As the group sees it')}">
<fieldset class="widths">
<label><input type="radio" name="width" id="phone" checked> ${say('手机', 'Phone')}</label>
<label><input type="radio" name="width" id="desktop"> ${say('电脑', 'Desktop')}</label>
</fieldset>
${messages.length === 0 ? html`<p class="caption">${nothing}</p>` : messages.map((message, index) => shownMessage(message, `${index + 1}/${messages.length}`, settings, say))}
</section>`;
}

function shownMessage(message: Message, part: string, settings: DigestSettings, say: Say): Html {
  const limit = message.msgtype === 'news' ? undefined : messageLimits[message.msgtype];
  const size = limit === undefined ? `${message.bytes}` : `${message.bytes}/${limit}`;
  return html`<p class="caption">${say('消息', 'Message')} ${part} · ${message.msgtype} · ${size} ${unitName(message.msgtype)[settings.language]}
${limit !== undefined && html`<meter min="0" max="${limit}" value="${message.bytes}"></meter>`}</p>
${bubble(message, settings.title)}`;
}

/** A message with the robot's picture and name, as in the group; a mail in a frame. */
export function bubble(message: Pick<Message, 'msgtype' | 'content'>, sender: string): Html {
  if (message.msgtype === 'mail') return mailFrame(message.content);
  return html`<div class="said">${robot}
<div><p class="sender">${sender} <span class="bot">BOT</span></p>
<div class="bubble ${message.msgtype}">
${messageHtml(message)}</div></div></div>`;
}

const robot = html`<svg class="robot" viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" rx="5" fill="#3d7eff"/><path d="M18 6.5v4" stroke="#fff" stroke-width="2"/><circle cx="18" cy="6.5" r="2" fill="#fff"/><rect x="8" y="11" width="20" height="15" rx="4" fill="#fff"/><circle cx="14" cy="18" r="2.2" fill="#3d7eff"/><circle cx="22" cy="18" r="2.2" fill="#3d7eff"/><path d="M14 29.5h8" stroke="#fff" stroke-width="2"/></svg>`;

// ── Reasons ─────────────────────────────────────────────────────────────────────────────────────────

function whyThese(stories: readonly DecidedStory[], say: Say): Html | undefined {
  if (stories.length === 0) return undefined;
  return html`<section class="part why">
<h2>${say('为什么是这些', 'Why these stories')}</h2>
${storyList(stories, say)}
</section>`;
}

/** Stories with their scores, points and merged items. */
export function storyList(stories: readonly DecidedStory[], say: Say): Html {
  const most = mostGiven(stories);
  return html`<ol class="stories">
${stories.map(
  ({
    title,
    rewording,
    url,
    score,
    reasons,
    items,
  }) => html`<li><p class="title">${linkTo(url, rewording?.headline ?? title)} <b class="score">${score.toFixed(1)}</b></p>
${pointsBar(
  reasons.map(({ points }) => points),
  most,
)}<ul class="reasons">${reasons.map(({ why, points }) => html`<li>${why} <b>${signed(points)}</b></li> `)}</ul>
${
  items.length > 1 &&
  html`<details><summary>${say(`合并了 ${items.length} 条`, `${counted(items.length, 'item')} merged`)}</summary>
<ul>${items.map((item) => html`<li>${item.feed}${say('：', ': ')}${linkTo(item.url, item.title)}</li>`)}</ul></details>`
}</li>
`,
)}</ol>`;
}

/** Rules that apply only to stories that nearly made it. */
const nearRules: ReadonlySet<DropRule> = new Set(['score', 'floor', 'cap', 'space', 'removed']);
/** How many near misses are shown unfolded. */
const shownNear = 8;

/** Left-out items: near misses first, the others by the rule that left them out. */
export function leftOut(dropped: readonly Dropped[], language: Language, say: Say): Html {
  const near = dropped.filter(({ rule }) => nearRules.has(rule));
  const others = byRule(dropped.filter(({ rule }) => !nearRules.has(rule)));
  return html`${
    near.length > 0 &&
    html`<section class="group"><div class="head"><h2>${say(`差一点的 ${near.length} 条`, `Near misses: ${near.length}`)}</h2><span>${say('右边是差在哪里', 'on the right: what was missing')}</span></div>
${droppedList(near.slice(0, shownNear))}
${near.length > shownNear && html`<details class="fold small"><summary>${say(`另外 ${near.length - shownNear} 条`, `${near.length - shownNear} more`)}</summary>${droppedList(near.slice(shownNear))}</details>`}</section>`
  }
${
  others.length > 0 &&
  html`<section class="part"><h2>${say('还有没算进来的', 'Also left out')}</h2>
${others.map(
  ([
    rule,
    rows,
  ]) => html`<details class="fold"><summary>${ruleNames[rule][language]} <span class="quiet num">${say(`${rows.length} 条`, `${rows.length}`)}</span></summary>${droppedList(rows)}</details>
`,
)}</section>`
}`;
}

/** Left-out items: title, feed, and at the right the reason. */
function droppedList(rows: readonly Dropped[]): Html {
  return html`<ul class="items left">${rows.map(
    (row) =>
      html`<li><span class="title">${linkTo(row.url, row.title)}</span><small class="quiet">${row.feed}</small><span class="num">${particularsOf(row)}</span></li>
`,
  )}</ul>`;
}

function feedsToLookAt(outcomes: readonly FeedOutcome[], { language }: DigestSettings, say: Say): Html | undefined {
  const failed = outcomes.filter((outcome) => outcome.kind === 'failed');
  const empty = outcomes.filter((outcome) => outcome.kind === 'read' && outcome.items === 0);
  if (failed.length + empty.length === 0) return undefined;
  return html`<section class="part">
<h2>${say('要看看的源', 'Feeds to check')}</h2>
<ul class="items">
${failed.map(
  ({
    feed,
    failure,
  }) => html`<li><b>${feed.name}</b> ${failure.what[language]}<br><span class="quiet">${failure.remedy[language]}</span></li>
`,
)}${empty.map(
  ({ feed }) => html`<li><b>${feed.name}</b> ${say('能读到，但里面是空的', 'can be read, but is empty')}</li>
`,
)}</ul>
</section>`;
}
