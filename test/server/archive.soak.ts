/** A year of editions and a full store: how long the pages take. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskWorld, token } from './desk-world.ts';
import { dayBefore, openLivedInWorld } from './lived-in-world.ts';

const now = new Date();
const authorization = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;

let desk: DeskWorld;
beforeAll(async () => {
  const size = { feeds: 500, editions: 365, itemsOfFeed: 200, leftOut: 400 };
  desk = await openLivedInWorld({ ...size, now, isTicking: true, env: { PUBLIC_PAGES: '1' } });
});
afterAll(() => desk.close());

interface Got {
  readonly status: number;
  readonly ms: number;
}

/** A connection of its own, as a stranger's. */
function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  const began = performance.now();
  return new Promise((resolve) => {
    const asked = request(`${desk.address}${path}`, { headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - began }));
    });
    asked.on('error', () => resolve({ status: 0, ms: performance.now() - began }));
    asked.end();
  });
}

/** Of `workMs` on the machine for which the limit was set. */
const usualWorkMs = 15;

/** A fixed piece of work, in milliseconds of the processor: on a slower machine the pages take longer too. */
function workMs(): number {
  const rows = Array.from({ length: 20_000 }, (_, index) => ({ index, title: `北辰的第 ${index} 件事` }));
  const before = process.cpuUsage();
  JSON.parse(JSON.stringify(rows));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test.each([
  '/',
  '/feeds',
  '/settings',
  '/log',
  '/editions',
  `/editions?month=${dayBefore(now, 260).slice(0, 7)}`,
  `/editions/daily/${dayBefore(now, 0)}T0900.html`,
  `/editions/daily/${dayBefore(now, 266)}T0900.html`,
  `/search?q=${encodeURIComponent('北辰')}`,
  `/search?q=${encodeURIComponent('夜间牌照')}`,
  '/feed.xml',
  '/feed.json',
  '/api/editions?limit=100',
  `/api/editions/daily/${dayBefore(now, 0)}T09:00`,
])('with a year of editions %s takes less than 100 ms at the median', async (path) => {
  const took: number[] = [];
  const worked: number[] = [];
  for (let round = 0; round < 15; round++) {
    const before = process.cpuUsage();
    const { status, ms } = await get(path, { authorization });
    const { user, system } = process.cpuUsage(before);
    expect(status).toBe(200);
    took.push(ms);
    worked.push((user + system) / 1000);
  }
  console.log(
    `${decodeURI(path).padEnd(40)} ${median(took).toFixed(1)} ms, of the processor ${median(worked).toFixed(1)}`,
  );
  const slowness = Math.max(1, median(Array.from({ length: 15 }, workMs)) / usualWorkMs);
  // Both are the same on an idle core; beside other programs only the second says what the page costs.
  expect(Math.min(median(took), median(worked))).toBeLessThan(100 * slowness);
});
