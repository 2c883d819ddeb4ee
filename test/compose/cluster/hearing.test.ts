import { describe, expect, test } from 'vitest';
import { clusterItems } from '../../../src/compose/cluster/cluster.ts';
import { certain } from '../../../src/compose/cluster/compare.ts';
import type { Report } from '../../../src/compose/cluster/group.ts';
import { createHearing, pairOf } from '../../../src/compose/cluster/hearing.ts';
import { cosine } from '../../../src/compose/cluster/nearness.ts';
import type { Candidate } from '../../../src/compose/judge/filter.ts';
import type { EventVerdict, EventVerdicts, Nearness } from '../../../src/model.ts';
import { fitScale } from '../../eval/fit-scale.ts';
import { groupWithOracle, standInVectors } from '../../eval/oracle.ts';
import { scoreClusters } from '../../eval/score-clusters.ts';
import { sampleCandidate } from '../../support/sample-candidate.ts';
import { feeds, makeItem, makeSettings } from '../invented.ts';
import { aliases } from '../knowledge.ts';

/** Next month's names: in no list. A story's first headlines are English, the others Chinese. */
const stories: readonly (readonly string[])[] = [
  ['Sablefin lays off staff as robotaxi bet fails', '沙鳍科技自动驾驶出租车受挫，传大裁员', '沙鳍裁员，出租车业务关停'],
  ['Quillmark raises money to build translation chips', '羽痕完成融资，研发翻译芯片'],
  [
    'Brightwell sues Oxbow over stolen training data',
    '明泉状告牛轭，称训练数据被窃',
    '训练数据被窃，明泉把牛轭告上法庭',
  ],
  ['Hospital in Tarn opens ward run by nursing robots', '塔恩医院启用护理机器人病房'],
  ['Regulator fines Pellucid over voice cloning', '监管机构因语音克隆对澄澈开出罚单'],
  ['Farmers in Orrin count sheep with drones', '奥林牧民用无人机数羊'],
  ['Sablefin hires engineers for its new chip lab', '沙鳍科技新芯片实验室招聘工程师'],
  ['Lantern writes film scores, and composers strike', '灯塔会写电影配乐，作曲家罢工'],
  ['Schools in Vell ban homework bots after exam scandal', '维尔学校在考试丑闻后禁用作业机器人'],
  ['Oxbow buys search start-up Marl', '牛轭收购搜索初创公司泥灰'],
];
const isChinese = (title: string) => /\p{sc=Han}/u.test(title);
const candidates = stories.flatMap((titles, story) =>
  titles.map((title, index) =>
    candidateOf(title, new Date(Date.UTC(2026, 0, 30, 2 + story, index * 10)), `${story}.${index}`),
  ),
);
const storyOf = (id: string) => id.split('.')[0] ?? '';

function candidateOf(title: string, date = new Date('2026-01-30T02:00:00Z'), entryId = title): Candidate {
  const feed = isChinese(title) ? feeds.stardust : feeds.wire;
  const url = `${feed.url}/${entryId}`;
  const item = makeItem(feed, title, {
    date,
    entryId,
    url,
    canonicalUrl: url,
    language: isChinese(title) ? 'zh' : 'en',
  });
  return sampleCandidate(item, feed);
}

function cluster(titles: readonly string[], verdicts?: readonly (readonly [string, string, EventVerdict])[]) {
  const { clusters, doubts } = clusterItems(
    titles.map((title) => candidateOf(title)),
    {
      aliases,
      told: [],
      settings: makeSettings(),
      verdicts: verdicts && new Map(verdicts.map(([a, b, verdict]) => [pairOf(a, b), verdict])),
    },
  );
  return {
    groups: clusters.map(({ members }) => members.map(({ item }) => item.title)),
    doubts: doubts.map(({ between }) => between.map(({ item }) => item.title).sort()),
  };
}

describe('a verdict', () => {
  const [english, chinese] = ['Farmers in Orrin count sheep with drones', '奥林牧场改用无人机数羊'] as const;

  test('a verdict joins two reports that the rules leave apart', () => {
    const before = cluster([english, chinese], []);
    expect(before.groups).toHaveLength(2);
    expect(before.doubts).toEqual([[english, chinese].sort()]);
    expect(cluster([english, chinese], [[chinese, english, 'same']]).groups).toHaveLength(1);
  });

  test.each(['next', 'different'] as const)('a verdict leaves two reports apart when it is: %s', (verdict) => {
    expect(cluster([english, chinese], [[english, chinese, verdict]]).groups).toHaveLength(2);
  });

  test.each([
    ['a version', 'Lumen releases Nova 2.1 for everyone', 'Lumen releases Nova 2.2 for everyone'],
    ['a sum', 'Quillmark raises $410 million for chips', 'Quillmark raises $560 million for chips'],
  ])('a verdict never overrules the veto of %s, and the model is not asked', (_what, a, b) => {
    expect(cluster([a, b], []).doubts).toEqual([]);
    expect(cluster([a, b], [[a, b, 'same']]).groups).toHaveLength(2);
  });

  test('a missing verdict changes nothing', () => {
    const titles = stories.flat();
    expect(cluster(titles, []).groups).toEqual(cluster(titles).groups);
    expect(cluster(titles).doubts).toEqual([]);
  });

  test('two reports that only the wider search finds are joined by a verdict alone, however alike they are', () => {
    const reports = [english, chinese].map((title) => ({ title, series: title }) as Report);
    const pair = { a: 0, b: 1, most: certain, points: certain };
    const groups = { left: [0], right: [1], areAlike: true };
    const joins = (isFar: boolean, verdicts: EventVerdicts = new Map()) =>
      createHearing(reports, { verdicts }).joins({ ...pair, isFar }, groups);
    expect(joins(false)).toBe(true);
    expect(joins(true)).toBe(false);
    expect(joins(true, new Map([[pairOf(english, chinese), 'same']]))).toBe(true);
  });
});

test('an oracle with 5 % errors finds nearly all events across languages whose names are in no list', () => {
  const wanted = new Map(candidates.map(({ item: { entryId } }) => [entryId, storyOf(entryId)]));
  const language = new Map(candidates.map(({ item }) => [item.entryId, item.language]));
  const across = (groups: ReadonlyMap<string, string>) =>
    scoreClusters(groups, wanted, (a, b) => language.get(a) !== language.get(b));
  const asked = (mostADay: number, seeds: readonly number[], nearness?: Nearness) => {
    const runs = seeds.map((seed) =>
      groupWithOracle(candidates, { aliases, storyOf }, { seed, errors: 0.05, mostADay, rounds: 3, nearness }),
    );
    const scores = runs.map(({ groups }) => across(groups));
    const mean = (of: 'precision' | 'recall') => scores.reduce((sum, score) => sum + score[of], 0) / scores.length;
    return {
      precision: mean('precision'),
      recall: mean('recall'),
      questions: Math.max(...runs.flatMap(({ questions }) => [...questions.values()])),
    };
  };
  const nobody = asked(0, [1]);
  const somebody = asked(120, [1, 2]);
  expect(nobody.recall).toBeLessThan(0.7);
  expect(somebody.recall).toBeGreaterThanOrEqual(0.8);
  expect(somebody.precision).toBeGreaterThanOrEqual(0.97);
  expect(somebody.questions).toBeLessThanOrEqual(120);

  const titles = candidates.map(({ item }) => ({ title: item.title, story: storyOf(item.entryId) }));
  const vectors = standInVectors(titles, { seed: 1, noise: 1 });
  const vectorOf = (title: string) => vectors.get(title) ?? new Float32Array();
  const pairs = titles.flatMap((a, i) =>
    titles
      .slice(0, i)
      .map((b) => ({ cosine: cosine(vectorOf(a.title), vectorOf(b.title)), same: a.story === b.story })),
  );
  const near = asked(120, [1], { vectors, scale: fitScale(pairs) });
  expect(near.recall).toBeGreaterThanOrEqual(somebody.recall);
  expect(near.precision).toBeGreaterThanOrEqual(somebody.precision);
  expect(near.questions).toBeLessThanOrEqual(somebody.questions / 3);
});
