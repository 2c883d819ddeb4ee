import { describe, expect, test } from 'vitest';
import { readerProblems } from './reader-problems.ts';

describe('messages that read well', () => {
  test.each([
    [
      'markdown',
      '早报｜2月1日\n\n**要闻**\n1. [标题：A&B，50% off](https://news.example/a_%28b%29?x=1&y=2)\n<font color="comment">来源</font> <@wangwu>',
    ],
    ['markdown', '# 早报\n> 摘要\n`code` [Bug] 修好了'],
    [
      'markdown_v2',
      '# 早报\n- 一\n  - 二\n*斜体* **粗体**\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n---\n![图](https://news.example/a.png)',
    ],
    ['text', '早报｜2月1日\n1. 标题（来源）\nhttps://news.example/1?a=1&b=2\n2 * 3 = 6，C:\\news'],
    ['news', JSON.stringify([{ title: '标题', description: '一句话', url: 'https://news.example/1' }])],
    ['image', '{"base64":"","md5":""}'],
  ])('a message of type %s that reads well has no problems', (msgtype, content) => {
    expect(readerProblems(msgtype, content)).toEqual([]);
  });
});

describe('messages that read badly', () => {
  test.each([
    ['backslash escape', 'markdown', '1\\. 标题'],
    ['backslash escape', 'markdown_v2', '\\[标题\\]'],
    ['backslash escape', 'text', '一\\_二'],
    ['entity', 'markdown', 'AT&amp;T'],
    ['entity', 'text', '&#39;'],
    ['U+FFFD', 'markdown', '标\uFFFD题'],
    ['lone surrogate', 'text', '标\uD83D题'],
    ['half link', 'markdown', '[标题](https://news.exa'],
    ['half link', 'markdown', 'mple/1](https://news.example/1) 其余'],
    ['half link', 'markdown', '第一行\n1. [标题被切'],
    ['half link', 'markdown', '[标题](https://news.example/a b)'],
    ['unbalanced **', 'markdown', '**要闻\n第一条'],
    ['unbalanced <font>', 'markdown', '<font color="comment">来源'],
    ['unbalanced <font>', 'markdown', '来源</font>'],
    ['unknown font colour', 'markdown', '<font color="red">来源</font>'],
    ['heading as the last line', 'markdown', '第一条\n\n## 研究\n'],
    ['italic in markdown', 'markdown', '一 *斜体* 二'],
    ['bullet in markdown', 'markdown', '- 第一条'],
    ['table in markdown', 'markdown', '| a |\n| --- |'],
    ['fence in markdown', 'markdown', '```\ncode\n```'],
    ['picture in markdown', 'markdown', '![图](https://news.example/a.png)'],
    ['rule in markdown', 'markdown', '第一条\n---\n第二条'],
    ['nested quote in markdown', 'markdown', '> > 引用'],
    ['font colour in markdown_v2', 'markdown_v2', '<font color="info">绿</font>'],
    ['mention in markdown_v2', 'markdown_v2', '<@wangwu>'],
    ['bold in text', 'text', '**要闻**'],
    ['link in text', 'text', '[标题](https://news.example/1)'],
    ['heading in text', 'text', '# 早报\n第一条'],
    ['entity', 'news', JSON.stringify([{ title: 'AT&amp;T', url: 'https://news.example/1' }])],
    ['title cut by the robot', 'news', JSON.stringify([{ title: '汉'.repeat(43), url: 'https://news.example/1' }])],
  ])('the problem "%s" is found in a message of type %s', (problem, msgtype, content) => {
    expect(readerProblems(msgtype, content)).toContain(problem);
  });

  test('a problem that a message has twice is named once', () => {
    expect(readerProblems('text', '&amp; &amp;')).toEqual(['entity']);
  });
});
