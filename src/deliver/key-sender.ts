/** Sends one message with one key, and stores and reports the attempt, the message's state and the key's state. */
import { hash } from 'node:crypto';
import { groupName } from '../ground/group-name.ts';
import { signingSecretOf } from '../ground/room-kinds.ts';
import type { Attempt, OutboxMessage, Outcome } from '../model.ts';
import type { KeyState } from '../store/store.ts';
import type { DelivererOptions } from './deliverer-options.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import type { KeyLimits } from './key-limits.ts';
import { type Decision, decide } from './outcome.ts';
import { longestWindowMs, type Pace } from './pace.ts';
import type { Situation } from './plan-next.ts';
import { startWithin, type TooSoon } from './shared-pace.ts';

export interface KeySenderOptions extends DelivererOptions {
  readonly hash: string;
  readonly limits: KeyLimits;
  readonly memory: KeyMemory;
  /** Hash of the present key of a webhook; undefined without a usable address. */
  hashOf(webhook: string): string | undefined;
}

/** What this process keeps of a key between two drains. */
interface KeyMemory {
  readonly pace: Pace;
  /** What was refused in this process, which does not try it again until the address or the secret has changed. */
  refusedHere: Credentials | undefined;
  /** Whether `rate-taken` was raised without a recovery since. */
  isRateTaken: boolean;
}

/** A password or a signing secret can change without the key. */
interface Credentials {
  readonly webhook: string;
  readonly address: string;
  readonly secret: string | undefined;
}

export interface Sent {
  /** The pause before this message is retried; 0 if it is not, or if only its key pauses. */
  readonly pauseMs: number;
  /** The robot accepted or refused the message, so it is reachable and its key is valid. */
  readonly isAnswered: boolean;
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

  get key(): Situation['key'] {
    if (this.#keyState.refusedWith === undefined) return 'good';
    const { memory, secret } = this.#options;
    if (memory.refusedHere === undefined) return 'to-probe';
    const { webhook, address, secret: signedWith } = memory.refusedHere;
    return secret(webhook) === address && secret(signingSecretOf(webhook)) === signedWith ? 'refused' : 'to-probe';
  }

  /** Loads the key's state, pause and recent sends of the process that sent last. */
  async loadKey(): Promise<void> {
    const { store, hash, clock, limits, memory } = this.#options;
    this.#keyState = await store.keyState(hash);
    const { restUntil } = this.#keyState;
    const now = clock.now();
    // If the clock was set back, the pause must not become longer than any room requests.
    if (restUntil) memory.pace.restFor(Math.min(restUntil.getTime() - now.getTime(), limits.longestRestMs()));
    memory.pace.load(await store.ledger(hash, new Date(now.getTime() - longestWindowMs(limits.rates()))), now);
  }

  /** Closes the attempt of a process that died: it may have arrived. Each `sending` message has such an attempt. */
  async recover(message: OutboxMessage): Promise<Sent | undefined> {
    const open = message.attempts.find(({ outcome }) => outcome === undefined);
    return open && this.#finish(message, open, { kind: 'unsure', cause: 'crash' });
  }

  /** @returns undefined when the message was finished meanwhile, or its webhook has another key now */
  async send({ id: messageId }: OutboxMessage, signal: AbortSignal): Promise<Sent | TooSoon | undefined> {
    const { store, secret, hashOf, hash, clock, limits, memory, post } = this.#options;
    const message = await store.outboxMessage(messageId);
    if (message?.state !== 'waiting') return undefined;
    const address = secret(message.webhook);
    // If the key has changed, another drain is responsible for the message.
    if (address === undefined || hashOf(message.webhook) !== hash) return undefined;
    const start = () => store.startAttempt({ messageId, keyHash: hash, startedAt: clock.now() });
    const attempt = await (limits.shared === undefined ? start() : startWithin(limits.shared, this.#options, start));
    if ('waitMs' in attempt) return attempt;
    memory.pace.started(attempt.id);
    const sentWith = { webhook: message.webhook, address, secret: secret(signingSecretOf(message.webhook)) };
    const outcome = await post({ ...requestOf(message, hash), address, signal });
    if (outcome.kind === 'key-refused') memory.refusedHere = sentWith;
    return this.#finish(message, attempt, outcome);
  }

  /** To be called after a drain. Without a 45009 in it, no other program uses the robot any more. */
  reportRateIsFree(): void {
    const { memory, onEvent } = this.#options;
    if (!memory.isRateTaken || this.#wasOverRate || this.#acceptedBy === undefined) return;
    memory.isRateTaken = false;
    onEvent({ kind: 'recovered', webhook: this.#acceptedBy, condition: 'rate-taken' });
  }

  async #finish(message: OutboxMessage, attempt: Attempt, outcome: Outcome): Promise<Sent> {
    const { store, clock, random, limits, memory } = this.#options;
    memory.pace.finished(attempt.id);
    const earlier = message.attempts.map((one) => one.outcome).filter((one) => one !== undefined);
    const decision = decide(outcome, earlier, { cooldownMs: limits.cooldownMs() }, random());
    const finishedAt = clock.now();
    // After a crash, part of the pause has already passed. `max` prevents a longer pause if the clock was set back.
    const passedMs = Math.max(0, finishedAt.getTime() - attempt.startedAt.getTime());
    const isCrash = outcome.kind === 'unsure' && outcome.cause === 'crash';
    const pauseMs = Math.max(0, decision.pauseMs - (isCrash ? passedMs : 0));
    const notBefore = pauseMs > 0 ? new Date(finishedAt.getTime() + pauseMs) : undefined;
    // The key first: its pause must survive a crash between the two writes.
    await this.#keepKeyState(decision, finishedAt);
    await store.finishAttempt({ attemptId: attempt.id, finishedAt, outcome, state: decision.state, notBefore });
    await this.#report(message, outcome, decision);
    const isAnswered = outcome.kind === 'accepted' || outcome.kind === 'refused';
    return { pauseMs, isAnswered };
  }

  async #keepKeyState({ key }: Decision, now: Date): Promise<void> {
    const { memory } = this.#options;
    if (key.kind === 'rest') {
      memory.pace.restFor(key.restMs);
      await this.#saveKeyState({ restUntil: new Date(now.getTime() + key.restMs) });
    }
    if (key.kind === 'stop') await this.#saveKeyState({ refusedWith: key.errcode, refusedAt: now });
  }

  async #report(message: OutboxMessage, outcome: Outcome, decision: Decision): Promise<void> {
    const { memory, onEvent, limits } = this.#options;
    const { webhook } = message;
    onEvent(eventOf(message, outcome, decision));
    if (outcome.kind === 'accepted' || outcome.kind === 'refused') await this.#knowKeyIsGood(webhook);
    if (outcome.kind === 'accepted') this.#acceptedBy = webhook;
    if (outcome.kind !== 'not-delivered' || outcome.cause !== 'rate') return;
    this.#wasOverRate = true;
    if (limits.published === undefined || memory.isRateTaken) return;
    const sentInMinute = memory.pace.sentWithin(limits.published.windowMs);
    if (sentInMinute > limits.published.messages) return;
    memory.isRateTaken = true;
    onEvent({ kind: 'rate-taken', webhook, sentInMinute, restMs: limits.cooldownMs() });
  }

  /** Raises the event also when the key was refused here but another process has found it valid again. */
  async #knowKeyIsGood(webhook: string): Promise<void> {
    const { memory, onEvent } = this.#options;
    const isRefused = this.key !== 'good';
    if (!isRefused && memory.refusedHere === undefined) return;
    memory.refusedHere = undefined;
    if (isRefused) await this.#saveKeyState({ refusedWith: undefined, refusedAt: undefined });
    onEvent({ kind: 'recovered', webhook, condition: 'key-refused' });
  }

  async #saveKeyState(change: Partial<KeyState>): Promise<void> {
    this.#keyState = { ...this.#keyState, ...change };
    await this.#options.store.saveKeyState(this.#options.hash, this.#keyState);
  }
}

/** The body of a message, and an id that is unique for the message and equal for all its attempts. */
function requestOf({ webhook, group, part, createdAt, body }: OutboxMessage, keyHash: string) {
  const id = hash('sha256', [keyHash, groupName(group), part, createdAt.getTime()].join(' ')).slice(0, 32);
  return { webhook, body, id };
}

function eventOf(message: OutboxMessage, outcome: Outcome, { key, state }: Decision): DeliveryEvent {
  const { webhook } = message;
  if (key.kind === 'stop') return { kind: 'key-refused', webhook, errcode: key.errcode };
  if (outcome.kind === 'accepted') return { kind: 'accepted', webhook, message };
  if (outcome.kind === 'refused') return { kind: 'refused', webhook, message, errcode: outcome.errcode };
  if (state === 'unsure') return { kind: 'unsure', webhook, message };
  return { kind: 'postponed', webhook, message, outcome };
}
