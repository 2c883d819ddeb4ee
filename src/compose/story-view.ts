import type { Discussion, Feed, Format, Item, Language, Reference, Story } from '../model.ts';
import type { LinkView, StoryView } from './template-views.ts';
import { safeText, safeUrl } from './text/safe-text.ts';
import { cleanSummary } from './text/summary-text.ts';
import { cleanTitle, shortenTitle, titleMedium } from './text/title-text.ts';

/** 另见 holds at most so many links; below 要闻 at most so many names. */
const mostLinks = 2;
const mostNames = 3;
/** A further link that is longer than this is left out: it would cost other stories their place. */
const longestFurtherUrl = 500;

export interface StoryViewOptions {
  readonly format: Format;
  readonly language: Language;
  readonly feedNames: ReadonlyMap<string, string>;
}

/** Feeds' names by address. */
export function namesOfFeeds(feeds: readonly Feed[]): ReadonlyMap<string, string> {
  return new Map(feeds.map(({ url, name }) => [url, name]));
}

/**
 * The title that stands in the digest: the lead's, without its site's and column's names, cut to two lines.
 * A release feed has bare versions for titles; its name says of what.
 */
function storyTitle(story: Story, feedNames: ReadonlyMap<string, string>): string {
  const feedName = feedNames.get(story.lead.feedUrl) ?? '';
  const title = cleanTitle(cleanTitle(story.lead.title, feedName), story.publishers[0]?.name ?? '');
  const isVersion = /^v?\d+(?:\.\d+)+[-\w.]*$/i.test(title);
  const product = feedName.replace(/\s*(?:Releases?|Changelog|Release notes|更新日志)$/i, '');
  return shortenTitle(isVersion ? `${product} ${title}`.trim() : title);
}

/** What the templates of one format may print of a story; every text in it is safe there. */
export function viewStory(
  story: Story,
  { number, top }: { readonly number: number; readonly top: boolean },
  { format, language, feedNames }: StoryViewOptions,
): StoryView {
  const safe = (text: string) => safeText(text, format);
  const title = storyTitle(story, feedNames);
  const reference = (other: Reference | undefined) => linkView(other, format);
  const discussion = discussionOf(story.items, story.lead.url);
  const links = top && format !== 'text' ? linksOf(story, discussion, language) : [];
  return {
    language,
    number,
    top,
    title: safe(title),
    url: safeUrl(story.lead.url),
    summary: top && format !== 'text' ? safe(summaryOf(story, title, language)) : '',
    source: safe(story.publishers[0]?.name ?? hostOf(story.lead.url)),
    names: namesOf(story, format).map(safe),
    note: noteOf(story.lead, language),
    discussion:
      discussion === undefined || links.some(({ url }) => url === discussion.url)
        ? null
        : { name: forumOf(discussion), points: discussion.points, url: safeUrl(discussion.url) },
    links: links.map(({ name, url }) => ({ name: safe(name), url: safeUrl(url) })),
    background: reference(story.background),
    update: reference(story.update),
  };
}

function linkView(reference: Reference | undefined, format: Format): LinkView | null {
  if (reference === undefined || reference.url.length > longestFurtherUrl) return null;
  return { title: safeText(shortenTitle(cleanTitle(reference.title, '')), format), url: safeUrl(reference.url) };
}

/** The lead's own words, else those of another item in the digest's language. */
function summaryOf(story: Story, title: string, language: Language): string {
  const wanted = language === 'en' ? 'en' : 'zh';
  const items = story.items.filter((item) => item === story.lead || item.language === wanted);
  for (const { summary } of [story.lead, ...items]) {
    const text = cleanSummary(summary, title);
    if (text !== '') return text;
  }
  return '';
}

/** Names of who reports it. Where the address stands in full beside it, a name that is only its host is left out. */
function namesOf(story: Story, format: Format): readonly string[] {
  const names = [...new Set(story.publishers.map(({ name }) => name))].slice(0, mostNames);
  return format === 'text' ? names.filter((name) => name !== hostOf(story.lead.url)) : names;
}

function linksOf(
  story: Story,
  discussion: Discussion | undefined,
  language: Language,
): { name: string; url: string }[] {
  const links = story.publishers.slice(1).map(({ name, item }) => ({ name, url: item.url }));
  if (discussion !== undefined) {
    const points = language === 'en' ? `${discussion.points} points` : `${discussion.points} 分`;
    links.push({ name: `${forumOf(discussion)} ${points}`, url: discussion.url });
  }
  return links.filter(({ url }) => url.length <= longestFurtherUrl && url !== story.lead.url).slice(0, mostLinks);
}

/** Where it is discussed most, unless the story is that discussion. */
function discussionOf(items: readonly Item[], leadUrl: string): Discussion | undefined {
  const found = items.map(({ discussion }) => discussion).filter((discussion) => discussion !== undefined);
  const [most] = found.toSorted((a, b) => b.points - a.points);
  return most?.url === leadUrl || most?.points === 0 ? undefined : most;
}

const forums: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)ycombinator\.com$/, 'HN'],
  [/(?:^|\.)reddit\.com$/, 'Reddit'],
  [/(?:^|\.)lobste\.rs$/, 'Lobsters'],
];

function forumOf({ url }: Discussion): string {
  const host = hostOf(url);
  return forums.find(([pattern]) => pattern.test(host))?.[1] ?? host;
}

/** What a reader should know before tapping: another language, no web page. */
function noteOf(lead: Item, language: Language): string {
  const medium = { pdf: 'PDF', video: language === 'en' ? 'video' : '视频' };
  const kind = titleMedium(lead.title, lead.url);
  return [foreignLanguage(lead, language), kind === undefined ? '' : medium[kind]]
    .filter((word) => word !== '')
    .join(' ');
}

function foreignLanguage({ language: spoken }: Item, language: Language): string {
  if (language === 'en') return { en: '', zh: 'Chinese', other: 'not English' }[spoken];
  return { zh: '', en: '英文', other: '外文' }[spoken];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : url;
}
