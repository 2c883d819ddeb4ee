/** Sends one message with one key and keeps what follows from it: the attempt, the key's state, what there is to tell. */
import type { Attempt, OutboxMessage, Outcome } from '../model.ts';
import type { KeyState } from '../store/store.ts';
import type { DelivererOptions } from './deliver.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import { giveUp } from './give-up.ts';
import { type Decision, decide } from './outcome.ts';
import type { Pace } from './pace.ts';
import { robotRate } from './wecom.ts';

export interface KeySenderOptions extends DelivererOptions {
  readonly hash: string;
  readonly memory: KeyMemory;
  /** Hash of the key that a webhook's address has now; undefined when it has no usable one. */
  hashOf(webhook: string): string | undefined;
}

/** What this process remembers of one key between two drains. */
export interface KeyMemory {
  readonly pace: Pace;
  /** A refused key is asked once by each process, and again only when it has changed. */
  wasProbed: boolean;
  /** Somebody else uses the robot: told, and not yet over. */
  isRateTaken: boolean;
}

export interface Sent {
  /** The pause before this message goes again; 0 when it does not, or when only its key rests. */
  readonly backoffMs: number;
  /** The robot judged the message: it can be reached and knows the key. */
  readonly isAnswered: boolean;
  /** Nothing more goes with this key until a person has acted. */
  readonly stopsKey: boolean;
}

export class KeySender {
  readonly #options: KeySenderOptions;
  #wasOverRate = false;
  /** A webhook through which the robot accepted a message. */
  #acceptedBy: string | undefined;
  #keyState: KeyState = { restUntil: undefined, refusedWith: undefined, refusedAt: undefined };

  constructor(options: KeySenderOptions) {
    this.#options = options;
  }

  get isKeyRefused(): boolean {
    return this.#keyState.refusedWith !== undefined;
  }

  /** Takes over the key's state, its rest and its pace from whoever sent last. */
  async loadKey(): Promise<void> {
    const { store, hash, clock, cooldownMs, rate, memory } = this.#options;
    this.#keyState = await store.keyState(hash);
    const { restUntil } = this.#keyState;
    const now = clock.now();
    // A clock that was set back must not make the rest longer than a rest ever is.
    if (restUntil) memory.pace.restFor(Math.min(restUntil.getTime() - now.getTime(), cooldownMs()));
    const windowMs = Math.max(rate().windowMs, robotRate.windowMs);
    memory.pace.load(await store.ledger(hash, new Date(now.getTime() - windowMs)), now);
  }

  /** Nobody knows what became of an attempt without an outcome: its program died. A message is `sending` only with one. */
  async recover(message: OutboxMessage): Promise<Sent | undefined> {
    const open = message.attempts.find(({ outcome }) => outcome === undefined);
    return open && this.#finish(message, open, { kind: 'unknown', cause: 'crash' });
  }

  /** @returns undefined when there was nothing to send after all */
  async send(id: number, signal: AbortSignal): Promise<Sent | undefined> {
    const { store, secret, hashOf, hash, clock, memory, post } = this.#options;
    const message = await store.outboxMessage(id);
    if (message?.state !== 'waiting' || (await this.giveUpIfOld(message))) return undefined;
    const address = secret(message.webhook);
    // The key changed meanwhile: the message belongs to another key's drain now.
    if (address === undefined || hashOf(message.webhook) !== hash) return undefined;
    const attempt = await store.startAttempt({ messageId: id, keyHash: hash, startedAt: clock.now() });
    memory.pace.started(attempt.id);
    return this.#finish(message, attempt, await post({ address, body: message.body, signal }));
  }

  /** @returns whether it is final now */
  async giveUpIfOld(message: OutboxMessage): Promise<boolean> {
    const now = this.#options.clock.now();
    const isOld = now > message.giveUpAt || (this.isKeyRefused && now > message.catchUpUntil);
    if (!isOld || message.state !== 'waiting') return false;
    await giveUp(message, this.#options);
    return true;
  }

  /** After a drain: one that met no 45009 shows that nobody else uses the robot any more. */
  tellRateIsFree(): void {
    const { memory, onEvent } = this.#options;
    if (!memory.isRateTaken || this.#wasOverRate || this.#acceptedBy === undefined) return;
    memory.isRateTaken = false;
    onEvent({ kind: 'recovered', webhook: this.#acceptedBy, condition: 'rate-taken' });
  }

  async #finish(message: OutboxMessage, attempt: Attempt, outcome: Outcome): Promise<Sent> {
    const { store, clock, random, cooldownMs, memory } = this.#options;
    memory.pace.finished(attempt.id);
    const earlier = message.attempts.map((one) => one.outcome).filter((one) => one !== undefined);
    const decision = decide(outcome, earlier, { cooldownMs: cooldownMs() }, random());
    const { state, backoffMs, key } = decision;
    const finishedAt = clock.now();
    const notBefore = backoffMs > 0 ? new Date(finishedAt.getTime() + backoffMs) : undefined;
    // The key first: a crash between the two must not forget that it rests.
    await this.#keepKeyState(decision, finishedAt);
    await store.finishAttempt({ attemptId: attempt.id, finishedAt, outcome, state, notBefore });
    await this.#tell(message, outcome, decision);
    const isAnswered = outcome.kind === 'accepted' || outcome.kind === 'refused';
    return { backoffMs, isAnswered, stopsKey: key.kind === 'stop' };
  }

  async #keepKeyState({ key }: Decision, now: Date): Promise<void> {
    const { memory } = this.#options;
    if (key.kind === 'rest') {
      memory.pace.restFor(key.restMs);
      await this.#saveKeyState({ restUntil: new Date(now.getTime() + key.restMs) });
    }
    if (key.kind === 'stop') {
      memory.wasProbed = true;
      await this.#saveKeyState({ refusedWith: key.errcode, refusedAt: now });
    }
  }

  async #tell(message: OutboxMessage, outcome: Outcome, decision: Decision): Promise<void> {
    const { memory, onEvent, cooldownMs } = this.#options;
    const { webhook } = message;
    onEvent(eventOf(message, outcome, decision));
    if (outcome.kind === 'accepted' || outcome.kind === 'refused') await this.#knowKeyIsGood(webhook);
    if (outcome.kind === 'accepted') this.#acceptedBy = webhook;
    if (outcome.kind !== 'unavailable' || outcome.cause !== 'rate') return;
    this.#wasOverRate = true;
    const sentInMinute = memory.pace.sentWithin(robotRate.windowMs);
    if (memory.isRateTaken || sentInMinute > robotRate.messages) return;
    memory.isRateTaken = true;
    onEvent({ kind: 'rate-taken', webhook, sentInMinute, restMs: cooldownMs() });
  }

  /** Tells it also when the key was refused here, and another process found it good again. */
  async #knowKeyIsGood(webhook: string): Promise<void> {
    const { memory, onEvent } = this.#options;
    if (!this.isKeyRefused && !memory.wasProbed) return;
    memory.wasProbed = false;
    if (this.isKeyRefused) await this.#saveKeyState({ refusedWith: undefined, refusedAt: undefined });
    onEvent({ kind: 'recovered', webhook, condition: 'key-refused' });
  }

  async #saveKeyState(change: Partial<KeyState>): Promise<void> {
    this.#keyState = { ...this.#keyState, ...change };
    await this.#options.store.saveKeyState(this.#options.hash, this.#keyState);
  }
}

function eventOf(message: OutboxMessage, outcome: Outcome, decision: Decision): DeliveryEvent {
  const { webhook } = message;
  const { key, state, backoffMs } = decision;
  if (key.kind === 'stop') return { kind: 'key-refused', webhook, errcode: key.errcode };
  if (outcome.kind === 'accepted') return { kind: 'accepted', webhook, message };
  if (outcome.kind === 'refused') return { kind: 'refused', webhook, message, errcode: outcome.errcode };
  if (state === 'unknown') return { kind: 'unknown-final', webhook, message };
  const restsKey = key.kind === 'rest';
  return { kind: 'postponed', webhook, message, outcome, pauseMs: restsKey ? key.restMs : backoffMs, restsKey };
}
