/**
 * One slot of one digest, from what the store remembers to what waits in the outbox.
 * `preview`, `run` and the worker go through here, so that what is shown is what is sent.
 */

import { readingOrder } from '../compose/choose/arrange.ts';
import { type ComposeInput, type Composition, compose, prepare } from '../compose/compose.ts';
import { windowOf } from '../compose/judge/filter.ts';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { dayMs } from '../ground/durations.ts';
import { editionPath } from '../ground/edition-path.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import { shownAddress } from '../ground/shown-address.ts';
import type {
  DigestSettings,
  FeedOutcome,
  Format,
  LanguageModel,
  Message,
  MessageLimits,
  Rewording,
  Slot,
  TextAnswer,
} from '../model.ts';
import type { DecidedStory, Decisions, Edition, EditionChange, NewEdition, Store } from '../store/store.ts';
import { backlogOf, withRoom } from './backlog.ts';
import { asLate, type Review, readReview, rearrange } from './review.ts';
import { timetableOf } from './slot.ts';
import { rememberTemplates, renderMarked } from './trusted-templates.ts';
import { composeWithModel } from './with-model.ts';

export interface ComposeSlot {
  readonly config: Config;
  readonly settings: DigestSettings;
  readonly store: Store;
  readonly slot: Slot;
  readonly instant: Date;
  /** Whether the worker's catch-up asks for it. @default false */
  readonly late?: boolean;
  readonly feedOutcomes: readonly FeedOutcome[];
  readonly limits: MessageLimits;
  /** Which of the slot's editions it will be, from 1. @default 1 */
  readonly number?: number;
  /** Only in this dialect, whatever the rooms are. */
  readonly only?: Format | undefined;
  /** Judges what the rules are not sure of, and writes headlines in the digest's language. Left out: nobody does. */
  readonly model?: LanguageModel | undefined;
}

/** What the process of an edition is asked for; it has the settings, the store and a language model. */
export interface EditionRequest
  extends Pick<ComposeSlot, 'settings' | 'slot' | 'instant' | 'late' | 'feedOutcomes' | 'number' | 'only'> {
  /** It is composed whether or not a draft waits. @default the draft, where there is one */
  readonly isAnew?: boolean;
  /** A language model gives only the answers that it gave before. */
  readonly isOffline?: boolean;
}

/** A composition, and what came of the language model's part in it; undefined where none was asked. */
export interface ComposedSlot extends Composition {
  readonly text?: TextAnswer | undefined;
  /** What a person changed of it; left out: nothing. */
  readonly changes?: readonly EditionChange[];
}

/**
 * A slot's digest: the draft that waits for its hour, if there is one, else composed from the store. It stores nothing. A blind
 * edition (`isBlind`) has no messages.
 */
export async function composeSlot(request: ComposeSlot): Promise<ComposedSlot> {
  return (await draftedSlot(request)) ?? composeAnew(request);
}

export async function composeRequested(
  { isAnew = false, ...request }: EditionRequest,
  world: Pick<ComposeSlot, 'config' | 'store' | 'limits' | 'model'>,
): Promise<ComposedSlot> {
  return isAnew ? composeAnew({ ...request, ...world }) : composeSlot({ ...request, ...world });
}

/** As it was composed and changed, byte for byte; only a late one says so. It goes where the settings say now. */
async function draftedSlot(request: ComposeSlot) {
  const { store, slot, instant, late = false, settings, number = 1, only } = request;
  const draft = number === 1 && only === undefined ? await store.draft(slot) : undefined;
  if (draft === undefined || draft.composedAt > instant) return undefined;
  const review = readReview(draft.content);
  if (review === undefined) return undefined;
  const composition = inDialects(late ? asLate(review) : review.current, review, formatsOf(settings, request.config));
  if (composition === undefined) return undefined;
  const { webhooks, giveUpMs, catchUpMs } = settings;
  const digest = { ...composition.digest, settings: { ...composition.digest.settings, webhooks, giveUpMs, catchUpMs } };
  return { ...composition, digest, changes: review.changes };
}

/** The same stories in these dialects: a room may have come, or changed its kind, since the draft was made. */
function inDialects(composition: Composition, { original }: Review, formats: readonly Format[]) {
  const known = new Set(composition.editions.map(({ format }) => format));
  if (formats.every((format) => known.has(format))) return composition;
  return rearrange(original, readingOrder(composition.digest), { formats });
}

/** Composes from the store, whether or not a draft waits. */
async function composeAnew(request: ComposeSlot): Promise<ComposedSlot> {
  const { config, store, slot, instant, late = false, feedOutcomes, limits } = request;
  const { id, language } = request.settings;
  const since = await store.lastDeliveredSlot(id);
  const timetable = timetableOf(request.settings, config);
  const backlog = backlogOf({ timetable, slot, since }, language);
  const settings = backlog === undefined ? request.settings : withRoom(request.settings);
  const feeds = feedsOf(settings, config.feeds);
  const [told, untold] = await Promise.all([store.told(settings.id), store.untold(settings.id)]);
  const items = await store.items({
    feedUrls: feeds.map(({ url }) => url),
    from: new Date(instant.getTime() - windowOf(settings, instant, since)),
    until: instant,
    pages: untold,
  });
  const input: ComposeInput = {
    settings,
    feeds,
    feedOutcomes,
    usualFeedsRead: await usualFeedsRead(store, feeds, instant),
    items,
    told,
    untold,
    topics: config.topics,
    aliases: config.aliases,
    weights: config.weights,
    templates: config.templates,
    slot,
    instant,
    since,
    late,
    backlog,
    link: settings.link && `${settings.link}/${editionPath({ slot, number: request.number ?? 1 })}`,
    limits,
    formats: request.only === undefined ? formatsOf(settings, config) : [request.only],
  };
  const groundwork = prepare(input);
  const composed = (given: ComposeInput) => renderMarked(store, input.templates, () => compose(given, groundwork));
  const composition = await composeWithModel(input, { model: request.model, compose: composed });
  if (!isBlind(composition)) return composition;
  return { ...composition, messages: [], editions: composition.editions.map((one) => ({ ...one, messages: [] })) };
}

/** The dialects of the digest's rooms, each once. */
function formatsOf(settings: DigestSettings, config: Config): readonly Format[] {
  return [...new Set(settings.webhooks.map((webhook) => formatOfRoom(webhook, settings, config)))];
}

/** A WeCom robot takes the digest's own format, any other room its only one. */
export function formatOfRoom(webhook: string, { format }: DigestSettings, { secret }: Pick<Config, 'secret'>): Format {
  const kind = roomKindOf(secret(webhook) ?? '');
  return kind === 'wecom' ? format : kind;
}

/** How many of these feeds gave something in the week before; undefined when the store has never read any. */
async function usualFeedsRead(store: Store, feeds: Config['feeds'], instant: Date): Promise<number | undefined> {
  const states = await store.feedStates();
  const known = feeds.filter((feed) => states.get(feed.url)?.firstReadAt !== undefined);
  if (known.length === 0) return undefined;
  return known.filter((feed) => {
    const readAt = states.get(feed.url)?.lastSuccessAt;
    return readAt !== undefined && instant.getTime() - readAt.getTime() < 7 * dayMs;
  }).length;
}

/**
 * Whether every feed of the digest is down (those that rest after failures included) and nothing is stored from before.
 * Such an edition is not stored: it would say that there is no news, and the slot would not be tried again.
 */
export function isBlind({ digest: { coverage } }: Pick<Composition, 'digest'>): boolean {
  return coverage.feeds > 0 && coverage.feedsRead === 0 && coverage.items === 0;
}

export interface StoreEdition {
  readonly store: Store;
  readonly composition: Composition;
  readonly decisions: Decisions;
  readonly composedAt: Date;
  /** 1 for the slot's first edition; a further one (`run --force`) is the next after the newest that was known. */
  readonly number: number;
  readonly settings: DigestSettings;
  readonly config: Pick<Config, 'secret'>;
  /** What is stored of a message for the room behind a variable: one body, or one for each recipient. */
  toBodies(webhook: string, message: Message): readonly string[];
}

/**
 * Stores messages, told stories and decisions with the slot, before anything is sent.
 * @returns undefined when another process has stored this slot in the meantime
 */
export async function storeEdition(request: StoreEdition): Promise<Edition | undefined> {
  const { store, composition, decisions, composedAt, number } = request;
  const { digest, desk } = composition;
  const edition = await store.saveEdition({
    digest,
    outbox: digest.settings.webhooks.flatMap((webhook) => outboxFor(webhook, request)),
    decisions,
    composedAt,
    number,
  });
  if (edition !== undefined) await rememberTemplates(store, desk.input.templates);
  return edition;
}

/** The messages in the room's dialect. Of several recipients each gets all of them, one after the other. */
function outboxFor(webhook: string, request: StoreEdition): NewEdition['outbox'] {
  const { config, settings, composition, composedAt } = request;
  const format = formatOfRoom(webhook, settings, config);
  const edition = composition.editions.find((one) => one.format === format);
  if (edition === undefined) throw new Error(`Expected an edition in the dialect ${format}`);
  const bodies = edition.messages.map((message) => ({
    bodies: request.toBodies(webhook, message),
    storyIds: message.storyIds,
  }));
  const recipients = Math.max(0, ...bodies.map((message) => message.bodies.length));
  const all = Array.from({ length: recipients }, (_, recipient) =>
    bodies.map((message) => ({ body: message.bodies[recipient] ?? '', storyIds: message.storyIds })),
  ).flat();
  return all.map(({ body, storyIds }, index) => ({
    webhook,
    part: index + 1,
    parts: all.length,
    priority: 'normal',
    body,
    storyIds,
    createdAt: composedAt,
    giveUpAt: new Date(composedAt.getTime() + settings.giveUpMs),
    catchUpUntil: new Date(composedAt.getTime() + settings.catchUpMs),
  }));
}

/** What was decided, in the shape of `preview --json`. */
export function decisionsOf(
  { digest, desk, changes = [], learned = [] }: Pick<ComposedSlot, 'digest' | 'desk' | 'changes' | 'learned'>,
  feeds: Config['feeds'],
): Decisions {
  const names = new Map(feeds.map((feed) => [feed.url, feed.name]));
  const stories = digest.sections.flatMap((section) => section.stories);
  const rewordings = desk.input.headlines;
  return {
    stories: stories.map((story) => ({
      id: story.id,
      title: story.lead.title,
      ...rewordingOf(rewordings?.get(story.lead.title)),
      url: story.lead.url,
      section: story.section,
      score: story.score,
      reasons: story.reasons,
      items: story.items.map((item) => ({
        feed: names.get(item.feedUrl) ?? shownAddress(item.feedUrl),
        title: item.title,
        url: item.url,
        publishedAt: item.publishedAt?.toISOString() ?? null,
      })),
    })),
    dropped: digest.dropped,
    ...(changes.length > 0 && { changes }),
    ...(learned.length > 0 && { learned }),
  };
}

function rewordingOf(rewording: Rewording | undefined): Pick<DecidedStory, 'rewording'> {
  return rewording === undefined ? {} : { rewording };
}
