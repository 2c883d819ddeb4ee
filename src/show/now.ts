/** The content of the page "now": what the groups got, what a person must do, and when the next edition is due. */

import type { SettingsInForce } from '../config/settings-in-force.ts';
import { sayIn } from '../ground/say.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import type { Level } from '../operator/level.ts';
import type { Store } from '../store/store.ts';
import { arrivalsOf, type DigestArrivals, unreadFeeds } from './arrivals.ts';
import { type FunnelStep, funnelOf, type RoomTimes, type StripDay, stripOf, timesOf } from './delivery-pictures.ts';
import { type FeedCause, feedCauses } from './feed-causes.ts';
import { type EditionNow, editionNow, otherWaiting } from './newest-editions.ts';
import { type NowScope, wordsFor } from './now-scope.ts';
import { detailOf, headlineOf } from './now-sentence.ts';
import { readRoomNames } from './room-names.ts';
import { type StandingMatter, standingMatters } from './standing-matters.ts';
import { statusReport } from './status.ts';

export interface NowView {
  readonly level: Level;
  /** One sentence: what the groups got. */
  readonly headline: string;
  /** What a person must do, and when the next edition is due. */
  readonly detail: string;
  readonly stands: readonly StandingMatter[];
  /** The newest edition of each digest. */
  readonly editions: readonly EditionNow[];
  readonly next: readonly NextEdition[];
  /** `unread`: never visited so far, and counted as healthy. */
  readonly feeds: {
    readonly total: number;
    readonly healthy: number;
    readonly unread: number;
    readonly causes: readonly FeedCause[];
  };
  /** The newest editions of the first digest, oldest first. */
  readonly strip: readonly StripDay[];
  readonly times: readonly RoomTimes[];
  /** For the newest edition of the first digest; empty before the first one. */
  readonly funnel: readonly FunnelStep[];
  /** Edited variables that take effect at the next start. */
  readonly atNextStart: readonly string[];
  /** Waiting messages outside editions. */
  readonly waiting: readonly string[];
}

interface NextEdition {
  readonly digestId: string;
  readonly title: string;
  readonly when: string;
  readonly rooms: string;
  /** Skipped slots, or an edition that is still due. */
  readonly note: string | undefined;
}

export interface NowSubject {
  readonly settings: Pick<SettingsInForce, 'now' | 'atNextStart'>;
  readonly store: Store;
  readonly now: Date;
  readonly alerts: ReadonlyMap<string, StandingAlert>;
}

const shownEditions = 30;

export async function nowView({ settings, store, now, alerts }: NowSubject): Promise<NowView> {
  const config = settings.now();
  const { language } = config;
  const say = sayIn(language);
  const [report, states, digests, unfinished, nameOf] = await Promise.all([
    statusReport(config, store, { now, language }),
    store.feedStates(),
    arrivalsOf(config, store, { now, editions: shownEditions }),
    store.unfinished(),
    readRoomNames(store, language),
  ]);
  const scope: NowScope = { config, language, say, now, nameOf, unfinished };
  const heads = await Promise.all(
    digests.map(({ settings: { id } }) => store.editionHeads({ digestId: id, limit: 1 })),
  );
  const editions = digests.flatMap((digest, index) => editionNow(digest, heads[index]?.[0]?.stories ?? 0, scope));
  const stands = standingMatters(alerts, scope);
  const [first] = digests;
  return {
    level: report.worker.level,
    headline: headlineOf(report, digests, editions, scope),
    detail: detailOf(report.worker.level, { stands, digests, feeds: unreadFeeds(config, states, now) }, scope),
    stands,
    editions,
    next: digests.map((digest) => nextEdition(digest, scope)),
    feeds: {
      total: report.feeds.length,
      healthy: report.feeds.filter(({ verdict }) => verdict === 'ok').length,
      unread: report.feeds.filter(({ url }) => !states.has(url)).length,
      causes: feedCauses(report.feeds, states, language),
    },
    strip: first === undefined ? [] : stripOf(first, scope),
    times: digests.flatMap((digest) => timesOf(digest, scope)),
    funnel: first === undefined ? [] : await funnelOf(store, first, say),
    atNextStart: settings.atNextStart(),
    waiting: unfinished.filter(({ group }) => group.kind !== 'edition').map((message) => otherWaiting(message, scope)),
  };
}

function nextEdition(digest: DigestArrivals, scope: NowScope): NextEdition {
  const { say, nameOf } = scope;
  const { id, title, webhooks } = digest.settings;
  const { due, next, skipped } = digest.outlook;
  const when = wordsFor(digest, scope);
  const notes = [
    ...(due !== undefined && digest.isOwed && due.local !== next?.local
      ? [
          digest.held?.local === due.local
            ? say(
                `${when(due.instant)} 这期被扣住了，等人放行`,
                `the edition of ${when(due.instant)} is held by a person`,
              )
            : say(`${when(due.instant)} 这期还没有发`, `the edition of ${when(due.instant)} is not sent yet`),
        ]
      : []),
    ...skipped.map(({ instant }) =>
      say(
        `${when(instant)} 不再发：当天已经发过一期`,
        `${when(instant)} is skipped, because that day already has an edition`,
      ),
    ),
  ];
  return {
    digestId: id,
    title,
    when: next === undefined ? '—' : when(next.instant),
    rooms: webhooks.map(nameOf).join(say('、', ', ')),
    note: notes.length === 0 ? undefined : notes.join(say('；', '; ')),
  };
}
