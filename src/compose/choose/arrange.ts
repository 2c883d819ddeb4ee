import { sayIn } from '../../ground/say.ts';
import type { Digest, Dropped, Item } from '../../model.ts';
import { dropRows, mergedRows } from './left-out.ts';
import { countThatFits, type Desk, printStories, type Selection } from './select.ts';

/**
 * The edition that a person made of a selection: exactly these stories, the first ones as 要闻, the others in their
 * sections, which are ordered by their first stories.
 * @param order ids of stories of the desk
 * @returns undefined when they do not fit into the allowed messages
 */
export function arrangeStories({ input, order: selected }: Desk, order: readonly string[]): Selection | undefined {
  const byId = new Map(input.stories.map((story) => [story.id, story]));
  const stories = order.flatMap((id) => byId.get(id) ?? []);
  const { count, digest, ...printed } = printStories(stories, input);
  if (count < stories.length) return undefined;
  const dropped = droppedBy(digest, { input, order: selected });
  return { ...printed, digest: { ...digest, dropped }, desk: { input, order: readingOrder(digest) } };
}

/** How many of the desk's other stories, nearest first, would also fit beside these. */
export function roomLeft({ input }: Desk, order: readonly string[]): number {
  const chosen = new Set(order);
  const inside = order.flatMap((id) => input.stories.find((story) => story.id === id) ?? []);
  const outside = input.stories.filter(({ id }) => !chosen.has(id)).slice(0, mostRoom);
  return Math.max(0, countThatFits([...inside, ...outside], input) - inside.length);
}

/** The most that `roomLeft` reports; nobody adds more stories at once. */
const mostRoom = 10;

/** Ids of the stories in reading order. */
export function readingOrder({ sections }: Pick<Digest, 'sections'>): readonly string[] {
  return sections.flatMap(({ stories }) => stories.map(({ id }) => id));
}

/** What the selection left out, minus what the person added, plus what the person removed. */
function droppedBy(digest: Digest, { input, order: selected }: Desk): readonly Dropped[] {
  const told = digest.sections.flatMap(({ stories }) => stories);
  const toldIds = new Set(told.map(({ id }) => id));
  const removed = input.stories.filter(({ id }) => selected.includes(id) && !toldIds.has(id));
  const changed = new Set([...told, ...removed].flatMap(({ items }) => items.map(keyOf)));
  const rows = dropRows(input.feeds);
  const why = sayIn(input.settings.language)('审稿时拿掉', 'removed by a person');
  return [
    ...mergedRows(digest, input.feeds),
    ...removed.flatMap((story) => rows(story, 'removed', why)),
    ...input.dropped.filter((row) => !changed.has(keyOf(row))),
  ];
}

function keyOf({ title, url }: Pick<Item, 'title' | 'url'>): string {
  return `${title}\n${url}`;
}
