import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { dayMs } from '../../src/ground/durations.ts';
import type { CollectSettings, Feed, FeedOutcome } from '../../src/model.ts';
import type { Alerts } from '../../src/operator/alerts.ts';
import type { Condition, Recovery } from '../../src/operator/condition.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createCollectStage } from '../../src/worker/collect-stage.ts';
import type { WorkerWorld } from '../../src/worker/world.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { newFolder } from '../support/new-folder.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { configWith, settingsWith } from './worker-world.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = newFolder();
  store = await openStore({ dataDir });
});
afterEach(() => store.close());

/** A stage whose feeds answer as `answers` says; every visit is written down. */
function stage(names: readonly string[], collectSettings: Partial<CollectSettings> = {}) {
  const clock = createFakeClock(new Date('2026-02-01T15:00:00Z'));
  const answers = new Map<string, 'read' | 'failed'>();
  const visits: { readonly trusted: readonly string[]; readonly visited: readonly string[] }[] = [];
  const raised: Condition[] = [];
  const recovered: Recovery[] = [];
  const forgotten: Date[] = [];
  const alerts: Alerts = {
    raise: async (condition) => void raised.push(condition),
    clear: async (recovery) => void recovered.push(recovery),
    feeds: async () => undefined,
    sendHeld: async () => undefined,
    raisedAt: () => undefined,
    standing: () => new Map(),
  };
  const outcomeOf = (one: Feed): FeedOutcome => {
    const fields = { feed: one, status: undefined, durationMs: 1 };
    if (answers.get(one.name) !== 'failed') return { ...fields, kind: 'read', items: 1, newItems: 1, problems: [] };
    const what = { 'zh-CN': '连不上', en: 'cannot be reached' };
    return { ...fields, kind: 'failed', failure: { code: 'connect', what, remedy: what } };
  };
  const world = {
    clock,
    async collect(config, _store, { feeds }) {
      visits.push({ trusted: config.feeds.map(({ name }) => name), visited: feeds.map(({ name }) => name) });
      const at = clock.now();
      return { outcomes: feeds.map(outcomeOf), newItems: 1, startedAt: at, finishedAt: at };
    },
  } as Partial<WorkerWorld> as WorkerWorld;
  const plain = configWith({});
  const config = configWith({
    collect: { ...plain.collect, ...collectSettings },
    feeds: names.map((name) => sampleFeed(`https://${name}.example/feed`, { name })),
    environment: { dataDir } as Environment,
  });
  const { collect } = createCollectStage({
    world,
    settings: settingsWith(config),
    store: { ...store, forgetHistory: async (before) => void forgotten.push(before) },
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    alerts,
  });
  const run = (kind: Parameters<typeof collect>[0]['kind']) => collect({ kind, signal: new AbortController().signal });
  return { answers, visits, raised, recovered, forgotten, clock, run };
}

test('a retry of failed feeds trusts the same hosts as the collection before it', async () => {
  const { answers, visits, run } = stage(['lumen', 'harbor']);
  answers.set('harbor', 'failed');

  await run('digest');
  await run('failed');

  expect(visits).toEqual([
    { trusted: ['lumen', 'harbor'], visited: ['lumen', 'harbor'] },
    { trusted: ['lumen', 'harbor'], visited: ['harbor'] },
  ]);
});

test.each([
  ['90 days, the default', 90, 90],
  ['longer, as the settings say', 365, 365],
  ['at least 30 days, or what was told would be told again', 1, 30],
])('editions are kept for %s', async (_name, keepDays, keptDays) => {
  const { run, forgotten, clock } = stage(['lumen'], { keepEditionsMs: keepDays * dayMs });
  await run('all');
  clock.step(dayMs);
  await run('all');
  expect(forgotten.map((before) => (clock.now().getTime() - before.getTime()) / dayMs)).toEqual([keptDays]);
});

test('a clock that is set a year ahead removes no edition, nor after it is right again', async () => {
  const { run, forgotten, clock } = stage(['lumen']);
  const days = async (steps: readonly number[]) => {
    for (const step of steps) {
      clock.step(step * dayMs);
      await run('all');
    }
  };
  await days([0, 365, 0.9, -365.9, 0.9]);
  expect(forgotten).toEqual([]);

  await days([0.1]);
  expect(forgotten).toHaveLength(1);
});

test('two collections in a row without one feed read raise one alert, also at night, and one line ends it', async () => {
  const names = ['lumen', 'harbor', 'nova'];
  const { answers, raised, recovered, run } = stage(names);
  for (const name of names) answers.set(name, 'failed');

  await run('all');
  expect(raised).toEqual([]);
  await run('all');
  expect(raised).toEqual([{ kind: 'feeds-unread', feeds: 3, cause: { 'zh-CN': '连不上', en: 'cannot be reached' } }]);

  answers.set('lumen', 'read');
  await run('all');
  expect(recovered).toContainEqual({ kind: 'feeds-reached', feeds: 3, feedsRead: 1 });
});

test('one collection that reads no feed, between two that do, raises no alert', async () => {
  const { answers, raised, run } = stage(['lumen', 'harbor']);
  for (const how of ['failed', 'read', 'failed'] as const) {
    for (const name of ['lumen', 'harbor']) answers.set(name, how);
    await run('all');
  }

  expect(raised).toEqual([]);
});

test('a retry in which the few failed feeds fail again raises no alert about all feeds', async () => {
  const { answers, raised, run } = stage(['lumen', 'harbor', 'nova', 'polar']);
  answers.set('harbor', 'failed');

  await run('digest');
  await run('failed');
  await run('failed');

  expect(raised).toEqual([]);
});
