import { describe, expect, test } from 'vitest';
import { roomLeft } from '../../src/compose/choose/arrange.ts';
import { selectStories } from '../../src/compose/choose/select.ts';
import {
  asLate,
  beginReview,
  type Edit,
  type Review,
  readReview,
  revise,
  writeReview,
} from '../../src/edition/review.ts';
import { day, makeInput, makeSettings } from '../compose/invented.ts';

const at = new Date('2026-01-15T00:36:00Z');

/** The day's stories, of which the last ones miss the digest. */
function review(maxStories = day.length, fields: Parameters<typeof makeInput>[1] = {}): Review {
  return beginReview(
    selectStories(
      makeInput(day, { settings: makeSettings({ maxStories, maxPerFeed: 99, ...fields.settings }), ...fields }),
    ),
  );
}

function order({ current }: Review): string[] {
  return current.digest.sections.flatMap(({ stories }) => stories.map(({ id }) => id));
}

function sections({ current }: Review): Record<string, number> {
  return Object.fromEntries(current.digest.sections.map(({ id, stories }) => [id, stories.length]));
}

function after(start: Review, ...edits: Edit[]): Review {
  return edits.reduce((now, edit) => {
    const revised = revise(now, edit, at);
    if (revised.kind !== 'done') throw new Error(`${edit.kind}: ${revised.kind}`);
    return revised.review;
  }, start);
}

const first = (one: Review) => order(one)[0] ?? '';
const last = (one: Review) => order(one).at(-1) ?? '';

describe('a person', () => {
  test('a removed story is in no message, the others keep their order, and it is listed as left out', () => {
    const start = review();
    const removed = after(start, { kind: 'remove', storyId: first(start) });
    expect(order(removed).toSorted()).toEqual(order(start).slice(1).toSorted());
    expect(removed.current.messages[0]?.content).not.toContain('stardust.example/nova-3)');
    expect(removed.current.messages.flatMap(({ storyIds }) => storyIds)).not.toContain(first(start));
    expect(removed.current.digest.dropped.filter(({ rule }) => rule === 'removed')).toHaveLength(3);
    expect(removed.changes).toMatchObject([{ kind: 'removed', from: 1, to: null, at: at.toISOString() }]);
  });

  test('a story that is put back is where it was, and the messages are the same byte for byte', () => {
    const start = review();
    for (const storyId of order(start)) {
      const back = after(start, { kind: 'remove', storyId }, { kind: 'back', storyId });
      expect(back.changes).toEqual([]);
      expect(back.current).toBe(start.original);
    }
  });

  test('a story moves up one place at a time, across sections too', () => {
    let now = review();
    const storyId = last(now);
    const places = [];
    while (first(now) !== storyId) {
      const before = order(now).indexOf(storyId);
      now = after(now, { kind: 'up', storyId });
      places.push(order(now).indexOf(storyId));
      expect(places.at(-1)).toBeLessThan(before);
    }
    expect(now.current.digest.sections[0]).toMatchObject({ id: 'top' });
    expect(now.changes).toMatchObject([{ kind: 'moved', from: day.length, to: 1 }]);
    expect(revise(now, { kind: 'up', storyId }, at)).toEqual({ kind: 'nothing' });
  });

  test('every story stays in exactly one place, whatever is moved', () => {
    const start = review();
    for (const storyId of order(start).slice(1)) {
      const moved = after(start, { kind: 'up', storyId });
      expect(order(moved).toSorted()).toEqual(order(start).toSorted());
      expect(Object.values(sections(moved)).reduce((sum, count) => sum + count)).toBe(day.length);
    }
  });

  test('a near miss that is added is sent and no longer listed as left out', () => {
    const start = review(4);
    const miss = start.original.desk.input.stories.find(({ id }) => !order(start).includes(id));
    const taken = after(start, { kind: 'take', storyId: miss?.id ?? '' });
    expect(order(taken)).toContain(miss?.id);
    expect(taken.current.messages.flatMap(({ storyIds }) => storyIds)).toContain(miss?.id);
    const isMiss = (row: { readonly url: string; readonly rule: string }) =>
      row.url === miss?.lead.url && row.rule !== 'merged';
    expect(start.current.digest.dropped.some(isMiss)).toBe(true);
    expect(taken.current.digest.dropped.some(isMiss)).toBe(false);
    expect(taken.changes).toMatchObject([{ kind: 'taken', from: null }]);
  });

  test('a near miss that does not fit is refused with the reason', () => {
    const full = review(4, { limits: { ...makeInput(day).limits, markdown: 620 } });
    const outside = full.original.desk.input.stories.filter(({ id }) => !order(full).includes(id));
    expect(roomLeft(full.original.desk, order(full))).toBe(0);
    expect(outside.length).toBeGreaterThan(0);
    for (const { id: storyId } of outside)
      expect(revise(full, { kind: 'take', storyId }, at)).toEqual({ kind: 'no-room' });
  });

  test('all changes of a draft are undone at once', () => {
    const start = review();
    const changed = after(start, { kind: 'remove', storyId: first(start) }, { kind: 'up', storyId: last(start) });
    expect(changed.changes).toHaveLength(2);
    expect(after(changed, { kind: 'reset' })).toEqual(start);
    expect(revise(start, { kind: 'reset' }, at)).toEqual({ kind: 'nothing' });
  });

  test('a change that is already made, or of a story that is not there, is refused', () => {
    const start = review();
    for (const edit of [
      { kind: 'take', storyId: first(start) },
      { kind: 'back', storyId: first(start) },
      { kind: 'remove', storyId: 'nothing' },
      { kind: 'take', storyId: 'nothing' },
      { kind: 'up', storyId: first(start) },
    ] as const)
      expect(revise(start, edit, at)).toEqual({ kind: 'nothing' });
  });

  test('an edition without its stories becomes the note that there is no news, or no message', () => {
    const start = review();
    const edits = order(start).map((storyId) => ({ kind: 'remove', storyId }) as const);
    expect(after(start, ...edits).current.messages).toHaveLength(1);
    const silent = review(day.length, { settings: makeSettings({ whenEmpty: 'skip' }) });
    expect(
      after(silent, ...order(silent).map((storyId) => ({ kind: 'remove', storyId }) as const)).current.messages,
    ).toEqual([]);
  });
});

test('a draft is the same after it was written and read', () => {
  const start = review(4);
  expect(readReview(writeReview(start))).toEqual(start);
  const changed = after(start, { kind: 'remove', storyId: first(start) });
  const read = readReview(writeReview(changed));
  expect(read?.changes).toEqual(changed.changes);
  expect(read?.current.messages).toEqual(changed.current.messages);
  expect(after(read as Review, { kind: 'reset' }).current.messages).toEqual(start.current.messages);
  expect(readReview('{"form":0}')).toBeUndefined();
});

test('a held edition that is late says so in its first line and keeps its changes', () => {
  const changed = after(review(), { kind: 'remove', storyId: first(review()) });
  const late = asLate(changed);
  expect(late.messages[0]?.content.split('\n')[0]).toContain('迟到补发');
  expect(late.digest.sections.flatMap(({ stories }) => stories)).toHaveLength(day.length - 1);
});

test('names learned from the items stay with the edition, also when it is changed, stored or late', () => {
  const learned = [{ chinese: '澄海动力', latin: 'Chenghai', url: 'https://stardust.example/1' }];
  const start = beginReview({ ...review().original, learned });
  const removed = after(start, { kind: 'remove', storyId: first(start) });
  expect(removed.current.learned).toEqual(learned);
  expect(readReview(writeReview(removed))?.current.learned).toEqual(learned);
  expect(asLate(start).learned).toEqual(learned);
});
