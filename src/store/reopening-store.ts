import { fileIdentity } from './key-lock.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

/**
 * A store for a program that runs for months: when its file was taken away and another stands in its place (a volume
 * that was mounted again, a backup that was put back), it opens that one. A file that is only missing is waited for and
 * never replaced by an empty one: that would send again what was sent.
 * @param file the database's path
 * @param open as at the start; it may throw StoreError
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
    // What it held is gone with its file; that it cannot be closed well changes nothing.
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
