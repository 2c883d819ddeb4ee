/** The first start in a real browser: from the password in the log to a message in the group and a running worker. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findings } from '../server/axe.ts';
import { complaintsOf, launchChromium } from '../server/chromium.ts';
import { openWorld } from './program.ts';
import { never, startWorker } from './running-worker.ts';

/** In Shanghai, half a day from now: no digest is due during the test. */
const hourFarAway = (new Date().getUTCHours() + 8 + 12) % 24;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test.each([
  { width: 390, colorScheme: 'dark', javaScriptEnabled: false },
  { width: 1280, colorScheme: 'light', javaScriptEnabled: true },
] as const)(
  'a first start is set up in a browser of $width pixels, $colorScheme, scripts $javaScriptEnabled',
  async ({ width, ...look }) => {
    const world = await openWorld();
    world.writeFeeds({ digest: never, more: { collect: never } });
    const worker = await startWorker(world, { env: { WECOM_WEBHOOK_URL: '' } });
    const { pages } = worker;
    const context = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN', ...look });
    try {
      await worker.logged('"word"');
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      const complaints = complaintsOf(page, pages);
      const fits = async () => {
        expect(await page.evaluate('document.documentElement.scrollWidth'), page.url()).toBeLessThanOrEqual(width);
        // axe waits for timers, which do not run without scripts.
        if (look.javaScriptEnabled) expect(await findings(page), page.url()).toEqual([]);
      };

      await page.goto(pages);
      await fits();
      await page.getByLabel('口令').fill(/"word":"([^"]+)"/.exec(worker.log())?.[1] ?? '');
      await page.getByRole('button', { name: '登录' }).click();
      await fits();
      await page.getByLabel('这个群叫什么').fill('产品群');
      await page.getByLabel('地址', { exact: true }).fill(world.robot.url);
      await page.getByRole('button', { name: '测试消息' }).click();
      await page.getByText('测试消息已送达').waitFor();
      await fits();
      expect(world.robot.received.map(({ content }) => content)).toEqual([expect.stringContaining('测试消息')]);
      await page.getByLabel('时间').fill(`${hourFarAway}:30`);
      await page.getByLabel('这个网页以后的密码（可以不填）').fill('a long password');
      await page.getByRole('button', { name: '写好设置，看看下一期' }).click();
      await page.getByRole('button', { name: '就这样，开始' }).waitFor();
      await fits();
      await page.getByRole('button', { name: '就这样，开始' }).click();
      await page.getByRole('heading', { name: '开始了' }).waitFor();
      await worker.logged('"worker started"');
      await vi.waitUntil(async () => (await fetch(`${pages}/readyz`).catch(() => undefined))?.status === 200, {
        timeout: 60_000,
        interval: 200,
      });

      await page.getByRole('link', { name: '“现在”那一页' }).click();
      await page.getByLabel('密码').fill('a long password');
      await page.getByRole('button', { name: '登录' }).click();
      await page.getByText('还没有发过日报。').waitFor();
      await page.locator('.next').getByText('产品群').waitFor();
      await fits();
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
      await worker.end();
      await world.close();
    }
  },
);
