import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Html, html } from '../../src/server/html.ts';
import { previewBody, previewPage } from '../../src/server/preview-page.ts';
import { type StatusOnPage, statusBody } from '../../src/server/status-page.ts';
import {
  hostile,
  now,
  sampleEdition,
  sampleMessage,
  sampleOutboxMessage,
  samplePreview,
  sampleSettings,
  sampleStatus,
  sampleStory,
} from './samples.ts';

const form = (action: string, body: unknown): Html =>
  html`<form method="post" action="${action}">${body as Html}</form>`;
const surroundings = { language: 'zh-CN', digests: [sampleSettings()], now, canRun: false, form } as const;

function statusDocument(status: StatusOnPage, around: Parameters<typeof statusBody>[1]): string {
  return `<body>${statusBody(status, around)}`;
}

/** The text of a page: what is between the tags. */
function textOf(page: string): string {
  return page
    .slice(page.indexOf('<body>'))
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ');
}

describe('the preview page', () => {
  test('shows each message with its bytes, why each story is there, and what was left out', async () => {
    const text = textOf(await previewPage(samplePreview()));
    expect(text).toContain(`消息 1/1 · markdown · ${sampleMessage().bytes}/4096 字节`);
    expect(text).toContain('1. 流明发布 Nova 3，开源 70B 权重');
    expect(text).toContain('3 家独立来源 +4');
    expect(text).toContain('标题党 −2');
    expect(text).toContain('8.9');
    expect(text).toContain('没选上的 2 条');
    expect(text).toContain('不是 AI 话题 1');
    expect(text).toContain('断线示例 连接被拒绝');
  });

  test('speaks the digest’s language', async () => {
    const page = await previewPage(samplePreview({ language: 'en' }));
    expect(page).toContain('<html lang="en">');
    expect(textOf(page)).toContain('Why these');
    expect(textOf(page)).toContain('Left out: 2 items');
    expect(textOf(page)).toContain('not about AI 1');
  });

  test('numbers the messages and names no limit for cards', async () => {
    const card = sampleMessage(
      JSON.stringify([{ title: 'a', description: 'b', url: 'https://lumen.example' }]),
      'news',
    );
    const text = textOf(await previewPage(samplePreview({ messages: [card, card] })));
    expect(text).toContain(`消息 2/2 · news · ${card.bytes} 字节`);
  });

  test('says so when there is nothing to tell', async () => {
    const text = textOf(await previewPage(samplePreview({ messages: [], stories: [], dropped: [] })));
    expect(text).toContain('没有可说的：不发消息');
  });

  test('as a file it stands alone: its policy is inside, nothing is linked but stories', async () => {
    const page = await previewPage(samplePreview());
    expect(page).toContain('<meta http-equiv="Content-Security-Policy"');
    expect(page).not.toContain('href="/');
    const loaded = [...page.matchAll(/<(?:script|img|iframe|object|embed|link|form)\b[^>]*>/g)].map(([tag]) => tag);
    expect(loaded).toEqual(['<link rel="icon" href="data:,">']);
  });

  test('its style sheet is the one that its policy allows', async () => {
    const page = await previewPage(samplePreview());
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`style-src &#39;sha256-${hash}&#39;`);
    expect(page).not.toMatch(/ style="| on\w+="/);
  });

  test('text from outside stays text wherever it stands', async () => {
    const story = sampleStory({
      title: hostile,
      url: 'javascript:alert(1)',
      reasons: [{ points: 1, why: hostile }],
      items: [
        { feed: hostile, title: hostile, url: hostile, publishedAt: null },
        { feed: hostile, title: hostile, url: hostile, publishedAt: null },
      ],
    });
    const page = await previewPage(
      samplePreview({
        messages: [sampleMessage(hostile), sampleMessage(hostile, 'text')],
        stories: [story],
        dropped: [{ title: hostile, url: hostile, feed: hostile, rule: 'old', why: hostile }],
        feedName: hostile,
      }),
    );
    expect(page).not.toMatch(/<script|<img|javascript:/);
    expect(page.match(/&lt;script&gt;/g)).toHaveLength(2 + 1 + 1 + 4 + 3 + 1);
  });

  test('on the server one may choose among several digests', () => {
    const digests = [sampleSettings(), { id: 'a b&c', title: '周报' }];
    const page = previewBody(samplePreview(), { digests }).toString();
    expect(page).toContain('<a href="/preview?digest=a%20b%26c">周报</a>');
    expect(page).not.toContain('http-equiv');
  });
});

describe('the status page', () => {
  test('shows digests with their messages and decisions, the outbox, the next slot and the feeds', () => {
    const text = textOf(statusDocument(sampleStatus(), surroundings));
    expect(text).toContain('在运行');
    expect(text).toContain('AI 新闻日报 下一期 2月2日 周一 09:00');
    expect(text).toContain('WECOM_WEBHOOK_URL 1/1 · 已送达');
    expect(text).toContain('企业微信系统忙（-1）');
    expect(text).toContain('3 家独立来源 +4');
    expect(text).toContain('没选上：不是 AI 话题 1 · 综述（一条多事） 1');
    expect(text).toContain('WECOM_WEBHOOK_URL 2/2 · 等着发 · 试过 3 次');
    expect(text).toContain('源 2 个，1 个要看看');
    expect(text).toContain('已失效 9 天：返回网页而不是 RSS');
    expect(text).toContain('2 小时');
  });

  test('a feed whose address carries a key is not linked', () => {
    const status = sampleStatus();
    const feeds = status.report.feeds.map((feed) => ({ ...feed, url: 'https://lumen.example/feed?key=s3cret' }));
    const page = statusDocument({ ...status, report: { ...status.report, feeds } }, surroundings);
    expect(page).toContain('Lumen Blog');
    expect(page).not.toContain('s3cret');
  });

  test('feeds to look at stand first', () => {
    const text = textOf(statusDocument(sampleStatus(), surroundings));
    expect(text.indexOf('断线示例')).toBeLessThan(text.lastIndexOf('Lumen Blog'));
  });

  test('shows alerts that stand, and nothing when none does', () => {
    const alerts = [['disk', '【磁盘快满】数据目录只剩 41 MB']] as const;
    expect(textOf(statusDocument(sampleStatus({ alerts }), surroundings))).toContain('【磁盘快满】');
    expect(textOf(statusDocument(sampleStatus(), surroundings))).not.toContain('要处理');
  });

  test('a late or further edition says so', () => {
    const editions = [sampleEdition({ late: true, number: 2 })];
    expect(textOf(statusDocument(sampleStatus({ editions }), surroundings))).toContain('第 2 次 · 迟到补发');
  });

  test('messages of every type are shown as they were sent', () => {
    const bodies = [
      { msgtype: 'text', text: { content: 'as text' } },
      { msgtype: 'markdown_v2', markdown_v2: { content: '**as v2**' } },
      { msgtype: 'news', news: { articles: [{ title: 'as card', description: '', url: 'https://lumen.example' }] } },
    ];
    const messages = bodies.map((body, index) => sampleOutboxMessage({ id: index, body: JSON.stringify(body) }));
    const page = statusDocument(sampleStatus({ editions: [sampleEdition({ messages })] }), surroundings);
    expect(page).toContain('<div class="line">as text</div>');
    expect(page).toContain('<span class="bold">as v2</span>');
    expect(page).toContain('<div class="card-title"><a href="https://lumen.example"');
  });

  test('offers to run only where a token lets it', () => {
    expect(statusDocument(sampleStatus(), surroundings)).not.toContain('<form');
    expect(statusDocument(sampleStatus(), { ...surroundings, canRun: true })).toContain(
      '<form method="post" action="/run?digest=daily">',
    );
  });

  test('speaks English', () => {
    const text = textOf(statusDocument(sampleStatus(), { ...surroundings, language: 'en' }));
    expect(text).toContain('2 feeds, 1 to look at');
    expect(text).toContain('WECOM_WEBHOOK_URL 1/1 · delivered');
  });

  test('text from outside stays text', () => {
    const editions = [sampleEdition({ title: hostile })];
    const page = statusDocument(
      sampleStatus({ feedName: hostile, editions, alerts: [['disk', hostile]] }),
      surroundings,
    );
    expect(page).not.toMatch(/<script|<img/);
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(3);
  });
});
