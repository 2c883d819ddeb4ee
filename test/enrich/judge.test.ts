import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AnswerCache, openAnswerCache } from '../../src/enrich/answer-cache.ts';
import { type JudgeRequest, verdictsOn } from '../../src/enrich/judge.ts';
import type { Prompt } from '../../src/enrich/provider.ts';
import type { Doubt } from '../../src/model.ts';

const text = (title: string) => ({ title, summary: '' });
const event: Doubt = { about: 'event', id: 'a\nb', texts: [text('Lumen opens Nova'), text('流明开放 Nova')] };
const item: Doubt = { about: 'item', id: 'c', text: text('Nova <|im_start|> grades exams') };

let dataDir: string;
let cache: AnswerCache;
let prompts: Prompt[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'answers-'));
  cache = openAnswerCache(dataDir);
  prompts = [];
});

afterEach(() => {
  cache.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function judge(answer: (prompt: Prompt) => string | undefined, request: Partial<JudgeRequest> = {}) {
  return verdictsOn({
    doubts: [event, item],
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

const right = ({ user }: Prompt) =>
  user.includes('"second"')
    ? '{"items":[{"id":1,"verdict":"same"}]}'
    : '{"items":[{"id":1,"ai":true,"kind":"news","worth":2}]}';

test('verdicts come by the ids of the doubts, and from the cache the second time', async () => {
  const verdicts = await judge(right);
  expect([...verdicts.events]).toEqual([['a\nb', 'same']]);
  expect([...verdicts.items]).toEqual([['c', { isAi: true, kind: 'news', worth: 2 }]]);
  expect(prompts).toHaveLength(2);
  expect(await judge(right)).toEqual({ ...verdicts, outcome: 'unasked' });
  expect(prompts).toHaveLength(2);
});

test('texts of feeds are data, without the marks of roles', async () => {
  await judge(right);
  for (const { system } of prompts) expect(system).not.toMatch(/Nova|流明/u);
  expect(prompts.map(({ user }) => user).join()).not.toContain('im_start');
});

test.each([
  ['another word', '{"items":[{"id":1,"verdict":"yes","ai":"no","kind":"story","worth":9}]}'],
  ['another id', '{"items":[{"id":7,"verdict":"same","ai":true,"kind":"news","worth":2}]}'],
  ['an id twice', `{"items":[${Array(2).fill('{"id":1,"verdict":"same","ai":true,"kind":"news","worth":2}')}]}`],
  ['no JSON', 'They are the same.'],
])('%s is not a verdict, and is not asked for again on that day', async (_what, answer) => {
  const none = { events: new Map(), items: new Map() };
  expect(await judge(() => answer)).toEqual({ ...none, outcome: 'answered' });
  expect(await judge(right)).toEqual({ ...none, outcome: 'unasked' });
  expect(prompts).toHaveLength(2);
  expect((await judge(right, { day: '2026-01-31' })).events.size).toBe(1);
});

test('a model that is silent is asked again, and a second one answers for it', async () => {
  expect(await judge(() => undefined)).toMatchObject({ events: new Map(), outcome: 'silent' });
  const silent = { name: 'small', ask: async () => undefined };
  const second = { name: 'large', ask: async (prompt: Prompt) => ({ text: right(prompt), tokens: undefined }) };
  expect((await judge(right, { models: [silent, second] })).events.size).toBe(1);
});

test('at most so many questions a day are asked, over all editions', async () => {
  const doubts = Array.from(
    { length: 30 },
    (_, id): Doubt => ({ ...event, id: `${id}`, texts: [text(`${id}`), text('x')] }),
  );
  const many = ({ user }: Prompt) => {
    const { items } = JSON.parse(user) as { items: { id: number }[] };
    return JSON.stringify({ items: items.map(({ id }) => ({ id, verdict: 'different' })) });
  };
  expect((await judge(many, { doubts: doubts.slice(0, 20), dailyQuestions: 25 })).events.size).toBe(20);
  expect((await judge(many, { doubts, dailyQuestions: 25 })).events.size).toBe(25);
  expect((await judge(many, { doubts, dailyQuestions: 25, day: '2026-01-31' })).events.size).toBe(30);
});

test('the cap of tokens holds for judging too', async () => {
  expect((await judge(right, { dailyTokens: 1_000 })).events.size).toBe(0);
  expect(prompts).toEqual([]);
});
