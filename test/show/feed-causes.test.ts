import { expect, test } from 'vitest';
import { type AilingRow, feedCauses } from '../../src/show/feed-causes.ts';

const ailing = (name: string): AilingRow => ({
  name,
  url: `https://${name}.example/feed`,
  verdict: 'failing',
  cause: 'dns',
  remedy: '',
});

test.each([
  ['zh-CN', '星尘 读不到', '2 个读不到'],
  ['en', '星尘 cannot be read', '2 cannot be read'],
] as const)('a single feed with a problem is named, several are counted (%s)', (language, one, two) => {
  const titles = (...names: string[]) => feedCauses(names.map(ailing), new Map(), language).map(({ title }) => title);
  expect(titles('星尘')).toEqual([one]);
  expect(titles('星尘', '北岸')).toEqual([two]);
});
