import { describe, expect, test } from 'vitest';
import { createSectionFinder } from '../../../src/compose/choose/section.ts';
import { loadConfig } from '../../../src/config/config.ts';
import type { Aliases, Kind, Section } from '../../../src/model.ts';
import { feeds, makeItem } from '../invented.ts';

const aliases: Aliases = {
  names: [
    { kind: 'lab', names: ['流明', 'Lumen'] },
    { kind: 'person', names: ['林示例'] },
    { kind: 'model', names: ['Nova', '新星'] },
  ],
  signs: {},
};
const loaded = loadConfig({ cwd: new URL('../../..', import.meta.url).pathname, env: {} });
const shipped = loaded.ok ? (loaded.config.digests[0]?.sections ?? []) : [];
const finder = createSectionFinder(shipped, aliases);
const sectionOf = (title: string, { kind = 'news', summary = '' }: { kind?: Kind; summary?: string } = {}) =>
  finder(makeItem(feeds.stardust, title, { summary }), kind);

describe('the sections that are shipped', () => {
  test.each([
    ['companies', '流明完成 30 亿美元融资'],
    ['companies', 'Lumen raises $3 billion to build a data center'],
    ['companies', '流明联合创始人离职，转投澄海'],
    ['more', 'Chenghai cuts car models in a shift to robots'],
    ['research', '流明论文：读一百万字的注意力'],
    ['research', '研究人员在插件商店里发现恶意代码'],
    ['research', 'Malicious skills target the agents of Lumen'],
    ['models', '流明开源会看图的模型'],
    ['models', 'A language model that runs on a phone'],
    ['models', 'Lumen launches a coding agent'],
    ['more', '一位老师的假期'],
  ])('a story of the shipped section %s: %s', (section, title) => {
    const find = createSectionFinder(shipped, { names: [], signs: {} });
    expect(find(makeItem(feeds.stardust, title), 'news')).toBe(section);
  });
});

describe('what the words do not say', () => {
  test.each([
    ['a bare name of a model', 'models', 'Lumen 3 Large', {}],
    ['a model that the title names', 'models', '和新星聊了一个月', {}],
    ['a company that the title names', 'companies', 'Lumen is literally in the driver’s seat', {}],
    ['a person that the title names', 'companies', '林示例的一天', {}],
    ['a release', 'models', 'Now it can sing', { kind: 'release' }],
    ['a release about money', 'companies', '流明公布财报', { kind: 'release' }],
    ['a paper', 'research', 'Attention without regret', { kind: 'paper' }],
    ['the summary', 'research', '一位老师的假期', { summary: '她在假期里发现了一个漏洞。' }],
  ] as const)('a section is chosen without its words: %s', (_, section, title, more) => {
    expect(sectionOf(title, more)).toBe(section);
  });
});

test('sections of the user’s own take only what their words say', () => {
  const own: Section[] = [
    { id: 'home', title: '国内', match: [{ kind: 'words', text: '流明' }] },
    { id: 'rest', title: '其余', match: [] },
  ];
  const find = createSectionFinder(own, aliases);
  expect(find(makeItem(feeds.stardust, '流明发布 Nova'), 'release')).toBe('home');
  expect(find(makeItem(feeds.stardust, 'Nova 3'), 'news')).toBe('rest');
});
