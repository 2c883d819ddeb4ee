import type { Item } from '../model.ts';
import type { Store } from '../store/store.ts';

/** Above this number of items, about 100 MB, all are forgotten. */
const mostKnown = 100_000;

/**
 * Returns the same object for an item that was loaded before and has not changed, so that it is judged only once for all
 * digests of one hour.
 */
export function createKnownItems(): (load: Store['items']) => Store['items'] {
  const known = new Map<string, Item>();
  return (load) => async (query) => {
    if (known.size > mostKnown) known.clear();
    return (await load(query)).map((item) => {
      const identity = `${item.feedUrl}\n${item.entryId}`;
      const before = known.get(identity);
      if (before !== undefined && isSame(before, item)) return before;
      known.set(identity, item);
      return item;
    });
  };
}

/** Items are plain data. `isDeepStrictEqual` takes as long as it takes to load an item. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (one instanceof Date) return other instanceof Date && one.getTime() === other.getTime();
  const left = one as Readonly<Record<string, unknown>>;
  const right = other as Readonly<Record<string, unknown>>;
  return Object.keys(left).every((key) => isSame(left[key], right[key]));
}
