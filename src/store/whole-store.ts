import { createArchiveStore } from './archive-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createCollectStore } from './collect-store.ts';
import { createComposeStore } from './compose-store.ts';
import type { CrashMarks } from './crash-mark.ts';
import type { Database } from './database.ts';
import { createDraftStore } from './draft-store.ts';
import { createFiguresStore } from './figures-store.ts';
import { forgetHistory } from './history.ts';
import type { KeyLocks } from './key-lock.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createScheduleStore } from './schedule-store.ts';
import type { Store } from './store.ts';

/** The whole store over one database of either kind. */
export function createStore(
  database: Database,
  { locks, marks }: { readonly locks: KeyLocks; readonly marks: CrashMarks },
): Store {
  return {
    ...createCollectStore(database, marks.reading),
    ...createComposeStore(database, marks.rendering),
    ...createArchiveStore(database),
    ...createDraftStore(database),
    ...createOutboxStore(database),
    ...createScheduleStore(database),
    ...createAuditStore(database),
    ...createFiguresStore(database),
    lockKey: (keyHash) => locks.take(keyHash),
    isKeyLocked: (keyHash) => locks.isTaken(keyHash),
    forgetHistory: (before) => database.write(() => forgetHistory(before)),
    async close() {
      for (const mark of Object.values(marks)) mark.close();
      await locks.releaseAll();
      await database.close();
    },
  };
}
