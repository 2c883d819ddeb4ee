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
  /** undefined: the list is found. */
  readonly select: PageSelectors | undefined;
}

/** A source that is polled. Its identity is its `url`, as feeds.yaml has it under `url` or `page`. */
export interface Feed {
  readonly url: string;
  readonly name: string;
  /** `ai`: all it carries is AI news. `general`: each item must look like AI news. */
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

/** CSS selectors for the list on a page. `item` is one entry; the others are looked for inside it. */
export interface PageSelectors {
  readonly item: string;
  readonly title?: string | undefined;
  /** An element with `href`. @default the first link of the item, or the item itself */
  readonly link?: string | undefined;
  readonly date?: string | undefined;
  readonly summary?: string | undefined;
}

/** What became of one feed in one collection. Network weather is a value, not an exception. */
export type FeedOutcome = {
  readonly feed: Feed;
  /** HTTP status of the last hop; undefined when nothing answered. */
  readonly status: number | undefined;
  readonly durationMs: number;
} & (
  | { readonly kind: 'read'; readonly items: number; readonly newItems: number; readonly problems: readonly Phrase[] }
  | { readonly kind: 'unchanged' }
  /** Not asked this time: it is resting after failures, or said not to come back yet; what it gave last still counts. */
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
  /** Target of a permanent redirect, to be proposed for feeds.yaml. */
  readonly movedTo: string | undefined;
  readonly firstReadAt: Date | undefined;
  readonly lastAttemptAt: Date | undefined;
  readonly lastSuccessAt: Date | undefined;
  readonly lastNewItemAt: Date | undefined;
  /** Not before this instant: backoff, Retry-After, or the feed's own ttl. */
  readonly nextVisitAt: Date | undefined;
  /** Its host asked for rest until then (Retry-After): kept also before a digest, when backoff and ttl are not. */
  readonly askedToRestUntil: Date | undefined;
  readonly consecutiveFailures: number;
  /** First of the failures in a row; undefined while it can be read. */
  readonly failingSince: Date | undefined;
  readonly failure: FeedFailure | undefined;
  /** Items in the last reading and, as an exponential mean, in the readings before it. */
  readonly lastItems: number;
  readonly usualItems: number;
  /** Items in the store after the last reading. */
  readonly storedItems: number;
  /** Mean time between two new items, from the feed's own dates; undefined until three are known. */
  readonly cadenceMs: number | undefined;
  /** The feed's own wish for the time between two visits, as its last reading had it. */
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
  /** Readings in a row, up to the last one, with less than half the usual items; without any; with stamps that lie. */
  readonly shortReadings: number;
  readonly emptyReadings: number;
  readonly lyingReadings: number;
  /** Readings in a row, up to the last one, in which known entries came under new identities. */
  readonly renamedReadings: number;
  /** Answers in a row, up to the last one, that nothing has changed. */
  readonly unchangedReadings: number;
  /** How often the program ended while it read this feed, since the last reading that was stored. */
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
  /** As the feed says; null when it says nothing that can be read. */
  readonly publishedAt: Date | null;
  readonly firstSeenAt: Date;
  /** `publishedAt` clamped to `firstSeenAt`, else `firstSeenAt`. A date without a time stands for the end of that day. */
  readonly date: Date;
  /** False: remembered only, because its freshness cannot be believed (see "False freshness" in collect/item.ts). */
  readonly candidate: boolean;
  /** Language of title and summary, told by their script. */
  readonly language: 'zh' | 'en' | 'other';
  readonly pictureUrl: string | undefined;
  /** Where and how much the item is discussed, if its feed is an aggregator such as Hacker News. */
  readonly discussion: Discussion | undefined;
}

/**
 * What an item is. `case`: a vendor's customer story. `bulletin`: audio, market movers, flashes of prices. `promo`:
 * advertising, jobs, events. `page`: a repository, a glossary, a home page: no article at all.
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

export interface Discussion {
  readonly url: string;
  readonly points: number;
  readonly comments: number;
}

// ── Digest ──────────────────────────────────────────────────────────────────────────────────────────

/** What a message of a WeCom robot can be. */
export type WecomFormat = 'markdown' | 'markdown_v2' | 'text' | 'news';

/** The dialect of a message: a type of WeCom's, or that of a kind of room. */
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

/** A kind of room that a digest can be sent to. Each kind but WeCom has one dialect, which bears its name. */
export type RoomKind = 'wecom' | Exclude<Format, WecomFormat>;

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Empty: takes what no other section takes. */
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
  /** What a language model may do for this digest, where a provider is set. */
  readonly ai: { readonly headlines: boolean; readonly summaries: boolean; readonly judge: boolean };
  /** Empty lists take every feed. */
  readonly feeds: { readonly topics: readonly string[]; readonly tags: readonly string[] };
  readonly maxStories: number;
  /** Soft: more than so many stories of one feed lose points. */
  readonly maxPerFeed: number;
  /** No story with fewer points is told. */
  readonly floor: number;
  /** So many points more than `floor` a story needs in the second half of `maxStories`. */
  readonly floorRise: number;
  /** Hard: papers that nobody votes for and no second source reports. */
  readonly maxPapers: number;
  /** Hard: posts of one vendor about itself that bring out nothing new. */
  readonly maxPerVendor: number;
  /** undefined: as many as it takes. */
  readonly maxMessages: number | undefined;
  readonly maxAgeMs: number;
  readonly catchUpMs: number;
  readonly giveUpMs: number;
  readonly whenEmpty: 'note' | 'skip';
  /** It is composed so long before its hour, so that a person may look; 0: at its hour. */
  readonly holdMs: number;
  /** Address under which its editions can be read, without a slash at the end; the message ends with a link to its own. */
  readonly link: string | undefined;
  readonly include: readonly Pattern[];
  readonly exclude: readonly Pattern[];
  readonly boost: readonly { readonly pattern: Pattern; readonly points: number }[];
  /** `until` is the last muted day, `YYYY-MM-DD` in the digest's zone. */
  readonly mute: readonly { readonly pattern: Pattern; readonly until: string | undefined }[];
  readonly sections: readonly Section[];
}

/** One firing of a digest's schedule. Its key is (`digestId`, `local`). */
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

/** One or more items about the same event. The lead gives title and link; the others are "also in" (另见). */
export interface Story {
  /** Stable while its lead is: the lead's canonical URL. */
  readonly id: string;
  readonly lead: Item;
  /** All items, the lead first. */
  readonly items: readonly Item[];
  /** Names for the reader of who reports it, the lead's first; one per publisher. */
  readonly publishers: readonly Publisher[];
  /** How many of them are independent of each other: no copies of one wire, not the company about itself. */
  readonly independentSources: number;
  /** What its lead is. */
  readonly kind: Kind;
  /** True when its lead is a vendor's post about itself that brings out nothing new: a guide, a case, an opinion. */
  readonly isVendorOwn: boolean;
  /** Id of the section of its subject; `top` when it stands in 要闻 of a digest. */
  readonly section: string;
  /** The sum of the points. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** 前情: the recent event that this one answers. */
  readonly background: Reference | undefined;
  /** 更新: what this digest told of the story before. */
  readonly update: Reference | undefined;
}

/** Who reports a story, and where. */
export interface Publisher {
  readonly name: string;
  /** Its report; undefined when readers cannot open it, so that it is named without a link. */
  readonly url: string | undefined;
}

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** An item that had its chance and does not stand in the digest; `why` is in the digest's language. */
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
  /** Far fewer were read than usual. */
  readonly thin: boolean;
  readonly windowHours: number;
  /** Items that had their chance. */
  readonly items: number;
}

/** A story that this digest has told: it stands in a stored message that was not finally refused. */
export interface Told {
  readonly storyId: string;
  readonly slot: string;
  readonly toldAt: Date;
  readonly title: string;
  readonly url: string;
  /** What is needed to know the story again, whatever its URL or title become. */
  readonly items: readonly ToldItem[];
}

export interface ToldItem {
  readonly title: string;
  readonly summary: string;
  readonly canonicalUrl: string;
  readonly date: Date;
}

// ── Message ─────────────────────────────────────────────────────────────────────────────────────────

/** A piece of rendered text that carries its kind and its story. */
export type Block = {
  /** Markup of the digest's format; never starts or ends with a newline. */
  readonly text: string;
  /** A blank line stands before it, unless it opens a message. */
  readonly spaced: boolean;
} & (
  | {
      readonly kind: 'heading' /** Stands on every following part, with 续, while its section goes on. */;
      readonly section: string;
    }
  | { readonly kind: 'story'; readonly storyId: string; readonly section: string }
  | { readonly kind: 'text' }
);

/** One call's worth of blocks, within the limit of its dialect. */
export interface Message {
  readonly msgtype: Format;
  /** The content as the room gets it; for `news` the JSON text of the articles, for `webhook` that of the edition. */
  readonly content: string;
  /** How long `content` is, in the unit of its dialect: UTF-8 bytes for WeCom. */
  readonly bytes: number;
  readonly storyIds: readonly string[];
}

/** Limits of one message, each in the unit of its dialect; named with their source in deliver/wecom.ts and deliver/rooms/. */
export interface MessageLimits extends Readonly<Record<Exclude<Format, 'news'>, number>> {
  readonly news: {
    readonly articles: number;
    readonly titleBytes: number;
    readonly descriptionBytes: number;
    readonly urlBytes: number;
  };
}

/** A Liquid template, and its file as the user knows it. */
export interface Template {
  readonly file: string;
  readonly source: string;
}

/** Templates by format; `news` and `webhook` have no markup and no templates. Formats may share one. */
export type Templates = Readonly<Record<TemplateFormat, Readonly<Record<TemplateName, Template>>>>;
export type TemplateFormat = Exclude<Format, 'news' | 'webhook'>;
export type TemplateName = 'header' | 'section' | 'story' | 'footer';

// ── Outbox ──────────────────────────────────────────────────────────────────────────────────────────

/** What one POST of one message came to, by the room's own code and never by HTTP status alone. */
export type Outcome =
  /** `restMs`: how long the room asks us to wait before the next message. */
  | { readonly kind: 'accepted'; readonly restMs?: number }
  | { readonly kind: 'refused'; readonly errcode: number }
  | { readonly kind: 'key-refused'; readonly errcode: number }
  /** It certainly did not arrive. `rate`: too many messages (WeCom 45009). `concurrency`: WeCom 45033. */
  | {
      readonly kind: 'not-delivered';
      readonly cause: 'connect' | 'intercepted' | 'overloaded' | 'rate' | 'concurrency';
      /** With `rate`: how long the room asked us to wait; left out: as long as its kind is known to need. */
      readonly restMs?: number;
      /** What kept us from connecting, where that is known. */
      readonly obstacle?: Obstacle;
    }
  /** It may have arrived. `busy` is errcode -1, `gateway` another error of HTTP. */
  | { readonly kind: 'unsure'; readonly cause: 'reset' | 'timeout' | 'gateway' | 'busy' | 'not-json' | 'crash' };

export type Obstacle = 'dns' | 'refused' | 'proxy' | 'tls' | 'timeout';

/** `waiting` may be sent; `sending` has an attempt without an outcome; the others are final. */
export type OutboxState = 'waiting' | 'sending' | 'accepted' | 'refused' | 'unsure' | 'given-up';

/** What a message belongs to. The messages of one group and robot keep their order; other groups do not come between. */
export type MessageGroup =
  | { readonly kind: 'edition'; readonly editionId: number }
  /** `slot` is the local time at which it was due. */
  | { readonly kind: 'reminder'; readonly id: string; readonly slot: string }
  | { readonly kind: 'report'; readonly slot: string }
  | { readonly kind: 'alert' | 'by-hand' /** Any text that no other group has. */; readonly id: string };

/** One message that waits to be sent, or was. */
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
  /** After this instant a refused key is waited for no longer. */
  readonly catchUpUntil: Date;
  readonly state: OutboxState;
  /** Not before this instant (backoff). */
  readonly notBefore: Date | undefined;
  readonly attempts: readonly Attempt[];
}

/** One POST of one message. `outcome` is undefined while it is in flight, and for ever if the program died then. */
export interface Attempt {
  readonly id: number;
  readonly messageId: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly outcome: Outcome | undefined;
}

// ── Settings that more than one room needs ──────────────────────────────────────────────────────────

/** Something wrong with what a user wrote; told with all others at once. */
export interface Problem {
  /** As the user knows the file: `feeds/feeds.yaml`, `.env`, `templates/markdown/story.liquid`. */
  readonly file: string;
  /** From 1; undefined when the problem has no place (a missing file or variable). */
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
  /** Past editions and their messages. What is younger than 30 days is kept whatever this says. */
  readonly keepEditionsMs: number;
}

export interface Reminder {
  readonly id: string;
  readonly schedule: string;
  readonly timezone: string;
  readonly days: DigestSettings['days'];
  readonly webhooks: readonly string[];
  readonly text: string;
  /** Userids, mobile numbers, or `@all`. */
  readonly mention: readonly string[];
}

/** When the operator's weekly report is due. */
export interface ReportSettings {
  readonly schedule: string;
  readonly timezone: string;
}

/** Days off and make-up days of the user's own, `YYYY-MM-DD`; they win over the public calendar. */
export interface Calendar {
  readonly daysOff: readonly string[];
  readonly workdays: readonly string[];
}

// ── Knowledge ───────────────────────────────────────────────────────────────────────────────────────

/** What feeds/topics.yaml knows: what makes an item AI news, and what is not an article. */
export interface Topics {
  /** Words and names that make an item AI news by themselves. */
  readonly words: readonly string[];
  /** The user's own words: with one of `always` an item is AI news, with one of `never` it is not. */
  readonly always: readonly string[];
  readonly never: readonly string[];
  /** Words that mean AI only beside one of `beside`, in the same title or summary. */
  readonly ambiguous: readonly { readonly word: string; readonly beside: readonly string[] }[];
  /** Phrases that hold such a word and mean something else; they are taken out before anybody looks. */
  readonly unlike: readonly string[];
  readonly roundups: KindRules;
  readonly promotions: KindRules;
  readonly membersOnly: KindRules;
  readonly searchPages: KindRules;
  readonly wording: Wording;
}

/** Words by which titles and summaries are cleaned. */
export interface Wording {
  /** Names of sites that end titles. */
  readonly sites: readonly string[];
  /** Words of a column's name beside a bar. */
  readonly columns: readonly string[];
  /** Roles in the credits before a summary. */
  readonly credits: readonly string[];
  /** Openings of a sentence that leans on the one before it. */
  readonly leaning: readonly string[];
  /** Openings of a sentence that has no news. */
  readonly empty: readonly string[];
}

/** The learned judge as feeds/judge.json has it: made by `npm run train`, never by hand. */
export interface Weights {
  readonly kinds: readonly Kind[];
  /** By feature, in hundredths: a weight for each of `kinds`, one for being about AI, one for its wording's worth. */
  readonly features: Readonly<Record<string, readonly number[]>>;
  /** Groups of words that are features together; what a group means is learned. */
  readonly signs: Readonly<Record<string, readonly string[]>>;
  /** From which probability on an item counts as about AI, and as of a kind. */
  readonly thresholds: { readonly ai: number; readonly kinds: Readonly<Partial<Record<Kind, number>>> };
  /** What a story's signals are worth, in points. */
  readonly points: Readonly<Record<string, number>>;
}

/** Where a non-article shows: each pattern is enough. */
export interface KindRules {
  readonly titles: readonly Pattern[];
  readonly summaries: readonly Pattern[];
  readonly addresses: readonly Pattern[];
}

/** What feeds/aliases.yaml knows: things with a name, and words of the news, in several languages. */
export interface Aliases {
  readonly names: readonly Alias[];
  readonly signs: Readonly<Partial<Record<Sign, readonly string[]>>>;
}

/** What a language model wrote of a story's lead in the digest's language; each part only if it passed the gate. */
export interface Rewording {
  readonly headline?: string;
  /** One plain sentence that says more than the headline. */
  readonly sentence?: string;
}

/** Rewordings by the lead's title. */
export type Headlines = ReadonlyMap<string, Rewording>;

/** An answer of a language model that the gate refused, and nothing took its place. */
export interface RefusedAnswer {
  readonly title: string;
  readonly part: 'headline' | 'sentence';
  /** The gate's name for it: `number`, `actors`, `negation` … */
  readonly reason: string;
  /** The text that has no ground, where there is one. */
  readonly found?: string;
}

/** What language models are asked to write for one edition. */
export interface TextQuestion {
  readonly language: Language;
  /** Titles and summaries of leads in another language, as the feeds have them. */
  readonly leads: readonly { readonly title: string; readonly summary: string }[];
  readonly parts: readonly RefusedAnswer['part'][];
}

/** What came of it. `silent`: every call failed. `capped`: the day's tokens are used up. */
export interface TextAnswer {
  readonly headlines: Headlines;
  readonly refused: readonly RefusedAnswer[];
  readonly outcome: 'unasked' | 'answered' | 'silent' | 'capped';
}

/** A text of the world as a language model is shown it: data, never an instruction. */
export interface AskedText {
  readonly title: string;
  readonly summary: string;
}

/** What two headlines are to each other: one event, a later step of it, or two events. */
export type EventVerdict = 'same' | 'next' | 'different';

/** What one headline is. `worth`: 3 could lead the digest, 2 belongs in it, 1 is minor, 0 must not be in it. */
export interface ItemVerdict {
  readonly isAi: boolean;
  readonly kind: Kind;
  readonly worth: 0 | 1 | 2 | 3;
}

/** Something that the rules are not sure of. `id` names its texts. */
export type Doubt =
  | { readonly about: 'event'; readonly id: string; readonly texts: readonly [AskedText, AskedText] }
  | { readonly about: 'item'; readonly id: string; readonly text: AskedText };

/** What a language model said of doubts, by their ids. */
export interface Verdicts {
  readonly events: ReadonlyMap<string, EventVerdict>;
  readonly items: ReadonlyMap<string, ItemVerdict>;
}

/** The verdicts of one round, and what came of the calls for it. */
export interface JudgedAnswer extends Verdicts {
  readonly outcome: TextAnswer['outcome'];
}

/** Vectors of length 1 of an embedding model, by title. */
export interface Nearness {
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly scale: EmbeddingScale;
}

/** What a cosine of one embedding model means: `slope * (cosine - at)` is the log-odds that two headlines are one event. */
export interface EmbeddingScale {
  readonly at: number;
  readonly slope: number;
}

/** The language model for one edition, with one deadline for all it is asked. It never rejects. */
export interface LanguageModel {
  judge(doubts: readonly Doubt[]): Promise<JudgedAnswer>;
  /** undefined: there is no embedding model, or it gave nothing. */
  embed(texts: readonly AskedText[]): Promise<Nearness | undefined>;
  translate(question: TextQuestion): Promise<TextAnswer>;
}

/** What the language model cost on one day, from the store. */
export interface ModelUse {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly tokens: number;
  readonly calls: number;
  readonly failed: number;
  readonly averageMs: number;
  /** Answers that passed the gate, and those that did not by the gate's name for it. */
  readonly passed: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** What one question to a language model came to. */
export interface ModelProbe {
  readonly model: string;
  readonly host: string;
  /** undefined: it did not answer in words. */
  readonly answer: string | undefined;
  /** Of an embedding model: how long its vectors are, and whether it is known what their cosines mean. */
  readonly vectors?: { readonly dimensions: number | undefined; readonly isCalibrated: boolean };
  readonly tokens: number | undefined;
  /** The last HTTP status; undefined: it could not be reached. */
  readonly status: number | undefined;
  readonly durationMs: number;
}

/** The language model that is set, and what it cost today. */
export interface ModelStatus extends ModelUse {
  readonly name: string;
  /** The provider's host. */
  readonly host: string;
  /** Tokens a day. */
  readonly cap: number;
}

/** What a word of a headline shows: how far an event has come, its direction, or what kind of report this is. */
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
  | 'denial'
  | 'quote'
  | 'opinion'
  | 'nothing';

export interface Alias {
  /** `lab`: whatever it does is AI news. `media`: who reports, never what it is about. `term`: a word of the news. */
  readonly kind: 'lab' | 'company' | 'person' | 'model' | 'product' | 'agency' | 'media' | 'term';
  /** Spellings of one thing, the usual one first; a spelling with a dot and no space is also its host name. */
  readonly names: readonly string[];
}
