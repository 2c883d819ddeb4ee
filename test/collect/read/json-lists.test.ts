import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toItems } from '../../../src/collect/item.ts';
import { parseFeed } from '../../../src/collect/read/parse.ts';
import { readCatalogue } from '../../../src/config/catalogue.ts';

const now = new Date('2026-02-01T01:00:00Z');

async function read(value: unknown, minPoints?: number) {
  const parsed = await parseFeed(JSON.stringify(value), 'https://api.example/list');
  if (parsed.kind === 'failed') return parsed;
  const feed = { url: 'https://api.example/list', language: undefined, maxItems: 500, minPoints };
  return toItems(parsed, { feed, known: new Map(), now, firstReading: false }).items.map(
    ({ entryId, title, url, publishedAt, discussion }) => [entryId, title, url, publishedAt?.toISOString(), discussion],
  );
}

const at = '2026-01-31T12:00:00.000Z';

test('stories of Hacker News are read with their points; one without an address leads to its discussion', async () => {
  const hits = [
    { objectID: '1', title: 'Lumen 4', url: 'https://lumen.example/4', points: 321, num_comments: 45, created_at: at },
    { objectID: '2', title: 'Ask: which model?', url: null, points: 12, num_comments: 3, created_at: at },
  ];
  expect(await read({ hits, nbHits: 2 })).toEqual([
    [
      '1',
      'Lumen 4',
      'https://lumen.example/4',
      at,
      { url: 'https://news.ycombinator.com/item?id=1', points: 321, comments: 45 },
    ],
    [
      '2',
      'Ask: which model?',
      'https://news.ycombinator.com/item?id=2',
      at,
      { url: 'https://news.ycombinator.com/item?id=2', points: 12, comments: 3 },
    ],
  ]);
  expect(await read({ hits }, 100)).toHaveLength(1);
});

test('stories of Lobsters are read with their votes and comments', async () => {
  const story = {
    short_id: 'abc',
    title: 'Nova',
    url: 'https://nova.example/',
    score: 40,
    comment_count: 6,
    created_at: '2026-01-31T06:00:00.000-06:00',
    comments_url: 'https://lobste.rs/s/abc/nova',
    description_plain: '',
  };
  expect(await read([story])).toEqual([
    ['abc', 'Nova', 'https://nova.example/', at, { url: 'https://lobste.rs/s/abc/nova', points: 40, comments: 6 }],
  ]);
});

test('papers and models of Hugging Face are read with votes and likes', async () => {
  const paper = {
    title: 'Long memory',
    publishedAt: '2026-01-20T00:00:00.000Z',
    numComments: 2,
    paper: { id: '2601.00001', summary: 'S.', upvotes: 77, submittedOnDailyAt: at },
  };
  const page = 'https://huggingface.co/papers/2601.00001';
  expect(await read([paper])).toEqual([
    ['2601.00001', 'Long memory', page, at, { url: page, points: 77, comments: 2 }],
  ]);
  const model = {
    _id: 'x',
    id: 'lumen/lumen-4',
    modelId: 'lumen/lumen-4',
    likes: 900,
    createdAt: at,
    pipeline_tag: 'text-generation',
  };
  const home = 'https://huggingface.co/lumen/lumen-4';
  expect(await read([model])).toEqual([
    ['lumen/lumen-4', 'lumen/lumen-4', home, at, { url: home, points: 900, comments: 0 }],
  ]);
  const trending = {
    recentlyTrending: [{ repoType: 'dataset', repoData: { id: 'nova/talks', likes: 5, createdAt: at } }],
  };
  expect(await read(trending)).toMatchObject([
    ['datasets/nova/talks', 'nova/talks', 'https://huggingface.co/datasets/nova/talks', at, { points: 5 }],
  ]);
});

test('the catalogue’s papers, which stand in for all of arXiv, are taken with their topic from enough votes on', async () => {
  const known = readCatalogue(readFileSync('feeds/catalogue.yaml', 'utf8'));
  const line = known.find(({ url }) => url.includes('/api/daily_papers')) as { topic?: string; minPoints?: number };
  expect(line).toMatchObject({ topic: 'ai', minPoints: 20 });
  const paper = (id: string, upvotes: number) => ({
    title: `Paper ${id}`,
    publishedAt: at,
    paper: { id, summary: 'S.', upvotes, submittedOnDailyAt: at },
  });
  const taken = await read([paper('2601.00001', 19), paper('2601.00002', 20)], line.minPoints);
  expect(taken).toEqual([expect.arrayContaining(['2601.00002', 'Paper 2601.00002'])]);
});

test('repositories of GitHub are read with stars; an error body is not a list', async () => {
  const items = [
    {
      full_name: 'lumen/agent',
      html_url: 'https://github.com/lumen/agent',
      description: 'Agents',
      stargazers_count: 1200,
      created_at: at,
    },
  ];
  expect(await read({ total_count: 1, items })).toEqual([
    [
      'lumen/agent',
      'lumen/agent: Agents',
      'https://github.com/lumen/agent',
      at,
      { url: 'https://github.com/lumen/agent', points: 1200, comments: 0 },
    ],
  ]);
  expect(await read({ message: 'API rate limit exceeded' })).toMatchObject({
    kind: 'failed',
    failure: { code: 'json-error' },
  });
});
