/** Delivers what waits for one key, as its only drainer: in order, at its pace, through failures, until it must stop. */
import type { OutboxMessage } from '../model.ts';
import type { DrainOptions } from './deliver.ts';
import { KeySender, type KeySenderOptions, type Sent } from './key-sender.ts';
import { type Lane, lanes, nextInLane } from './lane.ts';
import { longestBackoffMs } from './outcome.ts';
import { createSendQueue, type SendQueue } from './send-queue.ts';

export interface KeyDrainOptions extends KeySenderOptions {
  readonly request: DrainOptions;
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
  readonly #sender: KeySender;
  readonly #queue: SendQueue = createSendQueue(() => this.#turn());
  /** When a message that failed may go again, in `elapsedMs`: a clock that is set does not move it. */
  readonly #resumeAtMs = new Map<number, number>();
  readonly #end = new AbortController();
  readonly #lastCall = new AbortController();
  #bell = new AbortController();
  #rings = 0;
  #idleLanes = 0;
  #isStopped = false;
  #unavailableSinceMs: number | undefined;

  constructor(options: KeyDrainOptions) {
    this.#options = options;
    this.#sender = new KeySender(options);
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
      await this.#sender.loadKey();
      await this.#recover();
      await this.#giveUpOld();
      if (this.#mayTryKey()) await this.#workInLanes();
      await this.#giveUpOld();
      this.#sender.tellRateIsFree();
      return this.#isStopped || this.#sender.isKeyRefused ? 'stopped' : 'empty';
    } finally {
      request.signal?.removeEventListener('abort', stop);
      this.#end.abort();
      await lock.release();
    }
  }

  // ── Before the first send ──

  /** A message that is being sent was left so by a drainer that died: we hold the lock, so nobody else is sending. */
  async #recover(): Promise<void> {
    for (const message of await this.#unfinished()) {
      if (message.state === 'sending') this.#obey(message, await this.#sender.recover(message));
    }
  }

  /** Only while the lanes rest: a message is not given up while it is being sent. */
  async #giveUpOld(): Promise<void> {
    for (const message of await this.#unfinished()) await this.#sender.giveUpIfOld(message);
  }

  /** A refused key is tried with one message; if the robot still refuses it, that stops the drain. */
  #mayTryKey(): boolean {
    const { memory } = this.#options;
    if (!this.#sender.isKeyRefused) return true;
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
    await this.#queue.add(lane === 'alert' ? 1 : 0, () => this.#send(message));
    this.lookAgain();
  }

  async #send(message: OutboxMessage): Promise<void> {
    if (!this.#isStopped) this.#obey(message, await this.#sender.send(message.id, this.#lastCall.signal));
  }

  #obey({ id }: OutboxMessage, sent: Sent | undefined): void {
    if (!sent) return;
    this.#resumeAtMs.set(id, this.#options.elapsedMs() + sent.backoffMs);
    if (sent.isAnswered) this.#unavailableSinceMs = undefined;
    if (sent.stopsKey) this.#stop();
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

  async #unfinished(): Promise<readonly OutboxMessage[]> {
    const { store, hash, hashOf } = this.#options;
    return (await store.unfinished()).filter(({ webhook }) => hashOf(webhook) === hash);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
