import type {
  Coverage,
  Digest,
  DigestSettings,
  Dropped,
  Feed,
  Format,
  Headlines,
  Message,
  MessageLimits,
  Phrase,
  Slot,
  Story,
  Templates,
  Wording,
} from '../../model.ts';
import { renderJson } from '../edition-json.ts';
import { fitsNews, renderNews } from '../news.ts';
import { createDigestRenderer, type DigestRenderer, type Edition, ownSections } from '../render.ts';
import { type Split, splitBlocks } from '../split.ts';
import { dialects } from '../text/dialects.ts';
import { safeUrl } from '../text/safe-text.ts';
import { type Amount, allot, type Wish } from './allot.ts';
import { leftOut } from './left-out.ts';
import { pickStories } from './pick.ts';

/** 要闻 are the best stories: at most this many, and at most half of the digest. */
const mostTopStories = 4;
const topShare = 0.5;
/** The largest share of a message for one link; a story with a longer one is left out: it would crowd out others. */
const longestLinkShare = 0.25;

export interface SelectInput {
  /** All stories, ranked, best first. */
  readonly stories: readonly Story[];
  /** What earlier stages left out. */
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
  /** The dialects of the rooms, each once; the first room's comes first. @default the format of the settings */
  readonly formats?: readonly Format[] | undefined;
}

/** The edition in one dialect; a room that holds less has fewer of the same stories. */
export interface RoomEdition {
  readonly format: Format;
  readonly messages: readonly Message[];
}

export interface Selection {
  readonly digest: Digest;
  /** Empty when there is nothing to tell and `whenEmpty` is `skip`. */
  readonly messages: readonly Message[];
  /** What the splitter had to give up. */
  readonly reports: readonly Phrase[];
  /** One for each dialect. */
  readonly editions: readonly RoomEdition[];
  /** For a person who rearranges the edition. */
  readonly desk: Desk;
}

/** A selection, with all that is needed to rearrange its stories (`arrange.ts`). */
export interface Desk {
  /** `stories`: the selected ones, then the near misses; `dropped`: all that the selection left out. */
  readonly input: SelectInput;
  /** Ids of the selected stories in reading order. */
  readonly order: readonly string[];
}

/** How many stories that were not selected a person can choose from. */
const mostNearMisses = 60;

/**
 * Chooses the stories of one edition by score, within caps, until the next one would not fit into the allowed messages
 * even with short titles. Then it allots the bytes that are left (see `wishesOf`).
 */
export function selectStories(input: SelectInput): Selection {
  const inEach = inEachDialect(input);
  // A story that one room cannot link is left out of all, so that all rooms have the same stories.
  const [printable, tooLong] = partition(input.stories, (story) => inEach.every((own) => linkFits(story, own)));
  const picked = pickStories(printable, input.settings);
  const { count, digest, ...printed } = printStories(picked.stories, input);
  const dropped = [...input.dropped, ...leftOut({ digest, picked, count, tooLong }, input.feeds)];
  const near = picked.missed.slice(0, mostNearMisses).map(({ story }) => story);
  return {
    ...printed,
    digest: { ...digest, dropped },
    desk: {
      input: { ...input, stories: [...picked.stories, ...near], dropped },
      order: digest.sections.flatMap(({ stories }) => stories.map(({ id }) => id)),
    },
  };
}

/**
 * The stories in each dialect, the first ones as 要闻: as many as its messages hold, with as much text as fits. `count`
 * is the most that any dialect holds; `digest` has these.
 */
export function printStories(
  stories: readonly Story[],
  input: SelectInput,
): Omit<Selection, 'desk'> & { readonly count: number } {
  const inEach = inEachDialect(input);
  const printed = inEach.map((own) => printIn(own, stories));
  const count = Math.max(...printed.map((one) => one.count));
  const [first = input] = inEach;
  return {
    count,
    digest: digestOf(stories.slice(0, count), first),
    messages: printed[0]?.messages ?? [],
    reports: printed.flatMap(({ reports }) => reports),
    editions: printed.map(({ messages }, index) => ({
      format: inEach[index]?.settings.format ?? input.settings.format,
      messages,
    })),
  };
}

/** How many of the stories, from the first on, fit into the messages of the dialect that holds the most. */
export function countThatFits(stories: readonly Story[], input: SelectInput): number {
  return Math.max(...inEachDialect(input).map((own) => createPress(own, stories).count()));
}

function inEachDialect(input: SelectInput): readonly SelectInput[] {
  const formats = input.formats?.length ? input.formats : [input.settings.format];
  return formats.map((format) => ({ ...input, settings: { ...input.settings, format } }));
}

function printIn(input: SelectInput, stories: readonly Story[]): Printed & { readonly count: number } {
  const press = createPress(input, stories);
  const count = press.count();
  const edition = withMoreWords(press.edition(count), stories.slice(0, count), press);
  const { messages, reports } = print(edition, press);
  const isSilent = count === 0 && input.settings.whenEmpty === 'skip';
  return { messages: isSilent ? [] : messages, reports, count };
}

/** Prints the first `count` stories in one dialect. */
function createPress(input: SelectInput, stories: readonly Story[]) {
  const { settings, limits } = input;
  const printer = { settings, limits, renderer: createDigestRenderer(input) };
  const allowed = messagesAllowed(settings);
  const edition = (count: number): Edition => ({
    digest: digestOf(stories.slice(0, count), input),
    amounts: new Map(),
    selected: stories.length,
    backlog: input.backlog,
    link: input.link,
  });
  const fits = (count: number) => print(edition(count), printer).messages.length <= allowed;
  return { ...printer, allowed, edition, count: () => mostThatFit(stories.length, fits) };
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}

/** News is one message with the eight best stories as cards, unless the settings allow more. */
function messagesAllowed({ format, maxMessages }: DigestSettings): number {
  // JSON is for programs, which get all of it.
  if (format === 'webhook') return Number.POSITIVE_INFINITY;
  return maxMessages ?? (format === 'news' ? 1 : Number.POSITIVE_INFINITY);
}

function linkFits({ lead }: Story, { settings, limits }: SelectInput): boolean {
  const { format } = settings;
  const url = safeUrl(lead.url, format);
  if (format === 'news') return fitsNews({ url }, limits.news);
  return dialects[format].sizeOf(url) <= limits[format] * longestLinkShare;
}

/** The largest count that fits. Fewer stories can need more room (a section dissolves), so the result is checked. */
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

/** Asks for all sentences of a story: 64 full-width characters hold fewer. */
const allSentences = 9;

/** The edition with whole titles and sentences, as far as its messages have room. A `news` card has its own limits. */
function withMoreWords(
  edition: Edition,
  stories: readonly Story[],
  { allowed, ...printer }: Printer & { readonly allowed: number },
): Edition {
  const { settings, limits, renderer } = printer;
  const all = (amount: Amount): Edition => ({ ...edition, amounts: new Map(stories.map(({ id }) => [id, amount])) });
  if (settings.format === 'news' || settings.format === 'webhook')
    return all({ wholeTitle: true, sentences: allSentences });
  const whole = all({ wholeTitle: true, sentences: 0 });
  const least = print(whole, printer).messages.length <= allowed ? whole : edition;
  const amounts = allot({
    wishes: wishesOf(stories),
    least: least.amounts,
    messages: print(least, printer).messages,
    limit: limits[settings.format],
    blankLines: dialects[settings.format].sizeOf('\n\n'),
    bytesOf: renderer.bytes(least),
  });
  return { ...edition, amounts };
}

/** First whole titles, then the sentences of 要闻, then one sentence of each other story, then all of theirs. */
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

type Printed = Pick<Selection, 'messages' | 'reports'>;

function print(edition: Edition, { renderer, settings, limits }: Printer): Printed {
  const { format, language } = settings;
  if (format === 'webhook') {
    const titles = edition.digest.sections.flatMap(({ title, stories }) => stories.map(() => title));
    const stories = renderer.views(edition).map((story, index) => ({ ...story, section: titles[index] ?? '' }));
    return { messages: renderJson(stories, { digest: edition.digest, limit: limits.webhook }), reports: [] };
  }
  if (format !== 'news') {
    const blocks = renderer.blocks(edition);
    const options = { limit: limits[format], language, format };
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
    limit: limits.text,
    language,
    format: 'text',
  });
  return { messages: messagesOf(header, 'text'), reports: header.reports };
}

/** A message that holds nothing but the footer is not worth another notification. */
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
 * 要闻 are the best stories. The sections below are ordered by their best story, and each by score; a section with one
 * story goes into 更多.
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
