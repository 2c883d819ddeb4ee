/**
 * Delivers the messages of the outbox in order, as fast as the robot's rate limit allows. A message is sent a second time
 * only if it may not have arrived. `drain` may be called at any time, also while this or another process is sending.
 */
import { orNothing } from '../ground/or-nothing.ts';
import type { OutboxMessage } from '../model.ts';
import type { DelivererOptions, DrainOptions } from './deliverer-options.ts';
import { type DrainResult, reportOn } from './drain-report.ts';
import { giveUp } from './give-up.ts';
import { KeyDrain, type KeyEnd } from './key-drain.ts';
import { createKeys, type Key } from './keys.ts';

interface WakeOptions extends Pick<DrainOptions, 'signal' | 'maxRobotWaitMs'> {
  /** Hashes of the keys to send with. @default all keys with waiting messages */
  readonly keys?: readonly string[];
}

export type Deliverer = ReturnType<typeof createDeliverer>;

export function createDeliverer(options: DelivererOptions) {
  const { store, clock, onEvent } = options;
  const keys = createKeys(options);
  const active = new Map<string, KeyDrain>();
  /** Webhooks without a usable address for which an event was raised. */
  const reportedWebhooks = new Set<string>();
  let handling = Promise.resolve();

  /**
   * Sends until no message waits. If this process already sends with a key, the call joins that drain.
   * @throws {Error} when the store fails; the request in flight is finished first
   */
  async function drain(request: DrainOptions = {}): Promise<DrainResult> {
    const asked = request.messages ?? (await store.unfinished()).map(({ id }) => id);
    const isWanted = request.messages && (({ id }: OutboxMessage) => asked.includes(id));
    const ends = new Map<string, KeyEnd>();
    for (;;) {
      // A message may have been added at the moment when a drain ended, so keys with an empty drain are checked again.
      const todo = (await keysToSend(isWanted)).filter(({ hash }) => (ends.get(hash) ?? 'empty') === 'empty');
      if (todo.length === 0 || request.signal?.aborted) return reportOn(asked, ends, { ...options, keys });
      await settleAll(todo.map(async (key) => ends.set(key.hash, await drainKey(key, request))));
    }
  }

  /** Keys with waiting messages. Messages without a key are reported, and given up when they are too old. */
  async function keysToSend(isWanted?: (message: OutboxMessage) => boolean): Promise<readonly Key[]> {
    // One at a time: two drains of this process must not settle the same message.
    const handle = () => handleUnaddressed(isWanted);
    handling = handling.then(handle, handle);
    await handling;
    const webhooks =
      isWanted === undefined
        ? await store.webhooksWaiting()
        : (await store.unfinished()).filter(isWanted).map(({ webhook }) => webhook);
    return [...new Set(webhooks.map(keys.of))].filter((key) => key !== undefined);
  }

  async function drainKey(key: Key, request: DrainOptions): Promise<KeyEnd> {
    const running = lookAgain(key);
    return running ? untilEndOrStop(running, request.signal) : sendWith(key, request);
  }

  /**
   * Starts sending to every robot with waiting messages. Drains that are already running only check the outbox again; the
   * call does not wait for them, so a robot that is down does not block the caller.
   * @returns settles when the drains that this call started have ended
   * @throws {Error} when the store fails
   */
  async function wake({ keys: hashes, ...request }: WakeOptions = {}): Promise<void> {
    const wanted = (await keysToSend()).filter(({ hash }) => hashes?.includes(hash) ?? true);
    const idle = wanted.filter((key) => lookAgain(key) === undefined);
    await settleAll(idle.map((key) => sendWith(key, request)));
  }

  /** Settles when this process sends nothing. */
  async function ended(): Promise<void> {
    while (active.size > 0) await Promise.allSettled([...active.values()].map((keyDrain) => keyDrain.ended));
  }

  /** Makes a running drain of this key check the outbox again. */
  function lookAgain({ hash }: Key): KeyDrain | undefined {
    const running = active.get(hash);
    running?.lookAgain();
    return running;
  }

  /** Repeats the drain if `lookAgain` was called, possibly after its last look at the outbox. */
  async function sendWith(key: Key, request: DrainOptions): Promise<KeyEnd> {
    for (;;) {
      const keyDrain = new KeyDrain({ ...options, ...key, request, hashOf: (webhook) => keys.of(webhook)?.hash });
      active.set(key.hash, keyDrain);
      let end: KeyEnd;
      try {
        end = await keyDrain.ended;
      } finally {
        // No `await` until the check below: a call in between would be missed, or start a second drain.
        active.delete(key.hash);
      }
      if (end !== 'empty' || !keyDrain.wasAskedAgain) return end;
    }
  }

  /** A missing address counts as a refused key: its messages wait for a person until `catchUpUntil`. */
  async function handleUnaddressed(isWanted: (message: OutboxMessage) => boolean = () => true): Promise<void> {
    const unaddressed: string[] = [];
    for (const webhook of await store.webhooksWaiting()) {
      if (keys.of(webhook) === undefined) unaddressed.push(webhook);
      else if (reportedWebhooks.delete(webhook)) onEvent({ kind: 'recovered', webhook, condition: 'key-refused' });
    }
    if (unaddressed.length === 0) return;
    for (const message of (await store.unfinished(unaddressed)).filter(isWanted)) {
      const { webhook } = message;
      if (!reportedWebhooks.has(webhook)) onEvent({ kind: 'key-refused', webhook, errcode: undefined });
      reportedWebhooks.add(webhook);
      if (clock.now() > message.catchUpUntil) await giveUp(message, options);
    }
  }

  return {
    drain,
    wake,
    /** Hashes of the keys with waiting messages. */
    keysWaiting: async (): Promise<readonly string[]> => (await keysToSend()).map(({ hash }) => hash),
    /** The present state of each group of messages, as the exit codes of `DrainResult`. */
    async fatesOf(groups: readonly (readonly number[])[]): Promise<readonly DrainResult['exitCode'][]> {
      const states = await store.messageStates(groups.flat());
      return groups.map((group) => {
        const own = group.flatMap((id) => states.get(id) ?? []);
        if (own.some((state) => state === 'refused' || state === 'unsure' || state === 'given-up')) return 1;
        return own.some((state) => state === 'waiting' || state === 'sending') ? 3 : 0;
      });
    },
    ended,
  };
}

/** Waits for all tasks even if one fails: no request may be in flight when the caller closes the store. */
async function settleAll(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(tasks)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** A caller that joins a running drain can abort its own wait. */
async function untilEndOrStop({ ended }: KeyDrain, signal: AbortSignal | undefined): Promise<KeyEnd> {
  return signal === undefined ? ended : ((await orNothing(ended, signal)) ?? 'stopped');
}
