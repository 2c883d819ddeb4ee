import { expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { readerView } from '../../src/compose/reader-view.ts';
import { columnsOf } from '../../src/ground/columns.ts';
import type { Format } from '../../src/model.ts';
import { day, makeInput, makeSettings } from './invented.ts';

function view(format: Format, columns: number): string {
  const { messages } = selectStories(makeInput(day, { settings: makeSettings({ format }) }));
  return messages.map((message) => readerView(message, { columns })).join('\n');
}

test('the preview of a markdown message hides its marks and addresses', () => {
  expect(view('markdown', 80).split('\n').slice(0, 22).join('\n')).toBe(
    `AI 新闻日报｜1月15日 周四｜7 条

要闻
1. 流明发布 Nova 3，开源 70B 权重
   新模型的上下文有 100 万字，价格是上一代的三分之一。它还能看图和听声音。
   星尘周报 · 另见 Lumen Blog · Example Wire

2. 澄海科技完成 30 亿美元 C 轮融资
   示例财经 · 另见 Example Wire
   前情 澄海科技据悉寻求 30 亿美元融资

3. Nova 3 mini runs on a phone
   Lumen Blog · 英文 · 另见 HN 452 分

4. 开源模型“小舟”更新，可以离线翻译
   星尘周报

公司与人物
5. 更新：拾光科技收购语音公司“回声”　示例财经 · 上次说的 拾光科技据悉洽购“回声”

6. 示例公司公布半年报：AI 收入占四成　示例财经
   公司上半年营收 82 亿元，研发投入同比增长两成。`,
  );
});

test('the preview of a text message keeps the addresses, indented under the title', () => {
  expect(view('text', 80)).toContain(
    '1. 流明发布 Nova 3，开源 70B 权重（星尘周报、Lumen Blog、Example Wire）\n   新模型的上下文有 100 万字，价格是上一代的三分之一。它还能看图和听声音。\n   https://stardust.example/nova-3\n',
  );
});

test('the preview shows a news message as cards', () => {
  expect(view('news', 80)).toContain('2. 澄海科技完成 30 亿美元 C 轮融资\n   示例财经、Example Wire\n3. ');
});

test.each([24, 40, 60])('the preview wraps lines at %i columns, but never inside an address', (columns) => {
  for (const line of view('markdown', columns).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  expect(view('text', columns)).toContain('https://finance.example/echo?from=a%28b%29');
});
