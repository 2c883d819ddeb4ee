/**
 * The nouns of this program, in the order in which news passes through it:
 *
 *   Feed → Item → Story → Digest (for a Slot) → Block → Message → Outbox → Attempt
 *
 * Instants are `Date`, days are `YYYY-MM-DD` in a named zone, durations are `…Ms`, sizes are `…Bytes`.
 * Everything here is trusted: it was parsed at the edge (`config/`, `collect/`), so nothing is optional "just in case".
 */

export type Language = 'zh-CN' | 'en';

/** Text for people, in both languages of the program; `digest.language` chooses. */
export type Phrase = Readonly<Record<Language, string>>;

/** What a stage may know of time. Tests pass a fake one. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// ── Feed ────────────────────────────────────────────────────────────────────────────────────────────

/** A word, a phrase or a `/regex/` of the user's, matched on title and summary. Regexes run in re2js, in linear time. */
export type Pattern =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'regex'; readonly text: string; readonly source: string; readonly flags: string };

/** How a source without a feed is read: the list on a web page, or a site map. */
export interface PageSource {
  /** Only addresses with this text in them; undefined: those below the page, or all of a site map. */
  readonly match: string | undefined;
  /** undefined: the program finds the list itself. */
  readonly select: PageSelectors | undefined;
}

/** A source that is polled. Its identity is its `url`: the `url` or `page` of its entry in feeds.yaml. */
export interface Feed {
  readonly url: string;
  readonly name: string;
  /** `ai`: every item counts as AI news. `general`: each item must look like AI news. */
  readonly topic: 'ai' | 'general';
  readonly language: 'zh' | 'en' | undefined;
  /** Points that each story of this feed starts with. */
  readonly weight: number;
  readonly tags: readonly string[];
  readonly include: readonly Pattern[];
  readonly exclude: readonly Pattern[];
  /** Header name → name of the variable that holds its value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string | undefined;
  /** `false`: always direct, whatever HTTPS_PROXY says. */
  readonly proxy: boolean;
  readonly maxItems: number;
  readonly enabled: boolean;
  /** Entries with fewer votes are left out until they have them. @default all are taken */
  readonly minPoints?: number | undefined;
  /** Set for a web page or a site map. @default a feed */
  readonly page?: PageSource | undefined;
}

/** CSS selectors for the list on a page. `item` matches one entry; the others apply inside it. */
export interface PageSelectors {
  readonly item: string;
  readonly title?: string | undefined;
  /** An element with `href`. @default the first link of the item, or the item itself */
  readonly link?: string | undefined;
  readonly date?: string | undefined;
  readonly summary?: string | undefined;
}

/** The outcome of one feed in one collection. Network faults are values, not exceptions. */
export type FeedOutcome = {
  readonly feed: Feed;
  /** HTTP status of the last hop; undefined when nothing answered. */
  readonly status: number | undefined;
  readonly durationMs: number;
} & (
  | { readonly kind: 'read'; readonly items: number; readonly newItems: number; readonly problems: readonly Phrase[] }
  | { readonly kind: 'unchanged' }
  /** Not fetched this time: backoff after failures, or the host asked us to wait. Its last items still count. */
  | { readonly kind: 'resting'; readonly until: Date; readonly failing: boolean }
  | { readonly kind: 'failed'; readonly failure: FeedFailure }
);

/** Why a feed could not be read. `code` is stable and machine-readable (`html`, `timeout`, `too-large`, `http-404` …). */
export interface FeedFailure {
  readonly code: string;
  readonly what: Phrase;
  readonly remedy: Phrase;
}

/** What is remembered of a feed between two collections. */
export interface FeedState {
  readonly feedUrl: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** Target of a permanent redirect, which the program proposes for feeds.yaml. */
  readonly movedTo: string | undefined;
  readonly firstReadAt: Date | undefined;
  readonly lastAttemptAt: Date | undefined;
  readonly lastSuccessAt: Date | undefined;
  readonly lastNewItemAt: Date | undefined;
  /** Not before this instant: backoff, Retry-After, or the feed's own ttl. */
  readonly nextVisitAt: Date | undefined;
  /** Retry-After of its host. Unlike backoff and ttl, it is respected right before a digest too. */
  readonly askedToRestUntil: Date | undefined;
  readonly consecutiveFailures: number;
  /** When the current run of failures began; undefined while the feed can be read. */
  readonly failingSince: Date | undefined;
  readonly failure: FeedFailure | undefined;
  /** Items in the last reading and, as an exponential mean, in the readings before it. */
  readonly lastItems: number;
  readonly usualItems: number;
  /** Items in the store after the last reading. */
  readonly storedItems: number;
  /** Mean time between two new items, from the feed's own dates; undefined until three are known. */
  readonly cadenceMs: number | undefined;
  /** The time between two visits that the feed asked for in its last reading. */
  readonly ttlMs: number | undefined;
  /** Whether its own host had a private address when it was first read; undefined while that is not known. */
  readonly isPrivate: boolean | undefined;
  readonly counts: FeedCounts;
}

/** A feed's record, for its health. */
interface FeedCounts {
  readonly successes: number;
  /** Failures by code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Consecutive readings up to the last one: with less than half the usual items, with none, with false dates. */
  readonly shortReadings: number;
  readonly emptyReadings: number;
  readonly lyingReadings: number;
  /** Consecutive readings up to the last one in which known entries had new identities. */
  readonly renamedReadings: number;
  /** Consecutive answers up to the last one that reported no change. */
  readonly unchangedReadings: number;
  /** How often the program crashed while it read this feed, since the last stored reading. */
  readonly crashes: number;
}

// ── Item ────────────────────────────────────────────────────────────────────────────────────────────

/** One entry of one feed, normalised and trusted. Identity: (`feedUrl`, `entryId`). */
export interface Item {
  readonly feedUrl: string;
  /** The guid, else the URL, else title + date. */
  readonly entryId: string;
  /** Plain text, one line, never empty. */
  readonly title: string;
  /** The printed link: the feed's own, http or https, tracking parameters off. */
  readonly url: string;
  /** A key that joins items of different feeds; never printed. */
  readonly canonicalUrl: string;
  /** Plain text, at most 1,000 characters; empty when the feed has none. */
  readonly summary: string;
  /** As the feed says; null when it gives no readable date. */
  readonly publishedAt: Date | null;
  readonly firstSeenAt: Date;
  /** `publishedAt` clamped to `firstSeenAt`, else `firstSeenAt`. A date without a time stands for the end of that day. */
  readonly date: Date;
  /** False: it is only stored, because its date cannot be trusted (see "False freshness" in collect/item.ts). */
  readonly candidate: boolean;
  /** Language of title and summary, detected by their script. */
  readonly language: 'zh' | 'en' | 'other';
  readonly pictureUrl: string | undefined;
  /** Where and how much the item is discussed, if its feed is an aggregator such as Hacker News. */
  readonly discussion: Discussion | undefined;
}

export interface Discussion {
  readonly url: string;
  readonly points: number;
  readonly comments: number;
}

// ── Digest ──────────────────────────────────────────────────────────────────────────────────────────

/** What a message of a WeCom robot can be. */
export type WecomFormat = 'markdown' | 'markdown_v2' | 'text' | 'news';

/** The dialect of a message: a WeCom message type, or the dialect of another kind of room. */
export type Format =
  | WecomFormat
  | 'feishu'
  | 'dingtalk'
  | 'slack'
  | 'discord'
  | 'telegram'
  | 'mail'
  | 'ntfy'
  | 'mattermost'
  | 'webhook';

/** A kind of room that a digest can be sent to. Each kind except WeCom has one dialect, with the same name. */
export type RoomKind = 'wecom' | Exclude<Format, WecomFormat>;

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Empty: the section takes the stories that no other section matches. */
  readonly match: readonly Pattern[];
}

/** A digest as feeds.yaml describes it. */
export interface DigestSettings {
  readonly id: string;
  readonly title: string;
  /** Five-field cron expression, read in `timezone`. */
  readonly schedule: string;
  /** IANA name. */
  readonly timezone: string;
  readonly days: 'everyday' | 'weekdays' | 'workdays';
  /** Names of the variables that hold the robots' addresses; never the addresses. */
  readonly webhooks: readonly string[];
  readonly format: Format;
  readonly language: Language;
  /** What a language model may do for this digest, if a provider is set. */
  readonly ai: { readonly headlines: boolean; readonly summaries: boolean; readonly judge: boolean };
  /** Empty lists take every feed. */
  readonly feeds: { readonly topics: readonly string[]; readonly tags: readonly string[] };
  readonly maxStories: number;
  /** Soft limit: further stories of the same feed lose points. */
  readonly maxPerFeed: number;
  /** Stories with fewer points are left out. */
  readonly floor: number;
  /** Points on top of `floor` for the second half of `maxStories`, and for papers and opinions of a single source. */
  readonly floorRise: number;
  /** Hard limit for papers without votes and without a second source. */
  readonly maxPapers: number;
  /** Hard limit for posts of one vendor about itself that release nothing new. */
  readonly maxPerVendor: number;
  /** undefined: no limit. */
  readonly maxMessages: number | undefined;
  readonly maxAgeMs: number;
  readonly catchUpMs: number;
  readonly giveUpMs: number;
  readonly whenEmpty: 'note' | 'skip';
  /** How long before its slot the edition is composed, so that a person can review it; 0: at the slot. */
  readonly holdMs: number;
  /** Base address of its published editions, without a final slash; each message ends with a link to its edition. */
  readonly link: string | undefined;
  readonly include: readonly Pattern[];
  readonly exclude: readonly Pattern[];
  readonly boost: readonly { readonly pattern: Pattern; readonly points: number }[];
  /** `until` is the last muted day, `YYYY-MM-DD` in the digest's zone. */
  readonly mute: readonly { readonly pattern: Pattern; readonly until: string | undefined }[];
  readonly sections: readonly Section[];
}

/** One scheduled time of a digest. Its key is (`digestId`, `local`). */
export interface Slot {
  readonly digestId: string;
  /** Local date and time in the digest's zone, `YYYY-MM-DDTHH:mm`. */
  readonly local: string;
  /** ISO 8601 with the offset of that day, for machines: `2026-02-01T09:00:00+08:00`. */
  readonly iso: string;
  readonly instant: Date;
}

/** One addend of a story's score. `why` is in the digest's language. */
export interface Reason {
  readonly points: number;
  readonly why: string;
}

/**
 * What an item is. `case`: a vendor's customer story. `bulletin`: audio, market movers, flashes of prices. `promo`:
 * advertising, jobs, events. `page`: a repository, a glossary, a home page: not an article.
 */
export type Kind =
  | 'news'
  | 'release'
  | 'patch'
  | 'paper'
  | 'opinion'
  | 'guide'
  | 'case'
  | 'bulletin'
  | 'roundup'
  | 'promo'
  | 'forum'
  | 'page';

/** One or more items about the same event. The lead provides title and link; the others are "also in" (另见). */
export interface Story {
  /** The lead's canonical URL, so it is stable as long as the lead is. */
  readonly id: string;
  readonly lead: Item;
  /** All items, the lead first. */
  readonly items: readonly Item[];
  /** The publishers that report it, the lead's first. */
  readonly publishers: readonly Publisher[];
  /** How many publishers are independent: copies of one agency report and the company itself do not count. */
  readonly independentSources: number;
  /** The kind of its lead. */
  readonly kind: Kind;
  /** True when its lead is a vendor's post about itself that releases nothing new: a guide, a case, an opinion. */
  readonly isVendorOwn: boolean;
  /** Id of the section of its subject; `top` when it is among the digest's top stories (要闻). */
  readonly section: string;
  /** The sum of the points. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** 前情: the recent event that this story responds to. */
  readonly background: Reference | undefined;
  /** 更新: what an earlier edition of this digest told of the story. */
  readonly update: Reference | undefined;
}

/** A publisher of a story, and its report. */
export interface Publisher {
  readonly name: string;
  /** Its report; undefined when readers cannot open it: the name then has no link. */
  readonly url: string | undefined;
}

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** An item that was considered and is not in the digest; `why` is in the digest's language. */
export interface Dropped {
  readonly title: string;
  readonly url: string;
  /** Name of its feed. */
  readonly feed: string;
  /** Which rule, for grouping and for `explain`. */
  readonly rule: DropRule;
  readonly why: string;
}

export type DropRule =
  | 'topic'
  | 'roundup'
  | 'bulletin'
  | 'patch'
  | 'page'
  | 'promotion'
  | 'members-only'
  | 'search-page'
  | 'excluded'
  | 'not-included'
  | 'muted'
  | 'old'
  | 'told'
  | 'merged'
  | 'score'
  | 'floor'
  | 'cap'
  | 'space'
  | 'removed';

/** The edition for one slot: which stories, in which sections and order, and what was left out. */
export interface Digest {
  readonly settings: DigestSettings;
  readonly slot: Slot;
  /** Sections in reading order, none empty; stories are numbered through. */
  readonly sections: readonly { readonly id: string; readonly title: string; readonly stories: readonly Story[] }[];
  readonly dropped: readonly Dropped[];
  readonly coverage: Coverage;
  /** Delivered late by the worker's catch-up (迟到补发). */
  readonly late: boolean;
}

export interface Coverage {
  readonly feeds: number;
  /** Feeds that were read, unchanged ones and those that may rest included. */
  readonly feedsRead: number;
  /** Far fewer feeds than usual were read. */
  readonly thin: boolean;
  readonly windowHours: number;
  /** Items that were considered. */
  readonly items: number;
}

/** A story that this digest has told: it stands in a stored message that was not finally refused. */
export interface Told {
  readonly storyId: string;
  readonly slot: string;
  readonly toldAt: Date;
  readonly title: string;
  readonly url: string;
  /** What is needed to recognise the story when its URL or title changes. */
  readonly items: readonly ToldItem[];
}

export type ToldItem = Pick<Item, 'title' | 'summary' | 'canonicalUrl' | 'date'>;

// ── Message ─────────────────────────────────────────────────────────────────────────────────────────

/** A piece of rendered text that carries its kind and its story. */
export type Block = {
  /** Markup of the digest's format; never starts or ends with a newline. */
  readonly text: string;
  /** A blank line goes before it, unless it starts a message. */
  readonly spaced: boolean;
} & (
  | {
      /** Repeated at the start of every further part that continues the section, marked 续. */
      readonly kind: 'heading';
      readonly section: string;
    }
  | { readonly kind: 'story'; readonly storyId: string; readonly section: string }
  | { readonly kind: 'text' }
);

/** The blocks that one POST sends, within the limit of the dialect. */
export interface Message {
  readonly msgtype: Format;
  /** The content that the room receives; for `news` the articles as JSON, for `webhook` the edition as JSON. */
  readonly content: string;
  /** How long `content` is, in the unit of its dialect: UTF-8 bytes for WeCom. */
  readonly bytes: number;
  readonly storyIds: readonly string[];
}

/** Limits of one message, each in the unit of its dialect. Their sources are in deliver/wecom.ts and deliver/rooms/. */
export interface MessageLimits extends Readonly<Record<Exclude<Format, 'news'>, number>> {
  readonly news: {
    readonly articles: number;
    readonly titleBytes: number;
    readonly descriptionBytes: number;
    readonly urlBytes: number;
  };
}

/** A Liquid template, and its file name as the user knows it. */
export interface Template {
  readonly file: string;
  readonly source: string;
}

/** Templates by format; `news` and `webhook` have no markup and no templates. Formats may share one. */
export type Templates = Readonly<Record<TemplateFormat, Readonly<Record<TemplateName, Template>>>>;
export type TemplateFormat = Exclude<Format, 'news' | 'webhook'>;
export type TemplateName = 'header' | 'section' | 'story' | 'footer';

// ── Outbox ──────────────────────────────────────────────────────────────────────────────────────────

/** The outcome of one POST, decided by the room's own code and never by the HTTP status alone. */
export type Outcome =
  /** `restMs`: how long the room asked us to wait before the next message. */
  | { readonly kind: 'accepted'; readonly restMs?: number }
  | { readonly kind: 'refused'; readonly errcode: number }
  | { readonly kind: 'key-refused'; readonly errcode: number }
  /** It did not arrive. `rate`: too many messages (WeCom 45009). `concurrency`: WeCom 45033. */
  | {
      readonly kind: 'not-delivered';
      readonly cause: 'connect' | 'intercepted' | 'overloaded' | 'rate' | 'concurrency';
      /** With `rate`: how long the room asked us to wait. @default what rooms of this kind are known to need */
      readonly restMs?: number;
      /** Why the connection failed, if known. */
      readonly obstacle?: Obstacle;
    }
  /** It may have arrived. `busy` is errcode -1, `gateway` another HTTP error. */
  | { readonly kind: 'unsure'; readonly cause: 'reset' | 'timeout' | 'gateway' | 'busy' | 'not-json' | 'crash' };

export type Obstacle = 'dns' | 'refused' | 'proxy' | 'tls' | 'timeout';

/** `waiting` may be sent; `sending` has an attempt without an outcome; the others are final. */
export type OutboxState = 'waiting' | 'sending' | 'accepted' | 'refused' | 'unsure' | 'given-up';

/** What a message belongs to. The messages of one group and robot are sent in order, without others between them. */
export type MessageGroup =
  | { readonly kind: 'edition'; readonly editionId: number }
  /** `slot` is the local time at which it was due. */
  | { readonly kind: 'reminder'; readonly id: string; readonly slot: string }
  | { readonly kind: 'report'; readonly slot: string }
  /** `id` is any text that is unique among the groups. */
  | { readonly kind: 'alert' | 'by-hand'; readonly id: string };

/** A message that waits to be sent or was sent. */
export interface OutboxMessage {
  readonly id: number;
  /** Name of the variable that holds the robot's address. */
  readonly webhook: string;
  readonly group: MessageGroup;
  /** Position within the group, from 1, and how many there are. */
  readonly part: number;
  readonly parts: number;
  /** Alerts go before digests. */
  readonly priority: 'alert' | 'normal';
  /** JSON body of the POST, byte for byte. */
  readonly body: string;
  readonly storyIds: readonly string[];
  readonly createdAt: Date;
  /** After this instant it is given up. */
  readonly giveUpAt: Date;
  /** How long it waits for a refused key to be replaced. */
  readonly catchUpUntil: Date;
  readonly state: OutboxState;
  /** Not before this instant (backoff). */
  readonly notBefore: Date | undefined;
  readonly attempts: readonly Attempt[];
}

/** One POST of one message. `outcome` is undefined while it is in flight, and stays so if the program dies meanwhile. */
export interface Attempt {
  readonly id: number;
  readonly messageId: number;
  /** Hash of the address that was used, without the address itself. */
  readonly keyHash: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly outcome: Outcome | undefined;
}

// ── Settings that more than one room needs ──────────────────────────────────────────────────────────

/** A fault in what a user wrote. All faults are reported at once. */
export interface Problem {
  /** As the user knows the file: `feeds/feeds.yaml`, `.env`, `templates/markdown/story.liquid`. */
  readonly file: string;
  /** From 1; undefined for a missing file or variable. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly what: Phrase;
  readonly remedy: Phrase;
}

export interface CollectSettings {
  readonly schedule: string;
  readonly concurrency: number;
  readonly perHost: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly keepMs: number;
  /** For past editions and their messages. Those younger than 30 days are kept in any case. */
  readonly keepEditionsMs: number;
}

export interface Reminder extends Pick<DigestSettings, 'id' | 'schedule' | 'timezone' | 'days' | 'webhooks'> {
  readonly text: string;
  /** Userids, mobile numbers, or `@all`. */
  readonly mention: readonly string[];
}

/** When the operator's weekly report is due. */
export type ReportSettings = Pick<DigestSettings, 'schedule' | 'timezone'>;

/** The user's own days off and make-up days, `YYYY-MM-DD`. They override the public calendar. */
export interface Calendar {
  readonly daysOff: readonly string[];
  readonly workdays: readonly string[];
}

// ── Knowledge ───────────────────────────────────────────────────────────────────────────────────────

/** The content of feeds/topics.yaml: what makes an item AI news, and what is not an article. */
export interface Topics {
  /** Words and names that make an item AI news by themselves. */
  readonly words: readonly string[];
  /** The user's own words: with one of `always` an item is AI news, with one of `never` it is not. */
  readonly always: readonly string[];
  readonly never: readonly string[];
  /** Words that mean AI only beside one of `beside`, in the same title or summary. */
  readonly ambiguous: readonly { readonly word: string; readonly beside: readonly string[] }[];
  /** Phrases that contain such a word but mean something else; they are removed before matching. */
  readonly unlike: readonly string[];
  readonly roundups: KindRules;
  readonly promotions: KindRules;
  readonly membersOnly: KindRules;
  readonly searchPages: KindRules;
  readonly wording: Wording;
}

/** Words that are used to clean titles and summaries. */
export interface Wording {
  /** Names of sites at the end of titles. */
  readonly sites: readonly string[];
  /** Words in the name of a column, before or after a bar. */
  readonly columns: readonly string[];
  /** Roles in the credits before a summary. */
  readonly credits: readonly string[];
  /** Openings of a sentence that needs the one before it. */
  readonly leaning: readonly string[];
  /** Openings of a sentence without news. */
  readonly empty: readonly string[];
}

/** The learned judge in feeds/judge.json, which `npm run train` writes. Never edit it by hand. */
export interface Weights {
  readonly kinds: readonly Kind[];
  /** By feature, in hundredths: a weight for each of `kinds`, then one for being about AI and one for worth. */
  readonly features: Readonly<Record<string, readonly number[]>>;
  /** Groups of words that act as one feature each; their weights are learned. */
  readonly signs: Readonly<Record<string, readonly string[]>>;
  /** The probability from which an item counts as AI news, or as an item of a kind. */
  readonly thresholds: { readonly ai: number; readonly kinds: Readonly<Partial<Record<Kind, number>>> };
  /** What a story's signals are worth, in points. */
  readonly points: Readonly<Record<string, number>>;
  /** The share of each of `kinds` among headlines in general; without it, an item's feed does not speak for its kind. */
  readonly usual?: readonly number[] | undefined;
}

/** How a non-article is recognised: one matching pattern is enough. */
export interface KindRules {
  readonly titles: readonly Pattern[];
  readonly summaries: readonly Pattern[];
  readonly addresses: readonly Pattern[];
}

/** What a word in a headline indicates: the stage of an event, its direction, or the kind of report. */
export type Sign =
  | 'rumour'
  | 'planned'
  | 'done'
  | 'settled'
  | 'failed'
  | 'rise'
  | 'fall'
  | 'guide'
  | 'paper'
  | 'ranking'
  | 'trial'
  | 'price'
  | 'reply'
  | 'dismissal'
  | 'denial'
  | 'quote'
  | 'opinion'
  | 'nothing';

/** The content of feeds/aliases.yaml: things with a name, and words of the news, in several languages. */
export interface Aliases {
  readonly names: readonly Alias[];
  readonly signs: Readonly<Partial<Record<Sign, readonly string[]>>>;
}

/** A language model's texts for a story's lead, in the digest's language. Parts that failed the gate are left out. */
export interface Rewording {
  readonly headline?: string;
  /** One plain sentence that adds to the headline. */
  readonly sentence?: string;
}

/** Rewordings by the lead's title. */
export type Headlines = ReadonlyMap<string, Rewording>;

/** An answer of a language model that the gate or the second reading refused and that was not replaced. */
export interface RefusedAnswer {
  readonly title: string;
  readonly part: 'headline' | 'sentence';
  /** The gate's name for it: `number`, `actors`, `negation` …, or `reading`: the second reading refused it. */
  readonly reason: string;
  /** The part of the answer that the source does not support, if the gate names one; for `reading`, what differs. */
  readonly found?: string;
}

/** What language models are asked to write for one edition. */
export interface TextQuestion {
  readonly language: Language;
  /** Titles and summaries of leads in another language, as they are in the feeds. */
  readonly leads: readonly AskedText[];
  readonly parts: readonly RefusedAnswer['part'][];
}

/** The answers. `silent`: every call failed. `capped`: the day's tokens are used up. */
export interface TextAnswer {
  readonly headlines: Headlines;
  readonly refused: readonly RefusedAnswer[];
  readonly outcome: 'unasked' | 'answered' | 'silent' | 'capped';
  /** Likewise for the second readings alone. */
  readonly readings: TextAnswer['outcome'];
}

/** A text from outside that is shown to a language model: data, never an instruction. */
export type AskedText = Pick<Item, 'title' | 'summary'>;

/** How two headlines are related: one event, a later step of it, or two events. */
export type EventVerdict = 'same' | 'next' | 'different';

/** A question that the rules cannot decide: whether two headlines are one event. `id` identifies them. */
export interface Doubt {
  readonly id: string;
  readonly texts: readonly [AskedText, AskedText];
}

/** A language model's answers to doubts, by their ids. */
export type EventVerdicts = ReadonlyMap<string, EventVerdict>;

/** The verdicts of one round, and the outcome of its calls. */
export interface JudgedAnswer {
  readonly verdicts: EventVerdicts;
  readonly outcome: TextAnswer['outcome'];
}

/** Vectors of length 1 of an embedding model, by title. */
export interface Nearness {
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly scale: EmbeddingScale;
}

/** How to read a cosine of one embedding model: `slope * (cosine - at)` is the log-odds that two headlines are one event. */
export interface EmbeddingScale {
  readonly at: number;
  readonly slope: number;
}

/** The language model for one edition, with one deadline for all its calls. It never rejects. */
export interface LanguageModel {
  judge(doubts: readonly Doubt[]): Promise<JudgedAnswer>;
  /** undefined: there is no embedding model, or it returned nothing. */
  embed(texts: readonly AskedText[]): Promise<Nearness | undefined>;
  translate(question: TextQuestion): Promise<TextAnswer>;
}

/** The use of the language model on one day, from the store. */
export interface ModelUse {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly tokens: number;
  readonly calls: number;
  readonly failed: number;
  readonly averageMs: number;
  /** Number of answers that passed the gate and the second reading; number of texts with a refused answer by reason. */
  readonly passed: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** The result of one test question to a language model. */
export interface ModelProbe {
  readonly model: string;
  readonly host: string;
  readonly isFallback?: boolean;
  /** The headline that it wrote, or the beginning of what it wrote instead; undefined: the answer had no text. */
  readonly answer: string | undefined;
  /** `late`: no answer in time. `format`: not the JSON that was asked for. `language`: the headline is not Chinese. */
  readonly fault?: 'late' | 'format' | 'language' | undefined;
  /** For an embedding model: the length of its vectors, and whether there is a scale for their cosines. */
  readonly vectors?: { readonly dimensions: number | undefined; readonly isCalibrated: boolean };
  readonly tokens: number | undefined;
  /** The last HTTP status; undefined: it could not be reached. */
  readonly status: number | undefined;
  readonly durationMs: number;
}

/** The configured language model, and its use today. */
export interface ModelStatus extends ModelUse {
  readonly name: string;
  /** The provider's host. */
  readonly host: string;
  /** Tokens a day. */
  readonly cap: number;
}

export interface Alias {
  /** `lab`: whatever it does is AI news. `media`: a publisher, never the subject. `term`: a word of the news. */
  readonly kind: 'lab' | 'company' | 'person' | 'model' | 'product' | 'agency' | 'media' | 'term';
  /** Spellings of one thing, the usual one first; a spelling with a dot and no space is also its host name. */
  readonly names: readonly string[];
}
