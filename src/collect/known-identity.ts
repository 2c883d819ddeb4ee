/**
 * Recognises entries that a feed lists under a new identity. Some feeds make new guids at each reading: each entry
 * would be stored again every hour, and an undated one would look new for ever. An entry keeps the identity and dates
 * of a stored entry with the same link and title that is no longer listed itself.
 */
import type { Item } from '../model.ts';
import type { KnownEntry } from '../store/store.ts';

/**
 * @param known stored entries of this feed, by identity
 * @returns the items, and how many came under a new identity
 */
export function recognise(items: readonly Item[], known: ReadonlyMap<string, KnownEntry>) {
  const unknown = items.filter(({ entryId }) => !known.has(entryId));
  if (unknown.length === 0 || known.size === 0) return { items, renamed: 0 };

  const free = unlistedByPage(items, known);
  let renamed = 0;
  const recognised = items.map((item) => {
    if (known.has(item.entryId)) return item;
    const key = pageKey(item);
    const entryId = free.get(key);
    if (entryId === undefined) return item;
    free.delete(key);
    renamed++;
    return { ...item, entryId };
  });
  return { items: recognised, renamed };
}

/** Of several entries with one link and title, the one seen first counts. */
function unlistedByPage(items: readonly Item[], known: ReadonlyMap<string, KnownEntry>): Map<string, string> {
  const listed = new Set(items.map(({ entryId }) => entryId));
  const unlisted = [...known]
    .filter(([entryId]) => !listed.has(entryId))
    .sort(([, a], [, b]) => b.firstSeenAt.getTime() - a.firstSeenAt.getTime());
  return new Map(unlisted.map(([entryId, entry]) => [pageKey(entry), entryId]));
}

/** A canonical URL made for a shared page names its entry, so it never matches a new identity. */
function pageKey({ canonicalUrl, title }: Pick<KnownEntry, 'canonicalUrl' | 'title'>): string {
  return `${canonicalUrl} ${title}`;
}
