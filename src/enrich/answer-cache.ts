/**
 * Answers that passed the gate, and the tokens of each day, in `answers.db` of DATA_DIR. Facts about texts and no state
 * of the digest: `preview` may add to them, and the file may be deleted at any time.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface AnswerCache {
  answer(key: string): string | undefined;
  keep(key: string, answer: string): void;
  /** Takes tokens of a day's cap before a call, in one step over all processes. False: the cap has no room for them. */
  reserve(day: string, tokens: number, cap: number): boolean;
  /** What a call really took beyond its reservation; negative when it took less. */
  settle(day: string, tokens: number): void;
  close(): void;
}

/** @throws when the folder or the file cannot be written or is damaged */
export function openAnswerCache(dataDir: string): AnswerCache {
  const file = join(dataDir, 'answers.db');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: 10_000 });
  database.exec(`
    CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS tokens (day TEXT PRIMARY KEY, used INTEGER NOT NULL) STRICT;
  `);
  return {
    answer: (key) =>
      (database.prepare('SELECT answer FROM answers WHERE key = ?').get(key) as { answer: string } | undefined)?.answer,
    keep: (key, answer) => {
      database.prepare('INSERT OR IGNORE INTO answers VALUES (?, ?)').run(key, answer);
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
    close: () => database.close(),
  };
}
