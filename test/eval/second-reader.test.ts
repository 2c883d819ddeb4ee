import { expect, test } from 'vitest';
import type { Prompt } from '../../src/enrich/provider.ts';
import { readerReport } from './second-reader.ts';

const source = 'Lumen raises $3B for Nova';
const titles = [
  { source, answer: 'Lumen 为 Nova 融资 30 亿美元', faithful: true },
  { source, answer: 'Lumen 为 Nova 融资 70 亿美元', faithful: false, error: 'number' },
  { source: 'Halcyon opens Nova to everyone', answer: 'Halcyon 向所有人开放 Nova', faithful: true },
  { source: '流明融资 30 亿美元', answer: 'Lumen raises $3 billion', faithful: true },
];
const aliases = { names: [{ kind: 'lab', names: ['Lumen', '流明'] }], signs: {} } as const;

test('a model is measured on the translations that pass the gate, in batches of one language', async () => {
  const prompts: Prompt[] = [];
  const report = await readerReport(titles, aliases, async (prompt) => {
    prompts.push(prompt);
    return { text: '{"items":[{"id":1,"reason":"added"}]}', tokens: 9 };
  });

  expect(prompts.map(({ user }) => (JSON.parse(user) as { items: object[] }).items.length).toSorted()).toEqual([1, 2]);
  expect(report).toMatch(/errors .* 0 of 0\nfaithful .* 2 of 3\ncalls 2, failed 0/);
});
