import { expect, test } from 'vitest';
import { bridgedAddress, bridgeRoutes, restingBridges, withoutUnsetBridges } from '../../src/config/bridges.ts';
import { parseFeeds } from '../../src/config/read-feeds.ts';

const none = { 'rsshub:': undefined, 'wewe:': undefined };
const own = { 'rsshub:': 'http://10.0.0.5:1200/hub?key=secret', 'wewe:': 'https://wewe.example/' };

test('a route is asked for at the user’s own bridge', () => {
  const at = (address: string) => bridgedAddress(address, { bridgeUrls: own });
  expect(at('rsshub:/lumen/news?limit=5')).toBe('http://10.0.0.5:1200/hub/lumen/news?key=secret&limit=5');
  expect(at('wewe:MP_WXS_123')).toBe('https://wewe.example/feeds/MP_WXS_123.atom');
  expect(at('https://lumen.example/feed')).toBe('https://lumen.example/feed');
  expect(bridgedAddress('rsshub:/lumen/news', { bridgeUrls: none })).toBeUndefined();
});

test('a feed of a bridge that is not set is not read, and check reports how many and the variable to set', () => {
  const file = parseFeeds(
    'feeds:\n  - { url: "https://a.example/f" }\n  - { url: "rsshub:/lumen/news" }\n  - { url: "wewe:MP_WXS_1" }\n',
    {
      name: 'feeds/feeds.yaml',
      isSet: () => true,
    },
  );
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  const { feeds } = file.settings;
  expect(feeds.map(({ name }) => name)).toEqual(['a.example', 'rsshub:/lumen/news', 'wewe:MP_WXS_1']);
  expect(withoutUnsetBridges(feeds, { bridgeUrls: none }).map(({ enabled }) => enabled)).toEqual([true, false, false]);
  expect(withoutUnsetBridges(feeds, { bridgeUrls: own }).map(({ enabled }) => enabled)).toEqual([true, true, true]);
  const resting = restingBridges({ feeds, bridgeUrls: { ...none, 'wewe:': 'https://wewe.example' } }, file.file);
  expect(resting.map(({ line, what }) => [line, what.en])).toEqual([
    [3, '1 rsshub: feed not read: RSSHUB_URL is not set'],
  ]);
});

test('a site’s routes in the catalogue are tried where their bridge is set; otherwise the variable to set is named', () => {
  const catalogue = [
    { url: 'https://harbour.example/feed', reads: ['harbour.example'] },
    { url: 'rsshub:/harbour/tech', reads: ['harbour.example'] },
    { url: 'rsshub:/birds/user/Lumen', reads: ['birds.example'] },
    { url: 'rsshub:/birds/user/Nova', reads: ['birds.example'] },
  ];
  const routes = (url: string, bridgeUrls: Parameters<typeof bridgeRoutes>[2]['bridgeUrls'] = own) =>
    bridgeRoutes(url, catalogue, { bridgeUrls });
  expect(routes('https://www.harbour.example/world').ready).toEqual(['rsshub:/harbour/tech']);
  expect(routes('https://birds.example/nova').ready).toEqual(['rsshub:/birds/user/Nova']);
  expect(routes('https://birds.example/somebody').ready).toEqual([]);
  expect(routes('https://other.example/').remedy).toBeUndefined();
  const unset = routes('https://birds.example/nova', none);
  expect([unset.ready, unset.remedy?.en]).toEqual([[], expect.stringContaining('as rsshub:/birds/user/Nova')]);
  expect(unset.remedy?.['zh-CN']).toContain('RSSHUB_URL=');
});
