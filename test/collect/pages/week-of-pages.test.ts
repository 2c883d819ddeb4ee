import { expect, test } from 'vitest';
import { liveWithPages, news } from './week-of-pages.ts';

test('in 28 hours of pages new entries are collected once, a redesign brings back no old ones, and the wishes of sites are respected', async () => {
  const { told, stored, mostVisits, paths, waitsMs, unwellAt } = await liveWithPages(28);
  const expected = news.filter(({ hour }) => hour < 28);
  for (const mark of ['', '（转载）', ', stamped', ' (from the map)']) {
    const titles = told
      .filter(({ title }) => title.startsWith('Lumen') && title.endsWith(`plan${mark}`))
      .sort((a, b) => a.hour - b.hour);
    expect(titles.map(({ title, hour }) => ({ title: title.slice(0, title.indexOf('plan') + 4), hour }))).toEqual(
      expected,
    );
  }
  expect(told).toHaveLength(expected.length * 4);
  expect(stored.filter(({ title }) => title.endsWith('again'))).toHaveLength(8);
  expect(mostVisits).toBe(1);
  expect([...paths].filter((path) => path.startsWith('/private'))).toEqual([]);
  expect(new Set(waitsMs)).toEqual(new Set([2_000]));
  expect(unwellAt.get('/private/news')).toBe(0);
});
