import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeText, safeUrl } from '../../../src/compose/text/safe-text.ts';
import { hostile } from '../hostile.ts';

const formats = ['markdown', 'markdown_v2', 'text', 'news'] as const;

test.each([
  ['a forged link', 'Nova [点我](https://evil.example) 发布', 'Nova ［点我］(https：//evil.example) 发布'],
  ['a mention', '请 <@all> 注意', '请 ＜@all> 注意'],
  ['a colour', '<font color="warning">紧急</font>', '＜font color="warning">紧急＜/font>'],
  ['bold and code', '**重磅** `rm -rf`', "＊＊重磅＊＊ 'rm -rf'"],
  ['a heading', '# 标题', '＃ 标题'],
  ['a quote', '> 引用', '＞ 引用'],
  ['a list', '- 第一', '－ 第一'],
  ['an escape', 'C:\\Users\\[x\\]', 'C:＼Users＼［x＼］'],
  ['a reference definition', '[x]: https://evil.example', '［x］: https：//evil.example'],
  ['an entity that is not one of ours', 'a &copy; b', 'a ＆copy; b'],
  ['line ends and control characters', '第一\r\n第二\u0000\t第三\u2028第四', '第一 第二 第三 第四'],
  ['text that runs backwards', '正常\u202e反过来', '正常反过来'],
  ['a letter with a tower of marks', `a${'\u0301'.repeat(50)}b`, 'a\u0301\u0301\u0301b'],
  ['a chain of joined emoji', `👨${'\u200d👩'.repeat(500)}`, `👨${'\u200d👩'.repeat(10)}`],
  ['half a character', '模型\ud83d发布\ufffd', '模型发布'],
])('%s in a title is shown as text', (_, text, safe) => {
  expect(safeText(text, 'markdown')).toBe(safe);
});

test.each([
  ['snake_case and AT&T <3', 'snake_case and AT&T <3'],
  ['Qwen3：7B > 70B？', 'Qwen3：7B > 70B？'],
  ['👨‍👩‍👧‍👦 一家人', '👨‍👩‍👧‍👦 一家人'],
])('harmless text is unchanged: %s', (text, safe) => {
  expect(safeText(text, 'markdown')).toBe(safe);
});

test('a price keeps its dollar sign where no formula can begin with it', () => {
  expect(safeText('$2bn', 'feishu')).toBe('＄2bn');
  for (const format of ['discord', 'mattermost', 'slack'] as const) expect(safeText('$2bn', format)).toBe('$2bn');
});

test('in markdown_v2 more marks are escaped than in markdown', () => {
  expect(safeText('_斜体_ | 表格 ~~删除~~ $x$', 'markdown_v2')).toBe('＿斜体＿ ｜ 表格 ～～删除～～ ＄x＄');
  expect(safeText('1. 列表', 'markdown_v2')).toBe('1． 列表');
  expect(safeText('snake_case', 'markdown_v2')).toBe('snake_case');
});

describe('whatever the text', () => {
  test.each(formats)('no text makes a link, mention, style or second line in %s', (format) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = safeText(text, format);
        expect(safe).not.toMatch(/[[\]*`\\\p{Cc}]|<\s*@|<\s*\/?\s*font|:\/\/|&#?\w{1,10};|\ufffd/iu);
        expect(safe).toBe(safe.trim());
        expect(safe.isWellFormed()).toBe(true);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('making a safe text safe again changes nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = safeText(text, 'markdown_v2');
        expect(safeText(once, 'markdown_v2')).toBe(once);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('an address is one token without brackets, quotes or spaces', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeUrl(`https://news.example/${text}`, 'markdown')).toMatch(
          /^https:\/\/news\.example\/[!#$%&+,\-./0-9:;=?@A-Z_a-z~]*$/,
        );
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

test('an address without special characters stays as it is', () => {
  const url = 'https://news.example/a-b_c/?id=1&x=%E6%96%B0#top';
  expect(safeUrl(url, 'markdown')).toBe(url);
});
