/**
 * Different news of one feed that link to one page: a changelog, a status page, a home page. Items with one canonical
 * URL are joined, so such entries get their own, which names the entry. Unlike copies of one document, they have their
 * own identities and unrelated titles.
 */
import { fold } from '../ground/fold.ts';
import type { Item } from '../model.ts';
import type { KnownEntry } from '../store/store.ts';
import { canonicalUrl } from './canonical-url.ts';

/** The canonical URL of an entry that has no page of its own. */
export function canonicalUrlOfEntry(pageUrl: string, entryId: string): string {
  return `${canonicalUrl(pageUrl)}${entryMark}${encodeURIComponent(entryId)}`;
}

const entryMark = '#entry=';

/**
 * Gives items that share their page with another, stored entry a canonical URL of their own.
 * @param known stored entries of this feed, by identity
 */
export function separateFromKnown(items: readonly Item[], known: ReadonlyMap<string, KnownEntry>): readonly Item[] {
  const titles = new Map<string, string[]>();
  for (const { canonicalUrl, title } of known.values()) {
    const onPage = titles.get(canonicalUrl) ?? [];
    titles.set(canonicalUrl, onPage);
    onPage.push(title);
  }
  return items.map((item) => {
    const stored = known.get(item.entryId)?.canonicalUrl;
    const hasOwn = item.canonicalUrl.includes(entryMark) || stored?.includes(entryMark);
    const onPage = titles.get(item.canonicalUrl) ?? [];
    const isShared = onPage.length > 0 && onPage.every((title) => areUnlike(title, item.title));
    const isNew = isShared && stored === undefined && isOwnIdentity(item.entryId, item.canonicalUrl);
    if (!hasOwn && !isNew) return item;
    const own = canonicalUrlOfEntry(item.url, item.entryId);
    return isNew || item.canonicalUrl === own || stored === own ? { ...item, canonicalUrl: own } : item;
  });
}

/** Whether an identity is more than the address of the page. */
export function isOwnIdentity(id: string | undefined, pageUrl: string): boolean {
  return id !== undefined && (!/^https?:\/\//i.test(id) || canonicalUrl(id) !== canonicalUrl(pageUrl));
}

/** Whether two titles have no distinctive word in common, or have different version numbers. */
export function areUnlike(one: string, other: string): boolean {
  const [words, otherWords] = [tellingWords(one), tellingWords(other)];
  const [versions, otherVersions] = [versionsOf(one), versionsOf(other)];
  if (versions.size > 0 && otherVersions.size > 0 && versions.isDisjointFrom(otherVersions)) return true;
  return words.size > 0 && otherWords.size > 0 && words.isDisjointFrom(otherWords);
}

/** Pairs of 汉字, and words of other scripts that are long enough to mean something. */
function tellingWords(title: string): ReadonlySet<string> {
  const text = fold(title);
  const pairs = [...text.matchAll(/(?=(\p{Script=Han}{2}))/gu)].map(([, pair = '']) => pair);
  const words = text.match(/[[\p{L}\p{N}]--\p{Script=Han}]{4,}/gv) ?? [];
  return new Set([...pairs, ...words].filter((word) => !commonWords.has(word)));
}

const commonWords = new Set('with from this that have will your what when more than into over about their'.split(' '));

function versionsOf(title: string): ReadonlySet<string> {
  return new Set(fold(title).match(/\d+(?:\.\d+)+/g));
}
