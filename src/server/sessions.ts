/** Logins of the last 30 days, and the limit on wrong passwords. */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { dayMs, minuteMs } from '../ground/durations.ts';
import type { ScheduleStore } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';

/** How long a login is valid. */
export const sessionMs = 30 * dayMs;

export interface SessionsOptions {
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact' | 'facts'>;
  /** The password in force, asked at each use. */
  password(): string | undefined;
  now(): Date;
}

const prefix = 'session:';

/** Only a hash keyed by the password is stored: it cannot be used to log in, and it is invalid under a new password. */
export function createSessions({ store, password, now }: SessionsOptions) {
  const nameOf = (id: string) => `${prefix}${keyed(password() ?? randomBytes(32).toString('hex'), id)}`;
  const formToken = (id: string) => keyed(id, 'form');
  // Logins (start time) and logouts (undefined) that could not be stored because of the disk. A restart forgets them.
  const unstored = new Map<string, string | undefined>();
  return {
    /** Whether this cookie belongs to a valid login. A new password ends all logins. */
    async isOpen(id: string): Promise<boolean> {
      if (!/^[\w-]{43}$/.test(id)) return false;
      const name = nameOf(id);
      const since = unstored.has(name) ? unstored.get(name) : await store.fact(name);
      return since !== undefined && now().getTime() - Date.parse(since) < sessionMs;
    },
    /** @returns a new cookie value, so that a value planted by somebody else is never used */
    async begin(): Promise<string> {
      const id = randomBytes(32).toString('base64url');
      await forgetOld();
      await save(nameOf(id), now().toISOString());
      return id;
    },
    end: (id: string) => save(nameOf(id), undefined),
    /** The token in each form of this login, against forged requests from other sites. */
    formToken,
    isFormToken: (id: string, given: string) => isSame(formToken(id), given),
  };

  async function forgetOld(): Promise<void> {
    for (const [name, since] of await store.facts(prefix)) {
      if (now().getTime() - Date.parse(since) >= sessionMs) await save(name, undefined);
    }
  }

  /** An operator must be able to log in even when the disk fails. */
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

/** A one-time password for this run of the program, shown in its log: 59 bits in unambiguous characters. */
export function oneTimePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const word = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
  return word.replace(/(.{4})(?=.)/g, '$1-');
}

/** The limits on wrong passwords within `withinMs`: for each address, and for all together. */
export const guessLimits = { perAddress: 5, inTotal: 200, withinMs: 10 * minuteMs } as const;

/** Counts wrong passwords in memory. A restart resets the count, but takes longer than a guess. */
export function createGuesses(now: () => Date) {
  let wrong: { readonly address: string; readonly at: number }[] = [];
  return {
    /** Whether this address may try a password now. */
    mayTry(address: string): boolean {
      wrong = wrong.filter(({ at }) => now().getTime() - at < guessLimits.withinMs);
      const own = wrong.filter((guess) => guess.address === address).length;
      return own < guessLimits.perAddress && wrong.length < guessLimits.inTotal;
    },
    wrong(address: string): void {
      wrong.push({ address, at: now().getTime() });
    },
  };
}
