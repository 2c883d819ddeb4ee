import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { ServerOptions } from '../../src/server/server.ts';
import { apiSchemas } from '../../src/show/api.ts';
import { openApi } from '../../src/show/openapi.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import { acceptAll, sampleEdition, sampleItem, sampleStory } from '../store/samples.ts';
import { openServer } from './open-server.ts';

async function ask(url: string, options: Partial<ServerOptions> = {}) {
  const store = await openScratchStore({ dataDir: '/nonexistent' });
  for (const number of [1, 2, 3]) {
    const item = sampleItem({ entryId: `entry-${number}`, title: `北辰的第 ${number} 件事` });
    const edition = sampleEdition({ number, stories: [sampleStory(`s-${number}`, [item])] });
    await acceptAll(store, await store.saveEdition(edition));
  }
  const app = openServer({ archive: store, ...options });
  onTestFinished(() => store.close());
  return app.inject({ url, headers: { host: '127.0.0.1:8080' } });
}

test.each([
  ['/api/status', apiSchemas.status],
  ['/api/editions', apiSchemas.editions],
  ['/api/editions/daily/2026-03-02T09:00', apiSchemas.edition],
  ['/api/feeds', apiSchemas.feeds],
  ['/api/preview', apiSchemas.preview],
  [`/api/search?q=${encodeURIComponent('北辰')}`, apiSchemas.search],
])('%s answers in the shape that is documented, and in no other', async (url, schema) => {
  const answer = await ask(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  // A schema leaves out what it does not know.
  expect(schema.parse(answer.json())).toEqual(answer.json());
});

test('the API lists editions page by page, and gives one edition by its slot and number', async () => {
  const first = (await ask('/api/editions?limit=2')).json();
  expect(first).toMatchObject({
    editions: [{ number: 3 }, { number: 2, page: '/editions/daily/2026-03-02T0900-2.html' }],
    next: 2,
  });
  const rest = (await ask(`/api/editions?limit=2&before=${first.next}`)).json();
  expect(rest).toMatchObject({ editions: [{ number: 1, lead: '北辰的第 1 件事' }], next: null });
  expect((await ask('/api/editions?digest=nothing')).json()).toEqual({ editions: [], next: null });
  expect((await ask('/api/editions/daily/2026-03-02T0900-2')).json()).toMatchObject({ number: 2 });
  for (const path of ['daily/2026-03-03T09:00', 'daily/..%2f', 'nothing/2026-03-02T09:00'])
    expect((await ask(`/api/editions/${path}`)).statusCode).toBe(404);
});

test('the search of the API finds published stories and left-out items', async () => {
  expect((await ask('/api/search?q=discount')).json()).toMatchObject({
    total: 0,
    leftOut: [{ rule: 'promotion' }, {}, {}],
  });
  expect((await ask(`/api/search?q=${encodeURIComponent('北辰')}&from=2`)).json()).toMatchObject({
    total: 3,
    stories: [{ title: '北辰的第 1 件事', position: 1 }],
  });
});

test('the API answers 404 when the preview of an unknown digest is requested', async () => {
  expect((await ask('/api/preview?digest=daily')).statusCode).toBe(200);
  expect((await ask('/api/preview?digest=nothing')).statusCode).toBe(404);
});

test('no address of the API is public, also with PUBLIC_PAGES', async () => {
  const options = { token: () => 'let me in', publicPages: () => true };
  for (const path of [
    'status',
    'editions',
    'editions/daily/2026-03-02T09:00',
    'feeds',
    'preview',
    'search?q=a',
    'openapi.json',
  ])
    expect([path, (await ask(`/api/${path}`, options)).statusCode]).toEqual([path, 401]);
});

test('docs/openapi.json is up to date with the schemas of the API (npm run schema)', async () => {
  const served = (await ask('/api/openapi.json')).json();
  expect(served).toEqual(openApi(packageJson.version));
  const file = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
  expect(served).toEqual(file);
  expect(Object.keys(served.paths)).toEqual(
    expect.arrayContaining(['/api/status', '/api/editions', '/api/feeds', '/api/preview']),
  );
});
