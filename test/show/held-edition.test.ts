import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeSlotMemory } from '../../src/schedule/catch-up.ts';
import { arrivalLevel, arrivalsOf, rememberRelease } from '../../src/show/arrivals.ts';
import { nowView } from '../../src/show/now.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Draft, Store } from '../../src/store/store.ts';
import { acceptAll, at, sampleEdition, slotOn } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith, settingsWith } from '../worker/worker-world.ts';

const slot = slotOn('2026-02-02');
const config = configWith({ digests: [digestSettings()] });

let store: Store;
beforeEach(async () => {
  store = await openScratchStore({ dataDir: '/nonexistent' });
  await store.lockKey('worker');
});
afterEach(() => store.close());

const hold = (decision: Draft['decision']) =>
  store.saveDraft({ slot, composedAt: new Date(slot.instant.getTime() - 60_000), decision, version: 1, content: '' });

async function seen(at: string) {
  const now = new Date(at);
  await store.saveFact('worker:tick', at);
  const view = await nowView({ settings: settingsWith(config), store, now, alerts: new Map() });
  return {
    level: view.level,
    headline: view.headline,
    detail: view.detail,
    strip: view.strip.at(-1),
    note: view.next[0]?.note,
  };
}

test('an edition that a person holds over its hour is amber, however long', async () => {
  await hold('held');
  expect((await seen('2026-02-02T00:59:00Z')).headline).toBe('还没有发过日报。');
  for (const at of ['2026-02-02T01:00:30Z', '2026-02-02T03:00:00Z']) {
    expect(await seen(at)).toMatchObject({
      level: 'amber',
      headline: 'AI 新闻日报今天 9:00 的一期被扣住了，等人放行。',
      detail: '看一遍，放行就发；不放行就不发。下一期明天 9:00。',
      note: '今天 9:00 这期被扣住了，等人放行',
    });
  }
});

test('an edition that is late without a hold is a missed hour, and red', async () => {
  await hold('open');
  const arrivals = await arrivalsOf(config, store, { now: new Date('2026-02-02T03:00:00Z'), editions: 1 });
  expect(arrivalLevel(arrivals, { total: 4, unread: 0 })).toEqual({
    lacking: true,
    unsure: false,
    held: false,
    thin: false,
  });
  expect(await seen('2026-02-02T03:00:00Z')).toMatchObject({
    level: 'red',
    headline: 'AI 新闻日报今天 9:00 的一期还没有发出。',
    detail: '按“现在发…”，或查一查原因。下一期明天 9:00。',
    note: '今天 9:00 这期还没有发',
  });
});

test('an hour that had passed when it was set is not missed: a first start in the afternoon is green', async () => {
  const memory = (since: string) => ({
    schedule: '0 9 * * *',
    timezone: 'Asia/Shanghai',
    days: 'everyday' as const,
    since: new Date(since),
    seenUntil: new Date(since),
    open: undefined,
    ran: [],
  });
  const afternoon = '2026-02-02T06:00:00Z';
  await store.saveFact('slots:digest:daily', writeSlotMemory(memory(afternoon)));
  expect(await seen('2026-02-02T06:05:00Z')).toMatchObject({
    level: 'green',
    headline: '还没有发过日报。',
    detail: '没有要你做的事。下一期明天 9:00。',
  });
  expect(await seen('2026-02-03T02:00:00Z')).toMatchObject({ level: 'red' });
  await store.saveFact('slots:digest:daily', writeSlotMemory(memory('2026-02-01T06:00:00Z')));
  expect(await seen('2026-02-02T06:05:00Z')).toMatchObject({ level: 'red' });
  // Another hour was set while it waited for its feeds.
  await store.saveFact('slots:digest:daily', writeSlotMemory({ ...memory(afternoon), open: slot }));
  expect(await seen('2026-02-02T06:05:00Z')).toMatchObject({ level: 'red' });
});

test('the strip marks an edition that was held over its hour and released', async () => {
  await rememberRelease(store, slot);
  const saved = await store.saveEdition(sampleEdition({ digestId: 'daily', day: '2026-02-02' }));
  await acceptAll(store, saved, { startedAt: slot.instant, finishedAt: at('01:40', '2026-02-02') });
  expect((await seen('2026-02-02T03:00:00Z')).strip).toMatchObject({
    state: 'held',
    words: '扣住过，9:40 放行送达',
  });
});
