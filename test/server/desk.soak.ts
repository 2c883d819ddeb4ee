/** The pages of the desk in a real browser: what a person does there, on a phone and a desk, light and dark, without a script. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { feedId } from '../../src/ground/feed-id.ts';
import { acceptAll, sampleEdition } from '../store/samples.ts';
import { findings } from './axe.ts';
import { complaintsOf, launchChromium } from './chromium.ts';
import { type DeskWorld, openDeskWorld, token } from './desk-world.ts';

let browser: Browser;
let desk: DeskWorld;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  desk = await openDeskWorld();
});
afterEach(() => desk.close());

interface Screen {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
}

/** A person who has logged in. */
async function logIn({ width, colorScheme, javaScriptEnabled = true }: Screen, chromium = browser) {
  const context = await chromium.newContext({ viewport: { width, height: 844 }, colorScheme, javaScriptEnabled });
  const page = await context.newPage();
  const complaints = complaintsOf(page, desk.address);
  await page.goto(`${desk.address}/settings`);
  await page.locator('#password').fill(token);
  await page.getByRole('button').click();
  await page.waitForURL(`${desk.address}/settings`);
  return { page, complaints };
}

const pages = [
  '/',
  '/feeds',
  `/feeds/${feedId('https://stardust.example/rss')}`,
  '/feeds/catalogue',
  '/settings',
  '/log',
  '/editions',
  '/preview',
  '/send?digest=daily',
  '/login',
  '/nothing',
];

describe.each([
  { width: 390, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const)('$width pixels', (screen) => {
  test(`no page overflows, complains, or has a finding of axe at ${screen.width} pixels, ${screen.colorScheme}`, async () => {
    const { page, complaints } = await logIn(screen);
    for (const path of pages) {
      await page.goto(`${desk.address}${path}`);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(screen.width);
      // The catalogue has hundreds of like rows, which axe reads for half a minute.
      await page.evaluate("document.querySelectorAll('tbody tr:nth-child(n + 20)').forEach((row) => row.remove())");
      expect(await findings(page), path).toEqual([]);
    }
    await conflict(page);
    expect(await findings(page), 'a conflict').toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screen.width);
    // The browser itself remarks on answers of 404 and 409.
    expect(complaints.filter((told) => !/status of 40[49]/.test(told))).toEqual([]);
    await page.context().close();
  });
});

test.each(['zh-CN', 'en'])(
  'in %s no page overflows at 320 and 1600 pixels, nor at 375 and 1280 when the browser is set to letters twice as large',
  async (language) => {
    desk.writeFeeds(desk.feedsText().replace('title: AI 新闻日报', `$&\n    language: ${language}`));
    await desk.settings.refresh();
    const large = await launchChromium('--blink-settings=defaultFontSize=32');
    onTestFinished(() => large.close());
    await overflowsNowhere(browser, [320, 1600]);
    await overflowsNowhere(large, [375, 1280]);
  },
);

async function overflowsNowhere(chromium: Browser, widths: readonly number[]): Promise<void> {
  const { page } = await logIn({ width: 320, colorScheme: 'light' }, chromium);
  for (const path of pages) {
    await page.goto(`${desk.address}${path}`);
    for (const summary of await page.locator('summary').all()) await summary.click();
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(width);
    }
  }
  await page.context().close();
}

test.each([
  { width: 390, colorScheme: 'light', javaScriptEnabled: false },
  { width: 1280, colorScheme: 'dark' },
] as const)(
  'at $width pixels a person adds, disables and removes a feed, mutes a word, moves the hour, sends a test and an edition again',
  async (screen) => {
    await tellAnEdition();
    const { page, complaints } = await logIn(screen);

    await page.getByRole('link', { name: '源', exact: true }).click();
    await page.getByLabel('加一个源').fill('nova.example');
    await page.getByRole('button', { name: '看看有什么' }).click();
    await page.getByText('Nova model number 4 is out').waitFor();
    await page.getByLabel('名字').fill('Nova');
    await page.getByRole('button', { name: '加上' }).click();
    await page.getByRole('status').getByText('加上了源 Nova').waitFor();
    expect(desk.settings.now().feeds).toHaveLength(3);

    await page.locator('summary', { hasText: '正常的' }).click();
    await page.getByRole('link', { name: 'Nova', exact: true }).click();
    await page.getByRole('button', { name: '停用' }).click();
    await page.getByRole('status').getByText('停用 Nova').waitFor();
    await page.getByText('移除…').click();
    await page.getByRole('button', { name: '移除 Nova' }).click();
    await page.getByRole('status').getByText('移除源 Nova').waitFor();
    expect(desk.settings.now().feeds).toHaveLength(2);

    await page.getByRole('link', { name: '设置', exact: true }).click();
    await page.getByLabel('加一个词').fill('双十二');
    await page.getByRole('button', { name: '屏蔽它' }).click();
    await page.getByRole('status').getByText('屏蔽“双十二”').waitFor();
    await page.getByLabel('时间').fill('8:30');
    await page.getByRole('button', { name: '看看改了什么' }).first().click();
    await page.getByRole('button', { name: '保存', exact: true }).first().click();
    await page.getByRole('status').getByText('每天 9:00 → 每天 8:30').waitFor();
    expect(desk.settings.now().digests[0]?.schedule).toBe('30 8 * * *');

    await page.getByRole('link', { name: /现在/ }).click();
    await page.getByText('测试消息…').click();
    await page.getByRole('button', { name: '发一条测试消息' }).click();
    await page.getByRole('status').getByText('发了一条测试消息').waitFor();
    expect(desk.posted).toHaveLength(1);

    await page.getByText('再发这一期…').click();
    const again = page.locator('form[action="/resend"]');
    // It has arrived, so nobody is chosen beforehand.
    await again.getByRole('button', { name: '再发这一期' }).click();
    await page.getByRole('status').getByText('没有选群，什么也没有发').waitFor();
    await page.getByText('再发这一期…').click();
    await again.getByLabel('日报群').check();
    await again.getByRole('button', { name: '再发这一期' }).click();
    await page.getByRole('status').getByText('这一期到日报群').waitFor();
    expect((await desk.store.unfinished()).map(({ group }) => group.kind)).toEqual(['by-hand']);
    expect(desk.feedsText()).toContain('# the good ones');
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

/** Mutes a word after somebody else has changed the file. */
async function conflict(page: Page): Promise<void> {
  await page.goto(`${desk.address}/settings`);
  desk.writeFeeds(`${desk.feedsText()}# ${'changed meanwhile '.repeat(12)}\n`);
  await page.getByLabel('加一个词').fill('双十二');
  await page.getByRole('button', { name: '屏蔽它' }).click();
  await page.getByRole('heading', { name: '文件刚刚被别人改过' }).waitFor();
}

/** An edition of this morning that arrived. */
async function tellAnEdition(): Promise<void> {
  await acceptAll(desk.store, await desk.store.saveEdition(sampleEdition()));
}
