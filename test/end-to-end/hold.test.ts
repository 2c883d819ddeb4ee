import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReview, revise, writeReview } from '../../src/edition/review.ts';
import type { Draft } from '../../src/store/store.ts';
import { openWorkerWorld, serveNews, type WorkerWorld } from './worker-world.ts';

const minuteMs = 60_000;
const slot = { digestId: 'daily', local: '2026-02-02T09:00' };

let world: WorkerWorld;
beforeEach(async () => {
  world = await openWorkerWorld('2026-02-02T08:20:00+08:00');
  world.writeFeeds({ digest: { hold: '30m' } });
});
afterEach(() => world[Symbol.asyncDispose]());

const draft = () => world.read((store) => store.draft(slot));
const reviews = () => world.alerts().filter((text) => text.startsWith('【审稿】'));
const digests = () => world.told().filter((text) => text.startsWith('AI 新闻日报'));
const sentAt = async () => {
  const edition = await world.read((store) => store.edition('daily', slot.local));
  return edition?.messages[0]?.attempts[0]?.startedAt.toISOString().slice(11, 16);
};

async function change(by: (draft: Draft) => Partial<Draft>): Promise<void> {
  await world.read(async (store) => {
    const before = await store.draft(slot);
    if (before === undefined) throw new Error('Expected a draft.');
    expect(await store.saveDraft({ ...before, ...by(before), version: before.version + 1 })).toBe(true);
  });
}

function withoutFirst({ content }: Draft): Partial<Draft> {
  const review = readReview(content);
  const storyId = review?.current.digest.sections[0]?.stories[0]?.id ?? '';
  const revised = review && revise(review, { kind: 'remove', storyId }, new Date('2026-02-02T00:41:00Z'));
  if (revised?.kind !== 'done') throw new Error('Expected a story to remove.');
  return { content: writeReview(revised.review) };
}

test('a held edition that nobody touches is announced to the operator once and sent on time, unchanged', async () => {
  world.after(20 * minuteMs, () => serveNews(world, 'lumen', 9));
  await world.run(25 * minuteMs);
  const composed = readReview((await draft())?.content ?? '')?.current.messages.map(({ content }) => content);
  expect((await draft())?.composedAt.toISOString().slice(11, 16)).toBe('00:30');
  expect(digests()).toEqual([]);

  await world.run(60 * minuteMs);
  expect(digests()).toEqual(composed);
  expect(await sentAt()).toBe('01:00');
  expect(reviews()).toHaveLength(1);
  expect(reviews()[0]).toContain('AI 新闻日报 09:00 这一期排好了');
  expect(reviews()[0]).toContain('/review/daily/2026-02-02T09:00');
  expect(await draft()).toBeUndefined();
  expect((await world.read((store) => store.edition('daily', slot.local)))?.decisions.changes).toBeUndefined();
});

test('an announcement that waits for a refused robot is given up at the slot: its link leads nowhere then', async () => {
  const { url } = world.operator;
  world.setEnv('ALERT_WEBHOOK_URL', url.replace('operator-key', 'former-key'));
  await world.run(60 * minuteMs);
  expect(digests()).toHaveLength(1);
  world.setEnv('ALERT_WEBHOOK_URL', url);
  await world.run(10 * minuteMs);
  expect(reviews()).toEqual([]);
});

test('changes by a person survive a restart, are sent on time, and are stored with the edition', async () => {
  await world.run(20 * minuteMs);
  await change(withoutFirst);
  await world.run(60 * minuteMs);

  expect(digests()).toHaveLength(1);
  expect(await sentAt()).toBe('01:00');
  expect(digests()[0]).toContain('｜5 条');
  expect(reviews()).toHaveLength(1);
  const edition = await world.read((store) => store.edition('daily', slot.local));
  expect(edition?.decisions.changes).toMatchObject([{ kind: 'removed', from: 1, to: null }]);
  expect(edition?.decisions.dropped.filter(({ rule }) => rule === 'removed')).toHaveLength(1);
});

test('an edition that a person holds is neither sent nor missed; released, it is sent once', async () => {
  await world.run(20 * minuteMs);
  await change(() => ({ decision: 'held' }));
  await world.run(60 * minuteMs);
  expect(digests()).toEqual([]);
  expect(world.alerts().filter((text) => text.includes('漏了'))).toEqual([]);

  await change(() => ({ decision: 'released' }));
  await world.run(30 * minuteMs);
  expect(digests()).toHaveLength(1);
  expect(await draft()).toBeUndefined();
  await world.run(30 * minuteMs);
  expect(digests()).toHaveLength(1);
});

test('a worker that was down at the slot sends the reviewed edition late, as it was changed', async () => {
  await world.run(20 * minuteMs);
  await change(withoutFirst);
  await world.clock.sleep(60 * minuteMs);
  await world.run(20 * minuteMs);
  expect(digests()).toHaveLength(1);
  expect(digests()[0]?.split('\n')[0]).toContain('迟到补发');
  expect(digests()[0]?.split('\n')[0]).toContain('5 条');
});

test('after a crash between the draft and its announcement, the operator is notified at the next start', async () => {
  await world.run(20 * minuteMs);
  const stored = await draft();
  await world[Symbol.asyncDispose]();
  world = await openWorkerWorld('2026-02-02T08:40:00+08:00');
  world.writeFeeds({ digest: { hold: '30m' } });
  await world.read((store) => store.saveDraft(stored as Draft));
  await world.run(40 * minuteMs);
  expect(reviews()).toHaveLength(1);
  expect(digests()).toHaveLength(1);
});

test('a digest without `hold` has no draft', async () => {
  world.writeFeeds();
  await world.run(25 * minuteMs);
  expect(await draft()).toBeUndefined();
  await world.run(30 * minuteMs);
  expect(digests()).toHaveLength(1);
  expect(reviews()).toEqual([]);
});
