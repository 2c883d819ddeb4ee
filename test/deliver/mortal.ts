import type { KeyLock, OutboxStore } from '../../src/store/store.ts';

/** What a process that can be killed has in its hands. */
export interface Mortal {
  /** Its view of the store; after the kill no call ever comes back, and none reaches the store. */
  readonly store: OutboxStore;
  /** Resolves as `work` does while the process lives, and never after. */
  whileAlive<T>(work: Promise<T>): Promise<T>;
  readonly isDead: boolean;
  /** SIGKILL: its locks are free at once, as the operating system does it. */
  kill(): void;
}

export interface MortalOptions {
  /** Called before each call of the store, for instance to kill at just that moment. */
  beforeEachCall?(): void;
  /** Called when it has taken the right to send with a key. */
  onLock?(): void;
}

export function mortal(store: OutboxStore, options: MortalOptions = {}): Mortal {
  const locks = new Set<KeyLock>();
  let isDead = false;
  const never = new Promise<never>(() => undefined);
  const whileAlive = <T>(work: Promise<T>) => work.then((value) => (isDead ? never : value));

  async function lockKey(keyHash: string): Promise<KeyLock | undefined> {
    const lock = await store.lockKey(keyHash);
    if (!lock) return undefined;
    if (isDead) {
      void lock.release();
      return never;
    }
    locks.add(lock);
    options.onLock?.();
    return {
      isStillHeld: () => whileAlive(lock.isStillHeld()),
      release: async () => {
        if (isDead) return never;
        locks.delete(lock);
        return lock.release();
      },
    };
  }

  const guarded = new Proxy(store, {
    get(target, name: keyof OutboxStore) {
      return (...args: unknown[]) => {
        options.beforeEachCall?.();
        if (isDead) return never;
        const call = (name === 'lockKey' ? lockKey : target[name]) as (...given: unknown[]) => Promise<unknown>;
        return whileAlive(call(...args));
      };
    },
  });

  return {
    store: guarded,
    whileAlive,
    get isDead() {
      return isDead;
    },
    kill() {
      isDead = true;
      for (const lock of locks) void lock.release();
    },
  };
}
