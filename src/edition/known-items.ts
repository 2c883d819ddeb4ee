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
      const content = JSON.stringify(item);
      const same = known.get(content) ?? item;
      known.set(content, same);
      return same;
    });
  };
}
