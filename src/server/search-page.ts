/** The search: published stories with some words, and items that the newest editions left out. */
import { counted } from '../ground/counted.ts';
import { hostOf } from '../ground/hosts.ts';
import type { Say } from '../ground/say.ts';
import { dayOfSlot } from '../show/edition-day.ts';
import { particularsOf, ruleNames } from '../show/preview-text.ts';
import type { FoundLeftOut, FoundStory } from '../store/store.ts';
import { serverLinks } from './archive-links.ts';
import { searchForm } from './editions-page.ts';
import { type Html, html, langOf, linkTo } from './html.ts';
import type { Visit } from './visit.ts';

interface Search {
  /** The typed text. */
  readonly typed: string;
  readonly words: readonly string[];
  readonly digestId: string | undefined;
  readonly total: number;
  readonly stories: readonly FoundStory[];
  readonly leftOut: readonly FoundLeftOut[];
  /** How many editions were searched for `leftOut`. */
  readonly leftOutEditions: number;
  readonly nextHref: string | undefined;
}

/** Limits of a search text. */
const most = { characters: 100, words: 8 } as const;

/** The typed text within the limits, and its words. */
export function readSearch(typed: string | undefined): { readonly typed: string; readonly words: readonly string[] } {
  const text = (typed ?? '').toWellFormed().trim().slice(0, most.characters);
  return {
    typed: text,
    words: text
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, most.words),
  };
}

export function searchBody(search: Search, { language, say }: Visit): Html {
  const { typed, words, digestId, total, stories, leftOut, leftOutEditions, nextHref } = search;
  return html`<p class="small"><a href="${serverLinks.list(digestId)}">${say('← 往期', '← Editions')}</a></p>
<h1>${titleOf(typed, total, say)}</h1>
<div class="split"><div>
${searchForm({ action: '/search', digestId, words: typed, say })}
${
  stories.length > 0 &&
  html`<ul class="items group">
${stories.map((story) => foundStory(story, words, { language, say }))}</ul>`
}
${nextHref !== undefined && html`<p class="group"><a href="${nextHref}">${say('更早的', 'Earlier')}</a></p>`}
</div><div>
${
  leftOut.length > 0 &&
  html`<section class="part aside"><h2>${say(`最近 ${leftOutEditions} 期里没有放进日报的`, `Left out of the last ${leftOutEditions} editions`)}</h2>
<ul class="items left">
${leftOut.map(
  ({
    edition,
    row,
  }) => html`<li><span class="title"${langOf(row.title)}>${linkTo(row.url, marked(row.title, words))}</span><small class="quiet">${dayOfSlot(edition.slot, language)} · ${row.feed} · ${particularsOf(row) ?? ruleNames[row.rule][language]}</small></li>
`,
)}</ul></section>`
}
</div></div>`;
}

function titleOf(typed: string, total: number, say: Say): string {
  if (typed === '') return say('在往期里找', 'Search the editions');
  return say(`“${typed}”发过 ${total} 条`, `“${typed}”: ${counted(total, 'story')}`);
}

function foundStory(
  { edition, position, title, headline, url, items }: FoundStory,
  words: readonly string[],
  { language, say }: Pick<Visit, 'language' | 'say'>,
): Html {
  const summary = snippet(items[0]?.summary ?? '', words);
  const source = hostOf(url)?.replace(/^www\./, '');
  return html`<li><p class="title"${langOf(headline ?? title)}>${linkTo(url, marked(headline ?? title, words))}</p>
${headline !== undefined && html`<p class="small quiet"${langOf(title)}>${marked(title, words)}</p>`}
${summary !== '' && html`<p class="small quiet">${marked(summary, words)}</p>`}
<p class="small quiet"><a href="${serverLinks.edition(edition)}">${dayOfSlot(edition.slot, language)}${say(` 第 ${position} 条`, `, no. ${position}`)}</a>${source !== undefined && ` · ${source}`}</p></li>
`;
}

const snippetLength = 90;

/** The part of a summary around the first match, or its beginning. */
function snippet(summary: string, words: readonly string[]): string {
  const places = words.map((word) => summary.toLowerCase().indexOf(word.toLowerCase())).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...(places.length === 0 ? [0] : places)) - 20);
  const text = summary.slice(start, start + snippetLength).toWellFormed();
  return `${start > 0 ? '…' : ''}${text}${start + snippetLength < summary.length ? '…' : ''}`;
}

/** The text with the words highlighted. */
function marked(text: string, words: readonly string[]): Html {
  const pattern = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  if (pattern === '') return html`${text}`;
  const parts = text.split(new RegExp(`(${pattern})`, 'giu'));
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<mark>${part}</mark>` : part))}`;
}
