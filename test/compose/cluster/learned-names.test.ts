import { describe, expect, test } from 'vitest';
import { clusterItems } from '../../../src/compose/cluster/cluster.ts';
import { learnNames } from '../../../src/compose/cluster/learned-names.ts';
import { createSignatureReader, type SignatureReader } from '../../../src/compose/cluster/signature.ts';
import type { Candidate } from '../../../src/compose/judge/filter.ts';
import { feeds, makeItem, makeSettings } from '../invented.ts';
import { aliases } from '../knowledge.ts';

const learn = (...items: Parameters<typeof learnNames>[0]) =>
  learnNames(items, aliases).map(({ chinese, latin }) => `${chinese} = ${latin}`);

describe('names are learned', () => {
  test('a name is learned from a Latin name with the Chinese one in brackets', () => {
    expect(learn(makeItem(feeds.stardust, '机器人公司 Chenghai Dynamics（澄海动力）完成融资'))).toEqual([
      '澄海动力 = Chenghai Dynamics',
    ]);
  });

  test('a name is learned from a Chinese name with the Latin one in brackets, where another feed shows where it begins', () => {
    const taught = makeItem(feeds.stardust, '初创公司澄海动力（Chenghai Dynamics）完成融资');
    expect(learn(taught)).toEqual([]);
    expect(learn(taught, makeItem(feeds.finance, '传澄海动力裁员'))).toEqual(['澄海动力 = Chenghai Dynamics']);
  });

  test('a learned name has the address of its item', () => {
    const url = 'https://stardust.example/1';
    expect(learnNames([makeItem(feeds.stardust, 'Chenghai（澄海动力）', { url })], aliases)).toMatchObject([{ url }]);
  });
});

describe('names are not learned', () => {
  test.each([
    ['an abbreviation', '年度经常性收入（ARR）翻倍，ARR（年度经常性收入）'],
    ['a common word', '新的 Chenghai（模型）'],
    ['a name that is known', 'OpenAI（开放智能所）'],
  ])('no name is learned from %s', (_what, title) => {
    expect(learn(makeItem(feeds.stardust, title))).toEqual([]);
  });

  test('no name is learned where one spelling means two things', () => {
    const titles = ['Chenghai（澄海动力）', 'Chenghai（澄海科学）'];
    expect(learn(...titles.map((title) => makeItem(feeds.stardust, title)))).toEqual([]);
  });
});

test('a learned name is read beside the others, and changes nothing for readers without it', () => {
  const learned = learnNames([makeItem(feeds.stardust, 'Chenghai（澄海动力）')], aliases);
  const names = (reader: SignatureReader, title: string) =>
    [...reader.read(title).features].filter(([, { kind }]) => kind === 'name').map(([name]) => name);
  const reader = createSignatureReader(aliases, learned);
  expect(names(reader, '澄海动力 raises $2 million')).toEqual(['name Chenghai']);
  expect(names(reader, 'OpenAI buys Chenghai')).toEqual(['name OpenAI', 'name Chenghai']);
  expect(names(createSignatureReader(aliases), '澄海动力 raises $2 million')).toEqual([]);
});

test('the names that a clustering learned are kept with it, as far as a title has them', () => {
  const url = 'https://stardust.example/1';
  const items = [makeItem(feeds.stardust, 'Chenghai（澄海动力）', { url }), makeItem(feeds.wire, 'Lumina（拾光股份）')];
  const candidate = { item: items[0] } as Candidate;
  const { learned } = clusterItems([candidate], { aliases, items, told: [], settings: makeSettings() });
  expect(learned).toEqual([{ chinese: '澄海动力', latin: 'Chenghai', url }]);
});
