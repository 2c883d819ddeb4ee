import { expect, test } from 'vitest';
import { splitText } from '../../src/compose/split-text.ts';

const markdown = { msgtype: 'markdown', limit: 256, language: 'zh-CN' } as const;

test('a short text stays as it was written', () => {
  const text = '# 今晚升级\n\n22:00 到 23:00 停机。\n请提前保存。';
  expect(splitText(text, markdown)).toEqual([text]);
});

test('a long text is split between paragraphs, and a heading stays with its section and is repeated', () => {
  const paragraph = '这一段有整整六十个汉字左右，'.repeat(4);
  const parts = splitText(`# 通知\n${paragraph}\n\n${paragraph}`, markdown);
  expect(parts).toEqual([`# 通知 (1/2)\n${paragraph}`, `# 通知（续） (2/2)\n${paragraph}`]);
});

test('in the format text a line with # is not a heading', () => {
  expect(splitText('# 一\n二', { ...markdown, msgtype: 'text' })).toEqual(['# 一\n二']);
});
