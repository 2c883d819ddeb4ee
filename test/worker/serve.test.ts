import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import type { SettingsInForce } from '../../src/config/settings-in-force.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createHandRuns } from '../../src/worker/hand-runs.ts';
import { serve } from '../../src/worker/serve.ts';
import type { WorkerWorld } from '../../src/worker/world.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { newFolder } from '../support/new-folder.ts';
import { configWith, loaded, settingsWith } from './worker-world.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = newFolder();
  store = await openStore({ dataDir });
});
afterEach(() => store.close());

function open(settings: SettingsInForce, log = pino({ level: 'silent' })) {
  return serve({
    world: { clock: createFakeClock(new Date('2026-02-01T00:00:00Z')) } as Partial<WorkerWorld> as WorkerWorld,
    settings,
    store,
    log,
    stages: () => ({
      alerts: { standing: () => new Map() },
      lastOutcomes: async () => [],
      outbox: { wake: async () => undefined },
    }),
    metrics: createMetrics(),
    handRuns: createHandRuns(),
  });
}

test.each([
  ['sqlite', 'until the next start'],
  ['postgres', 'of this replica only, set the same HTTP_TOKEN on all of them'],
] as const)('without HTTP_TOKEN on %s the log says where the one-time password is valid', async (database, place) => {
  const lines: string[] = [];
  const environment = { dataDir, database, httpHost: '127.0.0.1', httpPort: 0 } as Environment;
  const config = configWith({ environment });
  const server = await open(
    settingsWith(config, async () => loaded(config)),
    pino({}, { write: (line: string) => lines.push(line) }),
  );
  await server?.close();
  expect(lines.join()).toContain(`this one-time password opens the pages ${place}`);
});

test('the pages show an edit as soon as it is in force, and what waits for the next start', async () => {
  const environment = { dataDir, httpHost: '127.0.0.1', httpPort: 0 } as Environment;
  const before = configWith({ environment });
  const after = configWith({
    environment: { ...environment, httpPort: 8081 },
    digests: [digestSettings({ title: '午间快报', schedule: '0 12 * * *' })],
  });
  const settings = settingsWith(before, async () => loaded(after));
  const server = await open(settings);
  const page = async () => (await fetch(`${server?.address}/`)).text();
  try {
    expect(await page()).toContain('AI 新闻日报');
    await settings.refresh();
    const edited = await page();
    expect(edited).toContain('午间快报');
    expect(edited).toContain('12:00');
    expect(edited).toContain('下次启动才生效：HTTP_PORT');
  } finally {
    await server?.close();
  }
});
