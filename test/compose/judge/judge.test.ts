import { describe, expect, test } from 'vitest';
import { createJudge, createKindDecision } from '../../../src/compose/judge/judge.ts';
import type { Item, Kind, Weights } from '../../../src/model.ts';
import { makeFeed, makeItem } from '../invented.ts';
import { aliases, topics, weights } from '../knowledge.ts';

const wire = makeFeed('Example Wire', { topic: 'general' });
const everyday = Array.from({ length: 10 }, (_, n) =>
  makeItem(wire, `Lumen ships update ${n} of its AI assistant to phones`, { url: `https://wire.example/2027/${n}` }),
);

function judged(title: string, fields: Partial<Item> = {}) {
  const item = makeItem(wire, title, { url: 'https://wire.example/2027/x', ...fields });
  const judge = createJudge({ topics, aliases, weights, feeds: [wire], items: [item, ...everyday] });
  const judgement = judge.judge(item);
  return { ...judgement, why: judge.explain(item, judgement, 'kind').map(({ en }) => en) };
}

describe('on headlines that nobody labelled, the judge', () => {
  test.each<[string, Kind]>([
    ['早报｜甲公司裁员；乙公司上市；丙公司涨价', 'roundup'],
    ['This week in AI: chips, court rulings and robots', 'roundup'],
    ['Final days to save 30% on your conference ticket', 'promo'],
    ['招聘｜星尘研究院招募算法实习生', 'promo'],
    ['收评：三大指数集体收跌，算力板块领跌', 'bulletin'],
  ])('the judge calls “%s” %s', (title, kind) => {
    expect(judged(title).kind).toBe(kind);
  });

  test('the judge takes three headlines in one title for a round-up, however much they look like news', () => {
    const title = '流明科技宣布完成新一轮融资；Nova 计划收购回声科技；澄海科技获批上市';
    const summary = '1月29日消息，流明科技宣布完成 3 亿美元融资，由红杉领投，知情人士称估值超过 40 亿美元。';
    expect(judged(title, { summary, url: 'https://wire.example/newsflashes/1' }).kind).toBe('roundup');
  });

  test('the judge recognises a patch by its version and its fixes', () => {
    expect(judged('nova-sdk v4.2.17', { summary: 'Bug fixes and reliability improvements.' }).kind).toBe('patch');
  });

  test('news about mending bugs is not a patch: it has no version', () => {
    const summary = 'The “Fix the Planet” initiative is to fix bugs in open-source software with an improved Nova.';
    expect(judged('Lumen Launches Full-Scale Effort to Patch Open-Source Bugs', { summary }).kind).not.toBe('patch');
  });

  test('the judge recognises a forum by its address', () => {
    expect(judged('Nova feels slower this week', { url: 'https://www.reddit.com/r/nova/comments/1' }).kind).toBe(
      'forum',
    );
  });

  test('the judge tells AI from other news in a general feed', () => {
    const weather = Array.from({ length: 10 }, (_, n) => makeItem(wire, `Rain and wind on day ${n}, trains run late`));
    const storm = makeItem(wire, 'Storm closes the coastal road for two days', { summary: 'Schools stay shut.' });
    const model = makeItem(wire, 'Lumen releases a language model that runs on phones');
    const judge = createJudge({ topics, aliases, weights, feeds: [wire], items: [storm, model, ...weather] });
    expect([storm, model].map((item) => judge.judge(item).isAi)).toEqual([false, true]);
  });

  test('the judge gives at most three signals as reasons, the strongest first', () => {
    const { why } = judged('Final days to save 30% on your conference ticket');
    expect(why.length).toBeGreaterThan(0);
    expect(why.length).toBeLessThanOrEqual(3);
    expect(why.join(', ')).toMatch(/offer|event|buyers/);
  });

  test('a word that counts in the title and in title or summary is one reason', () => {
    const release = [0, 300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 300, 0];
    const known = {
      ...(weights as Weights),
      features: { 't launches': release, 'b launches': release, 'lexicon no': release },
    };
    const item = makeItem(wire, 'Storm launches');
    const judge = createJudge({ topics, aliases, weights: known, feeds: [wire], items: [item] });
    const why = judge.explain(item, judge.judge(item), 'kind').map(({ en }) => en);
    expect(why.slice(0, 2)).toEqual(['title or summary: “launches”', 'no AI words']);
    expect(why.filter((each) => each.includes('launches'))).toHaveLength(1);
  });

  test('the judge decides the same in any order of the items', () => {
    const item = makeItem(wire, 'Nova 3 runs on a phone');
    const judge = (items: readonly Item[]) =>
      createJudge({ topics, aliases, weights, feeds: [wire], items }).judge(item);
    expect(judge([item, ...everyday])).toEqual(judge([...everyday, item].reverse()));
  });
});

describe('the other items of a feed', () => {
  const title = '通胀回升仍需政策持续呵护｜宏观晚六点';
  const column = ['降准落地；外贸回暖；油价下调', '社保新规；楼市回暖；春运开启', '车市回升；粮价平稳；电价下调'];
  const judgedBeside = (mates: readonly string[]) => {
    const items = [title, ...mates].map((each, n) => makeItem(wire, each, { url: `https://wire.example/a/${n}` }));
    const judge = createJudge({ topics, aliases, weights, feeds: [wire], items });
    const [item] = items;
    if (item === undefined) throw new Error('Expected an item, got none');
    const judgement = judge.judge(item);
    return { kind: judgement.kind, why: judge.explain(item, judgement, 'kind').map(({ en }) => en) };
  };

  test('of its column tell what it is, and are named as a reason', () => {
    const beside = judgedBeside(column.map((each) => `${each}｜宏观晚六点`));
    expect(beside.kind).toBe('roundup');
    expect(beside.why).toContain('like other items of its feed');
  });

  test('say nothing where there are none', () => {
    const alone = judgedBeside([]);
    expect(alone.kind).not.toBe('roundup');
    expect(alone.why).not.toContain('like other items of its feed');
  });
});

describe('the decision', () => {
  const kinds: readonly Kind[] = ['news', 'roundup', 'promo', 'bulletin', 'release'];
  const decide = createKindDecision({
    kinds,
    thresholds: { ai: 0.5, kinds: { news: 0.5, release: 0.3, roundup: 0.6 } },
  });

  test('the decision adds up the probabilities of the kinds that no digest tells', () => {
    expect(decide([0.35, 0.25, 0.2, 0.2, 0])).toBe('roundup');
    expect(decide([0.45, 0.2, 0.2, 0.1, 0.05])).toBe('news');
  });

  test('the decision compares the other kinds with their thresholds', () => {
    expect(decide([0.5, 0, 0, 0, 0.4])).toBe('release');
  });
});
