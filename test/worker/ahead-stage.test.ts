import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import type { ComposedSlot, EditionRequest } from '../../src/edition/edition.ts';
import type { Store } from '../../src/store/store.ts';
import { createAheadStage } from '../../src/worker/ahead-stage.ts';
import type { WorkerWorld } from '../../src/worker/world.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configWith, settingsWith } from './worker-world.ts';

/** A stage at 08:50 in Shanghai, and what it composes: `id@instant`, with `asked` where a language model is asked. */
function stage({ hasModel = false, digests = [digestSettings()], fails = '' } = {}) {
  const clock = createFakeClock(new Date('2026-02-01T00:50:00Z'));
  const composed: string[] = [];
  const stop = new AbortController();
  const warned: string[] = [];
  const llm = hasModel ? ({} as NonNullable<Environment['llm']>) : undefined;
  const world = {
    clock,
    signal: stop.signal,
    async compose(_config, _store, { settings, instant, isAhead, isOffline }: EditionRequest) {
      if (settings.id === fails) throw new Error('no disk');
      composed.push(`${settings.id}@${instant.toISOString().slice(11, 16)}${isOffline ? '' : ' asked'}`);
      expect(isAhead).toBe(true);
      return {} as ComposedSlot;
    },
  } as Partial<WorkerWorld> as WorkerWorld;
  let hasNews = false;
  const composeAhead = createAheadStage(
    {
      world,
      settings: settingsWith(configWith({ digests, environment: { llm } as Environment })),
      store: { editionHeads: async () => [] } as Partial<Store> as Store,
      log: pino({ level: 'warn' }, { write: (line: string) => void warned.push(JSON.parse(line).msg) }),
    },
    {
      lastOutcomes: async () => [],
      takeNews() {
        const had = hasNews;
        hasNews = false;
        return had;
      },
    },
  );
  return {
    world,
    composed,
    warned,
    stop,
    newItems: () => {
      hasNews = true;
    },
    composeAhead,
  };
}

const nine = digestSettings({ id: 'nine', schedule: '0 9 * * *' });
const evening = digestSettings({ id: 'evening', schedule: '0 18 * * *' });

test('after new items every digest is composed ahead: the next one as of its slot, a later one as of now', async () => {
  const { composeAhead, composed, newItems } = stage({ digests: [evening, nine] });
  newItems();

  await composeAhead('all');

  expect(composed).toEqual(['nine@01:00', 'evening@00:50']);
});

test('without new items only a digest that is due next is composed ahead, after the collection before it', async () => {
  const { composeAhead, composed } = stage({ digests: [evening, nine] });

  await composeAhead('all');
  expect(composed).toEqual([]);
  await composeAhead('digest');
  expect(composed).toEqual(['nine@01:00']);
});

test('the language model is asked only after the collection before a digest, and only for that digest', async () => {
  const { composeAhead, composed, newItems } = stage({ digests: [evening, nine], hasModel: true });
  newItems();
  await composeAhead('all');
  newItems();
  await composeAhead('digest');

  expect(composed).toEqual(['nine@01:00', 'evening@00:50', 'nine@01:00 asked', 'evening@00:50']);
});

test('at most twenty digests are composed ahead, the next ones', async () => {
  const later = Array.from({ length: 25 }, (_, index) =>
    digestSettings({ id: `later-${index}`, schedule: '0 18 * * *' }),
  );
  const { composeAhead, composed, newItems } = stage({ digests: [...later, nine] });
  newItems();

  await composeAhead('digest');

  expect(composed).toHaveLength(20);
  expect(composed[0]).toBe('nine@01:00');
});

test('a digest that cannot be composed ahead does not affect the others', async () => {
  const { composeAhead, composed, warned, newItems } = stage({ digests: [evening, nine], fails: 'nine' });
  newItems();

  await composeAhead('all');

  expect(composed).toEqual(['evening@00:50']);
  expect(warned).toEqual(['digest could not be composed ahead']);
});

test('a worker that stops does not wait for what it composes ahead', async () => {
  const { composeAhead, newItems, stop, world } = stage({ digests: [nine, evening] });
  newItems();
  world.compose = () => {
    stop.abort();
    return new Promise(() => undefined);
  };

  await expect(composeAhead('all')).resolves.toBeUndefined();
});

test('nothing is composed ahead once the worker stops', async () => {
  const { composeAhead, composed, newItems, stop } = stage({ digests: [nine] });
  newItems();
  stop.abort();

  await composeAhead('all');

  expect(composed).toEqual([]);
});
