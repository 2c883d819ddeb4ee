import type { Aliases, Item } from '../model.ts';
import type { FindSource } from './publishers.ts';

/** How many publishers report independently: no copies of one wire, not the company about itself. At least 1. */
export function independentCount(items: readonly Item[], source: FindSource, _aliases: Aliases): number {
  const titles = new Map<string, string>();
  for (const item of items) {
    const { key } = source(item);
    if (titles.has(key)) continue;
    titles.set(key, plain(item.title));
  }
  return Math.max(1, new Set(titles.values()).size);
}

function plain(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
