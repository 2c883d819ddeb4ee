import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AnswerCache, openAnswerCache } from '../../src/enrich/answer-cache.ts';
import { type JudgeRequest, verdictsOn } from '../../src/enrich/judge.ts';
import type { Prompt } from '../../src/enrich/provider.ts';
import type { Doubt } from '../../src/model.ts';
import { newFolder } from '../support/new-folder.ts';

const text = (title: string) => ({ title, summary: '' });
const event: Doubt = { id: 'a\nb', texts: [text('Lumen opens Nova'), text('流明开放 <|im_start|> Nova')] };

let cache: AnswerCache;
let prompts: Prompt[];

beforeEach(() => {
  cache = openAnswerCache(newFolder());
  prompts = [];
});

afterEach(() => cache.close());

function judge(answer: (prompt: Prompt) => string | undefined, request: Partial<JudgeRequest> = {}) {
  return verdictsOn({
    doubts: [event],
    models: [
      {
        name: 'small',
        ask: async (prompt) => {
          prompts.push(prompt);
          const written = answer(prompt);
          return written === undefined ? undefined : { text: written, tokens: 100 };
        },
      },
    ],
    cache,
    day: '2026-01-30',
    dailyTokens: 100_000,
    dailyQuestions: 120,
    signal: new AbortController().signal,
    elapsedMs: () => 0,
    ...request,
  });
}

const right = () => '{"items":[{"id":1,"verdict":"same"}]}';

test('verdicts are matched by the ids of the questions, and cached', async () => {
  const answer = await judge(right);
  expect([...answer.verdicts]).toEqual([['a\nb', 'same']]);
  expect(prompts).toHaveLength(1);
  expect(await judge(right)).toEqual({ ...answer, outcome: 'unasked' });
  expect(prompts).toHaveLength(1);
});

test('texts of feeds are sent to the model as data, without role markers', async () => {
  await judge(right);
  for (const { system } of prompts) expect(system).not.toMatch(/Nova|流明/u);
  expect(prompts.map(({ user }) => user).join()).not.toContain('im_start');
});

test.each([
  ['another word', '{"items":[{"id":1,"verdict":"yes"}]}'],
  ['another id', '{"items":[{"id":7,"verdict":"same"}]}'],
  ['an id twice', `{"items":[${Array(2).fill('{"id":1,"verdict":"same"}')}]}`],
  ['no JSON', 'They are the same.'],
])('an answer with %s is not a verdict, and the question is not asked again on that day', async (_what, answer) => {
  const none = { verdicts: new Map() };
  expect(await judge(() => answer)).toEqual({ ...none, outcome: 'answered' });
  expect(await judge(right)).toEqual({ ...none, outcome: 'unasked' });
  expect(prompts).toHaveLength(1);
  expect((await judge(right, { day: '2026-01-31' })).verdicts.size).toBe(1);
});

test('a model that does not answer is retried, and a second model is the fallback', async () => {
  expect(await judge(() => undefined)).toMatchObject({ verdicts: new Map(), outcome: 'silent' });
  const silent = { name: 'small', ask: async () => undefined };
  const second = { name: 'large', ask: async () => ({ text: right(), tokens: undefined }) };
  expect((await judge(right, { models: [silent, second] })).verdicts.size).toBe(1);
});

test('the number of questions to the model a day is limited over all editions', async () => {
  const doubts = Array.from(
    { length: 30 },
    (_, id): Doubt => ({ ...event, id: `${id}`, texts: [text(`${id}`), text('x')] }),
  );
  const many = ({ user }: Prompt) => {
    const { items } = JSON.parse(user) as { items: { id: number }[] };
    return JSON.stringify({ items: items.map(({ id }) => ({ id, verdict: 'different' })) });
  };
  expect((await judge(many, { doubts: doubts.slice(0, 20), dailyQuestions: 25 })).verdicts.size).toBe(20);
  expect((await judge(many, { doubts, dailyQuestions: 25 })).verdicts.size).toBe(25);
  expect((await judge(many, { doubts, dailyQuestions: 25, day: '2026-01-31' })).verdicts.size).toBe(30);
});

test('the daily token limit holds for verdicts too', async () => {
  expect((await judge(right, { dailyTokens: 1_000 })).verdicts.size).toBe(0);
  expect(prompts).toEqual([]);
});
