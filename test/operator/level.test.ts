import { expect, test } from 'vitest';
import { levelOf } from '../../src/operator/level.ts';

test.each([
  ['green', true, []],
  ['green while only an event of the past stands', true, [{ event: true }]],
  ['amber while an alert stands that has not ended', true, [{ event: true }, { event: false }]],
  ['red when no worker is at work, whatever stands', false, [{ event: false }]],
] as const)('the light is %s', (name, isHealthy, alerts) => {
  const standing = new Map(alerts.map((alert, index) => [`${index}`, alert]));
  expect(levelOf(isHealthy, standing)).toBe(name.split(' ')[0]);
});
