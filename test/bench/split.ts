import { splitBlocks } from '../../src/compose/split.ts';
import type { Block } from '../../src/model.ts';
import type { BenchRow } from './bench-row.ts';

const limit = 4096;

/** Splits one megabyte of markdown stories into messages of 4096 bytes. */
export function benchSplit(): readonly BenchRow[] {
  const blocks = megabyte();
  splitBlocks(blocks, { limit, language: 'zh-CN' });
  const startedAt = performance.now();
  const { messages } = splitBlocks(blocks, { limit, language: 'zh-CN' });
  const tookMs = performance.now() - startedAt;
  return [
    { name: 'split 1 MB of markdown', value: tookMs, unit: 'ms', limit: 200, note: `${messages.length} messages` },
  ];
}

function megabyte(): readonly Block[] {
  const blocks: Block[] = [];
  for (let bytes = 0, n = 1; bytes < 1_000_000; n += 1) {
    const section = `section-${Math.ceil(n / 40)}`;
    if (n % 40 === 1) blocks.push({ kind: 'heading', text: `**栏目 ${section}**`, spaced: true, section });
    const text = `${n}. [第 ${n} 条新闻的标题，说了一件事](https://example.com/news/${n})\n${'这是一句摘要，说明发生了什么。'.repeat(n % 7)} <font color="comment">示例 · 英文</font>`;
    blocks.push({ kind: 'story', text, spaced: false, storyId: `${n}`, section });
    bytes += Buffer.byteLength(text);
  }
  return blocks;
}
