import { createHash } from 'node:crypto';
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
    expect(text).toContain('没选上的 2 条');
    expect(text).toContain('不是 AI 话题 1');
    expect(text).toContain('断线示例 连接被拒绝');
  });

  test('is in the language of the digest', async () => {
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

  test('offers a choice among several digests on the server', () => {
    const digests = [sampleSettings(), { id: 'a b&c', title: '周报' }];
    const page = previewBody(samplePreview(), digests).toString();
    expect(page).toContain('<a href="/preview?digest=a%20b%26c">周报</a>');
    expect(page).not.toContain('http-equiv');
  });
});
