import { expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { day, limits, makeInput, makeSettings } from './invented.ts';

const link = 'https://news.example/editions/daily/2026-01-15T0900.html';
const messageOf = (fields: Parameters<typeof makeInput>[1]) => selectStories(makeInput(day, fields)).messages;

test('a digest without `link` ends with its footer', () => {
  const [plain] = messageOf({});
  const [linked] = messageOf({ link });
  expect(linked?.content).toBe(`${plain?.content}\n[看这一期和没选上的](${link})`);
});

test('the link is the last line in every format that has lines', () => {
  const last = (format: 'text' | 'markdown_v2') =>
    messageOf({ link, settings: makeSettings({ format }) })
      .at(-1)
      ?.content.split('\n')
      .at(-1);
  expect(last('text')).toBe(`看这一期和没选上的：${link}`);
  expect(last('markdown_v2')).toBe(`[看这一期和没选上的](${link})`);
});

test('a full message still has room for the link of the digest', () => {
  for (const markdown of [1200, 1500, 1800, 2100, 2400]) {
    const messages = messageOf({ link, limits: { ...limits, markdown } });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.bytes).toBeLessThanOrEqual(markdown);
    expect(messages[0]?.content.endsWith(`(${link})`)).toBe(true);
  }
});

test('a day without news has no link, and the link’s address cannot end its brackets', () => {
  expect(selectStories(makeInput([], { link })).messages[0]?.content).not.toContain('http');
  expect(messageOf({ link: 'https://news.example/a)(b' })[0]?.content).toContain('(https://news.example/a%29%28b)');
});
