/**
 * Recognises entries that a feed lists under a new identity. Some feeds make new guids at each reading: each entry
 * would be stored again every hour, and an undated one would look new for ever. A site that moves to other software
 * gives all its entries new guids, new links and often new dates. An entry keeps the identity and dates of a stored
 * entry that is no longer listed itself and has the same link and title or, when the whole list moved, the same title.
 */
import type { Item } from '../model.ts';
import type { KnownEntry } from '../store/store.ts';

/** A list has moved when at least this many of its entries, and most of them, have only their titles in common with stored ones. */
const fewestMoved = 5;

/**
 * @param known stored entries of this feed, by identity
 * @param isPage a web page or site map, whose entries are looked up by their links at each visit. They keep new links,
 * and the page reader knows their titles.
 * @returns the items, and how many came under a new identity
 */
export function recognise(items: readonly Item[], known: ReadonlyMap<string, KnownEntry>, isPage: boolean) {
  const unknown = items.filter(({ entryId }) => !known.has(entryId));
  if (unknown.length === 0 || known.size === 0) return { items, renamed: 0 };

  const unlisted = unlistedEntries(items, known);
  const samePage = pairs(unknown, new Map(unlisted.map(([entryId, entry]) => [pageKey(entry), entryId])), pageKey);
  const sameTitle = isPage ? [] : ofMovedSite(items, { unknown, unlisted, samePage });
  const storedIds = new Map([...samePage, ...sameTitle]);
  const recognised = items.map((item) => {
    const entryId = storedIds.get(item.entryId);
    return entryId === undefined ? item : { ...item, entryId };
  });
  return { items: recognised, renamed: storedIds.size };
}

type Entries = readonly (readonly [entryId: string, KnownEntry])[];
/** Identities of stored entries, by another key. */
type Identities = ReadonlyMap<string, string>;

/** Stored entries that are no longer listed, the one seen first at the end. */
function unlistedEntries(items: readonly Item[], known: ReadonlyMap<string, KnownEntry>): Entries {
  const listed = new Set(items.map(({ entryId }) => entryId));
  return [...known]
    .filter(([entryId]) => !listed.has(entryId))
    .sort(([, a], [, b]) => b.firstSeenAt.getTime() - a.firstSeenAt.getTime());
}

/** The pairs of a whole list with new links; none when the list has not moved. */
function ofMovedSite(
  items: readonly Item[],
  {
    unknown,
    unlisted,
    samePage,
  }: { readonly unknown: readonly Item[]; readonly unlisted: Entries; readonly samePage: Identities },
): Identities {
  const taken = new Set(samePage.values());
  const left = unknown.filter(({ entryId }) => !samePage.has(entryId));
  // Several stored entries with one title ("Weekly digest") show nothing.
  const byTitle = Map.groupBy(unlisted, ([, { title }]) => title)
    .values()
    .flatMap(([first, another]) =>
      first && !another && !taken.has(first[0]) ? [[first[1].title, first[0]] as const] : [],
    );
  const found = pairs(left, new Map(byTitle), ({ title }) => title);
  return found.size >= fewestMoved && found.size > items.length / 2 ? found : new Map();
}

/** The stored identity of each item, by the item's own; a stored identity goes to the first item with its key. */
function pairs(items: readonly Item[], stored: Identities, keyOf: (item: Item) => string): Identities {
  const free = new Map(stored);
  const found = new Map<string, string>();
  for (const item of items) {
    const key = keyOf(item);
    const entryId = free.get(key);
    if (entryId === undefined) continue;
    free.delete(key);
    found.set(item.entryId, entryId);
  }
  return found;
}

/** A canonical URL made for a shared page names its entry, so it never matches a new identity. */
function pageKey({ canonicalUrl, title }: Pick<KnownEntry, 'canonicalUrl' | 'title'>): string {
  return `${canonicalUrl} ${title}`;
}
