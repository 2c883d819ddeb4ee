/** Logins: who has given the password in the last 30 days, and who has guessed too often. */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { dayMs, minuteMs } from '../ground/durations.ts';
import type { ScheduleStore } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';

/** How long a login stands. */
export const sessionMs = 30 * dayMs;

export interface SessionsOptions {
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact' | 'facts'>;
  /** The password in force, asked at each use. */
  password(): string | undefined;
  now(): Date;
}

export interface Sessions {
  /** Whether this cookie belongs to a login that still stands. Another password ends all logins. */
  isOpen(id: string): Promise<boolean>;
  /** @returns the value of the cookie, always a new one: a value that somebody else has planted never counts */
  begin(): Promise<string>;
  end(id: string): Promise<void>;
  /** What each form of this login carries, so that a page from elsewhere cannot send one. */
  formToken(id: string): string;
  isFormToken(id: string, given: string): boolean;
}

const prefix = 'session:';

/** Only a hash keyed by the password is stored: it opens nothing, and another password knows none of them. */
export function createSessions({ store, password, now }: SessionsOptions): Sessions {
  const nameOf = (id: string) => `${prefix}${keyed(password() ?? randomBytes(32).toString('hex'), id)}`;
  const formToken = (id: string) => keyed(id, 'form');
  // What a full or read-only disk did not take: since when a login stands, or that it has ended. A restart forgets it.
  const unstored = new Map<string, string | undefined>();
  return {
    async isOpen(id) {
      if (!/^[\w-]{43}$/.test(id)) return false;
      const name = nameOf(id);
      const since = unstored.has(name) ? unstored.get(name) : await store.fact(name);
      return since !== undefined && now().getTime() - Date.parse(since) < sessionMs;
    },
    async begin() {
      const id = randomBytes(32).toString('base64url');
      await forgetOld();
      await save(nameOf(id), now().toISOString());
      return id;
    },
    end: (id) => save(nameOf(id), undefined),
    formToken,
    isFormToken: (id, given) => isSame(formToken(id), given),
  };

  async function forgetOld(): Promise<void> {
    for (const [name, since] of await store.facts(prefix)) {
      if (now().getTime() - Date.parse(since) >= sessionMs) await save(name, undefined);
    }
  }

  /** An operator must get in when the disk is what is wrong. */
  async function save(name: string, since: string | undefined): Promise<void> {
    try {
      await store.saveFact(name, since);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      unstored.set(name, since);
    }
  }
}

function keyed(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A password for one run of the program, to be read from its log: 59 bits in letters that cannot be mistaken. */
export function oneTimeWord(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const word = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
  return word.replace(/(.{4})(?=.)/g, '$1-');
}

/** After so many wrong passwords from one address within the time, it must wait; and so must all after many in total. */
export const guessLimits = { perAddress: 5, inTotal: 200, withinMs: 10 * minuteMs } as const;

export interface Guesses {
  /** Whether this address may try a password now. */
  mayTry(address: string): boolean;
  wrong(address: string): void;
}

/** Counts wrong passwords. Kept in memory: a restart forgets them, and takes longer than a guess. */
export function createGuesses(now: () => Date): Guesses {
  let wrong: { readonly address: string; readonly at: number }[] = [];
  return {
    mayTry(address) {
      wrong = wrong.filter(({ at }) => now().getTime() - at < guessLimits.withinMs);
      const own = wrong.filter((guess) => guess.address === address).length;
      return own < guessLimits.perAddress && wrong.length < guessLimits.inTotal;
    },
    wrong(address) {
      wrong.push({ address, at: now().getTime() });
    },
  };
}
