import { counted } from '../ground/counted.ts';
import { hostOf } from '../ground/hosts.ts';
import { sayIn } from '../ground/say.ts';
import type { Discussion, Feed, Format, Item, Language, Reference, Story } from '../model.ts';
import type { LinkView, StoryView } from './template-views.ts';
import { dialects } from './text/dialects.ts';
import { safeText, safeUrl } from './text/safe-text.ts';
import { cleanTitle, shortenTitle, titleMedium } from './text/title-text.ts';
import type { WordingRules } from './text/wording.ts';

/** The most links in 另见, and the most publishers' names. */
const mostLinks = 2;
const mostNames = 3;
/** A further link longer than this is left out: it would cost other stories their place. */
const longestFurtherUrl = 500;

export interface StoryViewOptions {
  readonly format: Format;
  readonly language: Language;
  readonly rules: WordingRules;
}

/** Feeds' names by address. */
export function namesOfFeeds(feeds: readonly Feed[]): ReadonlyMap<string, string> {
  return new Map(feeds.map(({ url, name }) => [url, name]));
}

/** What is printed of a story, apart from its publishers. */
export interface PrintedStory {
  readonly story: Story;
  readonly number: number;
  /** It is in 要闻. */
  readonly top: boolean;
  readonly title: string;
  readonly summary: string;
  /** The title is a machine's translation. */
  readonly isTranslated: boolean;
  /** The summary is a language model's. */
  readonly isRetold: boolean;
}

/** What the templates of one format may print of a story. Every text is safe in that format. */
export function viewStory(printed: PrintedStory, { format, language, rules }: StoryViewOptions): StoryView {
  const { story, number, top, title, summary } = printed;
  const safe = (text: string) => safeText(text, format);
  const reference = (other: Reference | undefined) => linkView(other, format, rules);
  const discussion = discussionOf(story.items, story.lead.url);
  const hasLinks = format === 'webhook' || (format !== 'news' && dialects[format].syntax !== 'plain');
  const links = top && hasLinks ? linksOf(story, discussion, language) : [];
  const linked = new Set(links.map(({ name }) => name));
  return {
    language,
    number,
    top,
    title: safe(title),
    url: safeUrl(story.lead.url, format),
    summary: safe(summary),
    source: safe(sourceOf(story)),
    names: namesOf(story, format)
      .filter((name) => !linked.has(name))
      .slice(0, mostNames)
      .map(safe),
    note: noteOf(printed, language),
    discussion:
      discussion === undefined || links.some(({ url }) => url === discussion.url)
        ? null
        : { name: forumOf(discussion), points: discussion.points, url: safeUrl(discussion.url, format) },
    links: links.map(({ name, url }) => ({ name: safe(name), url: safeUrl(url, format) })),
    background: reference(story.background),
    update: reference(story.update),
  };
}

function linkView(reference: Reference | undefined, format: Format, rules: WordingRules): LinkView | null {
  if (reference === undefined || reference.url.length > longestFurtherUrl) return null;
  return {
    title: safeText(shortenTitle(cleanTitle(reference.title, '', rules)), format),
    url: safeUrl(reference.url, format),
  };
}

function sourceOf({ publishers, lead }: Story): string {
  return publishers[0]?.name ?? siteOf(lead.url);
}

/** Names of its publishers. Where the full address is printed beside them, a name that is only its host is left out. */
function namesOf(story: Story, format: Format): readonly string[] {
  const names = [...new Set(story.publishers.map(({ name }) => name))];
  return dialects[format].syntax === 'plain' ? names.filter((name) => name !== siteOf(story.lead.url)) : names;
}

function linksOf(
  story: Story,
  discussion: Discussion | undefined,
  language: Language,
): { name: string; url: string }[] {
  const links = story.publishers.slice(1).flatMap(({ name, url }) => (url === undefined ? [] : [{ name, url }]));
  if (discussion !== undefined) {
    const points = sayIn(language)(`${discussion.points} 分`, counted(discussion.points, 'point'));
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
  const host = siteOf(url);
  return forums.find(([pattern]) => pattern.test(host))?.[1] ?? host;
}

/** What a reader should know before tapping: another language, a machine's words, not a web page. */
function noteOf({ story: { lead }, isTranslated, isRetold }: PrintedStory, language: Language): string {
  const say = sayIn(language);
  const medium = { pdf: 'PDF', video: say('视频', 'video') };
  const kind = titleMedium(lead.title, lead.url);
  const retold = isRetold ? say('，机器概括', ', summary by machine') : '';
  const spoken = isTranslated ? say('译', 'translated') : foreignLanguage(lead, language) + retold;
  return [spoken, kind === undefined ? '' : medium[kind]].filter((word) => word !== '').join(' ');
}

function foreignLanguage({ language: spoken }: Item, language: Language): string {
  if (language === 'en') return { en: '', zh: 'Chinese', other: 'not English' }[spoken];
  return { zh: '', en: '英文', other: '外文' }[spoken];
}

/** The host of an address as a reader names it: without "www." */
function siteOf(url: string): string {
  return hostOf(url)?.replace(/^www\./, '') ?? url;
}
