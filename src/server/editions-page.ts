/** The list of past editions, one month per page. */
import { counted } from '../ground/counted.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { DigestSettings, Language } from '../model.ts';
import { dayOfSlot, monthName } from '../show/edition-day.ts';
import type { EditionHead, EditionMonth } from '../store/store.ts';
import type { ArchiveLinks } from './archive-links.ts';
import { chooseDigest, hidden } from './fields.ts';
import { type Html, html, langOf } from './html.ts';

export interface EditionsOnPage {
  readonly language: Language;
  /** `YYYY-MM-DD` in the zone of the page. */
  readonly today: string;
  /** All digests, to choose from. */
  readonly digests: readonly Pick<DigestSettings, 'id' | 'title'>[];
  /** undefined: all digests. */
  readonly digestId: string | undefined;
  readonly months: readonly EditionMonth[];
  /** The month that is shown, `YYYY-MM`. */
  readonly month: string | undefined;
  /** Its editions, newest first. */
  readonly heads: readonly EditionHead[];
  /** The link to its older editions, if they do not fit on the page. */
  readonly olderHref: string | undefined;
  readonly links: ArchiveLinks;
}

export function editionsBody(page: EditionsOnPage): Html {
  const { language, digests, digestId, months, month, links } = page;
  const say = sayIn(language);
  return html`<h1>${say('往期', 'Editions')}</h1>
${digests.length > 1 && choice(page, say)}
<div class="split"><div>
${links.search !== undefined && searchForm({ action: links.search, digestId, say })}
${month === undefined ? html`<p class="group quiet">${say('还没有发过。', 'None has been sent yet.')}</p>` : monthPart(page, month, say)}
</div><div>
${otherMonths(months, page, say)}
<section class="part"><h2>${say('用阅读器收', 'Follow in a feed reader')}</h2><p class="small quiet">${say('每期一条，和群里同时更新。', 'One entry for each edition, when the group gets it.')}</p><div class="acts"><a class="btn" href="${links.feed('feed.xml', digestId)}">Atom / RSS</a><a class="btn" href="${links.feed('feed.json', digestId)}">JSON</a></div></section>
</div></div>`;
}

function choice({ digests, digestId, links }: EditionsOnPage, say: Say): Html {
  const all = [{ id: undefined, title: say('全部', 'All') }, ...digests];
  return html`<p class="small">${chooseDigest(all, digestId, links.list)}</p>`;
}

interface SearchForm {
  readonly action: string;
  readonly digestId: string | undefined;
  readonly words?: string;
  readonly say: Say;
}

export function searchForm({ action, digestId, words = '', say }: SearchForm): Html {
  return html`<form class="find row" role="search" action="${action}"><label for="q" class="hidden">${say('在往期里找', 'Search the editions')}</label>
<input id="q" type="search" name="q" value="${words}" maxlength="100" placeholder="${say('公司、产品或一句话', 'A company, a product, a phrase')}">
${digestId !== undefined && hidden('digest', digestId)}
<button class="btn main">${say('找', 'Search')}</button></form>`;
}

function monthPart(
  { language, months, heads, today, olderHref, digests, digestId, links }: EditionsOnPage,
  month: string,
  say: Say,
): Html {
  const counts = months.find((one) => one.month === month);
  const titles = new Map(
    digestId === undefined && digests.length > 1 ? digests.map(({ id, title }) => [id, title]) : [],
  );
  return html`<section class="group"><div class="head"><h2>${monthName(month, today.slice(0, 4), language)}</h2>
<span>${counts !== undefined && countsText(counts, say)}</span></div>
<ul class="items eds">
${heads.map(
  (
    head,
  ) => html`<li><span class="when">${dayText(head, today, language)}</span><span class="title"><a href="${links.edition(head)}"${head.lead !== undefined && langOf(head.lead)}>${head.lead ?? say('这一天没有新闻', 'No news that day')}</a>${titles.has(head.digestId) && tag(titles.get(head.digestId) ?? '')}${marksOf(head, say).map(tag)}</span><span class="num">${say(`${head.stories} 条`, `${head.stories}`)}</span></li>
`,
)}</ul>
${olderHref !== undefined && html`<p class="group"><a href="${olderHref}">${say('这个月更早的', 'Earlier this month')}</a></p>`}
</section>`;
}

/** Tags of an edition in a list. */
export function marksOf({ number, late, delivered }: EditionHead, say: Say): readonly string[] {
  return [
    ...(number > 1 ? [say(`第 ${number} 次`, `edition ${number}`)] : []),
    ...(late ? [say('迟到补发', 'late')] : []),
    ...(delivered ? [] : [say('没有送达', 'not delivered')]),
  ];
}

function tag(text: string): Html {
  return html` <span class="tag">${text}</span>`;
}

function dayText({ slot }: EditionHead, today: string, language: Language): string {
  const day = dayOfSlot(slot, language);
  if (!slot.local.startsWith(today)) return day;
  return language === 'en' ? `Today, ${day.split(' ')[0]}` : `今天 ${day.split(' ')[1]}`;
}

function otherMonths(
  months: readonly EditionMonth[],
  { month, today, language, digestId, links }: EditionsOnPage,
  say: Say,
) {
  const others = months.filter((one) => one.month !== month);
  if (others.length === 0) return undefined;
  return html`<section class="part aside"><h2>${say('别的月份', 'Other months')}</h2><ul class="items next">
${others.map(
  (
    one,
  ) => html`<li><a href="${links.list(digestId, one.month)}">${monthName(one.month, today.slice(0, 4), language)}</a><span class="quiet num">${countsText(one, say)}</span></li>
`,
)}</ul></section>`;
}

function countsText({ editions, stories }: EditionMonth, say: Say): string {
  return say(`${editions} 期，${stories} 条`, `${counted(editions, 'edition')}, ${counted(stories, 'story')}`);
}
