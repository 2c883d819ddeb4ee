/**
 * What the program remembers, as one asynchronous interface. It has no rules: it stores what the stages decided.
 * SQLite (`sqlite-store.ts`) and PostgreSQL (`postgres-store.ts`) implement it and pass the same contract tests.
 */
import type {
  Attempt,
  Digest,
  FeedState,
  Item,
  OutboxMessage,
  OutboxState,
  Outcome,
  Rewording,
  Slot,
  Story,
  Told,
  ToldItem,
} from '../model.ts';
import type { AuditStore } from './audit-store.ts';
import type { FiguresStore } from './figures-store.ts';

export interface Store
  extends CollectStore,
    ComposeStore,
    ArchiveStore,
    DraftStore,
    OutboxStore,
    ScheduleStore,
    AuditStore,
    FiguresStore {
  /**
   * Forgets finished editions and messages from before `before`, and feeds not visited since.
   * A digest keeps its newest edition.
   */
  forgetHistory(before: Date): Promise<void>;
  /** Whether this or another process holds the lock that `lockKey` takes. A store of a copy asks the original. */
  isKeyLocked(keyHash: string): Promise<boolean>;
  /** Releases everything it holds, including key locks. */
  close(): Promise<void>;
}

// ── Collect ─────────────────────────────────────────────────────────────────────────────────────────

export interface CollectStore {
  /** By URL. @param feedUrls @default all */
  feedStates(feedUrls?: readonly string[]): Promise<ReadonlyMap<string, FeedState>>;
  /** What is known of this feed's entries, by identity (`entryId`). */
  knownEntries(feedUrl: string): Promise<ReadonlyMap<string, KnownEntry>>;
  /** How many items of each feed were first seen after `since`, up to `until`; a feed without any is left out. */
  newItemCounts(since: Date, until: Date): Promise<ReadonlyMap<string, number>>;
  /**
   * Stores readings, at most one of each feed, in one transaction: a disk takes as long for many as for one, and the
   * validators in `state` are valid only once the items are stored.
   * A known item keeps `firstSeenAt`, `publishedAt`, `date` and `candidate`; text, links and discussion are updated.
   */
  saveReadings(readings: readonly Reading[]): Promise<void>;
  /** Forgets items that no feed has listed since `before`, except those of a feed that has failed ever since. */
  forgetItems(before: Date): Promise<number>;
  /**
   * Forgets items of each feed that has more than `most`: least recently listed first, and never one from the feed's
   * last reading.
   * @returns how many were forgotten
   */
  capItems(most: number): Promise<number>;
  /**
   * Marks the feed whose document is about to be read, so that a later process knows which document ended this process.
   * Cheap: nothing waits for the disk. One feed at a time.
   */
  beginDocument(feedUrl: string): Promise<void>;
  endDocument(): Promise<void>;
  /** Feeds whose document was being read when a process ended. Each is returned once. */
  interruptedDocuments(): Promise<readonly string[]>;
}

export interface KnownEntry {
  readonly firstSeenAt: Date;
  readonly title: string;
  readonly canonicalUrl: string;
}

export interface Reading {
  readonly state: FeedState;
  /** Items listed in this reading; empty when the feed was unchanged or failed. */
  readonly items: readonly Item[];
  readonly readAt: Date;
  /** True when the feed answered that nothing changed: what it listed before is still listed. */
  readonly unchanged: boolean;
}

// ── Compose ─────────────────────────────────────────────────────────────────────────────────────────

export interface ComposeStore {
  /** The items that one edition can need, including those that are not candidates, ordered by (feedUrl, entryId). */
  items(query: ItemQuery): Promise<readonly Item[]>;
  /** Stories of this digest in a stored message that was neither refused nor given up, oldest first. */
  told(digestId: string): Promise<readonly Told[]>;
  /** Canonical URLs of items whose stories became untold: they are candidates again, whatever their age. */
  untold(digestId: string): Promise<ReadonlySet<string>>;
  /** The newest slot of this digest that has an accepted message. */
  lastDeliveredSlot(digestId: string): Promise<Date | undefined>;
  /** The slot's newest edition, or the one with this number. */
  edition(digestId: string, slotLocal: string, number?: number): Promise<Edition | undefined>;
  /** Newest first. */
  editions(query: { readonly digestId?: string; readonly limit: number }): Promise<readonly Edition[]>;
  /**
   * Stores messages, told stories and decisions with the slot, in one transaction.
   * @returns undefined when the slot has this edition already: another process composed it in the meantime
   */
  saveEdition(edition: NewEdition): Promise<Edition | undefined>;
  /** A text that `saveDerived` stored. @param key a hash of everything that the text was derived from */
  derived(key: string): Promise<string | undefined>;
  /** Stores texts that can be derived again. Older ones are forgotten, and all but the newest few. */
  saveDerived(texts: readonly DerivedText[]): Promise<void>;
  /** Like `beginDocument`, for templates about to be rendered. @param templates a name for exactly these texts */
  beginRendering(templates: string): Promise<void>;
  endRendering(): Promise<void>;
  /** Names of the templates that were being rendered when a process ended. Each is returned once. */
  interruptedRenderings(): Promise<readonly string[]>;
}

/**
 * Items of `feedUrls` dated from `from` to `until`, and those with a canonical URL in `pages`, whatever their age.
 * Other items are included only if they show that one of these is old news: from each feed the earliest item with the
 * same canonical URL, and from the same feed the earliest one with the same title in the week before `from`.
 */
export interface ItemQuery {
  readonly feedUrls: readonly string[];
  readonly from: Date;
  readonly until: Date;
  /** Canonical URLs. */
  readonly pages: ReadonlySet<string>;
}

export interface DerivedText {
  readonly key: string;
  readonly content: string;
  /** When it was derived. */
  readonly at: Date;
}

export interface NewEdition {
  readonly digest: Digest;
  /** Several robots get the same messages, each from its own outbox. */
  readonly outbox: readonly Omit<NewOutboxMessage, 'group'>[];
  /** What `preview --json` would have shown, for `explain` and `digests show`. */
  readonly decisions: Decisions;
  readonly composedAt: Date;
  /** Number in its slot, from 1: one more than the newest edition that was known when it was composed. */
  readonly number: number;
}

/** The stories with their reasons and the dropped items with theirs, as `preview --json` shows them. */
export interface Decisions {
  readonly stories: readonly DecidedStory[];
  readonly dropped: Digest['dropped'];
  /** What a person changed before it was sent, oldest first; left out: nothing. */
  readonly changes?: readonly EditionChange[];
  /** Names in two languages that were learned from items, and the item of each; left out: none. */
  readonly learned?: readonly { readonly chinese: string; readonly latin: string; readonly url: string }[];
}

export interface EditionChange {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'removed' | 'moved' | 'taken';
  readonly storyId: string;
  readonly title: string;
  /** Positions of the story in the edition, from 1; null where it had none. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface DecidedStory {
  readonly id: string;
  /** As its feed has it. */
  readonly title: string;
  /** What a language model wrote in its place; left out: nothing. */
  readonly rewording?: Rewording;
  readonly url: string;
  readonly section: string;
  readonly score: number;
  readonly reasons: Story['reasons'];
  readonly items: readonly {
    readonly feed: string;
    readonly title: string;
    readonly url: string;
    readonly publishedAt: string | null;
  }[];
}

export interface Edition {
  readonly id: number;
  readonly digestId: string;
  readonly slot: Slot;
  /** 1 for the slot's first edition, then 2, 3 … */
  readonly number: number;
  readonly title: string;
  readonly composedAt: Date;
  readonly late: boolean;
  readonly decisions: Decisions;
  /** In order, over all webhooks. */
  readonly messages: readonly OutboxMessage[];
}

// ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * Editions that were composed before their slot, so that a person can review them. A digest has one draft at a time: a
 * new draft or an edition of the digest deletes the previous draft, since both may contain the same stories.
 */
export interface DraftStore {
  draft(slot: Pick<Slot, 'digestId' | 'local'>): Promise<Draft | undefined>;
  /** All drafts, earliest slot first. */
  drafts(): Promise<readonly Draft[]>;
  /**
   * Version 1 is a new draft; any other version must follow the stored one.
   * @returns false when it does not: another person has changed it, or the slot has an edition
   */
  saveDraft(draft: Draft): Promise<boolean>;
}

export interface Draft {
  readonly slot: Slot;
  readonly composedAt: Date;
  /**
   * `seen`: a person has looked at it; it is sent like an `open` one. `held`: it waits until a person releases it.
   * `released`: it was held past its slot and is sent now.
   */
  readonly decision: 'open' | 'seen' | 'held' | 'released';
  /** From 1. */
  readonly version: number;
  /** In the format of `edition/review.ts`. */
  readonly content: string;
}

// ── Archive ─────────────────────────────────────────────────────────────────────────────────────────

/** Past editions to browse: never all at once, and without details that only the page of one edition shows. */
export interface ArchiveStore {
  /** Newest first; with `afterId` the ones that follow it, oldest first. */
  editionHeads(query: HeadQuery): Promise<readonly EditionHead[]>;
  /** What its groups received, in order, over all webhooks; empty for an unknown edition. */
  editionMessages(editionId: number): Promise<EditionMessages>;
  /** How many editions and stories each month has, newest first. */
  editionMonths(query: Pick<HeadQuery, 'digestId' | 'onlyDelivered'>): Promise<readonly EditionMonth[]>;
  /** Stories of delivered editions that contain all of `words`, newest first. Chinese words may be of any length. */
  searchTold(query: SearchQuery): Promise<{ readonly total: number; readonly stories: readonly FoundStory[] }>;
  /** Items with all of `words` in their title that the newest `editions` delivered editions left out, newest first. */
  searchLeftOut(query: Omit<SearchQuery, 'offset'> & { readonly editions: number }): Promise<readonly FoundLeftOut[]>;
}

export interface HeadQuery {
  readonly digestId?: string | undefined;
  /** Only slots in this month, `YYYY-MM`. */
  readonly month?: string | undefined;
  /** Ids of editions: only editions before, or only editions after. */
  readonly beforeId?: number | undefined;
  readonly afterId?: number | undefined;
  /** Only editions with an accepted message. */
  readonly onlyDelivered?: boolean | undefined;
  readonly limit: number;
}

export interface EditionHead extends Omit<Edition, 'decisions' | 'messages'> {
  readonly stories: number;
  /** Title of its first story; undefined when it has none. */
  readonly lead: string | undefined;
  /** At least one of its messages was accepted. */
  readonly delivered: boolean;
}

export type EditionMessages = readonly Pick<
  OutboxMessage,
  'webhook' | 'part' | 'parts' | 'body' | 'storyIds' | 'state'
>[];

export interface EditionMonth {
  /** `YYYY-MM` in the digests' zones. */
  readonly month: string;
  readonly editions: number;
  readonly stories: number;
}

interface SearchQuery {
  readonly words: readonly string[];
  readonly digestId?: string | undefined;
  /** How many of the newest to skip. @default 0 */
  readonly offset?: number;
  readonly limit: number;
}

export interface FoundStory {
  readonly edition: Pick<EditionHead, 'id' | 'digestId' | 'slot' | 'number'>;
  /** In its edition, from 1. */
  readonly position: number;
  /** As its feed has it. */
  readonly title: string;
  /** As it was told, where a language model translated the title. */
  readonly headline: string | undefined;
  readonly url: string;
  readonly items: readonly ToldItem[];
}

export interface FoundLeftOut {
  readonly edition: FoundStory['edition'];
  readonly row: Digest['dropped'][number];
}

// ── Outbox ──────────────────────────────────────────────────────────────────────────────────────────

export type NewOutboxMessage = Omit<OutboxMessage, 'id' | 'state' | 'notBefore' | 'attempts'>;

export interface OutboxStore {
  /**
   * Stores messages outside an edition: alerts, reminders, reports, by hand. A group is stored only once for a robot.
   * @returns those that were stored now
   */
  enqueue(messages: readonly NewOutboxMessage[]): Promise<readonly OutboxMessage[]>;
  /** Unfinished messages (`waiting` or `sending`), ordered by id. @param webhooks @default all */
  unfinished(webhooks?: readonly string[]): Promise<readonly OutboxMessage[]>;
  /** Webhooks with unfinished messages, without loading these: a thousand robots may wait at once. */
  webhooksWaiting(): Promise<readonly string[]>;
  outboxMessage(id: number): Promise<OutboxMessage | undefined>;
  /** States by id, in one query. Forgotten messages are left out. */
  messageStates(ids: readonly number[]): Promise<ReadonlyMap<number, OutboxState>>;
  /** Before a POST: the message becomes `sending`, the ledger gets an open attempt. Throws for a final message. */
  startAttempt(attempt: {
    readonly messageId: number;
    readonly keyHash: string;
    readonly startedAt: Date;
  }): Promise<Attempt>;
  /** After a POST: stores the attempt's outcome and the message's new state, in one transaction. */
  finishAttempt(finish: {
    readonly attemptId: number;
    readonly finishedAt: Date;
    readonly outcome: Outcome;
    readonly state: OutboxState;
    readonly notBefore: Date | undefined;
  }): Promise<void>;
  /** Makes a message final without a POST. Stories whose messages are all lost become untold. Throws if it is final. */
  settle(messageId: number, state: Extract<OutboxState, 'given-up' | 'unsure'>): Promise<void>;
  /**
   * Attempts that started or finished at or after `since`, and all open ones, for pacing.
   * @param keyHash hash of one key, or a prefix of the hashes of several keys
   */
  ledger(keyHash: string, since: Date): Promise<readonly Attempt[]>;
  keyState(keyHash: string): Promise<KeyState>;
  saveKeyState(keyHash: string, state: KeyState): Promise<void>;
  /**
   * Takes the exclusive right to send with this key, over all processes on one store. It ends with its holder.
   * @returns undefined when another process holds it
   */
  lockKey(keyHash: string): Promise<KeyLock | undefined>;
}

export interface KeyState {
  /** The whole key rests until then (45009). */
  readonly restUntil: Date | undefined;
  /** The errcode with which the robot refused the key; undefined while it is good. */
  readonly refusedWith: number | undefined;
  readonly refusedAt: Date | undefined;
}

export interface KeyLock {
  /**
   * False once another process may take it: it was released, or its file was deleted or replaced. Ask before each
   * message, and stop sending when it is false.
   */
  isStillHeld(): Promise<boolean>;
  release(): Promise<void>;
}

// ── Schedule ────────────────────────────────────────────────────────────────────────────────────────

export interface ScheduleStore {
  /** Small facts by name: since when a schedule is known, which alert is active, when the worker last ticked. */
  fact(name: string): Promise<string | undefined>;
  /** @param value undefined: forgets the fact */
  saveFact(name: string, value: string | undefined): Promise<void>;
  facts(prefix: string): Promise<ReadonlyMap<string, string>>;
}
