/** Delivers the waiting messages of one key under its lock: in order, at its rate, with retries. */
import type { OutboxMessage } from '../model.ts';
import type { KeyLock } from '../store/store.ts';
import type { DrainOptions } from './deliverer-options.ts';
import { giveUp } from './give-up.ts';
import { KeySender, type KeySenderOptions, type Sent } from './key-sender.ts';
import { longestPauseMs } from './outcome.ts';
import { type Next, planNext } from './plan-next.ts';
import { laneOf } from './rooms/rooms.ts';

export interface KeyDrainOptions extends KeySenderOptions {
  readonly request: DrainOptions;
}

/** `empty`: no message is left. `stopped`: some wait. `busy`: another process sends with this key. */
export type KeyEnd = 'empty' | 'stopped' | 'busy';

/** How long a request in flight may continue after a stop signal; supervisors kill the program after ten seconds. */
const graceMs = 8_000;

export class KeyDrain {
  readonly ended: Promise<KeyEnd>;
  readonly #options: KeyDrainOptions;
  readonly #sender: KeySender;
  /** When a failed message may be retried, in `elapsedMs`, which is independent of changes to the clock. */
  readonly #resumeAtMs = new Map<number, number>();
  readonly #finished = new AbortController();
  /** Aborts the request in flight. */
  readonly #cutOff = new AbortController();
  /** Aborted and replaced when the plan may be out of date. */
  #replan = new AbortController();
  #wasAskedAgain = false;
  #isStopped = false;
  #unavailableSinceMs: number | undefined;

  constructor(options: KeyDrainOptions) {
    this.#options = options;
    this.#sender = new KeySender(options);
    this.ended = this.#run();
  }

  /** To be called when messages may have been added to the outbox. */
  lookAgain(): void {
    this.#wasAskedAgain = true;
    this.#planAnew();
  }

  /** Whether `lookAgain` was called, perhaps too late for this drain. */
  get wasAskedAgain(): boolean {
    return this.#wasAskedAgain;
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
      await this.#work(lock);
      this.#sender.reportRateIsFree();
      return this.#isStopped || this.#sender.key === 'refused' ? 'stopped' : 'empty';
    } finally {
      request.signal?.removeEventListener('abort', stop);
      this.#finished.abort();
      await lock.release();
    }
  }

  /** We hold the lock, so a message in state `sending` was left by a process that died. */
  async #recover(): Promise<void> {
    for (const message of await this.#unfinished()) {
      if (message.state === 'sending') this.#note(message, await this.#sender.recover(message));
    }
  }

  async #work(lock: KeyLock): Promise<void> {
    while (!this.#isStopped) {
      const { signal } = this.#replan;
      const next = this.#plan(await this.#unfinished());
      switch (next.kind) {
        case 'end':
          if (!signal.aborted) return;
          break;
        case 'give-up':
          await giveUp(next.message, this.#options);
          break;
        case 'wait':
          await this.#wait(next, signal);
          break;
        case 'send':
          await this.#send(next.message, lock, signal);
      }
    }
  }

  #plan(unfinished: readonly OutboxMessage[]): Next {
    const { clock, memory } = this.#options;
    return planNext(unfinished, {
      now: clock.now(),
      key: this.#sender.key,
      waitMs: memory.pace.waitMs(),
      isResting: memory.pace.restMs() > 0,
      laneOf: ({ body }) => laneOf(body),
      pauseMs: (message) => this.#pauseMs(message),
    });
  }

  async #send(message: OutboxMessage, lock: KeyLock, signal: AbortSignal): Promise<void> {
    if (!(await lock.isStillHeld())) {
      this.#options.onEvent({ kind: 'lock-lost', webhook: message.webhook });
      return this.#stop();
    }
    if (this.#isStopped) return;
    const sent = await this.#sender.send(message, this.#cutOff.signal);
    if (sent !== undefined && 'waitMs' in sent) return this.#options.clock.sleep(sent.waitMs, signal);
    this.#note(message, sent);
  }

  #note({ id }: OutboxMessage, sent: Sent | undefined): void {
    if (!sent) return;
    this.#resumeAtMs.set(id, this.#options.elapsedMs() + sent.pauseMs);
    if (sent.isAnswered) this.#unavailableSinceMs = undefined;
  }

  #pauseMs({ id, notBefore, attempts }: OutboxMessage): number {
    const { clock, elapsedMs } = this.#options;
    const known = this.#resumeAtMs.get(id);
    if (known !== undefined) return Math.max(0, known - elapsedMs());
    const storedMs = notBefore === undefined ? 0 : notBefore.getTime() - clock.now().getTime();
    const pauseMs = Math.min(longestPauseMs(attempts.at(-1)?.outcome), Math.max(0, storedMs));
    this.#resumeAtMs.set(id, elapsedMs() + pauseMs);
    return pauseMs;
  }

  /** Waits; for an unavailable robot no longer than the caller wants. */
  async #wait({ ms, because }: Extract<Next, { kind: 'wait' }>, signal: AbortSignal): Promise<void> {
    const { clock, elapsedMs, request } = this.#options;
    if (because === 'robot') {
      this.#unavailableSinceMs ??= elapsedMs();
      const maxRobotWaitMs = request.maxRobotWaitMs ?? Number.POSITIVE_INFINITY;
      if (elapsedMs() + ms > this.#unavailableSinceMs + maxRobotWaitMs) return this.#stop();
    }
    await clock.sleep(ms, signal);
  }

  async #stopWithGrace(): Promise<void> {
    this.#stop();
    await this.#options.clock.sleep(graceMs, this.#finished.signal);
    this.#cutOff.abort();
  }

  #stop(): void {
    this.#isStopped = true;
    this.#planAnew();
  }

  #planAnew(): void {
    // Without a reason Node creates an error with a stack.
    this.#replan.abort('replan');
    this.#replan = new AbortController();
  }

  async #unfinished(): Promise<readonly OutboxMessage[]> {
    const { store, hash, hashOf } = this.#options;
    const own = (await store.webhooksWaiting()).filter((webhook) => hashOf(webhook) === hash);
    return own.length === 0 ? [] : store.unfinished(own);
  }
}
