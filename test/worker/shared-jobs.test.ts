/** The leader and the replica that does its jobs, over a queue in memory. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { DeliveryEvent } from '../../src/deliver/delivery-event.ts';
import { hostOf } from '../../src/ground/hosts.ts';
import { readRichJson, writeRichJson } from '../../src/ground/rich-json.ts';
import type { FeedOutcome } from '../../src/model.ts';
import type { Condition } from '../../src/operator/condition.ts';
import type { JobKind, JobOutputs, JobQueue } from '../../src/store/job-queue.ts';
import type { Store } from '../../src/store/store.ts';
import { collectTogether, publishTogether, sendTogether } from '../../src/worker/job-giver.ts';
import { takeJobs } from '../../src/worker/job-taker.ts';
import type { ReadInput } from '../../src/worker/shared-job.ts';
import type { WorkerWorld } from '../../src/worker/world.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { configWith, settingsWith } from './worker-world.ts';

/** One replica takes what another one gives. `lost`: kinds that nobody does. */
function memoryQueue(lost: readonly JobKind[] = []) {
  const takers = new Map<JobKind, Parameters<JobQueue['take']>[1]>();
  const given: string[] = [];
  const queue: JobQueue = {
    take: async (kind, perform) => void takers.set(kind, perform),
    async give(kind, jobs, signal): Promise<JobOutputs> {
      given.push(...jobs.map(({ key }) => `${kind} ${key}`));
      return lost.includes(kind) ? new Map() : ((await takers.get(kind)?.(jobs, signal)) ?? new Map());
    },
    close: async () => undefined,
  };
  return { queue, given };
}

const clock = createFakeClock(new Date('2026-02-01T15:00:00Z'));
const { signal } = new AbortController();

/** A world whose feeds answer, unless their name is `down`; `by` notes who read them. */
function reading(by: string, notes: string[]): WorkerWorld {
  const world: Partial<WorkerWorld> = {
    clock,
    signal,
    async collect(_config, _store, { feeds, everyFeed, isPart }) {
      notes.push(`${by} ${feeds.map(({ name }) => name).join(' ')}${everyFeed ? ' all' : ''}`);
      expect(isPart).toBe(true);
      const outcomes = feeds.map((feed): FeedOutcome => {
        const fields = { feed, status: undefined, durationMs: 1 };
        if (feed.name !== 'down') return { ...fields, kind: 'read', items: 3, newItems: 2, problems: [] };
        return { ...fields, kind: 'resting', until: new Date('2026-02-01T16:00:00Z'), failing: true };
      });
      return { outcomes, newItems: 0, startedAt: clock.now(), finishedAt: clock.now() };
    },
    deliverer: async () => idleDeliverer,
  };
  return world as WorkerWorld;
}

const idleDeliverer = {
  drain: async () => ({ webhooks: [], exitCode: 0 as const }),
  wake: async () => undefined,
  keysWaiting: async (): Promise<readonly string[]> => [],
  fatesOf: async () => [],
  ended: async () => undefined,
};

const removals: string[] = [];
const store = {
  feedStates: async () => new Map(),
  capItems: async () => removals.push('cap'),
  forgetItems: async (before: Date) => removals.push(`before ${before.toISOString()}`),
} as unknown as Store;
const log = pino({ level: 'silent' });

test('feeds are read by the replicas that take them, returned in their order, and old items are removed once', async () => {
  removals.length = 0;
  const feeds = [
    sampleFeed('https://one.example/a', { name: 'a' }),
    sampleFeed('https://two.example/b', { name: 'down' }),
    sampleFeed('https://one.example/c', { name: 'c' }),
  ];
  const config = configWith({ feeds });
  const notes: string[] = [];
  const { queue, given } = memoryQueue();
  await takeJobs({
    world: reading('replica', notes),
    settings: settingsWith(config),
    store,
    log,
    jobs: queue,
    refresh: async () => undefined,
  });

  const collection = await collectTogether(queue, reading('leader', notes))(config, store, {
    feeds,
    everyFeed: true,
    signal,
  });

  expect(given).toEqual(['read 1/1']);
  expect(notes).toEqual(['replica a c down all']);
  expect(removals).toEqual(['cap', 'before 2026-01-02T15:00:00.000Z']);
  expect(collection.newItems).toBe(4);
  expect(collection.outcomes.map(({ feed, kind }) => [feed, kind])).toEqual([
    [feeds[0], 'read'],
    [feeds[1], 'resting'],
    [feeds[2], 'read'],
  ]);
  expect(collection.outcomes[1]).toMatchObject({ until: new Date('2026-02-01T16:00:00Z') });
});

test('feeds of many hosts are divided into jobs of about fifty hosts, with each host in one job', async () => {
  const feeds = Array.from({ length: 600 }, (_, index) =>
    sampleFeed(`https://host-${index % 200}.example/${index}`, { name: `${index % 200}` }),
  );
  const notes: string[] = [];
  const { queue, given } = memoryQueue();
  await queue.take('read', async (jobs) => {
    for (const { input } of jobs) notes.push([...new Set(readRichJson<ReadInput>(input).feeds.map(hostOf))].join(' '));
    return new Map();
  });

  await collectTogether(queue, reading('leader', []))(configWith({ feeds }), store, {
    feeds,
    everyFeed: false,
    signal,
  });

  expect(given).toEqual(['read 1/4', 'read 2/4', 'read 3/4', 'read 4/4']);
  const hosts = notes.map((note) => note.split(' '));
  expect(hosts.map(({ length }) => length)).toEqual([50, 50, 50, 50]);
  expect(new Set(hosts.flat()).size).toBe(200);
});

test('the leader reads feeds that are not in the configuration of any replica yet', async () => {
  const feeds = Array.from({ length: 101 }, (_, index) =>
    sampleFeed(`https://host-${index}.example/`, { name: index === 4 ? 'new' : `${index}` }),
  );
  const notes: string[] = [];
  const { queue } = memoryQueue();
  const old = settingsWith(configWith({ feeds: feeds.filter(({ name }) => name !== 'new') }));
  await takeJobs({
    world: reading('replica', notes),
    settings: old,
    store,
    log,
    jobs: queue,
    refresh: async () => undefined,
  });

  const collect = collectTogether(queue, reading('leader', notes));
  const { outcomes } = await collect(configWith({ feeds }), store, { feeds, everyFeed: false, signal });

  expect(notes.map((note) => [note.split(' ')[0], note.split(' ').includes('new'), note.split(' ').length])).toEqual([
    ['replica', false, 1 + 34 + 33],
    ['leader', true, 1 + 34],
  ]);
  expect(outcomes.map(({ feed }) => feed)).toEqual(feeds);
});

const slot = {
  digestId: 'daily',
  local: '2026-02-01T09:00',
  iso: '2026-02-01T09:00:00+08:00',
  instant: new Date('2026-02-01T01:00:00Z'),
};

test('a slot is composed by the replica that takes the job, and the leader alerts the operator', async () => {
  const { queue } = memoryQueue();
  const alert: Condition = { kind: 'disk', freeBytes: 1, usedBytes: 2, keepMs: 3 };
  await queue.take('compose', async (jobs) => {
    const published = {
      kind: 'again',
      alert: { kind: 'feeds-down', digest: slot, feeds: 2, catchUpUntil: slot.instant },
    };
    return new Map(jobs.map(({ key }) => [key, writeRichJson({ published, told: [{ raise: alert }] })]));
  });
  const raised: Condition[] = [];
  const alerts = { raise: async (one: Condition) => void raised.push(one), clear: async () => undefined };
  const own = () => Promise.reject(new Error('composed by the leader'));

  const published = await publishTogether(queue, { publish: own, alerts })({
    settings: digestSettings(),
    slot,
    late: false,
    signal,
  });

  expect(raised).toEqual([alert]);
  expect(published).toMatchObject({ kind: 'again', alert: { catchUpUntil: slot.instant } });
});

test('the leader composes an edition that no replica composed', async () => {
  const { queue } = memoryQueue(['compose']);
  const alerts = { raise: async () => undefined, clear: async () => undefined };
  const publish = async () => ({ kind: 'held' }) as const;
  const request = { settings: digestSettings(), slot, late: false, signal };
  expect(await publishTogether(queue, { publish, alerts })(request)).toEqual({ kind: 'held' });
});

test('each robot is served by one replica, and handed out again after its time limit or when more messages came', async () => {
  const { queue, given } = memoryQueue();
  const event: DeliveryEvent = { kind: 'recovered', webhook: 'WECOM_WEBHOOK_URL', condition: 'rate-taken' };
  let outbox = sendTogether(queue, idleDeliverer, () => undefined);
  const rounds = [
    { events: [event], isCutShort: true },
    { events: [], isCutShort: false },
    { events: [], isCutShort: false },
  ];
  await queue.take('drain', async (jobs) => {
    // While the second one runs, something else is stored for the same robot.
    if (rounds.length === 2) await outbox.wake({ signal });
    return new Map(jobs.map(({ key }) => [key, writeRichJson(rounds.shift())]));
  });
  const told: DeliveryEvent[] = [];
  outbox = sendTogether(queue, { ...idleDeliverer, keysWaiting: async () => ['k1'] }, (one) => void told.push(one));

  await outbox.wake({ signal });

  expect(given).toEqual(['drain k1', 'drain k1', 'drain k1']);
  expect(told).toEqual([event]);
});

test('the leader sends messages that no replica sent', async () => {
  const { queue } = memoryQueue(['drain']);
  const sent: unknown[] = [];
  const deliverer = {
    ...idleDeliverer,
    keysWaiting: async () => ['k1', 'k2'],
    wake: async ({ keys }: { keys?: readonly string[] } = {}) => void sent.push(keys),
  };
  await sendTogether(queue, deliverer, () => undefined).wake({ signal });
  expect(sent).toEqual([['k1'], ['k2']]);
});
