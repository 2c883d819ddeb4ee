import { describe, expect, test } from 'vitest';
import { decide, longestBackoffMs, stateWhenGivenUp } from '../../src/deliver/outcome.ts';
import type { Outcome } from '../../src/model.ts';

const policy = { cooldownMs: 65_000 };
const decided = (outcome: Outcome, earlier: readonly Outcome[] = [], random = 0) =>
  decide(outcome, earlier, policy, random);

const accepted: Outcome = { kind: 'accepted' };
const busy: Outcome = { kind: 'unavailable', cause: 'busy', errcode: -1 };
const rate: Outcome = { kind: 'unavailable', cause: 'rate', errcode: 45009 };
const concurrency: Outcome = { kind: 'unavailable', cause: 'concurrency', errcode: 45033 };
const overloaded: Outcome = { kind: 'unavailable', cause: 'http', errcode: undefined };
const badGateway: Outcome = { kind: 'unknown', cause: 'gateway' };
const noConnection: Outcome = { kind: 'unavailable', cause: 'connect', errcode: undefined };
const reset: Outcome = { kind: 'unknown', cause: 'reset' };
const crash: Outcome = { kind: 'unknown', cause: 'crash' };

describe('what follows from an outcome', () => {
  test('accepted is final', () => {
    expect(decided(accepted)).toEqual({ state: 'accepted', backoffMs: 0, key: { kind: 'unaffected' } });
  });

  test('refused is final for the message and says nothing about the key', () => {
    expect(decided({ kind: 'refused', errcode: 40058 })).toEqual({
      state: 'refused',
      backoffMs: 0,
      key: { kind: 'unaffected' },
    });
  });

  test('a refused key stops, and the message waits', () => {
    expect(decided({ kind: 'key-refused', errcode: 93000 })).toEqual({
      state: 'waiting',
      backoffMs: 0,
      key: { kind: 'stop', errcode: 93000 },
    });
  });

  test.each([
    ['a busy robot', busy],
    ['parallel calls', concurrency],
    ['an overloaded server', overloaded],
    ['no connection', noConnection],
  ])('%s is tried again after a pause, which doubles up to five minutes', (_, outcome) => {
    expect(decided(outcome).state).toBe('waiting');
    expect(decided(outcome).backoffMs).toBe(1_000);
    expect(decided(outcome, [noConnection]).backoffMs).toBe(2_000);
    expect(decided(outcome, Array(3).fill(noConnection)).backoffMs).toBe(8_000);
    expect(decided(outcome, Array(1_000).fill(noConnection), 0.999_999_9).backoffMs).toBe(longestBackoffMs);
  });

  test('half of a pause is jitter', () => {
    expect(decided(noConnection, [], 0.5).backoffMs).toBe(1_500);
  });

  test('45009 rests the whole key, every time', () => {
    const rest = { state: 'waiting', backoffMs: 0, key: { kind: 'rest', restMs: 65_000 } };
    expect(decided(rate)).toEqual(rest);
    expect(decided(rate, [rate, rate, rate])).toEqual(rest);
  });

  test('the third -1 in a row rests the whole key, and then the sixth', () => {
    const kinds = [0, 1, 2, 3, 4, 5].map((before) => decided(busy, Array(before).fill(busy)).key.kind);
    expect(kinds).toEqual(['unaffected', 'unaffected', 'rest', 'unaffected', 'unaffected', 'rest']);
  });

  test('another failure between interrupts the row of -1', () => {
    expect(decided(busy, [busy, busy, reset]).key.kind).toBe('unaffected');
  });

  test('an unknown is sent again twice and then final', () => {
    expect(decided(reset).state).toBe('waiting');
    expect(decided(reset, [reset]).state).toBe('waiting');
    expect(decided(reset, [reset, reset]).state).toBe('unknown');
  });

  test('unknowns count also when something else came between', () => {
    expect(decided(crash, [reset, noConnection, reset, rate]).state).toBe('unknown');
  });

  test('a gateway that failed twice is given time before the last try', () => {
    expect(decided(badGateway)).toEqual({ state: 'waiting', backoffMs: 1_000, key: { kind: 'unaffected' } });
    expect(decided(badGateway, [badGateway]).backoffMs).toBe(longestBackoffMs);
    expect(decided(badGateway, [badGateway, badGateway]).state).toBe('unknown');
  });

  test('after a crash it goes again at once', () => {
    expect(decided(crash, [reset])).toEqual({ state: 'waiting', backoffMs: 0, key: { kind: 'unaffected' } });
  });

  test('unavailable is never final, however often', () => {
    for (const outcome of [busy, rate, concurrency, overloaded, noConnection]) {
      expect(decided(outcome, Array(500).fill(outcome)).state).toBe('waiting');
    }
  });
});

describe('a message that is given up', () => {
  const attempts = (...outcomes: Outcome[]) => outcomes.map((outcome) => ({ outcome }));

  test('was not delivered when no attempt left that open', () => {
    expect(stateWhenGivenUp([])).toBe('given-up');
    expect(stateWhenGivenUp(attempts(noConnection, rate))).toBe('given-up');
  });

  test('may have been delivered when an attempt was unknown', () => {
    expect(stateWhenGivenUp(attempts(noConnection, reset, rate))).toBe('unknown');
  });

  test('may have been delivered when an attempt has no outcome: its program died', () => {
    expect(stateWhenGivenUp([...attempts(noConnection), { outcome: undefined }])).toBe('unknown');
  });
});
