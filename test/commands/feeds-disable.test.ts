import { expect, test } from 'vitest';
import type { App } from '../../src/commands/app.ts';
import { disableFeeds } from '../../src/commands/feeds-switch.ts';
import { exitCode } from '../../src/ground/command-error.ts';
import { sampleFeed } from '../support/sample-feed.ts';

test('Ctrl-C at the question of feeds disable --unreachable changes nothing and ends with 130', async () => {
  const stop = new AbortController();
  const feed = sampleFeed('https://lab.example/feed');
  const reach = { feed, direct: true, proxy: false, failure: undefined, hosts: [] };
  const app = {
    language: 'en',
    signal: stop.signal,
    loadConfig: () => Promise.resolve({ config: { feeds: [feed] } }),
    probeFeeds: () => Promise.resolve([reach, reach, { ...reach, direct: false }]),
    terminal: {
      canAsk: true,
      print: () => undefined,
      ask: () => {
        stop.abort('SIGINT');
        return Promise.resolve(undefined);
      },
    },
  } as unknown as App;

  await expect(disableFeeds(app, [], { unreachable: true })).rejects.toMatchObject({
    exitCode: exitCode.interrupted,
  });
});
