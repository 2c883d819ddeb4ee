import type { Config } from '../config/config.ts';
import type { Clock } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import type { DigestSlot } from './alert-condition.ts';
import type { Alerts } from './alerts.ts';
import { workerFacts } from './heartbeat.ts';
import type { PingEvent } from './ping.ts';

/** Sending in the background, and what follows from its end. None of these ever rejects. */
export interface Delivery {
  /** Sends what waits, unless that is being done. */
  kick(config: Config): void;
  /** A slot's work begins. */
  begin(): Promise<void>;
  /** Nothing could be made of the slot. */
  fail(): Promise<void>;
  /** The slot's messages wait in the outbox: sends them, and tells when they have arrived. */
  send(config: Config, stored: StoredSlot): Promise<void>;
  /** Settles when nothing is being sent. */
  ended(): Promise<void>;
}

interface StoredSlot {
  readonly digest: DigestSlot;
  readonly stories: number;
  readonly late: boolean;
}

export interface DeliveryOptions {
  drain(request: { readonly config: Config; readonly signal: AbortSignal }): Promise<{ readonly exitCode: 0 | 1 | 3 }>;
  ping(event: PingEvent): Promise<void>;
  readonly alerts: Pick<Alerts, 'clear'>;
  readonly store: ScheduleStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** Sending or remembering failed. It must not throw. */
  onFailure(error: unknown): void;
}

/**
 * The dead man's switch hears `start` with a slot's work and, once the outbox has come to rest, `success` or `fail`;
 * nothing while something still waits. That a `start` is open is remembered: the end may come after a restart.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { drain, ping, alerts, store, clock, signal, log, onFailure } = options;
  const drains = new Set<Promise<void>>();

  const settlePing = async (exitCode: 0 | 1 | 3): Promise<void> => {
    if (exitCode === 3 || (await store.fact(workerFacts.pingOpen)) === undefined) return;
    await store.saveFact(workerFacts.pingOpen, undefined);
    await ping(exitCode === 0 ? 'success' : 'fail');
  };

  const start = (config: Config, stored: StoredSlot | undefined): void => {
    if (signal.aborted) return;
    const work = async (): Promise<void> => {
      const { exitCode } = await drain({ config, signal });
      if (signal.aborted) return;
      await settlePing(exitCode);
      if (stored === undefined) return;
      const { digest, stories, late } = stored;
      const summary = { digest: digest.id, slot: digest.slot, late, stories };
      if (exitCode !== 0) {
        log.warn({ ...summary, waits: exitCode === 3 }, 'digest not delivered');
        return;
      }
      log.info(summary, 'digest delivered');
      await alerts.clear(`feeds-down:${digest.id}`, { kind: 'delivered', digest, at: clock.now(), stories, late });
    };
    const sending = work()
      .catch(onFailure)
      .finally(() => drains.delete(sending));
    drains.add(sending);
  };

  return {
    kick(config) {
      if (drains.size === 0) start(config, undefined);
    },
    begin: () => ping('start').catch(onFailure),
    fail: () => ping('fail').catch(onFailure),
    async send(config, stored) {
      await store.saveFact(workerFacts.pingOpen, clock.now().toISOString()).catch(onFailure);
      start(config, stored);
    },
    async ended() {
      while (drains.size > 0) await Promise.all(drains);
    },
  };
}
