/**
 * One slot of one digest, from the stored items to the messages in the outbox. `preview`, `run` and the worker all use
 * this, so that the preview is what is sent.
 */

import { readingOrder } from '../compose/choose/arrange.ts';
import { type ComposeInput, type Composition, compose } from '../compose/compose.ts';
import { opensAt } from '../compose/judge/filter.ts';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { readWeights } from '../config/weights-file.ts';
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
  Slot,
  TextAnswer,
} from '../model.ts';
import type { Decisions, Edition, EditionChange, NewEdition, Store } from '../store/store.ts';
import { backlogOf, withRoom } from './backlog.ts';
import { derivedFrom } from './derived.ts';
import { asLate, type Review, readReview, rearrange } from './review.ts';
import { timetableOf } from './slot.ts';
import { rememberTemplates, renderMarked } from './trusted-templates.ts';
import { composeWithModel } from './with-model.ts';

interface ComposeSlot {
  readonly config: Config;
  readonly settings: DigestSettings;
  readonly store: Store;
  readonly slot: Slot;
  readonly instant: Date;
  /** Whether the worker composes it as a catch-up. @default false */
  readonly late?: boolean;
  readonly feedOutcomes: readonly FeedOutcome[];
  readonly limits: MessageLimits;
  /** The edition's number within its slot, from 1. @default 1 */
  readonly number?: number;
  /** Compose only in this dialect, regardless of the rooms. */
  readonly only?: Format | undefined;
  /** Composed in advance: what can be derived again is stored, so that the edition itself takes less time. @default false */
  readonly isAhead?: boolean;
  /** The language model that judges doubtful cases and writes headlines in the digest's language. @default none */
  readonly model?: LanguageModel | undefined;
}

/** A request to the process that composes, which has the settings, the store and a language model. */
export interface EditionRequest
  extends Pick<ComposeSlot, 'settings' | 'slot' | 'instant' | 'late' | 'feedOutcomes' | 'number' | 'only' | 'isAhead'> {
  /** Compose anew even if there is a draft. @default use the draft, if there is one */
  readonly isAnew?: boolean;
  /** Use only cached answers of the language model. */
  readonly isOffline?: boolean;
}

/** A composition with the language model's results; undefined if no model was asked. */
export interface ComposedSlot extends Composition {
  readonly text?: TextAnswer | undefined;
  /** A person's changes. @default none */
  readonly changes?: readonly EditionChange[];
}

/**
 * The digest of a slot: its draft if there is one, else composed from the store. Stores nothing but what `isAhead` asks
 * for. A blind edition (`isBlind`) has no messages.
 */
export async function composeRequested(
  { isAnew = false, ...asked }: EditionRequest,
  world: Pick<ComposeSlot, 'config' | 'store' | 'limits' | 'model'>,
): Promise<ComposedSlot> {
  const request = { ...asked, ...world };
  return (isAnew ? undefined : await draftedSlot(request)) ?? composeAnew(request);
}

/** The draft as composed and changed, byte for byte, except for a late edition's mark. Goes to the current rooms. */
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

/** The same stories in these dialects: since the draft was made, a room may have been added or changed its kind. */
function inDialects(composition: Composition, { original }: Review, formats: readonly Format[]) {
  const known = new Set(composition.editions.map(({ format }) => format));
  if (formats.every((format) => known.has(format))) return composition;
  return rearrange(original, readingOrder(composition.digest), { formats });
}

/** Composes from the store. */
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
    from: opensAt(settings, instant, since),
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
    weights: readWeights(config.weightsFile).weights,
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
  const derived = await derivedFrom(input, store);
  const composed = (given: ComposeInput) =>
    renderMarked(store, input.templates, () => compose(given, derived.groundwork, derived.clustered(given)));
  const composition = await composeWithModel(input, { model: request.model, compose: composed });
  if (request.isAhead === true) await derived.keep();
  if (!isBlind(composition)) return composition;
  return { ...composition, messages: [], editions: composition.editions.map((one) => ({ ...one, messages: [] })) };
}

/** The distinct dialects of the digest's rooms. */
function formatsOf(settings: DigestSettings, config: Config): readonly Format[] {
  return [...new Set(settings.webhooks.map((webhook) => formatOfRoom(webhook, settings, config)))];
}

/** A WeCom robot uses the digest's format; every other room has only one. */
export function formatOfRoom(webhook: string, { format }: DigestSettings, { secret }: Pick<Config, 'secret'>): Format {
  const kind = roomKindOf(secret(webhook) ?? '');
  return kind === 'wecom' ? format : kind;
}

/** How many of these feeds had items in the past week; undefined if the store has never read any. */
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
 * Whether every feed of the digest fails (or is paused after failures) and no items are stored from before. Such an
 * edition is not stored: it would say that there is no news, and the slot would not be retried.
 */
export function isBlind({ digest: { coverage } }: Pick<Composition, 'digest'>): boolean {
  return coverage.feeds > 0 && coverage.feedsRead === 0 && coverage.items === 0;
}

export interface StoreEdition {
  readonly store: Store;
  readonly composition: ComposedSlot;
  readonly composedAt: Date;
  /** 1 for the slot's first edition; a further one (`run --force`) has the next number. */
  readonly number: number;
  readonly settings: DigestSettings;
  readonly config: Pick<Config, 'secret' | 'feeds'>;
  /** The stored bodies of a message for a room's address: one, or one per recipient. */
  bodiesFor(address: string, message: Message): readonly string[];
}

/**
 * Stores messages, published stories and decisions with the slot, before anything is sent.
 * @returns undefined if another process has stored this slot in the meantime
 */
export async function storeEdition(request: StoreEdition): Promise<Edition | undefined> {
  const { store, config, composition, composedAt, number } = request;
  const { digest, desk } = composition;
  const edition = await store.saveEdition({
    digest,
    outbox: digest.settings.webhooks.flatMap((webhook) => outboxFor(webhook, request)),
    decisions: decisionsOf(composition, config.feeds),
    composedAt,
    number,
  });
  if (edition !== undefined) await rememberTemplates(store, desk.input.templates);
  return edition;
}

/** The messages in the room's dialect. Each of several recipients gets all messages in order. */
function outboxFor(webhook: string, request: StoreEdition): NewEdition['outbox'] {
  const { config, settings, composition, composedAt } = request;
  const format = formatOfRoom(webhook, settings, config);
  const edition = composition.editions.find((one) => one.format === format);
  if (edition === undefined) throw new Error(`Expected an edition in the dialect ${format}`);
  const bodies = edition.messages.map((message) => ({
    bodies: request.bodiesFor(config.secret(webhook) ?? '', message),
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

/** The decisions, in the format of `preview --json`. */
export function decisionsOf(
  { digest, desk, changes = [], learned = [] }: Pick<ComposedSlot, 'digest' | 'desk' | 'changes' | 'learned'>,
  feeds: Config['feeds'],
): Decisions {
  const names = new Map(feeds.map((feed) => [feed.url, feed.name]));
  const stories = digest.sections.flatMap((section) => section.stories);
  return {
    stories: stories.map(({ id, lead: { title, url }, section, score, reasons, items }) => {
      const rewording = desk.input.headlines?.get(title);
      const shown = items.map((item) => ({
        feed: names.get(item.feedUrl) ?? shownAddress(item.feedUrl),
        title: item.title,
        url: item.url,
        publishedAt: item.publishedAt?.toISOString() ?? null,
      }));
      return { id, title, ...(rewording && { rewording }), url, section, score, reasons, items: shown };
    }),
    dropped: digest.dropped,
    ...(changes.length > 0 && { changes }),
    ...(learned.length > 0 && { learned }),
  };
}
