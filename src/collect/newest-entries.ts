import type { ParsedEntry } from './read/parsed-feed.ts';

/** At most this many entries are read before the newest are chosen; the longest known feed lists 1,800. */
export const mostEntriesRead = 2_000;

/**
 * The newest `most` entries, in the feed's order: some feeds list the oldest first. An entry without a date takes the
 * date of the one before it; at the start, the first date that follows. Without any dates the first entries are kept.
 * @param now later dates count as now, so that a wrong one does not stay for ever
 */
export function newestEntries(entries: readonly ParsedEntry[], most: number, now: Date): readonly ParsedEntry[] {
  if (entries.length <= most) return entries;
  const times = timesOf(entries, now.getTime());
  const byAge = [...entries.keys()].sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || a - b);
  const kept = new Set(byAge.slice(0, most));
  return entries.filter((_, index) => kept.has(index));
}

function timesOf(entries: readonly ParsedEntry[], now: number): readonly number[] {
  let last = entries.find(({ publishedAt }) => publishedAt !== undefined)?.publishedAt?.at.getTime() ?? 0;
  return entries.map(({ publishedAt }) => {
    last = Math.min(publishedAt?.at.getTime() ?? last, now);
    return last;
  });
}
