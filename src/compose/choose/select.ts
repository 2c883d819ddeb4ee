import { phrase } from '../../ground/phrase.ts';
import { sayIn } from '../../ground/say.ts';
import type {
  Coverage,
  Digest,
  DigestSettings,
  Dropped,
  Feed,
  Headlines,
  Kind,
  Message,
  MessageLimits,
  Phrase,
  Slot,
  Story,
  Templates,
  Wording,
} from '../../model.ts';
import { fitsNews, renderNews } from '../news.ts';
import { utf8Bytes } from '../pieces.ts';
import { createDigestRenderer, type DigestRenderer, type Edition, ownSections } from '../render.ts';
import { type Split, splitBlocks } from '../split.ts';
import { namesOfFeeds } from '../story-view.ts';
import { safeUrl } from '../text/safe-text.ts';
import { type Amount, allot, type Wish } from './allot.ts';
import { type Miss, type Picked, pickStories } from './pick.ts';

/** 要闻 are the best stories: at most so many, and at most half of the digest. */
const mostTopStories = 4;
const topShare = 0.5;
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
  readonly wording: Wording;
  /** "春节 9 天": for the first line of an edition that covers more than its usual time. */
  readonly backlog?: string | undefined;
  /** Address of this edition, for the link that ends its last message. */
  readonly link?: string | undefined;
  /** Translated titles. */
  readonly headlines?: Headlines | undefined;
}

export interface Selection {
  readonly digest: Digest;
  /** Empty when there is nothing to tell and `whenEmpty` is `skip`. */
  readonly messages: readonly Message[];
  /** What the splitter had to give up. */
  readonly reports: readonly Phrase[];
}

/**
 * Chooses the stories of one edition: by score, within caps, until the next one would not fit into the messages that
 * are allowed even with short titles. Then it shares out the bytes that are left (see `wishesOf`).
 */
export function selectStories(input: SelectInput): Selection {
  const { settings } = input;
  const [printable, tooLong] = partition(input.stories, (story) => linkFits(story, input));
  const picked = pickStories(printable, settings);
  const printer = { settings, limits: input.limits, renderer: createDigestRenderer(input) };
  const allowed = messagesAllowed(settings);
  const editionOf = (count: number): Edition => ({
    digest: digestOf(picked.stories.slice(0, count), input),
    amounts: new Map(),
    selected: picked.stories.length,
    backlog: input.backlog,
    link: input.link,
  });
  const count = mostThatFit(
    picked.stories.length,
    (some) => print(editionOf(some), printer).messages.length <= allowed,
  );
  const stories = picked.stories.slice(0, count);
  const edition = withMoreWords(editionOf(count), stories, { ...printer, allowed });
  const { messages, reports } = print(edition, printer);
  const digest = digestOf(stories, input);
  const isSilent = count === 0 && settings.whenEmpty === 'skip';
  return {
    digest: { ...digest, dropped: [...input.dropped, ...leftOut({ digest, picked, count, tooLong }, input)] },
    messages: isSilent ? [] : messages,
    reports,
  };
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
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

/** All sentences that a story has: at most 64 full-width characters hold fewer. */
const allSentences = 9;

/**
 * The edition with whole titles and sentences, as far as its messages have room for them. A card of `news` has limits
 * of its own.
 */
function withMoreWords(
  edition: Edition,
  stories: readonly Story[],
  { allowed, ...printer }: Printer & { readonly allowed: number },
): Edition {
  const { settings, limits, renderer } = printer;
  const all = (amount: Amount): Edition => ({ ...edition, amounts: new Map(stories.map(({ id }) => [id, amount])) });
  if (settings.format === 'news') return all({ wholeTitle: true, sentences: allSentences });
  const whole = all({ wholeTitle: true, sentences: 0 });
  const least = print(whole, printer).messages.length <= allowed ? whole : edition;
  const amounts = allot({
    wishes: wishesOf(stories),
    least: least.amounts,
    messages: print(least, printer).messages,
    limitBytes: limits[settings.format],
    bytesOf: renderer.bytes(least),
  });
  return { ...edition, amounts };
}

/** First whole titles, then the sentences of 要闻, then of the other stories one sentence each, then all of them. */
function wishesOf(stories: readonly Story[]): readonly Wish[] {
  const tops = stories.slice(0, topCount(stories.length));
  const others = stories.slice(tops.length);
  const wish = (group: readonly Story[], ...more: readonly Partial<Amount>[]): Wish[] =>
    group.flatMap(({ id }) => more.map((each) => ({ storyId: id, wish: each })));
  return [
    ...wish(stories, { wholeTitle: true }),
    ...wish(tops, { sentences: 1 }),
    ...wish(tops, { sentences: allSentences }),
    ...wish(others, { sentences: 1 }),
    ...wish(others, { sentences: allSentences }),
  ];
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

/**
 * 要闻 are the best stories. The sections below stand in the order of their best line, and each in the order of the
 * scores; a section with one story goes into 更多.
 *
 * @param stories best first
 */
function sectionsOf(stories: readonly Story[], { language, sections }: DigestSettings): Digest['sections'] {
  const rest = sections.find(({ match }) => match.length === 0);
  const more = { id: rest?.id ?? 'more', title: rest?.title ?? ownSections.more[language] };
  const titles = new Map(sections.map(({ id, title }) => [id, title]));
  const top = stories.slice(0, topCount(stories.length));
  const others = stories.slice(top.length);
  const sizes = Map.groupBy(others, ({ section }) => section);
  const isOwn = (id: string) => titles.has(id) && (sizes.get(id)?.length ?? 0) > 1;
  const grouped = Map.groupBy(others, ({ section }) => (isOwn(section) ? section : more.id));
  return [
    { id: 'top', title: ownSections.top[language], stories: top },
    ...[...grouped].map(([id, members]) => ({
      id,
      title: id === more.id ? more.title : (titles.get(id) ?? id),
      stories: members,
    })),
  ]
    .filter((section) => section.stories.length > 0)
    .map((section) => ({ ...section, stories: section.stories.map((story) => ({ ...story, section: section.id })) }));
}

function topCount(stories: number): number {
  return Math.min(mostTopStories, Math.ceil(stories * topShare));
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
  const say = sayIn(settings.language);
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
    ...picked.missed.flatMap(({ story, rank, miss }) => rows(story, ruleOf(miss), whyMissed(miss, rank, settings))),
  ];
}

function ruleOf({ kind }: Miss): Dropped['rule'] {
  return kind === 'score' || kind === 'floor' ? kind : 'cap';
}

const pointsOf = (points: number) => (points === 1 ? '1 point' : `${points} points`);

function whyMissed(miss: Miss, rank: number, { language, floor, maxPapers, maxPerVendor }: DigestSettings): string {
  const say = sayIn(language);
  switch (miss.kind) {
    case 'score':
      return miss.points > 0
        ? say(`差 ${miss.points} 分（第 ${rank} 名）`, `${pointsOf(miss.points)} short (rank ${rank})`)
        : say(`同分，靠后（第 ${rank} 名）`, `as many points, but later (rank ${rank})`);
    case 'floor':
      return say(`离底线 ${floor} 分差 ${miss.points} 分`, `${pointsOf(miss.points)} below the floor of ${floor}`);
    case 'papers':
      return say(`没有人投票的论文已有 ${maxPapers} 篇`, `${maxPapers} papers without votes stand already`);
    case 'vendor':
      return say(
        `${miss.vendor} 说自己的文章已有 ${maxPerVendor} 篇`,
        `${maxPerVendor} ${maxPerVendor === 1 ? 'post stands' : 'posts stand'} already of ${miss.vendor} about itself`,
      );
    case 'untold':
      return untoldNames[miss.of]?.[language] ?? miss.of;
  }
}

const untoldNames: { readonly [kind in Kind]?: Phrase } = {
  patch: phrase('只是修补版本', 'only a patch release'),
  bulletin: phrase('快讯播报', 'a bulletin'),
  page: phrase('不是文章，只是一个页面', 'a page, not an article'),
};
