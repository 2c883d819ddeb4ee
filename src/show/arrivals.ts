import type { Config } from '../config/config.ts';
import { type Outlook, outlookOf } from '../edition/outlook.ts';
import { minuteMs } from '../ground/durations.ts';
import type { DigestSettings } from '../model.ts';
import type { Arrivals } from '../operator/level.ts';
import type { RoomDelivery, Store } from '../store/store.ts';

/** A digest, what comes next of it, and how its newest editions arrived. */
export interface DigestArrivals {
  readonly settings: DigestSettings;
  readonly outlook: Outlook;
  /** Of its newest editions, newest first. */
  readonly deliveries: readonly RoomDelivery[];
  /** One row for each robot of the newest edition; empty when there is none, or it has no message. */
  readonly newest: readonly RoomDelivery[];
  /** Its hour passed so long ago that a running worker would have composed it. */
  readonly isOverdue: boolean;
}

/** A worker needs minutes to collect: a slot younger than this is on its way. */
const overdueMs = 20 * minuteMs;

/** Begins the name of the fact that says in which messages an edition was sent again by hand, as a list of ids. */
export const resentPrefix = 'resent:';

export async function arrivalsOf(
  config: Pick<Config, 'digests' | 'calendar'>,
  store: Store,
  { now, editions }: { readonly now: Date; readonly editions: number },
): Promise<readonly DigestArrivals[]> {
  return Promise.all(
    config.digests.map(async (settings) => {
      const [outlook, deliveries] = await Promise.all([
        outlookOf(config, settings, { store, now }),
        store.deliveries({ digestId: settings.id, limit: editions }),
      ]);
      const id = deliveries[0]?.editionId;
      const isResent = id !== undefined && (await hasArrivedAgain(store, id));
      const newest = deliveries.filter((row) => row.editionId === id && row.webhook !== undefined);
      const isOverdue = outlook.due !== undefined && now.getTime() - outlook.due.instant.getTime() > overdueMs;
      return { settings, outlook, deliveries, newest: isResent ? newest.map(arrived) : newest, isOverdue };
    }),
  );
}

/** For the light. */
export function arrivalLevel(digests: readonly DigestArrivals[]): Arrivals {
  const rows = digests.flatMap(({ newest }) => newest);
  return {
    lacking: digests.some(({ isOverdue }) => isOverdue) || rows.some(({ lost }) => lost > 0),
    unsure: rows.some(({ unsure }) => unsure > 0),
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
