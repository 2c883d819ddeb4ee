/** Delivers with one key, as its only drainer: recovers, paces, sends, obeys `decide`, and gives up what is too old. */
import type { Attempt, OutboxMessage, Outcome } from '../model.ts';
import type { KeyState } from '../store/store.ts';
import type { DelivererOptions, DrainOptions } from './deliver.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import { type Lane, lanes, nextInLane } from './lane.ts';
import { type Decision, decide, longestBackoffMs, stateWhenGivenUp } from './outcome.ts';
import type { Pace } from './pace.ts';
import { createSendQueue, type SendQueue } from './send-queue.ts';
import { robotRate } from './wecom.ts';

/** What this process remembers of one key between two drains. */
export interface KeyMemory {
  readonly pace: Pace;
  /** A refused key is asked once by each process, and again only when it has changed. */
  wasProbed: boolean;
  /** Somebody else uses the robot: told, and not yet over. */
  isRateTaken: boolean;
}

export interface KeyDrainOptions extends DelivererOptions {
  readonly hash: string;
  readonly memory: KeyMemory;
  readonly request: DrainOptions;
  /** Hash of the key that a webhook's address has now; undefined when it has no usable one. */
  hashOf(webhook: string): string | undefined;
}

/** `empty`: nothing was left. `stopped`: something waits. `busy`: another process has the key. */
export type KeyEnd = 'empty' | 'stopped' | 'busy';

/** Grace for the request in flight when the program is told to stop: whoever stops it kills it after ten seconds. */
const graceMs = 8_000;
/** How soon to look again for what another program does with a message of ours. */
const elsewhereMs = 1_000;

export class KeyDrain {
  readonly ended: Promise<KeyEnd>;
  readonly #options: KeyDrainOptions;
  readonly #queue: SendQueue = createSendQueue(() => this.#turn());
  /** When a message that failed may go again, in `elapsedMs`: a clock that is set does not move it. */
  readonly #resumeAtMs = new Map<number, number>();
  #keyState: KeyState = { restUntil: undefined, refusedWith: undefined, refusedAt: undefined };
  readonly #end = new AbortController();
  readonly #lastCall = new AbortController();
  #bell = new AbortController();
  #rings = 0;
  #idleLanes = 0;
  #isStopped = false;
  #unavailableSinceMs: number | undefined;

  constructor(options: KeyDrainOptions) {
    this.#options = options;
    this.ended = this.#run();
  }

  /** Something may have come into the outbox. */
  lookAgain(): void {
    this.#rings += 1;
    this.#bell.abort();
    this.#bell = new AbortController();
  }

  async #run(): Promise<KeyEnd> {
    const { store, hash, request } = this.#options;
    const lock = await store.lockKey(hash);
    if (!lock) return 'busy';
    const stop = () => void this.#stopWithGrace();
    try {
      request.signal?.addEventListener('abort', stop, { once: true });
      if (request.signal?.aborted) return 'stopped';
      await this.#recover();
      if (this.#mayTryKey()) await this.#workInLanes();
      await this.#giveUpOld();
      return this.#isStopped || this.#isKeyRefused ? 'stopped' : 'empty';
    } finally {
      request.signal?.removeEventListener('abort', stop);
      this.#end.abort();
      await lock.release();
    }
  }

  // ── Before the first send ──

  /** An attempt without an outcome is of a drainer that died: we hold the lock, so nobody else is sending. */
  async #recover(): Promise<void> {
    const { store, hash, memory, clock, rate } = this.#options;
    this.#keyState = await store.keyState(hash);
    const { restUntil } = this.#keyState;
    // A clock that was set back must not make the rest longer than a rest ever is.
    if (restUntil) memory.pace.restFor(Math.min(restUntil.getTime() - clock.now().getTime(), this.#options.cooldownMs));
    for (const message of await this.#unfinished()) {
      if (message.state === 'sending') await this.#recoverMessage(message);
    }
    const windowMs = Math.max(rate.windowMs, robotRate.windowMs);
    memory.pace.load(await store.ledger(hash, new Date(clock.now().getTime() - windowMs)), clock.now());
    await this.#giveUpOld();
  }

  async #recoverMessage(message: OutboxMessage): Promise<void> {
    const open = message.attempts.find(({ outcome }) => outcome === undefined);
    if (!open) return this.#options.store.settle(message.id, 'waiting');
    this.#options.memory.pace.finished(open.id);
    await this.#obey(message, open, { kind: 'unknown', cause: 'crash' });
  }

  get #isKeyRefused(): boolean {
    return this.#keyState.refusedWith !== undefined;
  }

  /** A refused key is tried with one message; if the robot still refuses it, that stops the drain. */
  #mayTryKey(): boolean {
    const { memory } = this.#options;
    if (!this.#isKeyRefused) return true;
    if (memory.wasProbed) return false;
    memory.wasProbed = true;
    return true;
  }

  // ── The lanes ──

  async #workInLanes(): Promise<void> {
    const results = await Promise.allSettled(lanes.map((lane) => this.#work(lane)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #work(lane: Lane): Promise<void> {
    try {
      while (!this.#isStopped && this.#idleLanes < lanes.length) {
        const rings = this.#rings;
        const message = nextInLane(await this.#unfinished(), lane);
        if (message) await this.#advance(message, lane);
        else if (rings === this.#rings) await this.#idle();
      }
    } catch (error) {
      this.#stop();
      throw error;
    }
  }

  /** Waits for work as long as the other lane may still bring some. */
  async #idle(): Promise<void> {
    this.#idleLanes += 1;
    if (this.#idleLanes === lanes.length) return this.lookAgain();
    await untilAborted(this.#bell.signal);
    if (this.#idleLanes < lanes.length) this.#idleLanes -= 1;
  }

  async #advance(message: OutboxMessage, lane: Lane): Promise<void> {
    // Only when a program that still has the variable's old value sends it with another key.
    if (message.state === 'sending') return this.#sleep(elsewhereMs);
    const backoffMs = this.#backoffMs(message);
    if (backoffMs > 0) return this.#waitForRobot(backoffMs);
    await this.#queue.add(lane === 'alert' ? 1 : 0, () => this.#send(message.id));
    this.lookAgain();
  }

  #backoffMs({ id, notBefore }: OutboxMessage): number {
    const { clock, elapsedMs } = this.#options;
    const known = this.#resumeAtMs.get(id);
    if (known !== undefined) return Math.max(0, known - elapsedMs());
    const storedMs = notBefore === undefined ? 0 : notBefore.getTime() - clock.now().getTime();
    const backoffMs = Math.min(longestBackoffMs, Math.max(0, storedMs));
    this.#resumeAtMs.set(id, elapsedMs() + backoffMs);
    return backoffMs;
  }

  /** The turn of the send queue: nothing is sent before the window has room and the key has rested. */
  async #turn(): Promise<void> {
    const { pace } = this.#options.memory;
    while (!this.#isStopped && pace.waitMs() > 0) {
      if (pace.restMs() > 0) await this.#waitForRobot(pace.waitMs());
      else await this.#sleep(pace.waitMs());
    }
  }

  /** Waits because of the robot, as long as the caller has patience with it. */
  async #waitForRobot(ms: number): Promise<void> {
    const { elapsedMs, request } = this.#options;
    this.#unavailableSinceMs ??= elapsedMs();
    const patienceMs = request.patienceMs ?? Number.POSITIVE_INFINITY;
    if (elapsedMs() + ms > this.#unavailableSinceMs + patienceMs) return this.#stop();
    await this.#sleep(ms);
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#isStopped) await this.#options.clock.sleep(ms, this.#bell.signal);
  }

  async #stopWithGrace(): Promise<void> {
    this.#stop();
    await this.#options.clock.sleep(graceMs, this.#end.signal);
    this.#lastCall.abort();
  }

  #stop(): void {
    this.#isStopped = true;
    this.lookAgain();
  }

  // ── One message ──

  async #send(id: number): Promise<void> {
    const { store, secret, hashOf, hash, clock, memory, post } = this.#options;
    const message = await store.outboxMessage(id);
    if (this.#isStopped || message?.state !== 'waiting' || (await this.#giveUpIfOld(message))) return;
    const address = secret(message.webhook);
    // The key changed meanwhile: the message belongs to another key's drain now.
    if (address === undefined || hashOf(message.webhook) !== hash) return;
    const attempt = await store.startAttempt({ messageId: id, keyHash: hash, startedAt: clock.now() });
    memory.pace.started(attempt.id);
    const outcome = await post({ address, body: message.body, signal: this.#lastCall.signal });
    memory.pace.finished(attempt.id);
    await this.#obey(message, attempt, outcome);
  }

  async #obey(message: OutboxMessage, attempt: Attempt, outcome: Outcome): Promise<void> {
    const { store, clock, random, cooldownMs, elapsedMs } = this.#options;
    const earlier = message.attempts.map((one) => one.outcome).filter((one) => one !== undefined);
    const decision = decide(outcome, earlier, { cooldownMs }, random());
    const finishedAt = clock.now();
    const notBefore = decision.backoffMs > 0 ? new Date(finishedAt.getTime() + decision.backoffMs) : undefined;
    // The key first: a crash between the two must not forget that it rests.
    await this.#obeyForKey(message.webhook, outcome, decision, finishedAt);
    await store.finishAttempt({ attemptId: attempt.id, finishedAt, outcome, state: decision.state, notBefore });
    this.#resumeAtMs.set(message.id, elapsedMs() + decision.backoffMs);
    this.#tell(message, outcome, decision);
  }

  async #obeyForKey(webhook: string, outcome: Outcome, { key }: Decision, now: Date): Promise<void> {
    const { memory, onEvent } = this.#options;
    const isGood = outcome.kind === 'accepted' || outcome.kind === 'refused';
    if (isGood) this.#unavailableSinceMs = undefined;
    if (isGood && this.#isKeyRefused) {
      await this.#saveKeyState({ refusedWith: undefined, refusedAt: undefined });
      onEvent({ kind: 'recovered', webhook, condition: 'key-refused' });
    }
    if (outcome.kind === 'accepted' && memory.isRateTaken) {
      memory.isRateTaken = false;
      onEvent({ kind: 'recovered', webhook, condition: 'rate-taken' });
    }
    if (key.kind === 'rest') {
      memory.pace.restFor(key.restMs);
      await this.#saveKeyState({ restUntil: new Date(now.getTime() + key.restMs) });
    }
    if (key.kind === 'stop') {
      memory.wasProbed = true;
      await this.#saveKeyState({ refusedWith: key.errcode, refusedAt: now });
      this.#stop();
    }
  }

  async #saveKeyState(change: Partial<KeyState>): Promise<void> {
    this.#keyState = { ...this.#keyState, ...change };
    await this.#options.store.saveKeyState(this.#options.hash, this.#keyState);
  }

  #tell(message: OutboxMessage, outcome: Outcome, decision: Decision): void {
    const { onEvent, memory } = this.#options;
    onEvent(eventOf(message, outcome, decision));
    const isRate = outcome.kind === 'unavailable' && outcome.cause === 'rate';
    if (!isRate || memory.isRateTaken || !memory.pace.isWithin(robotRate)) return;
    memory.isRateTaken = true;
    onEvent({ kind: 'rate-taken', webhook: message.webhook });
  }

  // ── Too old ──

  /** Only while nothing is in flight: before the lanes and after them. */
  async #giveUpOld(): Promise<void> {
    for (const message of await this.#unfinished()) await this.#giveUpIfOld(message);
  }

  async #giveUpIfOld(message: OutboxMessage): Promise<boolean> {
    const { store, clock, onEvent } = this.#options;
    const now = clock.now();
    const isOld = now > message.giveUpAt || (this.#isKeyRefused && now > message.catchUpUntil);
    if (!isOld) return false;
    await store.settle(message.id, stateWhenGivenUp(message.attempts));
    onEvent({ kind: 'given-up', webhook: message.webhook, message });
    return true;
  }

  async #unfinished(): Promise<readonly OutboxMessage[]> {
    const { store, hash, hashOf } = this.#options;
    return (await store.unfinished()).filter(({ webhook }) => hashOf(webhook) === hash);
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

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
