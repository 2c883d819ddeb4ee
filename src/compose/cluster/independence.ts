import type { Alias, Aliases, Item } from '../../model.ts';
import { onceFor } from '../once-for.ts';
import { type FindSource, hostOf, makerHosts, namesItself, plain } from './publishers.ts';

/** Counts the publishers of a story that report independently. */
export type CountIndependent = (items: readonly Item[]) => number;

/** Hosts where anybody publishes their own work: a paper, a repository, a post. */
const ownWorkHosts = new Set([
  'arxiv.org',
  'github.com',
  'huggingface.co',
  'youtube.com',
  'x.com',
  'twitter.com',
  'reddit.com',
]);

/**
 * Publishers are independent if they neither write about themselves nor copy the same text. Copies have the same title
 * or credit one source ("（晚点LatePost）"). Unknown hosts count together as the feed that lists them, and not at all if
 * that feed is an aggregator. A story has at least one source, and at most as many as feeds.
 */
export function createIndependence(source: FindSource, aliases: Aliases): CountIndependent {
  const makers = makerHosts(aliases);
  const wires = wiresOf(aliases);
  return (items) => {
    const feeds = new Set(items.map(({ feedUrl }) => feedUrl));
    if (feeds.size === 1) return 1;
    const titles = items.map(({ title }) => plain(title));
    const groups = new Map<string, Set<string>>();
    for (const [index, item] of items.entries()) {
      const { key, name, isKnown } = source(item);
      const host = hostOf(item.url);
      if (makers.has(key) || makers.has(host) || ownWorkHosts.has(key) || namesItself(key, titles)) continue;
      if (!isKnown && item.discussion !== undefined) continue;
      const publisher = isKnown ? `by ${wires.get(plain(name)) ?? key}` : `through ${item.feedUrl}`;
      join(groups, [`title ${titles[index]}`, publisher, ...credits(item, wires)]);
    }
    return Math.max(1, Math.min(new Set(groups.values()).size, feeds.size));
  };
}

/** Names of media by each of their spellings. */
const wiresOf = onceFor(
  (aliases: Aliases): ReadonlyMap<string, string> =>
    new Map(aliases.names.filter(isMedium).flatMap((alias) => alias.names.map((name) => [plain(name), wireOf(alias)]))),
);

function isMedium({ kind }: Alias): boolean {
  return kind === 'media';
}

function wireOf({ names }: Alias): string {
  return names[0] ?? '';
}

/** Puts all marks into one group, with everything that any of them was grouped with before. */
function join(groups: Map<string, Set<string>>, marks: readonly string[]): void {
  const all = new Set(marks.flatMap((mark) => [mark, ...(groups.get(mark) ?? [])]));
  for (const mark of all) groups.set(mark, all);
}

function credits(item: Item, wires: ReadonlyMap<string, string>): string[] {
  const credited = plain(creditOf(item) ?? '');
  const wire = wires.get(credited);
  return wire === undefined ? [] : [`by ${wire}`];
}

/** The source that the text credits at its end: "（晚点LatePost）", "(Reuters)". */
export function creditOf({ title, summary }: Pick<Item, 'title' | 'summary'>): string | undefined {
  return /[（(](?<credit>[\p{L}\d ·.]{2,20})[）)]\s*$/u.exec(summary.trim() || title)?.groups?.credit;
}
