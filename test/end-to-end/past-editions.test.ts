import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { sampleEdition, sampleItem, sampleStory } from '../store/samples.ts';
import { command } from '../support/main-file.ts';
import { canary, morning, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const at = ['--at', morning];

describe('status', () => {
  test('shows the record of each feed, what was sent, what waits, and that no worker runs', async () => {
    expect(await world.run(['status', '--healthy'])).toMatchObject({ code: 1, stdout: '' });
    await world.run(['run', ...at]);
    world.feedsAnswer('not');
    await world.run(['preview', ...at]);
    const { stdout } = await world.run(['status', '--json']);
    const report = JSON.parse(stdout) as { feeds: Record<string, unknown>[]; digests: unknown[]; outbox: unknown[] };
    expect(report.digests).toMatchObject([
      { id: 'daily', last: { slot: '2026-01-15T09:00:00+08:00', state: 'accepted 1' } },
    ]);
    expect(report.outbox).toEqual([]);
    expect(report.feeds[0]).toMatchObject({ name: '星尘周报', successes: 1, failures: 0, failuresByKind: {} });
    expect(report.feeds.find(({ name }) => name === '示例财经')).toMatchObject({ cadenceHours: expect.any(Number) });
  });
});

test('status before setup says that the robot has no address, and how to set one', async () => {
  const { code, stderr } = await world.run(['status'], { env: { WECOM_WEBHOOK_URL: '' } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`${command} setup`) });
  expect(await world.run(['status'])).toMatchObject({ code: 0, stderr: '' });
});

describe('status while feeds.yaml is broken', () => {
  test('says so, shows the rest, and reports the worker’s health', async () => {
    const store = await openStore({ dataDir: join(world.folder, 'data') });
    await store.saveFact('worker:tick', new Date().toISOString());
    await store.lockKey('worker');
    world.write('feeds.yaml', 'feeds: [\n');

    expect(await world.run(['status', '--healthy'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const { code, stdout, stderr } = await world.run(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('常驻程序  在运行');
    expect(stderr).toContain('feeds.yaml:');
    expect(stderr).toContain('怎么办');
    const json = await world.run(['status', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ worker: { healthy: true }, digests: [], outbox: [], feeds: [] });
    await store.close();
  });
});

describe('digests', () => {
  test('list, show and resend give what was sent, byte for byte', async () => {
    await world.run(['run', ...at]);
    const listed = await world.run(['digests', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({ digest: 'daily', number: 1, states: ['accepted'] });
    const shown = await world.run(['digests', 'show', '2026-01-15T09:00', '--json']);
    const [message] = world.robot.received;
    expect(JSON.parse(shown.stdout)).toMatchObject({ messages: [{ body: JSON.parse(message?.body ?? '') }] });

    expect(await world.run(['digests', 'resend', '2026-01-15T09:00'])).toMatchObject({ code: 0 });
    expect(world.robot.received[1]?.body).toBe(message?.body);
    const words = await world.run(['digests', 'show', '2026-01-15T09:00']);
    expect(words.stdout).toMatch(/ \+\d.* · /);
    const missing = await world.run(['digests', 'show', '2026-01-14T09:00']);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('2026-01-15T09:00') });
    expect(await world.run(['digests', 'list', '--digest', 'dayly'])).toMatchObject({ code: 2 });
  });

  test('show finds the first edition of a slot by its number, and the newest without one', async () => {
    world.writeFeeds({ digest: { maxStories: 2, floor: -100, maxPerVendor: 9 } });
    await world.run(['run', ...at]);
    await world.run(['run', '--force', ...at]);
    const shown = (slot: string) => world.run(['digests', 'show', slot, '--json']);
    for (const [slot, number] of [
      ['2026-01-15T09:00#1', 1],
      ['2026-01-15T09:00', 2],
    ] as const) {
      expect(JSON.parse((await shown(slot)).stdout), slot).toMatchObject({ number });
    }
    expect((await shown('2026-01-15T09:00#3')).stderr).toContain('2026-01-15T09:00#2, 2026-01-15T09:00');
  });

  test('show finds an edition that is older than those that list shows, by its slot and by its date', async () => {
    const store = await openStore({ dataDir: join(world.folder, 'data') });
    for (const index of Array.from({ length: 40 }).keys()) {
      const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
      await store.saveEdition(sampleEdition({ day, stories: [sampleStory(day, [sampleItem({ entryId: day })])] }));
    }
    await store.close();
    for (const slot of ['2026-01-01T09:00', '2026-01-01', '2026-01-01 09:00']) {
      expect(JSON.parse((await world.run(['digests', 'show', slot, '--json'])).stdout), slot).toMatchObject({
        stories: [{ id: '2026-01-01' }],
      });
    }
  });

  test('resend refuses an edition whose messages still wait', async () => {
    const refused = { WECOM_WEBHOOK_URL: world.robot.url.replace(canary, 'another-key') };
    await world.run(['run', ...at], { env: refused });
    const again = await world.run(['digests', 'resend', '2026-01-15T09:00']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(`${command} deliver`) });
    await world.run(['deliver']);
    expect(world.robot.received).toHaveLength(1);
  });
});

describe('explain', () => {
  test('finds what has all the words, in whatever order, and says so when nothing has', async () => {
    await world.run(['run', ...at]);
    const found = await world.run(['explain', '70b', 'nova']);
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('流明发布 Nova 3，开源 70B 权重') });
    expect(found.stdout).not.toContain('Nova 3 mini');
    const phrase = await world.run(['explain', '70B Nova']);
    expect(phrase).toMatchObject({ code: 0, stdout: expect.stringContaining('都没有含“70B Nova”的新闻') });
  });
});
