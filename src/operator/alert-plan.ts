import { dayMs } from '../ground/durations.ts';
import { createZone } from '../ground/zoned-time.ts';
import { type AilingFeed, type Condition, endangersNextSlot, stateOf } from './condition.ts';

/** An alert that was raised and has not ended. */
export interface StandingAlert {
  /** Until this changes, it is not sent again. */
  readonly state: string;
  /** Its text, as sent or to be sent. */
  readonly text: string;
  readonly mention: boolean;
  /** See `isEvent`. */
  readonly event: boolean;
  readonly raisedAt: Date;
  /** undefined: held back until the morning. */
  readonly sentAt: Date | undefined;
  /** It was sent with an earlier state. @default false */
  readonly sentBefore?: boolean;
}

/** `send` now, `hold` until the morning, or `none`: already sent. */
export type AlertPlan = 'send' | 'hold' | 'none';

/**
 * Decides whether an alert is sent: once until its condition changes, and between 22:00 and 08:00 only when it endangers
 * the next slot.
 */
export function planAlert(
  condition: Condition,
  standing: StandingAlert | undefined,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): AlertPlan {
  const isSent = standing?.sentAt !== undefined && standing.state === stateOf(condition);
  if (isSent) return 'none';
  return isQuiet(now, timezone) && !endangersNextSlot(condition) ? 'hold' : 'send';
}

/** An event can be forgotten a week after its alert was sent. */
export function isForgotten({ event, sentAt }: StandingAlert, now: Date): boolean {
  return event && sentAt !== undefined && now.getTime() - sentAt.getTime() > 7 * dayMs;
}

/** From 22:00 to 08:00 in the zone. */
export function isQuiet(now: Date, timezone: string): boolean {
  const hour = Number(createZone(timezone).local(now).slice(11, 13));
  return hour >= 22 || hour < 8;
}

/** The feeds for which an alert was sent. */
export interface AlertedFeeds {
  /** Day of the last summary, YYYY-MM-DD; empty before the first. */
  readonly day: string;
  /** Feed URL → the trouble that was reported. */
  readonly feeds: Readonly<Record<string, AilingFeed['trouble']['kind']>>;
}

export interface FeedsPlan {
  /** To be sent as one summary; empty: none today. */
  readonly summary: readonly AilingFeed[];
  /** Feeds that can be read again. */
  readonly recovered: readonly RecoveredFeed[];
  readonly alerted: AlertedFeeds;
}

export interface RecoveredFeed {
  readonly url: string;
  readonly name: string;
  readonly newItems: number;
}

/**
 * Decides which feeds to report: each trouble once, in at most one summary a day and none at night, and one line for
 * each reported feed that can be read again. A feed in neither list is no longer polled and is forgotten.
 */
export function planFeedAlerts(
  ailing: readonly AilingFeed[],
  healthy: readonly RecoveredFeed[],
  alerted: AlertedFeeds,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): FeedsPlan {
  const quiet = isQuiet(now, timezone);
  const day = createZone(timezone).local(now).slice(0, 10);
  const news = ailing.filter(({ url, trouble }) => alerted.feeds[url] !== trouble.kind);
  const summary = quiet || day === alerted.day ? [] : news;
  const recovered = quiet ? [] : healthy.filter(({ url }) => alerted.feeds[url] !== undefined);
  const polled = new Set([...ailing, ...healthy].map(({ url }) => url));
  const ended = new Set(recovered.map(({ url }) => url));
  const kept = Object.entries(alerted.feeds).filter(([url]) => polled.has(url) && !ended.has(url));
  const added = summary.map(({ url, trouble }) => [url, trouble.kind] as const);
  return {
    summary,
    recovered,
    alerted: { day: summary.length > 0 ? day : alerted.day, feeds: Object.fromEntries([...kept, ...added]) },
  };
}
