import { expect, test } from 'vitest';
import { type ComposeInput, compose, prepare } from '../../src/compose/compose.ts';
import { composeWithModel, textQuestion } from '../../src/edition/with-model.ts';
import type { Doubt, EventVerdict, LanguageModel } from '../../src/model.ts';
import { feeds, limits, makeItem, makeSettings, templates } from '../compose/invented.ts';
import { aliases, topics } from '../compose/knowledge.ts';

const instant = new Date('2026-01-30T01:00:00Z');
const english = 'Farmers in Orrin count sheep with AI drones';
const chinese = '奥林牧民用人工智能无人机数羊';
const items = [
  ...[english, chinese].map((title, index) =>
    makeItem(index === 0 ? feeds.wire : feeds.stardust, title, {
      date: new Date('2026-01-29T22:00:00Z'),
      url: `https://news.example/${index}`,
      canonicalUrl: `https://news.example/${index}`,
      entryId: `${index}`,
      language: index === 0 ? 'en' : 'zh',
    }),
  ),
];
const input: ComposeInput = {
  settings: makeSettings({ floor: -10 }),
  feeds: [feeds.wire, feeds.stardust].map((feed) => ({ ...feed, topic: 'ai' })),
  feedOutcomes: [],
  usualFeedsRead: undefined,
  items,
  told: [],
  untold: new Set(),
  topics,
  aliases,
  weights: undefined,
  templates,
  slot: { digestId: 'daily', local: '2026-01-30T09:00', iso: '2026-01-30T09:00:00+08:00', instant },
  instant,
  since: undefined,
  late: false,
  limits,
};
const noText = { headlines: new Map(), refused: [], outcome: 'silent', readings: 'unasked' } as const;
const silent: LanguageModel = {
  judge: async () => ({ verdicts: new Map(), outcome: 'silent' }),
  embed: async () => undefined,
  translate: async () => noText,
};
const composed = (model: LanguageModel | undefined, given = input) =>
  composeWithModel(given, { model, compose: async (one) => compose(one) });

/** Says the same of every pair, and counts what it is asked. */
function saying(verdict: EventVerdict) {
  const asked: Doubt[] = [];
  const model: LanguageModel = {
    ...silent,
    judge: async (doubts) => {
      asked.push(...doubts);
      return { verdicts: new Map(doubts.map(({ id }) => [id, verdict])), outcome: 'answered' };
    },
  };
  return { model, asked };
}

test('a model without answers leaves the edition as it is without a model, byte for byte', async () => {
  const { text: _, ...withSilent } = await composed(silent);
  expect(JSON.stringify(withSilent)).toBe(JSON.stringify(await composed(undefined)));
});

test('a model that does not judge is silent, also where there is nothing to translate', async () => {
  const unasked = { ...silent, translate: async () => ({ ...noText, outcome: 'unasked' as const }) };
  expect((await composed(unasked)).text?.outcome).toBe('silent');
  const answering = { ...unasked, judge: saying('different').model.judge };
  expect((await composed(answering)).text?.outcome).toBe('answered');
});

test('two reports that the model calls one event are one story', async () => {
  const storiesOf = (composition: Awaited<ReturnType<typeof composed>>) =>
    composition.digest.sections.flatMap(({ stories }) => stories);
  expect(storiesOf(await composed(undefined))).toHaveLength(2);
  expect(storiesOf(await composed(saying('same').model))).toHaveLength(1);
});

test('a model is not asked to judge when ai.judge is off', async () => {
  const { model, asked } = saying('same');
  const settings = makeSettings({ floor: -10, ai: { headlines: true, summaries: true, judge: false } });
  await composed(model, { ...input, settings });
  expect(asked).toEqual([]);
});

test('a near miss is translated too', () => {
  const settings = makeSettings({ floor: -10, maxStories: 1 });
  const composition = compose({ ...input, settings });
  expect(composition.digest.sections.flatMap(({ stories }) => stories)).toHaveLength(1);
  expect(textQuestion(composition).leads.map(({ title }) => title)).toEqual([english]);
});

test('an edition that was prepared with a model is the same byte for byte whatever the model answers later', async () => {
  const names = [
    'Orrin Farms（奥林农场）',
    '奥林农场 sheep counted by AI, says Orrin Farms',
    'Farmers sign up now: 50% off AI',
  ];
  const more = names.map((title, index) =>
    makeItem(feeds.wire, title, { ...items[0], title, entryId: `more-${index}` }),
  );
  const given: ComposeInput = { ...input, feeds: [feeds.wire, feeds.stardust], items: [...items, ...more] };
  const groundwork = prepare(given);
  const says = (verdict: EventVerdict) => new Map([[[chinese, english].sort().join('\n'), verdict]]);
  for (const verdicts of [undefined, says('same'), says('different'), undefined]) {
    expect(JSON.stringify(compose({ ...given, verdicts }, groundwork))).toBe(
      JSON.stringify(compose({ ...given, verdicts })),
    );
  }
});

test('an item is judged and read once, however often its edition is composed', async () => {
  const read = { summary: 0 };
  const watched = items.map((item) => ({
    ...item,
    get summary() {
      read.summary += 1;
      return item.summary;
    },
  }));
  const groundwork = prepare({ ...input, items: watched });
  compose({ ...input, items: watched }, groundwork);
  const first = read.summary;
  read.summary = 0;
  compose({ ...input, items: watched }, groundwork);
  expect(read.summary).toBeLessThan(first / 2);
});
