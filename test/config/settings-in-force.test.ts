import { expect, test } from 'vitest';
import type { Config, LoadedConfig } from '../../src/config/config.ts';
import type { Environment } from '../../src/config/environment.ts';
import { createSettings } from '../../src/config/settings-in-force.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith, loaded } from '../worker/worker-world.ts';

const environment = {
  dataDir: '/data',
  httpHost: '127.0.0.1',
  httpPort: 8080,
  wecomRate: { messages: 18, windowMs: 60_000 },
  wecomCooldownMs: 65_000,
  proxies: { https: undefined, http: undefined, no: [] },
} as unknown as Environment;

const clock = { now: () => new Date('2026-02-01T00:00:00Z') };

/** Settings that read `files.config` at each refresh. */
function settings(first: Config = configWith({ environment })) {
  const files: { loaded: LoadedConfig } = { loaded: loaded(first) };
  return { files, inForce: createSettings({ config: first, reload: async () => files.loaded, clock }) };
}

const edited = (change: Partial<Environment>) => loaded(configWith({ environment: { ...environment, ...change } }));

test('an edited feeds file is in force after the refresh that finds it', async () => {
  const { files, inForce } = settings();
  files.loaded = loaded(configWith({ environment, digests: [digestSettings({ title: '新标题' })] }));

  expect(inForce.now().digests[0]?.title).toBe('AI 新闻日报');
  expect(await inForce.refresh()).toMatchObject({ kind: 'changed', change: { en: expect.stringContaining('title') } });
  expect(inForce.now().digests[0]?.title).toBe('新标题');
});

test('an edit of .env is in force like any other, and named without its value', async () => {
  const { files, inForce } = settings();
  const proxies = { https: 'http://user:password@proxy.example:8080', http: undefined, no: [] };
  files.loaded = edited({ wecomRate: { messages: 5, windowMs: 60_000 }, wecomCooldownMs: 90_000, proxies });

  expect(await inForce.refresh()).toMatchObject({
    change: { en: 'WECOM_RATE changed, WECOM_COOLDOWN changed, *_PROXY changed' },
  });
  expect(inForce.now().environment).toMatchObject({ wecomRate: { messages: 5 }, proxies });
});

test('what cannot change while the program runs waits for the next start, and is reported once', async () => {
  const { files, inForce } = settings();
  files.loaded = edited({ httpPort: 9090, dataDir: '/elsewhere' });

  const refreshed = await inForce.refresh();
  expect(refreshed).toMatchObject({ kind: 'changed', atNextStart: ['DATA_DIR', 'HTTP_PORT'] });
  expect(refreshed).not.toMatchObject({ change: expect.anything() });
  expect(await inForce.refresh()).toMatchObject({ kind: 'unchanged' });
  expect(inForce.now().environment).toMatchObject({ httpPort: 8080, dataDir: '/data' });
  expect(inForce.atNextStart()).toEqual(['DATA_DIR', 'HTTP_PORT']);

  files.loaded = edited({});
  await inForce.refresh();
  expect(inForce.atNextStart()).toEqual([]);
});

test('a broken or unreadable configuration leaves the last good one in force', async () => {
  const { files, inForce } = settings();
  const before = inForce.now();
  files.loaded = { ok: false, problems: [], language: 'en' };

  expect(await inForce.refresh()).toMatchObject({ kind: 'broken', runningSince: clock.now() });
  expect(inForce.now()).toBe(before);
});
