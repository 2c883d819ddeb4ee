import { createArchiveStore } from './archive-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createCollectStore } from './collect-store.ts';
import { createComposeStore } from './compose-store.ts';
import type { Database } from './database.ts';
import type { DocumentMark } from './document-mark.ts';
import { createDraftStore } from './draft-store.ts';
import { createFiguresStore } from './figures-store.ts';
import { forgetHistory } from './history.ts';
import type { KeyLocks } from './key-lock.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createScheduleStore } from './schedule-store.ts';
import type { Store } from './store.ts';

/** The whole store over one database, whichever it is. */
export function createStore(
  database: Database,
  { locks, mark }: { readonly locks: KeyLocks; readonly mark: DocumentMark },
): Store {
  return {
    ...createCollectStore(database, mark),
    ...createComposeStore(database),
    ...createArchiveStore(database),
    ...createDraftStore(database),
    ...createOutboxStore(database),
    ...createScheduleStore(database),
    ...createAuditStore(database),
    ...createFiguresStore(database),
    lockKey: (keyHash) => locks.take(keyHash),
    forgetHistory: (before) => database.write(() => forgetHistory(before)),
    async close() {
      await locks.releaseAll();
      await database.close();
    },
  };
}
