/** The pages for readers and for a waiting edition in a real browser, without scripts: found, read, changed, held, released. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { createReviewDesk } from '../../src/control/review-desk.ts';
import { beginReview, readReview, writeReview } from '../../src/edition/review.ts';
import type { RunningServer } from '../../src/server/bare-server.ts';
import { startServer } from '../../src/server/server.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { day, makeInput, makeSettings } from '../compose/invented.ts';
import { acceptAll, sampleEdition, sampleItem, sampleStory } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith, settingsWith } from '../worker/worker-world.ts';
import { findings } from './axe.ts';
import { complaintsOf, launchChromium } from './chromium.ts';
import { hostile, sampleDesks, sampleOptions } from './samples.ts';

const token = 'soak';
const now = new Date('2026-01-15T00:42:00Z');
const slot = makeInput(day).slot;
const screens = [390, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

let browser: Browser;
let server: RunningServer;
let store: Store;
const asked: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  store = await openScratchStore({ dataDir: '/nonexistent' });
  const titles = ['北辰发布 B2 芯片，推理成本降到三分之一', `${hostile} ${'很长'.repeat(30)}${'Long'.repeat(60)}`];
  const stories = titles.map((title, index) => {
    const entryId = `entry-${index}`;
    return sampleStory(entryId, [sampleItem({ entryId, title, summary: `${title}。` })]);
  });
  const edition = sampleEdition({ day: '2026-01-14', stories });
  const dropped = titles.map((title, index) => ({
    title,
    url: 'javascript:alert(1)',
    feed: hostile,
    rule: index === 0 ? ('score' as const) : ('topic' as const),
    why: hostile,
  }));
  await acceptAll(store, await store.saveEdition({ ...edition, decisions: { ...edition.decisions, dropped } }));
  const review = createReviewDesk({
    store,
    settings: settingsWith(configWith({ digests: [digestSettings()] })),
    clock: { now: () => now },
    run: (digestId) => asked.push(digestId),
  });
  const desks = { ...sampleDesks(), review };
  const options = { archive: store, now: () => now, token: () => token, publicPages: () => true, desks };
  server = await startServer(sampleOptions(options));
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await store?.close();
});

async function wait(): Promise<void> {
  const settings = makeSettings({ maxStories: 6, maxPerFeed: 99 });
  const before = await store.draft(slot);
  const content = writeReview(beginReview(selectStories(makeInput(day, { settings }))));
  const version = (before?.version ?? 0) + 1;
  expect(await store.saveDraft({ slot, composedAt: now, decision: 'open', version, content })).toBe(true);
}

async function openPage(width: number, colorScheme: 'light' | 'dark', javaScriptEnabled = false) {
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, javaScriptEnabled });
  const page = await context.newPage();
  return { page, complaints: complaintsOf(page, server.address) };
}

/** Nothing is wider than the window. */
async function fits(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}

test.each(screens)(
  'at $width pixels, $scheme: a guest finds an edition in Chinese and reads it',
  async ({ width, scheme }) => {
    const { page, complaints } = await openPage(width, scheme);
    await page.goto(`${server.address}/editions`);
    await fits(page);
    await page.fill('input[name=q]', '推理');
    await page.locator('main button').click();
    expect(await page.locator('h1').textContent()).toBe('“推理”发过 1 条');
    expect(await page.locator('mark').first().textContent()).toBe('推理');
    await fits(page);
    await page.getByRole('link', { name: '1月14日 周三 第 1 条' }).click();
    expect(await page.locator('h1').textContent()).toBe('1月14日 周三，2 条');
    expect(await page.title()).not.toContain('taken');
    for (const summary of await page.locator('summary').all()) await summary.click();
    await fits(page);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test.each(screens)(
  'at $width pixels, $scheme: a person drops a story, holds the edition and lets it go',
  async ({ width, scheme }) => {
    await wait();
    const { page, complaints } = await openPage(width, scheme);
    await page.goto(`${server.address}/review`);
    await page.fill('input[name=password]', token);
    await page.locator('button').first().click();
    expect(await page.locator('h1').textContent()).toBe('1月15日 周四这一期排好了，6 条');
    await page.getByRole('button', { name: /拿掉\s*第 2 条/ }).click();
    await page.waitForURL(/#story-2$/);
    expect(await page.locator('.pending h2').textContent()).toBe('已改 1 处');
    for (const shown of ['#story-2', '.said-so']) {
      const { y = -1 } = (await page.locator(shown).boundingBox()) ?? {};
      expect(y, shown).toSatisfy((top: number) => top >= 0 && top < 600);
    }
    await page.getByRole('button', { name: /上移\s*第 3 条/ }).click();
    expect(await page.locator('.pending h2').textContent()).toBe('已改 2 处');
    await page.getByRole('button', { name: '扣住，9:00 不发' }).click();
    expect(await page.locator('.light').textContent()).toContain('扣住了');
    await fits(page);
    await page.getByRole('button', { name: '放行，9:00 照发' }).click();
    expect(await page.locator('.light').textContent()).toContain('9:00 自动发出');
    const draft = await store.draft(slot);
    expect(draft?.decision).toBe('seen');
    expect(readReview(draft?.content ?? '')?.changes.map(({ kind }) => kind)).toEqual(['removed', 'moved']);
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test.each([
  { width: 390, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
] as const)(
  'at $width pixels, $scheme: axe finds nothing serious on the pages of editions and of the review',
  async ({ width, scheme }) => {
    await wait();
    const { page } = await openPage(width, scheme, true);
    for (const path of [
      '/editions',
      `/search?q=${encodeURIComponent('推理')}`,
      '/editions/daily/2026-01-14T0900.html',
    ]) {
      await page.goto(`${server.address}${path}`);
      expect(await findings(page), path).toEqual([]);
    }
    await page.goto(`${server.address}/review`);
    await page.fill('input[name=password]', token);
    await page.locator('button').first().click();
    await page.getByRole('button', { name: '扣住，9:00 不发' }).click();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await findings(page), 'a held edition').toEqual([]);
    await page.context().close();
  },
);
