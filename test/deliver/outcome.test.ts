import { describe, expect, test } from 'vitest';
import { decide, longestPauseMs, stateWhenGivenUp } from '../../src/deliver/outcome.ts';
import { hourMs, minuteMs } from '../../src/ground/durations.ts';
import type { Outcome } from '../../src/model.ts';

const policy = { cooldownMs: 65_000 };
const decided = (outcome: Outcome, earlier: readonly Outcome[] = [], random = 0) =>
  decide(outcome, earlier, policy, random);

const accepted: Outcome = { kind: 'accepted' };
const rate: Outcome = { kind: 'not-delivered', cause: 'rate' };
const concurrency: Outcome = { kind: 'not-delivered', cause: 'concurrency' };
const overloaded: Outcome = { kind: 'not-delivered', cause: 'overloaded' };
const loginPage: Outcome = { kind: 'not-delivered', cause: 'intercepted' };
const noConnection: Outcome = { kind: 'not-delivered', cause: 'connect' };
const reset: Outcome = { kind: 'unsure', cause: 'reset' };
const busy: Outcome = { kind: 'unsure', cause: 'busy' };
const crash: Outcome = { kind: 'unsure', cause: 'crash' };

describe('what follows from an outcome', () => {
  test('accepted is final', () => {
    expect(decided(accepted)).toEqual({ state: 'accepted', pauseMs: 0, key: { kind: 'unaffected' } });
  });

  test('a refused message is final and does not affect the key', () => {
    expect(decided({ kind: 'refused', errcode: 40058 })).toEqual({
      state: 'refused',
      pauseMs: 0,
      key: { kind: 'unaffected' },
    });
  });

  test('a refused key stops, and the message waits', () => {
    expect(decided({ kind: 'key-refused', errcode: 93000 })).toEqual({
      state: 'waiting',
      pauseMs: 0,
      key: { kind: 'stop', errcode: 93000 },
    });
  });

  test('45009 rests the whole key, however often it comes', () => {
    const rest = { state: 'waiting', pauseMs: 0, key: { kind: 'rest', restMs: 65_000 } };
    expect(decided(rate)).toEqual(rest);
    expect(decided(rate, [rate, rate, rate])).toEqual(rest);
  });

  test('a message that was not delivered goes again after 2 s, doubling up to 5 minutes, half of it jitter', () => {
    const pauses = (random: number) =>
      [0, 1, 2, 7, 8, 500].map((before) => decided(noConnection, Array(before).fill(noConnection), random).pauseMs);
    expect(pauses(0)).toEqual([1_000, 2_000, 4_000, 128_000, 150_000, 150_000]);
    expect(decided(noConnection, [], 0.999).pauseMs).toBeCloseTo(2_000, -1);
    expect(longestPauseMs(noConnection)).toBe(5 * minuteMs);
  });

  test('a message that was not delivered is never final by count', () => {
    for (const outcome of [rate, concurrency, overloaded, loginPage, noConnection]) {
      expect(decided(outcome, Array(500).fill(outcome)).state).toBe('waiting');
    }
  });

  test.each([reset, busy, crash])('unsure (%o) goes again after 1, 10 and 60 minutes, and is then final', (outcome) => {
    const decisions = [0, 1, 2, 3].map((before) => decided(outcome, Array(before).fill(outcome)));
    expect(decisions.map(({ state, pauseMs }) => [state, pauseMs])).toEqual([
      ['waiting', minuteMs],
      ['waiting', 10 * minuteMs],
      ['waiting', hourMs],
      ['unsure', 0],
    ]);
  });

  test('unsure outcomes count also when other failures came between', () => {
    const earlier = [reset, noConnection, busy, rate];
    expect(decided(crash, earlier)).toMatchObject({ state: 'waiting', pauseMs: hourMs });
    expect(decided(crash, [...earlier, reset]).state).toBe('unsure');
  });

  test('no pause is longer than the longest stored pause that is accepted', () => {
    const longest = decided(reset, [reset, reset], 0.999).pauseMs;
    expect(longest).toBeLessThanOrEqual(longestPauseMs(reset));
    expect(longest).toBeGreaterThan(hourMs);
  });
});

describe('a message that is given up', () => {
  const attempts = (...outcomes: Outcome[]) => outcomes.map((outcome) => ({ outcome }));

  test('was not delivered when every attempt certainly failed', () => {
    expect(stateWhenGivenUp([])).toBe('given-up');
    expect(stateWhenGivenUp(attempts(noConnection, rate))).toBe('given-up');
  });

  test('may have been delivered when an attempt was unsure', () => {
    expect(stateWhenGivenUp(attempts(noConnection, reset, rate))).toBe('unsure');
  });

  test('may have been delivered when an attempt has no outcome: its process died', () => {
    expect(stateWhenGivenUp([...attempts(noConnection), { outcome: undefined }])).toBe('unsure');
  });
});
