import type { App } from '../commands/app.ts';
import { databaseVariable } from '../config/environment.ts';
import type { DatabaseClock } from './database-clock.ts';

interface StoreContext {
  /** Follows the clock of PostgreSQL. */
  readonly clock: DatabaseClock;
  readonly secret: App['secret'];
  /** A worker that has opened the store started this process. */
  readonly isOpenedBefore: boolean | undefined;
}

/** The part of the App that opens the store: PostgreSQL where DATABASE_URL is set, else SQLite. */
export function storePart({
  clock,
  secret,
  isOpenedBefore,
}: StoreContext): Pick<App, 'openStore' | 'openScratchStore' | 'openJobs'> {
  return {
    async openStore({ environment: { dataDir } }) {
      const address = secret(databaseVariable);
      if (address !== undefined) {
        const { openPostgresStore } = await import('../store/postgres-store.ts');
        return openPostgresStore({ address, dataDir, onClock: clock.follow, isOpenedBefore });
      }
      const { openStore } = await import('../store/sqlite-store.ts');
      return openStore({ dataDir });
    },
    async openScratchStore({ environment: { dataDir } }) {
      const address = secret(databaseVariable);
      if (address !== undefined) {
        const { openPostgresScratchStore } = await import('../store/postgres-store.ts');
        return openPostgresScratchStore({ address, onClock: clock.follow });
      }
      const { openScratchStore } = await import('../store/scratch-store.ts');
      return openScratchStore({ dataDir });
    },
    async openJobs(onTrouble) {
      const address = secret(databaseVariable);
      if (address === undefined) return undefined;
      const { openPostgresJobs } = await import('../store/postgres-jobs.ts');
      return openPostgresJobs({ address, onTrouble });
    },
  };
}
