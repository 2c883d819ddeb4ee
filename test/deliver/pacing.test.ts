import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace } from '../../src/deliver/pace.ts';
import { nextSendAt, type Rate } from '../../src/deliver/pacing.ts';
import type { Attempt } from '../../src/model.ts';

const rate: Rate = { messages: 18, windowMs: 60_000 };
const sendsAt = (...finishedAtMs: (number | undefined)[]) => finishedAtMs.map((ms) => ({ finishedAtMs: ms }));

describe('the next send', () => {
  test('the first 18 messages are sent at once', () => {
    expect(nextSendAt(sendsAt(...Array(17).fill(1_000)), 1_000, rate)).toBe(1_000);
  });

  test('the 19th message waits until one window after the first one’s outcome', () => {
    const finished = Array.from({ length: 18 }, (_, index) => 1_000 + index * 500);
    expect(nextSendAt(sendsAt(...finished), 10_000, rate)).toBe(61_000);
  });

  test('a send in flight occupies the window for a whole window yet', () => {
    expect(nextSendAt(sendsAt(...Array(18).fill(undefined)), 5_000, rate)).toBe(65_000);
  });

  test('a moment in the future counts as now', () => {
    expect(nextSendAt(sendsAt(...Array(18).fill(3_600_000)), 5_000, rate)).toBe(65_000);
  });

  test('when more are in the window than allowed, as many leave it first as must', () => {
    const finished = Array.from({ length: 20 }, (_, index) => index);
    expect(nextSendAt(sendsAt(...finished), 100, rate)).toBe(60_002);
  });

  test('no window has more sends than allowed, however long the calls take', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (durations, messages) => {
          const ledger: { finishedAtMs: number }[] = [];
          const starts: number[] = [];
          let nowMs = 0;
          for (const durationMs of durations) {
            nowMs = nextSendAt(ledger, nowMs, { messages, windowMs: 60_000 });
            starts.push(nowMs);
            nowMs += durationMs;
            ledger.push({ finishedAtMs: nowMs });
          }
          for (const [index, { finishedAtMs }] of ledger.entries()) {
            // The robot may have counted the one at its end and the other at its start.
            const later = starts[index + messages];
            if (later !== undefined) expect(later - finishedAtMs).toBeGreaterThanOrEqual(60_000);
          }
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('the pace of a key', () => {
  const attemptAt = (id: number, finishedAt: Date): Attempt => ({
    id,
    messageId: id,
    keyHash: 'k',
    startedAt: finishedAt,
    finishedAt,
    outcome: { kind: 'accepted' },
  });
  const now = new Date('2026-02-01T01:00:00Z');
  const ago = (ms: number) => new Date(now.getTime() - ms);

  test('the pace continues where the ledger of an earlier process ends', () => {
    const pace = createPace(
      () => [rate],
      () => 500,
    );
    pace.load(
      Array.from({ length: 18 }, (_, index) => attemptAt(index, ago(20_000))),
      now,
    );
    expect(pace.waitMs()).toBe(40_000);
  });

  test('a ledger from the future, because the clock was set back, holds for one window and not for the step', () => {
    let elapsedMs = 0;
    const pace = createPace(
      () => [rate],
      () => elapsedMs,
    );
    const ledger = Array.from({ length: 18 }, (_, index) => attemptAt(index, ago(-3_600_000)));
    pace.load(ledger, now);
    expect(pace.waitMs()).toBe(60_000);
    elapsedMs = 60_000;
    pace.load(ledger, new Date(now.getTime() + 60_000));
    expect(pace.waitMs()).toBe(0);
  });

  test('the pace of a key pauses when the robot requests it, and reports that', () => {
    let elapsedMs = 0;
    const pace = createPace(
      () => [rate],
      () => elapsedMs,
    );
    pace.restFor(65_000);
    expect([pace.waitMs(), pace.restMs()]).toEqual([65_000, 65_000]);
    elapsedMs = 65_000;
    expect([pace.waitMs(), pace.restMs()]).toEqual([0, 0]);
  });

  test('the pace knows how many of our sends the robot may count in its window', () => {
    let elapsedMs = 0;
    const pace = createPace(
      () => [{ messages: 100, windowMs: 1_000 }],
      () => elapsedMs,
    );
    pace.finished(1);
    elapsedMs = 60_001;
    for (let id = 2; id <= 20; id++) pace.finished(id);
    pace.started(21);
    expect(pace.sentWithin(60_000)).toBe(20);
  });
});
