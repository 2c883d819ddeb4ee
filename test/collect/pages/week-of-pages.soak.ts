import { expect, test } from 'vitest';
import { liveWithPages, news } from './week-of-pages.ts';

test('a week of pages: new entries told once, nothing old as new, a page that is gone told within a day', async () => {
  const { told, mostVisits, unwellAt } = await liveWithPages(168);
  expect(told).toHaveLength(news.length * 4);
  expect(told.filter(({ title }) => !title.startsWith('Lumen'))).toEqual([]);
  expect(mostVisits).toBe(1);
  const hour = unwellAt.get('/redesign/') ?? 0;
  expect(hour).toBeGreaterThanOrEqual(70);
  expect(hour).toBeLessThan(70 + 24);
});
