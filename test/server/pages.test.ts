import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mailText } from '../../src/deliver/rooms/mail-text.ts';
import { previewBody, previewPage } from '../../src/server/preview-page.ts';
import { hostile, sampleMessage, samplePreview, sampleSettings, sampleStory } from './samples.ts';

/** The text of a page: what is between the tags. */
function textOf(page: string): string {
  return page
    .slice(page.indexOf('<body>'))
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ');
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '');
}

describe('the preview page', () => {
  test('shows each message with its bytes, why each story is there, and what was left out', async () => {
    const text = textOf(await previewPage(samplePreview()));
    expect(text).toContain(`消息 1/1 · markdown · ${sampleMessage().bytes}/4096 字节`);
    expect(text).toContain('1. 流明发布 Nova 3，开源 70B 权重');
    expect(text).toContain('3 家独立来源 +4');
    expect(text).toContain('标题党 −2');
    expect(text).toContain('8.9');
    expect(text).toContain('还有没算进来的');
    expect(text).toContain('不是 AI 话题 1');
    expect(text).toContain('断线示例 连接被拒绝');
  });

  test('is in the language of the digest', async () => {
    const page = await previewPage(samplePreview({ language: 'en' }));
    expect(page).toContain('<html lang="en">');
    expect(textOf(page)).toContain('Why these');
    expect(textOf(page)).toContain('Also left out');
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

  test('says so when there are no stories', async () => {
    const text = textOf(await previewPage(samplePreview({ messages: [], stories: [], dropped: [] })));
    expect(text).toContain('没有可说的：不发消息');
  });

  test('has its own security policy as a file, and links only stories', async () => {
    const page = await previewPage(samplePreview());
    expect(page).toContain('<meta http-equiv="Content-Security-Policy"');
    expect(page).not.toContain('href="/');
    const loaded = [...page.matchAll(/<(?:script|img|iframe|object|embed|link|form)\b[^>]*>/g)].map(([tag]) => tag);
    expect(loaded).toEqual(['<link rel="icon" href="data:,">']);
  });

  test('shows a mail in a sandboxed frame, with styles that the policy allows', async () => {
    const content = `AI 新闻日报｜2月1日\n1. <a href="https://lumen.example/a">&lt;b&gt;</a> <span style="color:#777">"源"</span>`;
    const page = await previewPage(samplePreview({ messages: [sampleMessage(content, 'mail')] }));
    const [, source = ''] =
      /<iframe class="mail" sandbox title="AI 新闻日报｜2月1日" srcdoc="([^"]*)" height="\d+"><\/iframe>/.exec(page) ??
      [];
    const shown = unescaped(source);
    expect(shown).toContain(mailText(content).html);
    const styles = [...shown.matchAll(/style="([^"]*)"/g)].map(([, style = '']) => style);
    expect(styles).toHaveLength(4);
    for (const style of styles) expect(page).toContain(createHash('sha256').update(style).digest('base64'));
  });

  test('allows exactly its own style sheet', async () => {
    const page = await previewPage(samplePreview());
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`style-src &#39;sha256-${hash}&#39;`);
    expect(page).not.toMatch(/ style="| on\w+="/);
  });

  test('shows markup from outside as text everywhere', async () => {
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

  test('marks the language of titles for screen readers, unless it is unclear', async () => {
    const titles = ['Lumen ships Nova 3', '流明发布 Nova 3', '流明のモデル', 'Le modèle de Lumen', 'v2'];
    const stories = titles.map((title) => sampleStory({ title }));
    const page = await previewPage(samplePreview({ stories }));
    const links = [...page.matchAll(/<p class="title"><a href="[^"]*" target="_blank" rel="[^"]*"([^>]*)>/g)].map(
      ([, attribute]) => attribute,
    );
    expect(links).toEqual([' lang="en"', ' lang="zh"', '', '', '']);
  });

  test('offers a choice among several digests on the server', () => {
    const digests = [sampleSettings(), { id: 'a b&c', title: '周报' }];
    const page = previewBody(samplePreview(), digests).toString();
    expect(page).toContain('<a href="/preview?digest=a%20b%26c">周报</a>');
    expect(page).not.toContain('http-equiv');
  });
});

describe('the style sheet', () => {
  const css = readFileSync(new URL('../../src/server/page.css', import.meta.url), 'utf8');
  const [light = {}, more = {}] = Array.from(css.matchAll(/:root \{([^}]*)\}/g), ([, tokens = '']) =>
    Object.fromEntries(Array.from(tokens.matchAll(/--([\w-]+): #(\w+);/g), ([, name = '', hex = '']) => [name, hex])),
  );

  test('has letters in the size of the browser’s settings', () => {
    expect(css).not.toMatch(/(?:font-size|line-height): \d+px/);
  });

  test.each([
    ['light', light],
    ['dark', { ...light, ...more }],
  ])('has the contrasts of WCAG AA between texts, controls and their grounds, %s', (_scheme, tokens) => {
    const contrast = (one: string, other: string) => contrastOf(tokens[one] ?? '', tokens[other] ?? '');
    for (const ground of ['ground', 'raised', 'field', 'warn-wash', 'bad-wash'])
      for (const text of ['ink', 'quiet', 'good', 'warn', 'bad', 'act'])
        expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    expect(contrast('ink', 'mark')).toBeGreaterThanOrEqual(4.5);
    expect(contrast('on-act', 'act')).toBeGreaterThanOrEqual(4.5);
    for (const shape of ['edge', 'bar', 'act', 'good', 'warn', 'bad'])
      expect(contrast(shape, 'ground'), shape).toBeGreaterThanOrEqual(3);
  });
});

/** The contrast of WCAG 2.2 between two colours of three or six hexadecimal digits, 1 to 21. */
function contrastOf(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
