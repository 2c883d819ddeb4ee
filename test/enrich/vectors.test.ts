import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLanguageModel } from '../../src/enrich/language-model.ts';
import { newFolder } from '../support/new-folder.ts';

const texts = [
  { title: 'Lumen opens Nova', summary: 'Nova is a model. It is large.' },
  { title: '流明开放 Nova', summary: '' },
];

let dataDir: string;
let server: Server | undefined;
let requests: { readonly model: string; readonly input: readonly string[] }[];

beforeEach(() => {
  dataDir = newFolder();
  requests = [];
});

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

/** Speaks embeddings on loopback; `answer` makes the JSON of `data`. */
async function embed(answer: (input: readonly string[]) => unknown, isOffline = false) {
  server ??= await listen(answer);
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const model = createLanguageModel({
    aliases: { names: [], signs: {} },
    providers: [],
    embedding: { provider: { baseUrl, model: 'vectors' }, scale: { at: 0.5, slope: 10 } },
    dataDir,
    dailyTokens: 10_000,
    now: new Date('2026-01-30T00:00:00Z'),
    signal: new AbortController().signal,
    isOffline,
    deadlineMs: 4_000,
  });
  return model.embed(texts);
}

async function listen(answer: (input: readonly string[]) => unknown): Promise<Server> {
  const listening = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as (typeof requests)[number];
    requests.push(body);
    response.end(JSON.stringify({ data: answer(body.input), usage: { total_tokens: 20 } }));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return listening;
}

const right = (input: readonly string[]) => input.map((_, index) => ({ index, embedding: [3, index * 4] })).reverse();

test('a title and its first sentence become a vector of length 1, which is cached', async () => {
  const nearness = await embed(right);
  expect(requests.map(({ input }) => input)).toEqual([['Lumen opens Nova\nNova is a model.', '流明开放 Nova']]);
  expect(nearness?.scale).toEqual({ at: 0.5, slope: 10 });
  expect([...(nearness?.vectors.get('Lumen opens Nova') ?? [])]).toEqual([1, 0]);
  const [x = 0, y = 0] = nearness?.vectors.get('流明开放 Nova') ?? [];
  expect(x).toBeCloseTo(0.6, 2);
  expect(y).toBeCloseTo(0.8, 2);
  expect(await embed(right, true)).toEqual(nearness);
  expect(requests).toHaveLength(1);
});

test.each([
  ['no list', () => null],
  ['too few', () => [{ index: 0, embedding: [1, 0] }]],
  ['of two lengths', () => [{ embedding: [1, 0] }, { embedding: [1] }]],
  ['not numbers', () => [{ embedding: ['a', 'b'] }, { embedding: ['a', 'b'] }]],
  [
    'one twice',
    () => [
      { index: 0, embedding: [1, 0] },
      { index: 0, embedding: [1, 0] },
    ],
  ],
])('vectors that are wrong count as none: %s', async (_what, answer) => {
  expect(await embed(answer)).toBeUndefined();
});
