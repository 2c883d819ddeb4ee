import { afterEach, beforeEach, expect, test } from 'vitest';
import { weeklyReport } from '../../src/operator/weekly-report.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { at, sampleEdition, sampleItem, sampleStory } from '../store/samples.ts';
import { configWith } from '../worker/worker-world.ts';

let store: Store;
beforeEach(async () => {
  store = await openScratchStore({ dataDir: '/nonexistent' });
});
afterEach(() => store.close());

/** An edition of that day's 9:00, composed at 8:30. */
async function publish(day: string, count: number, digestId = 'daily'): Promise<void> {
  const stories = Array.from({ length: count }, (_, index) => {
    const id = `${day}-${index}`;
    return sampleStory(id, [sampleItem({ entryId: id })]);
  });
  await store.saveEdition({ ...sampleEdition({ day, stories, digestId }), composedAt: at('00:30', day) });
}

test('the weekly report counts the editions of the days that it names, and of no other day', async () => {
  const days = { '2026-03-01': 16, '2026-03-02': 1, '2026-03-05': 2, '2026-03-08': 4, '2026-03-09': 8 };
  for (const [day, stories] of Object.entries(days)) await publish(day, stories);
  const config = configWith({ report: { schedule: '0 9 * * 1', timezone: 'Asia/Shanghai' } });

  const text = await weeklyReport(config, store, at('01:00', '2026-03-09'));

  expect(text).toContain('新闻源周报｜3月2日 – 3月8日\n\n发了 3 期，7 条新闻');
});

test('the weekly report counts every edition of hundreds of digests', async () => {
  await publish('2026-03-04', 1, 'first');
  for (let group = 0; group < 600; group += 1) await publish('2026-03-05', 0, `group-${group}`);
  const config = configWith({ report: { schedule: '0 9 * * 1', timezone: 'Asia/Shanghai' } });

  const text = await weeklyReport(config, store, at('01:00', '2026-03-09'));

  expect(text).toContain('发了 601 期，1 条新闻');
});
