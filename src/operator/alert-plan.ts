import { createZone } from '../ground/zoned-time.ts';
import { type AilingFeed, type Condition, endangersNextSlot, stateOf } from './condition.ts';

/** An alert that was raised and has not ended. */
export interface StandingAlert {
  /** What must change before it is told again. */
  readonly state: string;
  /** Its text, as sent or as it will be. */
  readonly text: string;
  readonly mention: boolean;
  /** Nothing that lasts: see `isEvent`. */
  readonly event: boolean;
  readonly raisedAt: Date;
  /** undefined: held back until the morning. */
  readonly sentAt: Date | undefined;
}

/** `send` now, `hold` it until the morning, or `none`: it was told already. */
export type AlertPlan = 'send' | 'hold' | 'none';

/**
 * Decides whether a condition is told: once until it changes, and between 22:00 and 08:00 only when it endangers the
 * next slot.
 */
export function planAlert(
  condition: Condition,
  standing: StandingAlert | undefined,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): AlertPlan {
  const isTold = standing?.sentAt !== undefined && standing.state === stateOf(condition);
  if (isTold) return 'none';
  return isQuiet(now, timezone) && !endangersNextSlot(condition) ? 'hold' : 'send';
}

/** Whether nobody needs to remember it any more: an event that was told a week ago. */
export function isForgotten({ event, sentAt }: StandingAlert, now: Date): boolean {
  return event && sentAt !== undefined && now.getTime() - sentAt.getTime() > 7 * 86_400_000;
}

/** From 22:00 to 08:00 in the zone. */
export function isQuiet(now: Date, timezone: string): boolean {
  const hour = Number(createZone(timezone).local(now).slice(11, 13));
  return hour >= 22 || hour < 8;
}

/** Which feeds were told to be ailing, and when. */
export interface ToldFeeds {
  /** Day of the last summary, YYYY-MM-DD; empty before the first. */
  readonly day: string;
  /** Feed URL → its trouble, as told. */
  readonly feeds: Readonly<Record<string, AilingFeed['trouble']['kind']>>;
}

export interface FeedsPlan {
  /** To be told as one summary; empty: none today. */
  readonly summary: readonly AilingFeed[];
  /** Feeds that give news again. */
  readonly recovered: readonly RecoveredFeed[];
  readonly told: ToldFeeds;
}

export interface RecoveredFeed {
  readonly url: string;
  readonly name: string;
  readonly newItems: number;
}

/**
 * Decides which feeds are told: each trouble once, one summary a day at most and none at night, and one line for each
 * told feed that was read again. A feed that is in neither list is no longer polled and is forgotten.
 */
export function planFeedAlerts(
  ailing: readonly AilingFeed[],
  healthy: readonly RecoveredFeed[],
  told: ToldFeeds,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): FeedsPlan {
  const quiet = isQuiet(now, timezone);
  const day = createZone(timezone).local(now).slice(0, 10);
  const news = ailing.filter(({ url, trouble }) => told.feeds[url] !== trouble.kind);
  const summary = quiet || day === told.day ? [] : news;
  const recovered = quiet ? [] : healthy.filter(({ url }) => told.feeds[url] !== undefined);
  const polled = new Set([...ailing, ...healthy].map(({ url }) => url));
  const ended = new Set(recovered.map(({ url }) => url));
  const kept = Object.entries(told.feeds).filter(([url]) => polled.has(url) && !ended.has(url));
  const added = summary.map(({ url, trouble }) => [url, trouble.kind] as const);
  return {
    summary,
    recovered,
    told: { day: summary.length > 0 ? day : told.day, feeds: Object.fromEntries([...kept, ...added]) },
  };
}
