/** The pages in a real browser: they look right, load nothing from elsewhere, and nothing hostile runs in them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../src/server/bare-server.ts';
import { previewPage } from '../../src/server/preview-page.ts';
import { startServer } from '../../src/server/server.ts';
import { complaintsOf, launchChromium } from './chromium.ts';
import {
  hostile,
  sampleDesks,
  sampleMessage,
  sampleNow,
  sampleOptions,
  samplePreview,
  sampleStory,
} from './samples.ts';

const token = 'soak';
const authorization = `Basic ${Buffer.from(`anybody:${token}`).toString('base64')}`;
const story = sampleStory({ title: hostile, url: 'javascript:document.title="taken"' });
const mailContent =
  'AI 新闻日报｜2月1日\n\n<b>要闻</b>\n1. <a href="https://lumen.example/a">流明</a> <span style="color:#777">源</span>';
const hostilePreview = samplePreview({
  messages: [
    sampleMessage(),
    sampleMessage(`${hostile}\n[${hostile}](https://lumen.example/"onmouseover=alert(1))`),
    sampleMessage(hostile, 'text'),
    sampleMessage(mailContent, 'mail'),
    sampleMessage(
      JSON.stringify([
        { title: hostile, description: hostile, url: 'https://lumen.example', picurl: 'https://lumen.example/a.png' },
      ]),
      'news',
    ),
  ],
  stories: [sampleStory(), story],
  dropped: [{ title: hostile, url: 'javascript:alert(1)', feed: hostile, rule: 'old', why: hostile }],
  feedName: hostile,
});
const hostileNow = sampleNow({
  headline: hostile,
  stands: [{ isBad: true, head: hostile, lines: [hostile], since: new Date(0), robot: undefined }],
  next: [
    {
      digestId: 'daily',
      title: '',
      when: 'tomorrow 9:00',
      rooms: 'TEAM_MAIL, TEAM_FEISHU, TEAM_SLACK',
      note: undefined,
    },
  ],
});

let browser: Browser;
let server: RunningServer;
let folder: string;
const ran: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'ai-news-digest-pages-'));
  await writeFile(join(folder, 'preview.html'), await previewPage(hostilePreview));
  server = await startServer(
    sampleOptions({
      token: () => token,
      preview: async () => hostilePreview,
      desks: sampleDesks({ view: async () => hostileNow }),
      run(id) {
        ran.push(id);
        return 'started';
      },
    }),
  );
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(address: string, width: number, colorScheme: 'light' | 'dark') {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme,
    extraHTTPHeaders: { authorization },
  });
  const complaints = complaintsOf(page, address.startsWith(server.address) ? server.address : address);
  await page.goto(address);
  for (const summary of await page.locator('summary').all()) await summary.click();
  return { page, complaints };
}

const addresses = [
  ['preview', () => `${server.address}/preview`],
  ['preview --html', () => pathToFileURL(join(folder, 'preview.html')).href],
  ['now', () => `${server.address}/`],
] as const;
const screens = [390, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

describe.each(addresses)('%s', (name, address) => {
  test.each(screens)(
    `the page ${name} at $width pixels, $scheme: hostile titles stay text, nothing is loaded, nothing overflows`,
    async ({ width, scheme }) => {
      const { page, complaints } = await open(address(), width, scheme);
      expect(await page.title()).not.toBe('taken');
      expect(await page.locator('main script, main img, [onerror], [onmouseover], [style]').count()).toBe(0);
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
      const body = await page.locator('body').innerText();
      expect(body).toContain(`"><script>document.title='taken'</script><img src=x onerror=alert(1)> & 'quote'`);
      // A strict policy that forgot the style sheet would show black on white.
      expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
        scheme === 'light' ? 'rgb(251, 250, 248)' : 'rgb(22, 23, 25)',
      );
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );
});

test.each([390, 1280])('at %d pixels the hour of the next edition is one line beside several rooms', async (width) => {
  const { page } = await open(`${server.address}/`, width, 'light');
  const box = await page.getByText('tomorrow 9:00', { exact: true }).boundingBox();
  expect(box?.width).toBeGreaterThan(80);
  await page.close();
});

test('a mail in a preview stands in its frame with the styles of its own', async () => {
  for (const address of [`${server.address}/preview`, pathToFileURL(join(folder, 'preview.html')).href]) {
    const { page, complaints } = await open(address, 390, 'light');
    const mail = page.frames()[1];
    expect(await mail?.locator('b').innerText()).toBe('要闻');
    expect(await mail?.evaluate("getComputedStyle(document.querySelector('span')).color")).toBe('rgb(119, 119, 119)');
    expect(await mail?.evaluate("getComputedStyle(document.querySelector('div > div')).fontSize")).toBe('17px');
    expect(complaints).toEqual([]);
    await page.close();
  }
});

describe('the bubble', () => {
  test.each([
    ['light', { bubble: 'rgb(255, 255, 255)', link: 'rgb(87, 107, 149)', grey: 'rgb(140, 140, 140)' }],
    ['dark', { bubble: 'rgb(44, 44, 44)', link: 'rgb(125, 144, 169)', grey: 'rgb(138, 138, 138)' }],
  ] as const)('the message bubble of a preview has WeCom’s colours, %s', async (scheme, colours) => {
    const { page } = await open(`${server.address}/preview`, 390, scheme);
    const styleOf = (selector: string) => `getComputedStyle(document.querySelector('${selector}'))`;
    expect(await page.evaluate(`${styleOf('.bubble')}.backgroundColor`)).toBe(colours.bubble);
    expect(await page.evaluate(`${styleOf('.bubble a')}.color`)).toBe(colours.link);
    expect(await page.evaluate(`${styleOf('.bubble .comment')}.color`)).toBe(colours.grey);
    await page.close();
  });

  test('the message bubble of a preview is as wide as on a phone, and wider when desktop is chosen', async () => {
    const phone = await open(`${server.address}/preview`, 390, 'light');
    // The margins of the page leave it a little less than in the chat.
    expect((await phone.page.locator('.bubble').first().boundingBox())?.width).toBeGreaterThan(280);
    expect(await phone.page.locator('.widths').isVisible()).toBe(false);
    await phone.page.close();
    const { page } = await open(`${server.address}/preview`, 1280, 'light');
    const bubble = page.locator('.bubble').first();
    expect((await bubble.boundingBox())?.width).toBeCloseTo(314, -1);
    await page.getByLabel('电脑').check();
    expect((await bubble.boundingBox())?.width).toBeGreaterThan(500);
    await page.close();
  });
});

test('the page for sending a digest shows what would be sent, and its button sends it', async () => {
  const { page, complaints } = await open(`${server.address}/send?digest=daily`, 1280, 'light');
  await page.getByRole('button', { name: '发出这' }).click();
  await page.waitForURL(`${server.address}/`);
  expect(ran).toEqual(['daily']);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a form on another site cannot run a digest, though the browser knows the token', async () => {
  const { page } = await open(`${server.address}/`, 1280, 'light');
  const before = ran.length;
  const file = join(folder, 'elsewhere.html');
  await writeFile(file, `<form method="post" action="${server.address}/run?digest=daily"><button>win</button></form>`);
  await page.goto(pathToFileURL(file).href);
  const answer = page.waitForResponse((response) => response.url().includes('/run'));
  await page.getByRole('button').click();
  expect((await answer).status()).toBe(403);
  expect(ran).toHaveLength(before);
  await page.close();
});
