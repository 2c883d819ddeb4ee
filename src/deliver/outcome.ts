/** What follows from the outcome of a POST: the outbox as a state machine. Pure. */
import { hourMs, minuteMs } from '../ground/durations.ts';
import type { Attempt, OutboxState, Outcome } from '../model.ts';

export interface OutcomePolicy {
  /** How long the whole key rests after "too often", where the room does not say it (WeCom: at least 65 s). */
  readonly cooldownMs: number;
}

/** The first pause after a message was certainly not delivered; each further one is twice as long, up to the longest. */
const firstBackoffMs = 2_000;
const longestBackoffMs = 5 * minuteMs;

/**
 * The pauses before a message that may have arrived is sent again. After the last one it is final, since each repeat may
 * be a duplicate to the readers. A person who looks into the group meanwhile has an hour to act.
 */
const unsurePausesMs = [minuteMs, 10 * minuteMs, hourMs] as const;

/** A pause is longer by up to this share of itself, so that several robots' queues do not retry in step. */
const jitter = 0.1;

export interface Decision {
  /** What the message becomes; `waiting` is sent again. */
  readonly state: Extract<OutboxState, 'waiting' | 'accepted' | 'refused' | 'unsure'>;
  /** The pause before this message is sent again; 0 unless `waiting`. */
  readonly pauseMs: number;
  /** What it means for the whole key. */
  readonly key:
    | { readonly kind: 'unaffected' }
    | { readonly kind: 'rest'; readonly restMs: number }
    | { readonly kind: 'stop'; readonly errcode: number };
}

/**
 * Decides by the outcome of the last attempt and those before it.
 *
 * | outcome | then |
 * | --- | --- |
 * | accepted | final; the key rests if the room asks for it |
 * | refused | final for this message; the next ones go on |
 * | key refused | the message waits; the key stops until a person has acted |
 * | not delivered | again with backoff, never final by count; "too often" rests the whole key |
 * | unsure | the same message again, three times at most, after about 1, 10 and 60 minutes; then final |
 *
 * @param earlier outcomes of this message's attempts before the last one, oldest first
 * @param random in [0, 1), for the jitter of the pause
 */
export function decide(outcome: Outcome, earlier: readonly Outcome[], policy: OutcomePolicy, random: number): Decision {
  const unaffected = { kind: 'unaffected' } as const;
  switch (outcome.kind) {
    case 'accepted': {
      const { restMs } = outcome;
      return { state: 'accepted', pauseMs: 0, key: restMs === undefined ? unaffected : { kind: 'rest', restMs } };
    }
    case 'refused':
      return { state: 'refused', pauseMs: 0, key: unaffected };
    case 'key-refused':
      return { state: 'waiting', pauseMs: 0, key: { kind: 'stop', errcode: outcome.errcode } };
    case 'not-delivered':
      if (outcome.cause === 'rate') {
        return { state: 'waiting', pauseMs: 0, key: { kind: 'rest', restMs: outcome.restMs ?? policy.cooldownMs } };
      }
      return { state: 'waiting', pauseMs: backoffMs(earlier, random), key: unaffected };
    case 'unsure': {
      const pauseMs = unsurePausesMs[earlier.filter(({ kind }) => kind === 'unsure').length];
      if (pauseMs === undefined) return { state: 'unsure', pauseMs: 0, key: unaffected };
      return { state: 'waiting', pauseMs: Math.round(pauseMs * (1 + jitter * random)), key: unaffected };
    }
  }
}

/** A message that grew too old: `unsure`, and told, when one of its attempts may have reached the reader. */
export function stateWhenGivenUp(
  attempts: readonly Pick<Attempt, 'outcome'>[],
): Extract<OutboxState, 'given-up' | 'unsure'> {
  return attempts.some(({ outcome }) => outcome === undefined || outcome.kind === 'unsure') ? 'unsure' : 'given-up';
}

/** The longest pause that can follow an outcome: a stored pause that is longer comes from a clock that was set back. */
export function longestPauseMs(outcome: Outcome | undefined): number {
  return outcome?.kind === 'unsure' ? hourMs * (1 + jitter) : longestBackoffMs;
}

/** Twice as long with each failure in a row; half of it is jitter. */
function backoffMs(earlier: readonly Outcome[], random: number): number {
  const lastAnswered = earlier.findLastIndex(({ kind }) => kind === 'key-refused');
  const failuresBefore = earlier.length - 1 - lastAnswered;
  const whole = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(failuresBefore, 30));
  return Math.round(whole / 2 + (whole / 2) * random);
}
