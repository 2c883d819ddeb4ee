import { expect, test } from 'vitest';
import { createRoutes } from '../../../src/collect/fetch/routes.ts';

test.each([
  ['http://[fd00::7]:8080/feed', 'http://[fd00::7]:8080/moved'],
  ['http://[FD00:0:0::7]/feed', 'http://[fd00::7]:80/moved'],
  ['http://10.0.0.7/feed', 'http://10.0.0.7./moved'],
  ['http://10.0.0.7./feed', 'http://10.0.0.7/moved'],
])('where %s is a feed, %s may be redirected to', async (feedUrl, target) => {
  expect(await kindFor(target, [])).toBe('private-address');
  expect(await kindFor(target, [feedUrl])).toBe('direct');
});

test.each([
  ['http://10.0.0.7/feed', 'http://10.0.0.7:6379/'],
  ['http://10.0.0.7:8080/feed', 'http://10.0.0.7/'],
  ['http://10.0.0.7/feed', 'https://10.0.0.7/'],
])('where %s is a feed, %s is another server', async (feedUrl, target) => {
  expect(await kindFor(target, [feedUrl])).toBe('private-address');
});

async function kindFor(target: string, feedUrls: readonly string[]) {
  const proxies = { https: undefined, http: undefined, no: [] };
  const routes = createRoutes({ proxies, privateHosts: [], feedUrls, connectTimeoutMs: 1_000 });
  const { kind } = routes.choose(new URL(target), { trusted: false, proxy: true });
  await routes.close();
  return kind;
}
