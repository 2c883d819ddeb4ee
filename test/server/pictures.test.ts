import { expect, test } from 'vitest';
import { mostGiven, pointsBar, sparkline, strip } from '../../src/server/pictures.ts';

/** Places and widths of the bars of one class; `undefined`: those that were given. */
function bars(points: readonly number[], most: number, className?: string): readonly (readonly number[])[] {
  const attribute = className === undefined ? '' : `class="${className}" `;
  const pattern = new RegExp(`<rect ${attribute}x="([\\d.]+)" width="([\\d.]+)"`, 'g');
  return [...pointsBar(points, most).toString().matchAll(pattern)].map(([, x, width]) => [Number(x), Number(width)]);
}

test('the points of a story stand side by side, the largest first, on the scale of the best story', () => {
  expect(bars([1, 3], 8)).toEqual([
    [0, 37.1],
    [37.5, 12.1],
  ]);
});

test('the bar of a story marks negative points at the end of the positive ones', () => {
  expect(bars([4, -1], 8, 'w')).toEqual([[37.5, 12.5]]);
  expect(bars([4], 8, 'w')).toEqual([]);
});

test('the bar of a story stays inside the picture when it has more negative points, and is empty without points', () => {
  expect(bars([1, -9], 4, 'w')).toEqual([[0, 25]]);
  expect(bars([], 0)).toEqual([]);
});

test('the scale of the bars is the sum of the best story’s positive points', () => {
  const story = (...points: readonly number[]) => ({ reasons: points.map((each) => ({ points: each })) });
  expect(mostGiven([story(2, 1), story(4, -3)])).toBe(4);
  expect(mostGiven([])).toBe(0);
});

test('pictures without a table have a label that describes them', () => {
  expect(sparkline([0, 2], '30 天共 2 条').toString()).toContain('role="img" aria-label="30 天共 2 条"');
  expect(strip([], '最近 0 期').toString()).toContain('role="img" aria-label="最近 0 期"');
});
