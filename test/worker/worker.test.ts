import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { phrase } from '../../src/ground/phrase.ts';
import { isHealthy } from '../../src/operator/heartbeat.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { startWorker } from '../../src/worker/worker.ts';
import type { WorkerOptions } from '../../src/worker/worker-options.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith, createWorld, loaded, reminder, settingsWith, type World } from './worker-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Runs a worker for so long. */
async function runFor(world: World, ms: number): Promise<void> {
  world.clock.after(ms, world.stop);
  await startWorker(world.options);
}

/** A second worker on the same store and clock, some time after the first. */
async function restart(
  world: World,
  downMs: number,
  runMs: number,
  change: Partial<WorkerOptions> = {},
): Promise<void> {
  await world.clock.sleep(downMs);
  const stop = new AbortController();
  world.clock.after(runMs, () => stop.abort());
  await startWorker({ ...world.options, ...change, signal: stop.signal });
}

const published = (world: World) => world.events.filter((event) => event.includes('publish'));
const missed = (world: World) => world.raised.filter(({ kind }) => kind === 'missed');

describe('a day', () => {
  test('the worker collects hourly, ten minutes before the digest, and the failed feeds once more a minute before it', async () => {
    const world = createWorld('2026-02-01T00:10:00Z'); // 08:10 in Shanghai

    await runFor(world, 2.2 * hourMs);

    expect(world.events).toEqual([
      '02-01 00:10:00 collect all',
      '02-01 00:17:00 collect all',
      '02-01 00:50:00 collect digest',
      '02-01 00:59:00 collect failed',
      '02-01 01:00:00 ping start',
      '02-01 01:00:00 publish daily@2026-02-01T09:00',
      '02-01 01:00:00 ping success',
      '02-01 01:17:00 collect all',
      '02-01 02:17:00 collect all',
    ]);
  });

  test('the worker prepares the coming digests after each collection, and knows which one is right before a digest', async () => {
    const prepared: string[] = [];
    const world = createWorld('2026-02-01T00:10:00Z', ({ clock }) => ({
      composeAhead: async (kind) => void prepared.push(`${clock.now().toISOString().slice(11, 16)} ${kind}`),
    }));

    await runFor(world, 2.2 * hourMs);

    expect(prepared).toEqual(['00:10 all', '00:17 all', '00:50 digest', '00:59 failed', '01:17 all', '02:17 all']);
  });

  test('the worker delays the hourly collection by a random time, but no digest', async () => {
    const world = createWorld('2026-02-01T00:20:00Z', () => ({ random: () => 0.5 }));

    await runFor(world, 1.2 * hourMs);

    expect(world.events).toContain('02-01 01:18:00 collect all');
    expect(world.events).toContain('02-01 01:00:00 publish daily@2026-02-01T09:00');
  });

  test('the worker makes two digests of the same minute one after the other', async () => {
    const config = configWith({ digests: [digestSettings(), digestSettings({ id: 'second' })] });
    let running = 0;
    let most = 0;
    const world = createWorld('2026-02-01T00:55:00Z', ({ clock, note }) => ({
      config,
      async publish({ slot, late }) {
        running += 1;
        most = Math.max(most, running);
        await clock.sleep(3 * minuteMs);
        running -= 1;
        note(`publish ${slot.digestId}${late ? ' late' : ''}`);
        return { kind: 'stored', stories: 1, messages: [] };
      },
    }));

    await runFor(world, 20 * minuteMs);

    expect(most).toBe(1);
    expect(published(world)).toEqual(['02-01 01:03:00 publish daily', '02-01 01:06:00 publish second']);
  });
});

describe('catch-up', () => {
  test('a schedule that is loaded for the first time has no missed slots', async () => {
    const world = createWorld('2026-02-01T01:05:00Z');

    await runFor(world, hourMs);

    expect(published(world)).toEqual([]);
    expect(world.raised).toEqual([]);
  });

  test('a slot missed while the worker was down is run once when it is back, late, after a fresh collection', async () => {
    const world = createWorld('2026-02-01T00:00:00Z');
    await runFor(world, 30 * minuteMs);
    world.events.length = 0;

    await restart(world, 2 * hourMs, hourMs);

    expect(world.events.slice(0, 3)).toEqual([
      '02-01 02:30:00 ping start',
      '02-01 02:30:00 collect digest',
      '02-01 02:30:00 publish daily@2026-02-01T09:00 late',
    ]);
    expect(published(world)).toHaveLength(1);
    expect(missed(world)).toEqual([]);
  });

  test('a digest whose collection fails is made of what is stored', async () => {
    const world = createWorld('2026-02-01T00:00:00Z', () => ({
      collect: () => Promise.reject(new Error('the collector process ended')),
    }));
    await runFor(world, 30 * minuteMs);

    await restart(world, 2 * hourMs, hourMs);

    expect(published(world)).toEqual(['02-01 02:30:00 publish daily@2026-02-01T09:00 late']);
    expect(world.logged.map(({ message }) => message)).toContain('collection before a digest failed');
  });

  test('a digest is not composed while the store fails its collection', async () => {
    const full = new StoreError('full', { what: phrase('磁盘已满', 'full'), remedy: phrase('腾出空间', 'free some') });
    const world = createWorld('2026-02-01T00:00:00Z', () => ({ collect: () => Promise.reject(full) }));
    await runFor(world, 30 * minuteMs);

    await restart(world, 2 * hourMs, hourMs);

    expect(published(world)).toEqual([]);
  });

  test('feeds that do not answer delay a digest by no more than a minute', async () => {
    const world = createWorld('2026-02-01T00:00:00Z', ({ clock, note }) => ({
      async collect({ kind, signal }) {
        note(`collect ${kind}`);
        await clock.sleep(40 * minuteMs, signal);
      },
    }));

    await runFor(world, 3 * hourMs);

    expect(published(world)).toEqual(['02-01 01:01:00 publish daily@2026-02-01T09:00']);
  });

  test('feeds that do not answer delay a digest by no more than three minutes right after a start', async () => {
    const collect: WorkerOptions['collect'] = ({ signal }) => world.clock.sleep(40 * minuteMs, signal);
    const world: World = createWorld('2026-02-01T00:58:00Z', () => ({ collect }));

    await runFor(world, hourMs);

    expect(published(world)).toEqual(['02-01 01:03:00 publish daily@2026-02-01T09:00']);
  });

  test('feeds that do not answer delay a missed digest by no more than nine minutes', async () => {
    const world = createWorld('2026-02-01T00:00:00Z', ({ clock }) => ({
      collect: ({ signal }) => clock.sleep(40 * minuteMs, signal),
    }));
    await runFor(world, 30 * minuteMs);

    await restart(world, 2 * hourMs, hourMs);

    expect(published(world)).toEqual(['02-01 02:39:00 publish daily@2026-02-01T09:00 late']);
  });

  test('of several missed slots only the newest is run, and the others are reported', async () => {
    const world = createWorld('2026-02-01T00:00:00Z');
    await runFor(world, 30 * minuteMs);

    await restart(world, 2 * 24 * hourMs + hourMs, hourMs); // until 02-03 09:30 in Shanghai

    expect(published(world)).toEqual(['02-03 01:30:00 publish daily@2026-02-03T09:00 late']);
    expect(missed(world)).toMatchObject([
      { slots: ['2026-02-01T09:00', '2026-02-02T09:00'], tooOld: true, coveredBy: '2026-02-03T09:00' },
    ]);
  });

  test('a slot older than catchUp is reported with the time of the standstill and never run', async () => {
    const world = createWorld('2026-02-01T00:00:00Z');
    await runFor(world, 30 * minuteMs);

    await restart(world, 7 * hourMs, hourMs);

    expect(published(world)).toEqual([]);
    expect(missed(world)).toEqual([
      {
        kind: 'missed',
        of: 'digest',
        id: 'daily',
        title: 'AI 新闻日报',
        count: 1,
        first: '2026-02-01T09:00',
        slots: ['2026-02-01T09:00'],
        cause: { kind: 'down', from: new Date('2026-02-01T00:29:00Z'), to: new Date('2026-02-01T07:30:00Z') },
        tooOld: true,
        catchUpMs: 6 * hourMs,
        coveredBy: undefined,
      },
    ]);
  });

  test('a machine that was suspended over the slot runs it late, without a restart', async () => {
    const world = createWorld('2026-02-01T00:30:00Z');
    world.clock.after(5 * minuteMs, () => world.clock.step(3 * hourMs));

    await runFor(world, 20 * minuteMs);

    expect(published(world)).toHaveLength(1);
    expect(published(world)[0]).toMatch(/^02-01 03:3\d:\d\d publish daily@2026-02-01T09:00 late$/);
  });

  test('a machine that was suspended while a slot waited for its turn reports it as missed', async () => {
    const world = createWorld('2026-02-01T00:59:00Z', () => ({
      collect: ({ signal }) => world.clock.sleep(3 * minuteMs, signal),
    }));
    world.clock.after(2 * minuteMs, () => world.clock.step(9 * hourMs));

    await runFor(world, 20 * minuteMs);

    expect(published(world)).toEqual([]);
    expect(missed(world)).toMatchObject([{ kind: 'missed', slots: ['2026-02-01T09:00'], tooOld: true }]);
  });

  test('a clock that is set back shows a slot again and it does not run again', async () => {
    const world = createWorld('2026-02-01T00:55:00Z');
    world.clock.after(10 * minuteMs, () => world.clock.step(-hourMs));

    await runFor(world, 2 * hourMs);

    expect(published(world)).toEqual(['02-01 01:00:00 publish daily@2026-02-01T09:00']);
  });

  test('a slot that cannot be composed is retried after a new collection, and reported once it is too old', async () => {
    const config = configWith({ digests: [digestSettings({ catchUpMs: 25 * minuteMs })] });
    const world = createWorld('2026-02-01T00:55:00Z', ({ note }) => ({
      config,
      async publish({ late }) {
        note(`publish${late ? ' late' : ''}`);
        return { kind: 'again', alert: { kind: 'database', trouble: 'locked' } };
      },
    }));

    await runFor(world, hourMs);

    expect(published(world)).toEqual([
      '02-01 01:00:00 publish',
      '02-01 01:10:00 publish late',
      '02-01 01:20:00 publish late',
    ]);
    expect(world.events).toContain('02-01 01:10:00 collect digest');
    expect(world.events.filter((event) => event.includes('ping fail'))).toHaveLength(3);
    expect(world.raised.map(({ kind }) => kind)).toEqual(['database', 'database', 'database', 'missed']);
    expect(missed(world)).toMatchObject([{ cause: { kind: 'failed' }, tooOld: true }]);
  });

  test('a job that hangs is abandoned, and its slot is retried', async () => {
    let calls = 0;
    const world = createWorld('2026-02-01T00:55:00Z', ({ note }) => ({
      async publish({ signal }) {
        calls += 1;
        if (calls === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        note('publish');
        return calls === 1 ? { kind: 'again', alert: undefined } : { kind: 'stored', stories: 3, messages: [] };
      },
    }));

    await runFor(world, hourMs);

    expect(published(world)).toEqual(['02-01 01:20:00 publish', '02-01 01:20:00 publish']);
    expect(world.logged.map(({ message }) => message)).toContain('job timed out, the worker continues without it');
  });
});

describe('a long time without a run', () => {
  test('a clock that is not set at boot is waited for, and what was due since 1970 is not counted as missed', async () => {
    const world = createWorld('2026-01-31T23:00:00Z');
    await runFor(world, 2.5 * hourMs); // The digest of 1 February was sent.
    const bootAt = world.clock.now().getTime();
    world.clock.step(-bootAt);
    const stop = new AbortController();
    world.clock.after(5 * minuteMs, () => world.clock.step(bootAt));
    world.clock.after(60 * minuteMs, () => stop.abort());
    await startWorker({ ...world.options, signal: stop.signal });

    expect(missed(world)).toEqual([]);
    expect(published(world)).toEqual(['02-01 01:00:00 publish daily@2026-02-01T09:00']);
    expect(world.logged.filter(({ message }) => message === 'clock is not set, waiting for it')).toHaveLength(1);
  });

  test('after years without a run the log has a count of the missed slots, not every slot', async () => {
    const world = createWorld('2024-02-01T00:00:00Z');
    await runFor(world, 30 * minuteMs);

    await restart(world, 2 * 365 * 24 * hourMs, hourMs);

    const [logged] = world.logged.filter(({ message }) => message === 'slots missed');
    expect(logged?.fields).toMatchObject({ count: 730, first: '2024-02-01T09:00' });
    expect(JSON.stringify(logged?.fields).length).toBeLessThan(200);
    expect(missed(world)).toMatchObject([{ count: 730, first: '2024-02-01T09:00', slots: { length: 100 } }]);
  });
});

describe('an edit of the configuration', () => {
  /** A configuration file that is edited while the worker runs. */
  function edited(...edits: readonly { readonly afterMs: number; readonly config: Config }[]) {
    let current = edits[0]?.config ?? configWith();
    return createWorld('2026-02-01T00:30:00Z', ({ clock }) => {
      for (const { afterMs, config } of edits) {
        clock.after(afterMs, () => {
          current = config;
        });
      }
      return { config: current, reload: async () => loaded(current) };
    });
  }
  const nine = configWith();
  const at = (schedule: string) => configWith({ digests: [digestSettings({ schedule })] });

  test('a changed hour comes into force without a restart and is logged as a difference', async () => {
    const world = edited({ afterMs: 0, config: nine }, { afterMs: 15 * minuteMs, config: at('30 9 * * *') });

    await runFor(world, 3 * hourMs);

    expect(published(world)).toEqual(['02-01 01:30:00 publish daily@2026-02-01T09:30']);
    expect(world.logged).toContainEqual({
      message: 'configuration changed',
      fields: { change: { en: 'schedule 09:00 → 09:30', 'zh-CN': 'schedule 09:00 → 09:30' } },
    });
  });

  test('a changed hour never makes a second digest on the same day', async () => {
    const world = edited({ afterMs: 0, config: nine }, { afterMs: hourMs, config: at('0 15 * * *') });

    await runFor(world, 31 * hourMs);

    expect(published(world)).toEqual([
      '02-01 01:00:00 publish daily@2026-02-01T09:00',
      '02-02 07:00:00 publish daily@2026-02-02T15:00',
    ]);
    expect(missed(world)).toEqual([]);
  });

  test('an hour changed after another process made the digest of the day makes no second one', async () => {
    const world = createWorld('2026-02-01T01:30:00Z');
    const config = at('0 15 * * *');
    const later = { settings: settingsWith(config) };
    await runFor({ ...world, options: { ...world.options, ...later } }, 10 * minuteMs);

    await restart(world, hourMs, 6 * hourMs, { ...later, takenSlots: async () => ['2026-02-01T09:00'] });

    expect(published(world)).toEqual([]);
    expect(missed(world)).toEqual([]);
    expect(world.logged.map(({ message }) => message)).toContain('slot skipped, this day already has an edition');
  });

  test('a slot of the old hour that was missed while the worker was down is caught up; the new hour starts tomorrow', async () => {
    const world = createWorld('2026-02-01T00:00:00Z');
    await runFor(world, 10 * minuteMs);
    const config = at('0 15 * * *');

    await restart(world, 3 * hourMs, 30 * hourMs, { settings: settingsWith(config) });

    expect(published(world)).toEqual([
      '02-01 03:10:00 publish daily@2026-02-01T09:00 late',
      '02-02 07:00:00 publish daily@2026-02-02T15:00',
    ]);
  });

  test('a schedule with two hours keeps both when one of them is moved', async () => {
    const world = edited(
      { afterMs: 0, config: at('0 9,18 * * *') },
      { afterMs: 2 * hourMs, config: at('0 9,20 * * *') },
    );

    await runFor(world, 16 * hourMs);

    expect(published(world)).toEqual([
      '02-01 01:00:00 publish daily@2026-02-01T09:00',
      '02-01 12:00:00 publish daily@2026-02-01T20:00',
    ]);
  });

  test('with a broken configuration the last good one stays in force; the error is reported with its line, and so is its end', async () => {
    let isBroken = true;
    const problem = {
      file: 'feeds/feeds.yaml',
      line: 41,
      column: 3,
      what: { 'zh-CN': '错', en: 'wrong' },
      remedy: { 'zh-CN': '改', en: 'mend it' },
    };
    const world = createWorld('2026-02-01T00:45:00Z', ({ clock }) => {
      clock.after(hourMs, () => {
        isBroken = false;
      });
      return {
        reload: async () => (isBroken ? { ok: false, problems: [problem], language: 'zh-CN' } : loaded(nine)),
      };
    });

    await runFor(world, 2 * hourMs);

    expect(published(world)).toHaveLength(1);
    expect(world.raised).toContainEqual({
      kind: 'config-broken',
      problems: [problem],
      runningSince: new Date('2026-02-01T00:45:00Z'),
    });
    expect(world.recovered).toContainEqual({ kind: 'config-good', file: 'feeds/feeds.yaml' });
  });

  test('a digest that is removed and added again later has no missed slots', async () => {
    const world = edited(
      {
        afterMs: 0,
        config: configWith({ digests: [digestSettings({ schedule: '0 20 * * *' }), digestSettings({ id: 'noon' })] }),
      },
      { afterMs: 5 * minuteMs, config: at('0 20 * * *') },
      {
        afterMs: 2 * hourMs,
        config: configWith({ digests: [digestSettings({ schedule: '0 20 * * *' }), digestSettings({ id: 'noon' })] }),
      },
    );

    await runFor(world, 5 * hourMs);

    expect(published(world)).toEqual([]);
    expect(missed(world)).toEqual([]);
  });
});

describe('reminders', () => {
  test('a reminder is sent on time, and after a standstill once and late', async () => {
    const config = configWith({ digests: [digestSettings({ schedule: '0 3 * * *' })], reminders: [reminder()] });
    const world = createWorld('2026-02-06T08:30:00Z', () => ({ config }));
    const reminded = () => world.events.filter((event) => event.includes('remind'));

    await runFor(world, hourMs);
    expect(reminded()).toEqual(['02-06 09:00:00 remind weekly-report@2026-02-06T17:00']);

    await restart(world, 7 * 24 * hourMs + hourMs, hourMs);
    expect(reminded().slice(1)).toEqual(['02-13 10:30:00 remind weekly-report@2026-02-13T17:00']);
  });
});

describe('requests', () => {
  test('a requested digest waits for the running collection, collects again, and runs only once', async () => {
    const answers: string[] = [];
    let running = 0;
    let most = 0;
    const world = createWorld('2026-02-01T02:10:00Z', ({ clock, note }) => {
      const alone = async (event: string) => {
        running += 1;
        most = Math.max(most, running);
        await clock.sleep(2 * minuteMs);
        running -= 1;
        note(event);
      };
      return {
        collect: ({ kind }) => alone(`collect ${kind}`),
        async publish({ slot, late }) {
          await alone(`publish ${slot.local}${late ? ' late' : ''}`);
          return { kind: 'stored', stories: 3, messages: [] };
        },
      };
    });
    const ask = () => answers.push(world.options.handRuns.ask('daily'));
    expect(world.options.handRuns.ask('daily')).toBe('busy');
    world.clock.after(7.5 * minuteMs, ask); // The collection of 02:17 runs.
    world.clock.after(10 * minuteMs, ask);

    await runFor(world, 30 * minuteMs);

    expect(answers).toEqual(['started', 'busy']);
    expect(most).toBe(1);
    expect(world.events.slice(-5)).toEqual([
      '02-01 02:19:00 collect all',
      '02-01 02:19:00 ping start',
      '02-01 02:21:00 collect digest',
      '02-01 02:23:00 publish 2026-02-01T09:00',
      '02-01 02:23:00 ping success',
    ]);
  });

  test('a requested digest is not sent when none is due, and the log says so', async () => {
    const world = createWorld('2026-02-01T02:20:00Z', () => ({ slotByHand: async () => undefined }));
    world.clock.after(minuteMs, () => void world.options.handRuns.ask('daily'));

    await runFor(world, 10 * minuteMs);

    expect(published(world)).toEqual([]);
    expect(world.logged.map(({ message }) => message)).toContain('run requested, but nothing is due');
  });

  test('a requested digest that cannot be composed is reported and not retried', async () => {
    const world = createWorld('2026-02-01T02:20:00Z', ({ note }) => ({
      async publish() {
        note('publish');
        return { kind: 'again', alert: { kind: 'database', trouble: 'locked' } };
      },
    }));
    world.clock.after(minuteMs, () => void world.options.handRuns.ask('daily'));

    await runFor(world, 40 * minuteMs);

    expect(published(world)).toHaveLength(1);
    expect(world.raised.map(({ kind }) => kind)).toEqual(['database']);
  });
});

test('an edited configuration file is read when it has not changed for a minute', async () => {
  let stamp = 'a';
  let reads = 0;
  const world = createWorld('2026-02-01T02:20:00Z', ({ clock }) => {
    for (const [minute, next] of [
      [5.5, 'b'],
      [6.5, 'c'],
    ] as const) {
      clock.after(minute * minuteMs, () => {
        stamp = next;
      });
    }
    return {
      configStamp: () => stamp,
      async reload() {
        reads += 1;
        return loaded(configWith());
      },
    };
  });
  world.clock.after(7.5 * minuteMs, () => expect(reads).toBe(1)); // The first collection's.

  await runFor(world, 12 * minuteMs);

  expect(reads).toBe(2);
});

describe('stopping', () => {
  test('a stop takes effect at once when the worker is idle', async () => {
    const world = createWorld('2026-02-01T00:30:00Z');

    await runFor(world, 10 * minuteMs);
    const events = world.events.length;
    await world.clock.sleep(2 * hourMs);

    expect(world.events).toHaveLength(events);
    expect(world.logged.at(-1)?.message).toBe('worker stopped');
  });

  test('a stop of the worker is stored, so that it is not taken for a crash with its three minutes of grace', async () => {
    const world = createWorld('2026-02-01T00:30:00Z');

    await runFor(world, 10 * minuteMs);

    expect(isHealthy(await world.options.store.facts('worker:'), world.clock.now())).toBe(false);
  });

  test('a stop of the worker waits at most eight seconds for a job that does not listen', async () => {
    const world = createWorld('2026-02-01T00:59:00Z', () => ({ publish: () => new Promise(() => undefined) }));

    await runFor(world, 2 * minuteMs);

    expect(world.clock.elapsedMs()).toBe(2 * minuteMs + 8000);
  });

  test('a stop of the worker leaves an interrupted slot to the next worker', async () => {
    const world = createWorld('2026-02-01T00:55:00Z', ({ note }) => ({
      async publish({ signal }) {
        note('publish begins');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw signal.reason;
      },
    }));
    await runFor(world, 6 * minuteMs);

    await restart(world, minuteMs, minuteMs, {
      async publish({ slot }) {
        world.events.push(`published ${slot.local}`);
        return { kind: 'stored', stories: 5, messages: [] };
      },
    });

    expect(published(world)).toEqual(['02-01 01:00:00 publish begins', 'published 2026-02-01T09:00']);
  });
});

test('a collection interrupted by the stop does not count: the next worker collects before the digest', async () => {
  const world = createWorld('2026-02-01T00:50:30Z', ({ note }) => ({
    async collect({ signal }) {
      note('collect begins');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw signal.reason;
    },
  }));
  await runFor(world, 4 * minuteMs);
  world.events.length = 0;

  await restart(world, minuteMs, 6 * minuteMs, {
    async collect({ kind }) {
      world.events.push(`collect ${kind}`);
    },
  });

  const [first = '', ...others] = world.events;
  expect(first).toBe('collect digest');
  expect(others.some((event) => event.includes('publish daily@2026-02-01T09:00'))).toBe(true);
});

test('the worker continues normally after the store failed for some time', async () => {
  let fails = false;
  const world = createWorld('2026-02-01T00:30:00Z', ({ clock }) => {
    clock.after(10 * minuteMs, () => {
      fails = true;
    });
    clock.after(50 * minuteMs, () => {
      fails = false;
    });
    return {};
  });
  const { store } = world.options;
  const failing: WorkerOptions['store'] = {
    fact: store.fact,
    facts: store.facts,
    saveFact: async (name, value) => {
      if (fails) throw new Error('disk I/O error');
      await store.saveFact(name, value);
    },
  };

  world.clock.after(2 * hourMs, world.stop);
  await startWorker({ ...world.options, store: failing });

  expect(new Set(published(world).map((event) => event.split(' ')[3]))).toEqual(new Set(['daily@2026-02-01T09:00']));
  expect(world.logged.map(({ message }) => message)).toContain('schedules could not be checked');
});
