/** Opens databases by their location, for what involves more than one store: copies and backups. */
import { join } from 'node:path';
import { databaseFile, openStore, placeOf } from './sqlite-store.ts';
import type { Store } from './store.ts';
import type { TableSession } from './table-copy.ts';

export type StorePlace =
  | { readonly kind: 'sqlite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly address: string; readonly dataDir: string };

/** Opens it; creates or migrates it if needed. @throws StoreError */
export async function openStoreAt(place: StorePlace): Promise<Store> {
  if (place.kind === 'sqlite') return openStore(place);
  const { openPostgresStore } = await import('./postgres-store.ts');
  return openPostgresStore(place);
}

/** @param place a database with this program's schema. @throws StoreError */
export async function openTables(place: StorePlace, { writes }: { readonly writes: boolean }): Promise<TableSession> {
  if (place.kind === 'postgres') {
    const { openPostgresTables } = await import('./postgres-tables.ts');
    return openPostgresTables(place.address, { writes });
  }
  const { openSqliteTables } = await import('./sqlite-tables.ts');
  return openSqliteTables(join(place.dataDir, databaseFile), { place: placeOf(place.dataDir), writes });
}
