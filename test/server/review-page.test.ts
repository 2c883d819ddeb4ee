import { afterEach, beforeEach, expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { createReviewDesk } from '../../src/control/review-desk.ts';
import { beginReview, readReview, writeReview } from '../../src/edition/review.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { day, feeds as makeFeeds, makeInput, makeItem, makeSettings, makeStory } from '../compose/invented.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith, settingsWith } from '../worker/worker-world.ts';
import { openServer, postForm } from './open-server.ts';
import { hostile, sampleDesks } from './samples.ts';

const token = 'let me in';
const host = '127.0.0.1:8080';
const authorization = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;
const path = '/review/daily/2026-01-15T09:00';
const slot = makeInput(day).slot;

let store: Store;
let now: Date;
let asked: string[];
beforeEach(async () => {
  store = await openScratchStore({ dataDir: '/nonexistent' });
  now = new Date('2026-01-15T00:42:00Z');
  asked = [];
  await begin();
});
afterEach(() => store.close());

async function begin(stories = day, version = 1): Promise<void> {
  const settings = makeSettings({ maxStories: 6, maxPerFeed: 99 });
  const content = writeReview(beginReview(selectStories(makeInput(stories, { settings }))));
  await store.saveDraft({ slot, composedAt: now, decision: 'open', version, content });
}

function serve() {
  const review = createReviewDesk({
    store,
    settings: settingsWith(configWith({ digests: [digestSettings()] })),
    clock: { now: () => now },
    run: (digestId) => asked.push(digestId),
  });
  return openServer({ token: () => token, now: () => now, desks: { ...sampleDesks(), review } });
}

async function see(url = path): Promise<{ status: number; body: string }> {
  const { statusCode: status, body } = await serve().inject({ url, headers: { host, authorization } });
  return { status, body };
}

/** Presses a button. @returns what the page says afterwards */
async function press(
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { authorization },
) {
  const app = serve();
  const version = String((await store.draft(slot))?.version ?? 1);
  const answer = await postForm(app, path, { version, ...fields }, { host, origin: `http://${host}`, ...headers });
  const notice = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  const cookie = [headers.cookie, notice].filter(Boolean).join('; ');
  const after = await app.inject({ url: path, headers: { host, ...headers, cookie } });
  const said = /role="status">([^<]+)/.exec(after.body)?.[1] ?? '';
  return { status: answer.statusCode, said, body: after.body };
}

async function review() {
  const read = readReview((await store.draft(slot))?.content ?? '');
  if (read === undefined) throw new Error('Expected a review.');
  return read;
}

async function order(): Promise<string[]> {
  return (await review()).current.digest.sections.flatMap(({ stories }) => stories.map(({ id }) => id));
}

test('the review shows the waiting edition, when it is sent, near misses, and what the group will see', async () => {
  const { status, body } = await see();
  expect(status).toBe(200);
  expect(body).toContain('9:00 自动发出，还有 18 分钟');
  expect(body).toContain('1月15日 周四这一期排好了，6 条');
  expect(body).toContain('不动它，到点就照下面的样子发到日报群。');
  expect(body.match(/value="remove"/g)).toHaveLength(6);
  expect(body.match(/value="up"/g)).toHaveLength(5);
  expect(body).toContain('差一点的');
  expect(body).toContain('class="bubble markdown"');
  expect((await see('/review/daily/2026-01-16T09:00')).status).toBe(404);
  expect((await see('/review/daily/..%2f')).status).toBe(404);
});

test('a story is dropped, put back, moved up, and a near miss taken in; each is in the list of changes and in the log', async () => {
  const [first = '', second = ''] = await order();
  expect((await press({ do: 'remove', story: first })).said).toMatch(/^审稿：拿掉“/);
  expect(await order()).not.toContain(first);
  const dropped = await press({ do: 'up', story: second });
  expect(dropped.said).toBe('已经是这样了。');
  expect(dropped.body).toContain('已改 1 处');
  expect((await press({ do: 'back', story: first })).said).toMatch(/还原$/);
  expect(await order()).toContain(first);
  expect((await press({ do: 'up', story: second })).said).toMatch(/从第 2 条移到第 1 条$/);
  const [miss] = (await review()).original.desk.input.stories
    .filter(({ id }) => !(id === first || id === second))
    .slice(-1);
  expect((await press({ do: 'take', story: miss?.id ?? '' })).said).toMatch(/^审稿：放进“/);
  expect((await press({ do: 'reset' })).said).toBe('审稿：全部还原');
  expect((await review()).changes).toEqual([]);
});

test('each button of a story leads back to its place in the list, and that place is on the page', async () => {
  const [first = ''] = await order();
  await press({ do: 'remove', story: first });
  const { body } = await see();
  const places = [...body.matchAll(/action="[^"]*#([^"]+)"/g)].map(([, id]) => id ?? '');
  const buttons = body.match(/value="(?:remove|up|take|back)"/g) ?? [];
  expect(places).toHaveLength(buttons.length);
  for (const id of places) expect(body).toContain(`id="${id}"`);
});

test('of two people who edit the same version, the second sees a conflict and loses nothing', async () => {
  const [first = '', second = ''] = await order();
  await press({ do: 'remove', story: first, version: '1' });
  const late = await press({ do: 'remove', story: second, version: '1' });
  expect(late.said).toContain('别人刚改过这一期');
  expect(await order()).toContain(second);
});

test('an edition under review can be held, and released before or after its slot', async () => {
  expect((await press({ do: 'held' })).said).toMatch(/扣住 AI 新闻日报 20/);
  expect((await see()).body).toContain('9:00 不会发');
  expect((await press({ do: 'seen' })).said).toContain('到点照发');
  expect((await store.draft(slot))?.decision).toBe('seen');
  await press({ do: 'held' });
  now = new Date('2026-01-15T01:30:00Z');
  expect((await see()).body).toContain('放行，现在发');
  expect(asked).toEqual([]);
  expect((await press({ do: 'seen' })).said).toContain('现在发');
  expect((await store.draft(slot))?.decision).toBe('released');
  expect(asked).toEqual(['daily']);
});

test('/review leads to the only waiting edition', async () => {
  const answer = await serve().inject({ url: '/review', headers: { host, authorization } });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, path]);
});

test('without a login the review shows and changes nothing', async () => {
  const [first = ''] = await order();
  expect((await press({ do: 'remove', story: first }, {})).status).toBe(401);
  expect((await press({ do: 'remove', story: first }, { authorization, origin: 'https://evil.example' })).status).toBe(
    403,
  );
  expect((await press({ do: 'nothing' })).status).toBe(404);
  expect(await order()).toContain(first);
});

test('the review shows markup from feeds as text', async () => {
  await store.saveDraft({
    slot: { ...slot, local: '2026-01-14T09:00' },
    composedAt: now,
    decision: 'open',
    version: 1,
    content: '{}',
  });
  await begin([makeStory([makeItem(makeFeeds.wire, hostile)], { score: 9 }), ...day]);
  const { body } = await see();
  expect(body).toContain('&lt;script&gt;');
  expect(body).not.toMatch(/<script|<img src=x/);
});

test('the review of an edition with every candidate offers no others and no free room', async () => {
  await begin(day.slice(0, 1), 2);
  const { body } = await see();
  expect(body).toContain('没有别的候选');
  expect(body).not.toContain('还放得下');
});
