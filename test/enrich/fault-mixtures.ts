/** Editions whose provider fails in a seeded mixture of ways, each call in another one. */
import { selectStories } from '../../src/compose/choose/select.ts';
import type { AnswerCache } from '../../src/enrich/answer-cache.ts';
import { headlinesFor } from '../../src/enrich/headlines.ts';
import { verdictsOn } from '../../src/enrich/judge.ts';
import type { Completion, Prompt } from '../../src/enrich/provider.ts';
import { vectorsFor } from '../../src/enrich/vectors.ts';
import type { Doubt, TextAnswer } from '../../src/model.ts';
import { feeds, makeInput, makeItem, makeStory } from '../compose/invented.ts';
import { createSeededRandom } from '../support/seeded-random.ts';

const faithful: ReadonlyMap<string, string> = new Map([
  ['Lumen raises $3B for Nova', 'Lumen 为 Nova 融资 30 亿美元'],
  ['Halcyon sues Lumen over training data', 'Halcyon 就训练数据起诉 Lumen'],
  ['Nova 2.5 does not store your files', 'Nova 2.5 不会存储您的文件'],
  ['Vega plans to cut 1,600 jobs', 'Vega 计划裁员 1,600 人'],
  ['Halcyon shares rise 12% on Nova sales', 'Halcyon 股价因 Nova 销售上涨 12%'],
]);
const titles = [...faithful.keys()];
const stories = titles.map((title) => makeStory([makeItem(feeds.wire, title, { summary: 'Nova is a model.' })]));
const aliases = {
  names: ['Lumen', 'Halcyon', 'Vega', 'Nova'].map((name) => ({ kind: 'company', names: [name] }) as const),
  signs: {},
};

/** Each makes the text of a completion, or nothing, from the titles of a prompt; none of them is right. */
const faults: Readonly<Record<string, (titles: readonly string[], random: () => number) => string | undefined>> = {
  dead: () => undefined,
  empty: () => '',
  'cut short': (asked) => answer(asked, () => '流明融资 30 亿美元').slice(0, -9),
  'no JSON': () => '<html>busy</html>',
  'wrong ids': (asked) => answer(asked, () => 'Lumen 融资', 100),
  'no items': () => '{"items":null}',
  'a list': () => '[1,2,3]',
  untranslated: (asked) => answer(asked, (title) => title),
  'number invented': (asked) => answer(asked, (title) => `${title.slice(0, 6)} 增长 ${7}70%`),
  'name swapped': (asked) => answer(asked, () => 'Orion 收购 Tern'),
  'actors swapped': (asked) => answer(asked, () => 'Lumen 就训练数据起诉 Halcyon'),
  'plan told as done': (asked) => answer(asked, () => 'Vega 已裁员 1,600 人'),
  'direction reversed': (asked) => answer(asked, () => 'Halcyon 股价因 Nova 销售下跌 12%'),
  'negation lost': (asked) => answer(asked, () => 'Nova 2.5 存储您的文件'),
  markup: (asked) => answer(asked, () => '<b>Lumen</b> **融资** <@all>'),
  obeyed: (asked) => answer(asked, () => '作为 AI，我无法翻译'),
  'wrong types': (asked) =>
    JSON.stringify({ items: asked.map((_, id) => ({ id, headline: { text: 1 }, sentence: [] })) }),
  huge: () => 'x'.repeat(100_000),
};

function answer(asked: readonly string[], headline: (title: string) => string, firstId = 1): string {
  return JSON.stringify({ items: asked.map((title, index) => ({ id: firstId + index, headline: headline(title) })) });
}

export interface Mixture {
  readonly answer: TextAnswer;
  /** What it said of doubts that passed as verdicts, and how many vectors it gave. */
  readonly verdicts: number;
  readonly vectors: number;
  /** The bytes of the edition with this provider, and without one. */
  readonly bytes: string;
  readonly plain: string;
  readonly waitedMs: number;
}

const doubts: readonly Doubt[] = titles.flatMap((title, index) => {
  const text = { title, summary: 'Nova is a model.' };
  const next = { title: titles[(index + 1) % titles.length] ?? '', summary: '' };
  return [{ id: `event ${index}`, texts: [text, next] as const }];
});

const deadlineMs = 40;

/** One edition: two models, each call with a fault of its own, now and then one that never answers. */
export async function editionWithFaults(seed: number): Promise<Mixture> {
  const { next: random } = createSeededRandom(seed);
  const startedAt = performance.now();
  const ask = (prompt: Prompt): Promise<Completion | undefined> => faulty(prompt, random);
  const shared = {
    models: [
      { name: 'small', ask },
      { name: 'large', ask },
    ],
    cache: createMemoryCache(),
    day: '2026-01-30',
    dailyTokens: Math.floor(random() * 40_000),
    signal: AbortSignal.timeout(deadlineMs),
    elapsedMs: () => performance.now(),
  };
  const verdicts = await verdictsOn({ ...shared, doubts, dailyQuestions: 120 });
  const vectors = await vectorsFor({
    ...shared,
    texts: titles.map((title) => ({ title, summary: '' })),
    model: 'vectors',
    embed: async () => (random() < 0.02 ? new Promise(() => undefined) : undefined),
  });
  const text = await headlinesFor({
    ...shared,
    language: 'zh-CN',
    leads: titles.map((title) => ({ title, summary: 'Nova is a model.' })),
    parts: ['headline', 'sentence'],
    aliases,
    readingSignal: () => shared.signal,
  });
  return {
    answer: text,
    verdicts: verdicts.verdicts.size,
    vectors: vectors.size,
    bytes: bytesWith(text),
    plain,
    waitedMs: performance.now() - startedAt,
  };
}

/**
 * One edition of a model that translates well and a second one that fails in another way each time it reads, or names
 * the same translations each time although they are right.
 * @returns its bytes, and those of the edition with all translations but the ones that the reader names
 */
export async function editionWithFaultyReader(seed: number): Promise<{ bytes: string; expected: string }> {
  const { next: random } = createSeededRandom(seed);
  const named = titles.filter(() => random() < 0.3).slice(0, 2);
  const isLying = random() < 0.3;
  const patience = new AbortController();
  const reader = async (prompt: Prompt): Promise<Completion | undefined> => {
    if (!prompt.user.includes('"source"')) return faulty(prompt, () => 0.5);
    const { items } = JSON.parse(prompt.user) as { items: { id: number; source: string }[] };
    const doubts = items.filter(({ source }) => named.includes(source)).map(({ id }) => ({ id, reason: 'added' }));
    const naming = JSON.stringify({ items: doubts });
    if (isLying) return { text: naming, tokens: 500 };
    if (random() < 0.1) {
      patience.abort();
      return new Promise(() => undefined);
    }
    if (random() < 0.2) return { text: naming.slice(0, -2), tokens: 500 };
    const fault = Object.values(faults)[Math.floor(random() * Object.keys(faults).length)];
    const text = fault?.(titles, random);
    return text === undefined ? undefined : { text, tokens: 500 };
  };
  const text = await headlinesFor({
    models: [
      {
        name: 'small',
        ask: async ({ user }) => ({
          text: answer(titlesIn(user), (title) => faithful.get(title) ?? title),
          tokens: 500,
        }),
      },
      { name: 'large', ask: reader },
    ],
    cache: createMemoryCache(),
    day: '2026-01-30',
    dailyTokens: isLying ? 100_000 : 2_000 + Math.floor(random() * 2_000),
    signal: new AbortController().signal,
    readingSignal: () => patience.signal,
    elapsedMs: () => 0,
    language: 'zh-CN',
    leads: titles.map((title) => ({ title, summary: '' })),
    parts: ['headline'],
    aliases,
  });
  const used = titles.filter((title) => !isLying || !named.includes(title));
  const headlines = new Map(used.map((title) => [title, { headline: faithful.get(title) ?? title }]));
  return { bytes: bytesWith(text), expected: bytesWith({ ...text, headlines }) };
}

/** As answers.db, without a disk. */
function createMemoryCache(): AnswerCache {
  const answers = new Map<string, string>();
  const refusals = new Map<string, ReturnType<AnswerCache['refusal']>>();
  let used = 0;
  return {
    answer: (key) => answers.get(key),
    keep: (key, text) => void answers.set(key, text),
    refusal: (key) => refusals.get(key),
    refuse: (key, _, refusal) => void refusals.set(key, refusal),
    reserve: (_, tokens, cap) => {
      if (used + tokens > cap) return false;
      used += tokens;
      return true;
    },
    vector: () => undefined,
    keepVector: () => undefined,
    settle: (_, tokens) => {
      used = Math.max(0, used + tokens);
    },
    countCall: () => undefined,
    countAnswers: () => undefined,
    together: (work) => work(),
    close: () => undefined,
  };
}

function titlesIn(user: string): readonly string[] {
  const { items } = JSON.parse(user) as { items: { title?: string; first?: { title: string } }[] };
  return items.map(({ title, first }) => title ?? first?.title ?? '');
}

async function faulty({ user }: Prompt, random: () => number): Promise<Completion | undefined> {
  const asked = titlesIn(user);
  if (random() < 0.02) return new Promise(() => undefined);
  const fault = Object.values(faults)[Math.floor(random() * Object.keys(faults).length)];
  const text = fault?.(asked, random);
  return text === undefined ? undefined : { text, tokens: random() < 0.5 ? undefined : Math.floor(random() * 9_000) };
}

const plain = bytesWith(undefined);

function bytesWith(text: TextAnswer | undefined): string {
  return JSON.stringify(selectStories(makeInput(stories, { headlines: text?.headlines })).messages);
}
