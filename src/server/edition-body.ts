/** One edition, on a page with all left-out items and the reasons, or as a self-contained file. */
import { counted } from '../ground/counted.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import { changeText } from '../show/edition-changes.ts';
import { dayOfSlot } from '../show/edition-day.ts';
import { consideredItems, editionLine, messagesOfOneReader, sentMessage } from '../show/edition-text.ts';
import type { Edition, EditionHead } from '../store/store.ts';
import type { ArchiveLinks } from './archive-links.ts';
import { marksOf } from './editions-page.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { pageOf } from './page.ts';
import { bubble, leftOut, storyList } from './preview-page.ts';

export interface EditionOnPage {
  readonly language: Language;
  readonly edition: Edition;
  /** The previous and next edition of the same digest. */
  readonly before: EditionHead | undefined;
  readonly after: EditionHead | undefined;
  readonly links: ArchiveLinks;
}

export function editionTitle({ slot, decisions }: Pick<Edition, 'slot' | 'decisions'>, language: Language): string {
  const { length } = decisions.stories;
  const say = sayIn(language);
  return `${dayOfSlot(slot, language)}${say(`，${length} 条`, `, ${counted(length, 'story')}`)}`;
}

export function editionBody({ language, edition, before, after, links }: EditionOnPage): Html {
  const say = sayIn(language);
  const { decisions, title, messages } = edition;
  const { changes = [] } = decisions;
  const considered = consideredItems(decisions);
  const delivered = messages.some(({ state }) => state === 'accepted');
  const marks = marksOf({ ...edition, delivered, stories: 0, lead: undefined }, say);
  return html`<div class="top"><div><h1>${editionTitle(edition, language)}</h1>
<p class="quiet">${title} · ${say(`从 ${considered} 条里挑出`, `chosen from ${counted(considered, 'item')}`)}${marks.map((mark) => html` <span class="tag">${mark}</span>`)}</p></div>
<p class="small">${neighbour(before, (day) => `← ${day}`)} ${after === undefined ? html`<span class="quiet">${say('已是最新一期', 'the newest edition')}</span>` : neighbour(after, (day) => `${day} →`)}</p></div>
${changes.length > 0 && html`<section class="part"><h2>${say('审稿时改过', 'Changed before sending')}</h2><ul class="small">${changes.map((change) => html`<li>${changeText(change)[language]}</li>`)}</ul></section>`}
<div class="split chatty"><section class="group" aria-labelledby="seen"><h2 class="hidden" id="seen">${say('群里看到的', 'As the group saw it')}</h2>
<div class="chat">${seenMessages(edition, say)}</div>
${
  decisions.stories.length > 0 &&
  html`<details class="fold"><summary>${say(`为什么是这 ${decisions.stories.length} 条`, 'Why these stories')}</summary>${storyList(decisions.stories, say)}</details>`
}</section>
<div>${leftOut(decisions.dropped, language, say)}</div></div>`;

  function neighbour(head: EditionHead | undefined, text: (day: string) => string) {
    return head !== undefined && html`<a href="${links.edition(head)}">${text(dayOfSlot(head.slot, language))}</a>`;
  }
}

function seenMessages({ messages, title }: Edition, say: Say): HtmlValue {
  if (messages.length === 0)
    return html`<p class="quiet">${say('这一期没有发消息。', 'This edition has no messages.')}</p>`;
  return messagesOfOneReader(messages).map((message) => bubble(sentMessage(message), title));
}

/** An edition as a self-contained file: its messages, and why its stories were chosen. */
export function editionDocument(edition: Edition, language: Language): string {
  const say = sayIn(language);
  const body = html`<header>
<h1>${edition.title}</h1>
<p>${editionLine(edition, language)}</p>
</header>
<div class="columns">
<section class="chat" aria-label="${say('群里看到的样子', 'As the group saw it')}">
${edition.messages.map((message) => bubble(sentMessage(message), edition.title))}
</section>
<section class="why">
<h2>${say('为什么是这些', 'Why these stories')}</h2>
${storyList(edition.decisions.stories, say)}
</section>
</div>`;
  return pageOf({ language, title: `${edition.title} · ${edition.slot.local}`, isFile: true, body });
}
