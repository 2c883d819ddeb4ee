/**
 * What models said about texts, in `answers.db` of DATA_DIR: answers that may be used, vectors, today's refusals, and
 * what each day cost. It is not state of the digest: `preview` may add to it, and it may be deleted at any time.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ModelUse } from '../model.ts';
import type { AnswerRefusal } from './answer-refusal.ts';

export interface AnswerCache {
  answer(key: string): string | undefined;
  keep(key: string, answer: string): void;
  /** Why the answer was refused on this day; it is not asked for again before the next day. */
  refusal(key: string, day: string): AnswerRefusal | undefined;
  refuse(key: string, day: string, refusal: AnswerRefusal): void;
  vector(key: string): Uint8Array | undefined;
  /** Keeps a vector for two weeks: no edition looks back farther. */
  keepVector(key: string, day: string, vector: Uint8Array): void;
  /** Reserves tokens of a day's cap before a call, atomically over all processes. False: they exceed the cap. */
  reserve(day: string, tokens: number, cap: number): boolean;
  /** Adds what a call used beyond its reservation; negative when it used less. */
  settle(day: string, tokens: number): void;
  countCall(day: string, call: { readonly failed: boolean; readonly durationMs: number }): void;
  /** @param refused one reason for each text: its second refusal is not counted again */
  countAnswers(
    day: string,
    answers: { readonly passed: number; readonly refused: readonly AnswerRefusal['reason'][] },
  ): void;
  /** Runs the writes of `work` in one transaction: a disk takes as long for one as for all. */
  together(work: () => void): void;
  close(): void;
}

const fileName = 'answers.db';

/** In ms. Node has an option for it since 22.16. */
const waitsForOthers = 'PRAGMA busy_timeout = 10000';

/** @throws when the folder or the file cannot be written or is damaged */
export function openAnswerCache(dataDir: string): AnswerCache {
  const file = join(dataDir, fileName);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file);
  database.exec(`
    ${waitsForOthers};
    CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, day TEXT NOT NULL, vector BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS tokens (day TEXT PRIMARY KEY, used INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS refusals (
      key TEXT PRIMARY KEY, day TEXT NOT NULL, reason TEXT NOT NULL, found TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS calls (
      day TEXT PRIMARY KEY, calls INTEGER NOT NULL, failed INTEGER NOT NULL, ms INTEGER NOT NULL, passed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS refused (
      day TEXT NOT NULL, reason TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (day, reason)
    ) STRICT;
  `);
  return {
    answer: (key) =>
      (database.prepare('SELECT answer FROM answers WHERE key = ?').get(key) as { answer: string } | undefined)?.answer,
    keep: (key, answer) => {
      database.prepare('INSERT OR IGNORE INTO answers VALUES (?, ?)').run(key, answer);
    },
    refusal: (key, day) => {
      const row = database.prepare('SELECT reason, found FROM refusals WHERE key = ? AND day = ?').get(key, day);
      if (row === undefined) return undefined;
      const { reason, found } = row as { reason: AnswerRefusal['reason']; found: string | null };
      return (found === null ? { reason } : { reason, found }) as AnswerRefusal;
    },
    refuse: (key, day, { reason, found }) => {
      database.prepare('DELETE FROM refusals WHERE day < ?').run(day);
      database.prepare('INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?)').run(key, day, reason, found ?? null);
    },
    vector: (key) =>
      (database.prepare('SELECT vector FROM vectors WHERE key = ?').get(key) as { vector: Uint8Array } | undefined)
        ?.vector,
    keepVector: (key, day, vector) => {
      database.prepare("DELETE FROM vectors WHERE day < date(?, '-14 days')").run(day);
      database.prepare('INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)').run(key, day, vector);
    },
    reserve: (day, tokens, cap) => {
      database.prepare('INSERT OR IGNORE INTO tokens VALUES (?, 0)').run(day);
      const update = database.prepare(
        'UPDATE tokens SET used = used + :tokens WHERE day = :day AND used + :tokens <= :cap',
      );
      return update.run({ tokens, day, cap }).changes === 1;
    },
    settle: (day, tokens) => {
      database.prepare('UPDATE tokens SET used = max(0, used + ?) WHERE day = ?').run(tokens, day);
    },
    countCall: (day, { failed, durationMs }) => {
      database
        .prepare(
          `INSERT INTO calls VALUES (:day, 1, :failed, :ms, 0)
           ON CONFLICT (day) DO UPDATE SET calls = calls + 1, failed = failed + :failed, ms = ms + :ms`,
        )
        .run({ day, failed: Number(failed), ms: Math.round(durationMs) });
    },
    countAnswers: (day, { passed, refused }) => {
      database.prepare('UPDATE calls SET passed = passed + ? WHERE day = ?').run(passed, day);
      const add = database.prepare(
        'INSERT INTO refused VALUES (?, ?, 1) ON CONFLICT (day, reason) DO UPDATE SET times = times + 1',
      );
      for (const reason of refused) add.run(day, reason);
    },
    together: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        work();
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** What a day has cost so far. Creates and changes nothing. A file that cannot be read counts as missing. */
export function readModelUse(dataDir: string, day: string): ModelUse {
  const file = join(dataDir, fileName);
  const none: ModelUse = { day, tokens: 0, calls: 0, failed: 0, averageMs: 0, passed: 0, refused: {} };
  if (!existsSync(file)) return none;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      database.exec(waitsForOthers);
      const tokens = database.prepare('SELECT used FROM tokens WHERE day = ?').get(day) as { used: number } | undefined;
      const calls = database.prepare('SELECT calls, failed, ms, passed FROM calls WHERE day = ?').get(day) as
        | { calls: number; failed: number; ms: number; passed: number }
        | undefined;
      const refused = database.prepare('SELECT reason, times FROM refused WHERE day = ? ORDER BY reason').all(day) as {
        reason: string;
        times: number;
      }[];
      return {
        day,
        tokens: tokens?.used ?? 0,
        calls: calls?.calls ?? 0,
        failed: calls?.failed ?? 0,
        averageMs: calls === undefined ? 0 : Math.round(calls.ms / Math.max(calls.calls, 1)),
        passed: calls?.passed ?? 0,
        refused: Object.fromEntries(refused.map(({ reason, times }) => [reason, times])),
      };
    } finally {
      database.close();
    }
  } catch {
    // A damaged file, or one that is older than these tables. Nothing depends on it.
    return none;
  }
}
