import { expect, test } from 'vitest';
import { createDatabaseClock } from '../../src/program/database-clock.ts';

const noon = new Date('2026-03-02T12:00:00Z');

function nowAfter(...measured: number[]): string {
  const clock = createDatabaseClock({ now: () => noon, sleep: async () => undefined });
  for (const aheadMs of measured) clock.follow(aheadMs);
  return clock.now().toISOString();
}

test('replicas whose clocks differ by minutes agree on the database’s time', () => {
  expect(nowAfter(180_000)).toBe('2026-03-02T12:03:00.000Z');
  expect(nowAfter(180_000, -60_000)).toBe('2026-03-02T11:59:00.000Z');
});

test('the database clock ignores small differences, which the network may cause', () => {
  expect(nowAfter(40)).toBe('2026-03-02T12:00:00.000Z');
  expect(nowAfter(180_000, 179_700)).toBe('2026-03-02T12:03:00.000Z');
});
