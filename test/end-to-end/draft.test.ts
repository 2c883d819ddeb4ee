import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { beginReview, writeReview } from '../../src/edition/review.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Draft } from '../../src/store/store.ts';
import { day, makeInput, makeSettings } from '../compose/invented.ts';
import { morning, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const composition = selectStories(makeInput(day, { settings: makeSettings({ maxPerFeed: 99 }) }));
const slot = makeInput(day).slot;

/** A draft of the morning's slot, composed half an hour before. */
async function wait(decision: Draft['decision']): Promise<void> {
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  const composedAt = new Date('2026-01-15T00:30:00Z');
  const content = writeReview(beginReview(composition));
  expect(await store.saveDraft({ slot, composedAt, decision, version: 1, content })).toBe(true);
  await store.close();
}

const sent = () =>
  world.robot.received.map(
    ({ body }) => (JSON.parse(body) as { readonly markdown: { content: string } }).markdown.content,
  );

test('a draft is what preview shows and what run sends, byte for byte', async () => {
  await wait('open');
  const { stdout } = await world.run(['preview', '--json', '--at', morning]);
  const shown = (JSON.parse(stdout) as { messages: { content: string }[] }).messages.map(({ content }) => content);
  expect(shown).toEqual(composition.messages.map(({ content }) => content));
  expect(await world.run(['run', '--at', morning])).toMatchObject({ code: 0 });
  expect(sent()).toEqual(shown);
  expect(await world.run(['run', '--at', morning])).toMatchObject({ code: 0 });
  expect(sent()).toEqual(shown);
});

test('a held draft is not sent by run, unless it is forced', async () => {
  await wait('held');
  const held = await world.run(['run', '--at', morning]);
  expect(held.code).toBe(0);
  expect(held.stderr).toContain('被扣住了');
  expect(sent()).toEqual([]);
  expect(await world.run(['run', '--force', '--at', morning])).toMatchObject({ code: 0 });
  expect(sent()).toEqual(composition.messages.map(({ content }) => content));
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  const [change] = await store.changes({ limit: 1 });
  await store.close();
  expect(change?.what['zh-CN']).toMatch(/^放行 daily 排好的一期：2026-01-15 /);
});

test('a draft that waits for its time and is sent by run --force is recorded as sent, not as released', async () => {
  await wait('open');
  expect(await world.run(['run', '--force', '--at', morning])).toMatchObject({ code: 0 });
  expect(sent()).toEqual(composition.messages.map(({ content }) => content));
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  const [change] = await store.changes({ limit: 1 });
  await store.close();
  expect(change?.what).toEqual({
    'zh-CN': '发出 daily 排好的一期：2026-01-15 09:00',
    en: 'sent the composed edition of daily: 2026-01-15 09:00',
  });
});

test('--help lists the exit codes, also those of signals', async () => {
  const { stdout } = await world.run(['--help']);
  expect(stdout).toContain('130 和 143 被 Ctrl-C 或 SIGTERM 停下');
});

test('preview --at an instant before the draft was composed shows the news of that time', async () => {
  await wait('open');
  const { stdout } = await world.run(['preview', '--json', '--at', '2026-01-15T08:29:00+08:00']);
  const shown = (JSON.parse(stdout) as { messages: { content: string }[] }).messages.map(({ content }) => content);
  expect(shown).not.toEqual(composition.messages.map(({ content }) => content));
});
