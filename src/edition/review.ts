/**
 * An edition under review: the original, the current version and the changes between them. Pure; the store keeps it as
 * one text.
 */
import { arrangeStories, readingOrder } from '../compose/choose/arrange.ts';
import type { Desk } from '../compose/choose/select.ts';
import type { Composition } from '../compose/compose.ts';
import { readRichJson, writeRichJson } from '../ground/rich-json.ts';
import type { Digest, Story } from '../model.ts';
import type { EditionChange } from '../store/store.ts';

export interface Review {
  readonly original: Composition;
  /** The version to send; without changes it is the original. */
  readonly current: Composition;
  /** Oldest first. */
  readonly changes: readonly EditionChange[];
}

/** A person's edits. `back` restores a removed story; `reset` undoes all changes. */
export type Edit =
  | { readonly kind: 'remove' | 'up' | 'take' | 'back'; readonly storyId: string }
  | { readonly kind: 'reset' };

export type Revised =
  | { readonly kind: 'done'; readonly review: Review }
  /** The result does not fit into the allowed messages. */
  | { readonly kind: 'no-room' }
  /** The edit changes nothing, or the story does not exist. */
  | { readonly kind: 'nothing' };

export function beginReview(composition: Composition): Review {
  return { original: composition, current: composition, changes: [] };
}

export function revise(review: Review, edit: Edit, at: Date): Revised {
  const { original, current } = review;
  if (edit.kind === 'reset') {
    return review.changes.length === 0 ? { kind: 'nothing' } : { kind: 'done', review: beginReview(original) };
  }
  const before = readingOrder(current.digest);
  const order = orderAfter(edit, { review, before });
  const story = original.desk.input.stories.find(({ id }) => id === edit.storyId);
  if (order === undefined || story === undefined) return { kind: 'nothing' };
  const arranged = rearrange(original, order);
  if (arranged === undefined) return { kind: 'no-room' };
  const changes = changesAfter(review.changes, { story, at, before, after: readingOrder(arranged.digest) });
  return { kind: 'done', review: { original, current: changes.length === 0 ? original : arranged, changes } };
}

/** The same edition, marked as late. */
export function asLate({ current, original }: Review): Composition {
  return rearrange(original, readingOrder(current.digest), { late: true }) ?? current;
}

/**
 * These stories of a composition, in this order, with the names that it learned from the items.
 * @returns undefined if they do not fit into the allowed messages
 */
export function rearrange(
  { desk, learned }: Composition,
  order: readonly string[],
  change?: Partial<Desk['input']>,
): Composition | undefined {
  const arranged = arrangeStories({ ...desk, input: { ...desk.input, ...change } }, order);
  return arranged && { ...arranged, ...(learned && { learned }) };
}

/** @returns undefined when the edit changes nothing */
function orderAfter(
  { kind, storyId }: Exclude<Edit, { readonly kind: 'reset' }>,
  { review, before }: { readonly review: Review; readonly before: readonly string[] },
): readonly string[] | undefined {
  const place = before.indexOf(storyId);
  switch (kind) {
    case 'remove':
      return place < 0 ? undefined : before.filter((id) => id !== storyId);
    case 'up':
      return place < 1 ? undefined : movedUp(review.current.digest, before, place);
    case 'take':
      return place < 0 ? [...before, storyId] : undefined;
    case 'back':
      return place < 0 ? putBack(storyId, before, review.original.desk.order) : undefined;
  }
}

/** Moves the story before the one above it. The first story of a section moves its section above the previous one. */
function movedUp({ sections }: Digest, before: readonly string[], place: number): readonly string[] {
  const sectionOf = (id: string | undefined) =>
    sections.find(({ stories }) => stories.some((story) => story.id === id));
  const [own, above] = [sectionOf(before[place]), sectionOf(before[place - 1])];
  const leap = own?.id !== above?.id && above?.id !== 'top';
  const target = leap ? before.indexOf(above?.stories[0]?.id ?? '') : place - 1;
  return [...before.slice(0, target), before[place] ?? '', ...before.slice(target, place), ...before.slice(place + 1)];
}

/** Puts the story back after the one that it followed, or after the nearest earlier one that remains. */
function putBack(
  storyId: string,
  before: readonly string[],
  original: readonly string[],
): readonly string[] | undefined {
  const was = original.indexOf(storyId);
  if (was < 0) return undefined;
  const neighbour = original.slice(0, was).findLast((id) => before.includes(id));
  const target = neighbour === undefined ? 0 : before.indexOf(neighbour) + 1;
  return before.toSpliced(target, 0, storyId);
}

interface Changed {
  readonly story: Story;
  readonly at: Date;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One change per story: from its original position to its current one. */
function changesAfter(
  changes: readonly EditionChange[],
  { story, at, before, after }: Changed,
): readonly EditionChange[] {
  const { id: storyId } = story;
  const earlier = changes.find((change) => change.storyId === storyId);
  const from = earlier === undefined ? numberIn(before, storyId) : earlier.from;
  const to = numberIn(after, storyId);
  const others = changes.filter((change) => change !== earlier);
  if (from === to) return others;
  const kind = from === null ? 'taken' : to === null ? 'removed' : 'moved';
  return [...others, { at: at.toISOString(), kind, storyId, title: story.lead.title, from, to }];
}

function numberIn(order: readonly string[], id: string): number | null {
  const place = order.indexOf(id);
  return place < 0 ? null : place + 1;
}

// ── Serialisation ─────────────────────────────────────────────────────────────────────────────────────────

/** Increase it when the format changes: a draft in an older format is composed again. */
const form = 1;

export function writeReview({ original, current, changes }: Review): string {
  const { desk, ...shown } = original;
  const { dropped: _, ...input } = desk.input;
  const { desk: __, ...changed } = current;
  const edited = changes.length === 0 ? null : changed;
  return writeRichJson({ form, original: shown, input, order: desk.order, current: edited, changes });
}

/** @returns undefined if this program did not write the text */
export function readReview(text: string): Review | undefined {
  const read = readRichJson<Written>(text);
  if (read.form !== form) return undefined;
  const desk: Desk = { input: { ...read.input, dropped: read.original.digest.dropped }, order: read.order };
  const original = { ...read.original, desk };
  const current = read.current === null ? original : { ...read.current, desk };
  return { original, current, changes: read.changes };
}

interface Written {
  readonly form: number;
  readonly original: Omit<Composition, 'desk'>;
  readonly input: Omit<Desk['input'], 'dropped'>;
  readonly order: readonly string[];
  readonly current: Omit<Composition, 'desk'> | null;
  readonly changes: readonly EditionChange[];
}
