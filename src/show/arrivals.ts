import { judgeFeed } from '../collect/feed-health.ts';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { type Outlook, outlookOf } from '../edition/outlook.ts';
import { minuteMs } from '../ground/durations.ts';
import type { DigestSettings, FeedState, Slot } from '../model.ts';
import type { Arrivals } from '../operator/level.ts';
import { readSlotMemory, type SlotMemory, slotsPrefix } from '../schedule/catch-up.ts';
import type { RoomDelivery } from '../store/figures-store.ts';
import type { Store } from '../store/store.ts';

/** A digest with its outlook and the delivery of its newest editions. */
export interface DigestArrivals {
  readonly settings: DigestSettings;
  readonly outlook: Outlook;
  /** Newest first. */
  readonly deliveries: readonly RoomDelivery[];
  /**
   * One row for each robot of the newest edition; empty if there is none or it has no messages. Robots that the digest no
   * longer uses are left out, unless it went to no other.
   */
  readonly newest: readonly RoomDelivery[];
  /** Whether the worker must send the edition due: not if its slot had passed before the schedule was loaded. */
  readonly isOwed: boolean;
  /** Whether it is so late that a running worker would have composed it. */
  readonly isOverdue: boolean;
  /** The slot whose edition a person holds past its time. */
  readonly held: Slot | undefined;
  /** Local times of slots whose editions were held past their time and then released. */
  readonly released: ReadonlySet<string>;
}

/** A worker needs some minutes to collect, so a younger slot is not overdue. */
const overdueMs = 20 * minuteMs;

/** Prefix of facts with the ids of the messages by which an edition was resent by hand. */
export const resentPrefix = 'resent:';

/** Prefix of facts that the edition of a slot was held past its time and then released. */
const releasedPrefix = 'released:';

export async function rememberRelease(
  store: Pick<Store, 'saveFact'>,
  { digestId, local }: Pick<Slot, 'digestId' | 'local'>,
): Promise<void> {
  await store.saveFact(`${releasedPrefix}${digestId}:${local}`, 'yes');
}

export async function arrivalsOf(
  config: Pick<Config, 'digests' | 'calendar'>,
  store: Store,
  { now, editions }: { readonly now: Date; readonly editions: number },
): Promise<readonly DigestArrivals[]> {
  const drafts = await store.drafts();
  return Promise.all(
    config.digests.map(async (settings) => {
      const mark = `${releasedPrefix}${settings.id}:`;
      const [outlook, deliveries, releases, memory] = await Promise.all([
        outlookOf(config, settings, { store, now }),
        store.deliveries({ digestId: settings.id, limit: editions }),
        store.facts(mark),
        store.fact(`${slotsPrefix}digest:${settings.id}`),
      ]);
      const id = deliveries[0]?.editionId;
      const isResent = id !== undefined && (await hasArrivedAgain(store, id));
      const sent = deliveries.filter((row) => row.editionId === id && row.webhook !== undefined);
      const stillUsed = sent.filter(({ webhook = '' }) => settings.webhooks.includes(webhook));
      const newest = stillUsed.length > 0 ? stillUsed : sent;
      const held = drafts.find(
        ({ slot, decision }) => slot.digestId === settings.id && decision === 'held' && slot.instant <= now,
      )?.slot;
      const { due } = outlook;
      const isOwed = due !== undefined && (memory === undefined || owes(readSlotMemory(memory), due));
      return {
        settings,
        outlook,
        deliveries,
        newest: (isResent ? newest.map(arrived) : newest).toSorted(byPlace(settings.webhooks)),
        isOwed,
        isOverdue: isOwed && due.local !== held?.local && now.getTime() - due.instant.getTime() > overdueMs,
        held,
        released: new Set([...releases.keys()].map((name) => name.slice(mark.length))),
      };
    }),
  );
}

/** Slots from before a timetable was first loaded are not run, except one that was already open. */
function owes({ since, open }: SlotMemory, { local, instant }: Slot): boolean {
  return since === undefined || instant >= since || open?.local === local;
}

/** Sorts by the order of the digest's rooms. */
function byPlace(webhooks: readonly string[]) {
  return (a: RoomDelivery, b: RoomDelivery) => webhooks.indexOf(a.webhook ?? '') - webhooks.indexOf(b.webhook ?? '');
}

/** How many feeds of the digests cannot be read. */
export interface UnreadFeeds {
  readonly total: number;
  readonly unread: number;
}

/** @param states by feed URL */
export function unreadFeeds(
  { digests, feeds }: Pick<Config, 'digests' | 'feeds'>,
  states: ReadonlyMap<string, FeedState>,
  now: Date,
): UnreadFeeds {
  const used = [...new Set(digests.flatMap((settings) => feedsOf(settings, feeds)))];
  return { total: used.length, unread: used.filter(({ url }) => isUnread(judgeFeed(states.get(url), now))).length };
}

/** Whether it has been unreadable for long enough to count. Feeds with other problems only provide less. */
export function isUnread({ verdict }: { readonly verdict: string }): boolean {
  return verdict === 'failing' || verdict === 'html';
}

/** Readers notice when a quarter of the feeds is missing. */
export function isThin({ total, unread }: UnreadFeeds): boolean {
  return unread > 0 && unread * 4 >= total;
}

/** The input for the status light. */
export function arrivalLevel(digests: readonly DigestArrivals[], feeds: UnreadFeeds): Arrivals {
  const rows = digests.flatMap(({ newest }) => newest);
  return {
    lacking: digests.some(({ isOverdue }) => isOverdue) || rows.some(({ lost }) => lost > 0),
    unsure: rows.some(({ unsure }) => unsure > 0),
    held: digests.some(({ held }) => held !== undefined),
    thin: isThin(feeds),
  };
}

async function hasArrivedAgain(store: Store, editionId: number): Promise<boolean> {
  const ids = await store.fact(`${resentPrefix}${editionId}`);
  if (ids === undefined) return false;
  const messages = await Promise.all((JSON.parse(ids) as readonly number[]).map((id) => store.outboxMessage(id)));
  return messages.every((message) => message?.state === 'accepted');
}

function arrived(row: RoomDelivery): RoomDelivery {
  return { ...row, accepted: row.messages, lost: 0, unsure: 0 };
}
