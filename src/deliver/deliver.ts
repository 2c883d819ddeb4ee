/**
 * Delivers the messages of the outbox in order, as fast as the robot's rate limit allows. A message is sent a second time
 * only if it may not have arrived. `drain` may be called at any time, also while this or another process is sending.
 */
import { orNothing } from '../ground/or-nothing.ts';
import type { OutboxMessage, OutboxState, RoomKind } from '../model.ts';
import type { DelivererOptions, DrainOptions } from './deliverer-options.ts';
import { giveUp } from './give-up.ts';
import { KeyDrain, type KeyEnd } from './key-drain.ts';
import { keyLimits } from './key-limits.ts';
import type { KeySenderOptions } from './key-sender.ts';
import { createPace } from './pace.ts';
import { roomHash, roomOf } from './rooms/rooms.ts';

interface WakeOptions extends Pick<DrainOptions, 'signal' | 'maxRobotWaitMs'> {
  /** Hashes of the keys to send with. @default all keys with waiting messages */
  readonly keys?: readonly string[];
}

export interface Deliverer {
  /**
   * Sends until no message waits. If this process already sends with a key, the call joins that drain.
   * @throws {Error} when the store fails; the request in flight is finished first
   */
  drain(options?: DrainOptions): Promise<DrainResult>;
  /**
   * Starts sending to every robot with waiting messages. Drains that are already running only check the outbox again; the
   * call does not wait for them, so a robot that is down does not block the caller.
   * @returns settles when the drains that this call started have ended
   * @throws {Error} when the store fails
   */
  wake(options?: WakeOptions): Promise<void>;
  /** Hashes of the keys with waiting messages. */
  keysWaiting(): Promise<readonly string[]>;
  /** The present state of each group of messages, as the exit codes of `DrainResult`. */
  fatesOf(groups: readonly (readonly number[])[]): Promise<readonly DrainResult['exitCode'][]>;
  /** Settles when this process sends nothing. */
  ended(): Promise<void>;
}

/** The outcome of the requested messages. By default these are the messages that were unfinished when `drain` was called. */
export interface DrainResult {
  readonly webhooks: readonly WebhookResult[];
  /** 0 all accepted, nothing to do, or another process delivers · 1 any refused, unsure or given up · 3 any waiting. */
  readonly exitCode: 0 | 1 | 3;
}

export interface WebhookResult {
  /** The variable's name. */
  readonly webhook: string;
  /** `wecom` without an address. */
  readonly room: RoomKind;
  readonly accepted: number;
  readonly refused: number;
  /** The errcode of the first refused message; undefined without one. */
  readonly refusedWith: number | undefined;
  readonly unsure: number;
  readonly givenUp: number;
  readonly waiting: number;
  /** Another process sends with this key and will send the waiting messages. */
  readonly busyElsewhere: boolean;
  /** Why nothing can be sent until a person acts: the address is missing or wrong, or the robot refuses its key. */
  readonly blocked: 'no-address' | 'bad-address' | 'key-refused' | undefined;
}

type Key = Pick<KeySenderOptions, 'hash' | 'limits' | 'memory'>;

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { store, secret, clock, onEvent } = options;
  /** By their hashes. */
  const keys = new Map<string, Key>();
  /** By address, cached because every waiting message needs its key at each step. */
  const keysOfRooms = new Map<string, { readonly privateHosts: readonly string[]; readonly key: Key | undefined }>();
  const active = new Map<string, KeyDrain>();
  /** Webhooks without a usable address for which an event was raised. */
  const reportedWebhooks = new Set<string>();
  let handling = Promise.resolve();

  async function drain(request: DrainOptions = {}): Promise<DrainResult> {
    const asked = request.messages ?? (await store.unfinished()).map(({ id }) => id);
    const isWanted = request.messages && (({ id }: OutboxMessage) => asked.includes(id));
    const ends = new Map<string, KeyEnd>();
    for (;;) {
      // A message may have been added at the moment when a drain ended, so keys with an empty drain are checked again.
      const todo = (await keysToSend(isWanted)).filter(({ hash }) => (ends.get(hash) ?? 'empty') === 'empty');
      if (todo.length === 0 || request.signal?.aborted) return report(asked, ends);
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
    return [...new Set(webhooks.map(keyOf))].filter((key) => key !== undefined);
  }

  async function drainKey(key: Key, request: DrainOptions): Promise<KeyEnd> {
    const running = lookAgain(key);
    return running ? untilEndOrStop(running, request.signal) : sendWith(key, request);
  }

  async function wake({ keys: hashes, ...request }: WakeOptions = {}): Promise<void> {
    const wanted = (await keysToSend()).filter(({ hash }) => hashes?.includes(hash) ?? true);
    const idle = wanted.filter((key) => lookAgain(key) === undefined);
    await settleAll(idle.map((key) => sendWith(key, request)));
  }

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
      const keyDrain = new KeyDrain({ ...options, ...key, request, hashOf });
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

  function keyOf(webhook: string): Key | undefined {
    const address = secret(webhook);
    if (address === undefined) return undefined;
    const privateHosts = options.privateHosts?.() ?? none;
    const known = keysOfRooms.get(address);
    if (known?.privateHosts === privateHosts) return known.key;
    const hash = roomHash(address, privateHosts);
    const key = hash === undefined ? undefined : (keys.get(hash) ?? newKey(hash, address));
    keysOfRooms.set(address, { privateHosts, key });
    return key;
  }

  function newKey(hash: string, address: string): Key {
    const limits = keyLimits(hash, roomOf(address), options);
    const pace = createPace(limits.rates, options.elapsedMs);
    const key = { hash, limits, memory: { pace, wasRefusedHere: false, isRateTaken: false } };
    keys.set(hash, key);
    return key;
  }

  function hashOf(webhook: string): string | undefined {
    return keyOf(webhook)?.hash;
  }

  /** A missing address counts as a refused key: its messages wait for a person until `catchUpUntil`. */
  async function handleUnaddressed(isWanted: (message: OutboxMessage) => boolean = () => true): Promise<void> {
    const unaddressed: string[] = [];
    for (const webhook of await store.webhooksWaiting()) {
      if (hashOf(webhook) === undefined) unaddressed.push(webhook);
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

  async function report(asked: readonly number[], ends: ReadonlyMap<string, KeyEnd>): Promise<DrainResult> {
    const messages = (await Promise.all(asked.map((id) => store.outboxMessage(id)))).filter((one) => one !== undefined);
    const webhooks: WebhookResult[] = [];
    for (const [webhook, own] of Map.groupBy(messages, (message) => message.webhook)) {
      const hash = hashOf(webhook);
      const end = hash === undefined ? undefined : ends.get(hash);
      const key = hash === undefined ? undefined : await store.keyState(hash);
      const waiting = own.filter(({ state }) => state === 'waiting' || state === 'sending');
      webhooks.push({
        webhook,
        room: roomOf(secret(webhook) ?? '').kind,
        ...count(own),
        waiting: waiting.length,
        busyElsewhere: end === 'busy' && waiting.length > 0,
        blocked: waiting.length === 0 ? undefined : blockOf(webhook, key?.refusedWith),
      });
    }
    return { webhooks, exitCode: exitCodeOf(webhooks) };
  }

  function blockOf(webhook: string, refusedWith: number | undefined): WebhookResult['blocked'] {
    if (secret(webhook) === undefined) return 'no-address';
    if (hashOf(webhook) === undefined) return 'bad-address';
    return refusedWith === undefined ? undefined : 'key-refused';
  }

  return {
    drain,
    wake,
    keysWaiting: async () => (await keysToSend()).map(({ hash }) => hash),
    async fatesOf(groups) {
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

const none: readonly string[] = [];

function count(messages: readonly OutboxMessage[]) {
  const inState = (wanted: OutboxState) => messages.filter(({ state }) => state === wanted).length;
  return {
    accepted: inState('accepted'),
    refused: inState('refused'),
    refusedWith: messages.flatMap(errcodeOf)[0],
    unsure: inState('unsure'),
    givenUp: inState('given-up'),
  };
}

function errcodeOf({ state, attempts }: OutboxMessage): readonly number[] {
  const outcome = attempts.at(-1)?.outcome;
  return state === 'refused' && outcome?.kind === 'refused' ? [outcome.errcode] : [];
}

function exitCodeOf(webhooks: readonly WebhookResult[]): DrainResult['exitCode'] {
  if (webhooks.some(({ refused, unsure, givenUp }) => refused + unsure + givenUp > 0)) return 1;
  return webhooks.some(({ waiting, busyElsewhere }) => waiting > 0 && !busyElsewhere) ? 3 : 0;
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
