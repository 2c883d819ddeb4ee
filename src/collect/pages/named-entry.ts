import { unescape as percentDecode } from 'node:querystring';
import type { ParsedEntry } from '../read/parsed-feed.ts';

/** Gives an entry without a title the words of its address: `/news/nova-2.html` → `nova 2`. */
export function named(entry: ParsedEntry): ParsedEntry {
  if (entry.title !== '') return entry;
  const parts = (URL.parse(entry.url ?? '')?.pathname ?? '').split('/').filter((part) => part !== '');
  const words = percentDecode(parts.at(-1) ?? '')
    .replace(/\.\w{2,5}$/, '')
    .replace(/[-_+\s]+/g, ' ')
    .trim();
  return { ...entry, title: words || (entry.url ?? '') };
}
