import type { Clock } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import type { DigestSlot } from '../operator/condition.ts';
import { workerFacts } from '../operator/heartbeat.ts';
import type { ScheduleStore } from '../store/store.ts';
import type { PingEvent } from './ping.ts';
import { shareNext } from './share-next.ts';

interface StoredSlot {
  readonly digest: DigestSlot;
  readonly stories: number;
  readonly late: boolean;
  /** Ids of its messages. */
  readonly messages: readonly number[];
}

/** The worker's view of the outbox. */
export interface Outbox {
  /** Sends the waiting messages that are not being sent already; settles when these sends have ended. */
  wake(request: { readonly signal: AbortSignal }): Promise<void>;
  /** For each group of messages, 0: all were delivered; 1: one failed for good; 3: one is waiting. */
  fatesOf(groups: readonly (readonly number[])[]): Promise<readonly (0 | 1 | 3)[]>;
  /** Settles when this process sends nothing. */
  ended(): Promise<void>;
}

export interface DeliveryOptions {
  readonly outbox: Outbox;
  ping(event: PingEvent): Promise<void>;
  readonly alerts: Pick<Alerts, 'clear'>;
  readonly store: ScheduleStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** A slot's messages are final. It must not throw. @default nothing follows */
  slotEnded?(): void;
  /** Sending, or storing the result, failed. It must not throw. */
  onFailure(error: unknown): void;
}

export type Delivery = ReturnType<typeof createDelivery>;

/**
 * Sends in the background and handles the results; no method rejects. Pings the dead man's switch: `start` when a slot's work begins, and `success` or `fail` once each of its own messages
 * is final. Messages of other slots do not matter. Slots in progress are stored, because they may end after a restart.
 */
export function createDelivery(options: DeliveryOptions) {
  const { outbox, ping, alerts, store, clock, signal, log, slotEnded, onFailure } = options;
  const works = new Set<Promise<void>>();

  const tellEnded = async (): Promise<void> => {
    const sending = [...(await store.facts(workerFacts.sending))].map(([name, value]) => ({
      name,
      slot: JSON.parse(value) as StoredSlot,
    }));
    const fates = await outbox.fatesOf(sending.map(({ slot }) => slot.messages));
    for (const [index, { name, slot }] of sending.entries()) {
      if (signal.aborted) return;
      const fate = fates[index];
      if (fate !== 3) await tellEnd(name, slot, fate === 0);
    }
  };

  /** Once at a time: two runs would both ping for the end of the same slot. */
  const judge = shareNext(tellEnded);

  const tellEnd = async (name: string, { digest, stories, late }: StoredSlot, arrived: boolean): Promise<void> => {
    const summary = { digest: digest.id, slot: digest.slot, late, stories };
    if (arrived) {
      log.info(summary, 'digest delivered');
      await alerts.clear({ kind: 'delivered', digest, at: clock.now(), stories, late });
    } else log.warn(summary, 'digest not delivered');
    await store.saveFact(name, undefined);
    slotEnded?.();
    await ping(arrived ? 'success' : 'fail');
  };

  /** Starts sending the waiting messages, unless sending is in progress. */
  const kick = (): void => {
    if (signal.aborted) return;
    const work = outbox
      .wake({ signal })
      .then(judge)
      .catch(onFailure)
      .finally(() => works.delete(work));
    works.add(work);
  };

  return {
    kick,
    /** A slot's work begins. */
    begin: () => ping('start').catch(onFailure),
    /** The slot could not be composed. */
    fail: () => ping('fail').catch(onFailure),
    /** The slot's messages are in the outbox: sends them, and pings when they are delivered. */
    async send(stored: StoredSlot): Promise<void> {
      const { id, slot } = stored.digest;
      await store.saveFact(`${workerFacts.sending}${id}@${slot}`, JSON.stringify(stored)).catch(onFailure);
      kick();
    },
    /** Settles when nothing is being sent. */
    async ended(): Promise<void> {
      while (works.size > 0) await Promise.all(works);
      await outbox.ended();
    },
  };
}
