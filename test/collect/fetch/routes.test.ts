import { expect, test } from 'vitest';
import { createRoutes } from '../../../src/collect/fetch/routes.ts';

test.each([
  ['http://[fd00::7]:8080/feed', 'http://[fd00::7]/moved'],
  ['http://[FD00:0:0::7]/feed', 'http://[fd00::7]/moved'],
  ['http://10.0.0.7/feed', 'http://10.0.0.7./moved'],
  ['http://10.0.0.7./feed', 'http://10.0.0.7/moved'],
])('where %s is a feed, %s may be redirected to', async (feedUrl, target) => {
  const kindFor = async (feedUrls: readonly string[]) => {
    const proxies = { https: undefined, http: undefined, no: [] };
    const routes = createRoutes({ proxies, privateHosts: [], feedUrls, connectTimeoutMs: 1_000 });
    const { kind } = routes.choose(new URL(target), { trusted: false, proxy: true });
    await routes.close();
    return kind;
  };
  expect(await kindFor([])).toBe('private-address');
  expect(await kindFor([feedUrl])).toBe('direct');
});
