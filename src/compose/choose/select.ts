import type {
  Coverage,
  Digest,
  DigestSettings,
  Dropped,
  Feed,
  Message,
  MessageLimits,
  Phrase,
  Slot,
  Story,
  Templates,
} from '../../model.ts';
import { fitsNews, renderNews } from '../news.ts';
import { utf8Bytes } from '../pieces.ts';
import { createDigestRenderer, type DigestRenderer, type Edition, ownSections } from '../render.ts';
import { type Split, splitBlocks } from '../split.ts';
import { namesOfFeeds } from '../story-view.ts';
import { safeUrl } from '../text/safe-text.ts';
import { type Picked, pickStories } from './pick.ts';

/** 要闻: stories that at least so many independent sources tell, and no more than so many of them. */
const topSources = 2;
const mostTopStories = 4;
/** A link may take this share of a message; a story with a longer one is left out rather than crowd out the others. */
const longestLinkShare = 0.25;

export interface SelectInput {
  /** All stories, ranked, best first. */
  readonly stories: readonly Story[];
  /** What the stages before left out. */
  readonly dropped: readonly Dropped[];
  readonly settings: DigestSettings;
  readonly feeds: readonly Feed[];
  readonly slot: Slot;
  readonly coverage: Coverage;
  readonly late: boolean;
  readonly limits: MessageLimits;
  readonly templates: Templates;
  /** "春节 9 天": for the first line of an edition that covers more than its usual time. */
  readonly backlog?: string | undefined;
}

export interface Selection {
  readonly digest: Digest;
  /** Empty when there is nothing to tell and `whenEmpty` is `skip`. */
  readonly messages: readonly Message[];
  /** What the splitter had to give up. */
  readonly reports: readonly Phrase[];
}

/**
 * Chooses the stories of one edition: by score, within caps that are soft, until the next one would not fit into the
 * messages that are allowed. The same story blocks are rendered once, whatever the number of attempts.
 */
export function selectStories(input: SelectInput): Selection {
  const { settings, limits } = input;
  const tooLong = input.stories.filter((story) => !linkFits(story, input));
  const printable = tooLong.length === 0 ? input.stories : input.stories.filter((story) => linkFits(story, input));
  const picked = pickStories(printable, settings);
  const renderer = createDigestRenderer(input);
  const editionOf = (count: number): Edition => ({
    digest: digestOf(picked.stories.slice(0, count), input),
    selected: picked.stories.length,
    backlog: input.backlog,
  });
  const printed = (count: number) => print(editionOf(count), { renderer, settings, limits });
  const allowed = messagesAllowed(settings);
  const count = mostThatFit(picked.stories.length, (some) => printed(some).messages.length <= allowed);
  const { messages, reports } = printed(count);
  const digest = digestOf(picked.stories.slice(0, count), input);
  const isSilent = count === 0 && settings.whenEmpty === 'skip';
  return {
    digest: { ...digest, dropped: [...input.dropped, ...leftOut({ digest, picked, count, tooLong }, input)] },
    messages: isSilent ? [] : messages,
    reports,
  };
}

/** News is the eight best as cards: one message, unless the settings say more. */
function messagesAllowed({ format, maxMessages }: DigestSettings): number {
  return maxMessages ?? (format === 'news' ? 1 : Number.POSITIVE_INFINITY);
}

function linkFits({ lead }: Story, { settings, limits }: SelectInput): boolean {
  const url = safeUrl(lead.url);
  if (settings.format === 'news') return fitsNews({ url }, limits.news);
  return utf8Bytes(url) <= limits[settings.format] * longestLinkShare;
}

/** The largest count that fits. Fewer stories can need more room (a section dissolves), so the found one is checked. */
function mostThatFit(total: number, fits: (count: number) => boolean): number {
  if (fits(total)) return total;
  let low = 0;
  let high = total - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && !fits(low)) low--;
  return low;
}

interface Printer {
  readonly renderer: DigestRenderer;
  readonly settings: DigestSettings;
  readonly limits: MessageLimits;
}

function print(
  edition: Edition,
  { renderer, settings, limits }: Printer,
): { readonly messages: readonly Message[]; readonly reports: readonly Phrase[] } {
  const { format, language } = settings;
  if (format !== 'news') {
    const blocks = renderer.blocks(edition);
    const options = { limitBytes: limits[format], language, format };
    const split = splitBlocks(blocks, options);
    const shown =
      settings.maxMessages === undefined && endsInFooterAlone(split)
        ? splitBlocks(blocks.slice(0, -1), options)
        : split;
    return { messages: messagesOf(shown, format), reports: shown.reports };
  }
  const pictures = new Map(
    edition.digest.sections.flatMap(({ stories }) => stories.map((story) => [story.id, pictureOf(story)])),
  );
  const cards = renderer.views(edition).map((card) => ({ ...card, pictureUrl: pictures.get(card.storyId) }));
  if (cards.length > 0) return { messages: renderNews(cards, limits.news), reports: [] };
  const header = splitBlocks([{ kind: 'text', text: renderer.header(edition), spaced: false }], {
    limitBytes: limits.text,
    language,
    format: 'text',
  });
  return { messages: messagesOf(header, 'text'), reports: header.reports };
}

/** A message that holds nothing but the footer is not worth another ping. */
function endsInFooterAlone({ messages }: Split): boolean {
  return messages.length > 1 && messages.at(-1)?.storyIds.length === 0;
}

function messagesOf({ messages }: Split, msgtype: Message['msgtype']): readonly Message[] {
  return messages.map((message) => ({ msgtype, ...message }));
}

function pictureOf({ lead, items }: Story): string | undefined {
  return lead.pictureUrl ?? items.find(({ pictureUrl }) => pictureUrl !== undefined)?.pictureUrl;
}

// ── Sections ────────────────────────────────────────────────────────────────────────────────────────

function digestOf(stories: readonly Story[], { settings, slot, coverage, late, dropped }: SelectInput): Digest {
  return { settings, slot, coverage, late, dropped, sections: sectionsOf(stories, settings) };
}

/** 要闻 first, then the sections of the settings in their order; a section with one story goes into 更多. */
function sectionsOf(stories: readonly Story[], settings: DigestSettings): Digest['sections'] {
  const { language, sections } = settings;
  const rest = sections.find(({ match }) => match.length === 0);
  const more = { id: rest?.id ?? 'more', title: rest?.title ?? ownSections.more[language] };
  const top = stories.filter(({ independentSources }) => independentSources >= topSources).slice(0, mostTopStories);
  const others = stories.filter((story) => !top.includes(story));
  const isCrowded = (id: string) => others.filter(({ section }) => section === id).length > 1;
  const named = sections.filter(({ id }) => id !== more.id && isCrowded(id));
  const ids = new Set(named.map(({ id }) => id));
  const inSection = (id: string, members: readonly Story[]) => members.map((story) => ({ ...story, section: id }));
  return [
    { id: 'top', title: ownSections.top[language], stories: inSection('top', top) },
    ...named.map(({ id, title }) => ({ id, title, stories: others.filter(({ section }) => section === id) })),
    {
      ...more,
      stories: inSection(
        more.id,
        others.filter(({ section }) => !ids.has(section)),
      ),
    },
  ].filter((section) => section.stories.length > 0);
}

// ── What was left out ───────────────────────────────────────────────────────────────────────────────

interface Outcome {
  readonly digest: Digest;
  readonly picked: Picked;
  /** How many of the picked stories stand in the digest. */
  readonly count: number;
  readonly tooLong: readonly Story[];
}

/** One row for each item: merged into a story that stands, or of a story that does not. */
function leftOut({ digest, picked, count, tooLong }: Outcome, input: SelectInput): readonly Dropped[] {
  const { feeds, settings } = input;
  const feedNames = namesOfFeeds(feeds);
  const say = (zh: string, en: string) => (settings.language === 'en' ? en : zh);
  const short = (points: number, rank: number) =>
    say(`差 ${points} 分（第 ${rank} 名）`, `${points} points short (rank ${rank})`);
  const tied = (rank: number) => say(`同分，靠后（第 ${rank} 名）`, `as many points, but later (rank ${rank})`);
  const rows = (story: Story, rule: Dropped['rule'], why: string, from = 0): Dropped[] =>
    story.items
      .slice(from)
      .map(({ title, url, feedUrl }) => ({ title, url, feed: feedNames.get(feedUrl) ?? feedUrl, rule, why }));
  const told = digest.sections.flatMap(({ stories }) => stories);
  return [
    ...told.flatMap((story, index) =>
      rows(story, 'merged', say(`并入第 ${index + 1} 条`, `merged into no. ${index + 1}`), 1),
    ),
    ...picked.stories
      .slice(count)
      .flatMap((story, index) =>
        rows(story, 'space', say(`放不下（第 ${count + index + 1} 名）`, `no room (rank ${count + index + 1})`)),
      ),
    ...tooLong.flatMap((story) =>
      rows(
        story,
        'space',
        say(`链接过长（${utf8Bytes(story.lead.url)} 字节）`, `link too long (${utf8Bytes(story.lead.url)} bytes)`),
      ),
    ),
    ...picked.missed.flatMap(({ story, points, rank }) =>
      rows(story, 'score', points > 0 ? short(points, rank) : tied(rank)),
    ),
  ];
}
