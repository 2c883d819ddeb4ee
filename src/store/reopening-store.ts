import { fileIdentity } from './key-lock.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

/**
 * A store for a program that runs for months: when its file was replaced (a volume was remounted, a backup restored),
 * it opens the new file. It waits for a missing file and never replaces it with an empty one: with an empty database,
 * the program would send again what it has sent.
 * @param file the database's path
 * @param open opens the store, at the start and again later; it may throw StoreError
 */
export async function openReopeningStore({
  file,
  open,
}: {
  readonly file: string;
  open(): Promise<Store>;
}): Promise<Store> {
  let current = await open();
  let opened = fileIdentity(file);
  let isInTrouble = false;

  async function reopen(): Promise<void> {
    const next = await open();
    const before = current;
    current = next;
    opened = fileIdentity(file);
    // What it held is gone with its file, so an error on closing does not matter.
    await before.close().catch(() => undefined);
  }

  const isReplaced = () => {
    const now = fileIdentity(file);
    return now !== undefined && now !== opened;
  };

  const call = async (method: keyof Store, args: readonly unknown[]): Promise<unknown> => {
    try {
      if (isInTrouble && isReplaced()) await reopen();
      const result = await (current[method] as (...all: readonly unknown[]) => Promise<unknown>)(...args);
      isInTrouble = false;
      return result;
    } catch (error) {
      if (error instanceof StoreError) isInTrouble = true;
      throw error;
    }
  };

  const methods = Object.keys(current) as (keyof Store)[];
  const store = Object.fromEntries(
    methods.map((method) => [method, (...args: readonly unknown[]) => call(method, args)]),
  );
  return { ...(store as unknown as Store), close: () => current.close() };
}
