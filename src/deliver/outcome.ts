/** Decides the next state of a message after an attempt. Pure. */
import { hourMs, minuteMs } from '../ground/durations.ts';
import type { Attempt, OutboxState, Outcome } from '../model.ts';

/** The first backoff after a message was not delivered. It doubles with each further failure, up to the longest. */
const firstBackoffMs = 2_000;
const longestBackoffMs = 5 * minuteMs;

/**
 * The pauses before retries of a message that may have arrived. Each retry may be a duplicate for readers, so there are
 * only three. The last pause gives a person an hour to check the group.
 */
const unsurePausesMs = [minuteMs, 10 * minuteMs, hourMs] as const;

/** The maximum extra share of a pause, so that the queues of several robots do not retry at the same time. */
const jitter = 0.1;

export interface Decision {
  /** The new state; a `waiting` message is retried. */
  readonly state: Extract<OutboxState, 'waiting' | 'accepted' | 'refused' | 'unsure'>;
  /** The pause before the retry; 0 unless `waiting`. */
  readonly pauseMs: number;
  /** The effect on the whole key. */
  readonly key:
    | { readonly kind: 'unaffected' }
    | { readonly kind: 'rest'; readonly restMs: number }
    | { readonly kind: 'stop'; readonly errcode: number };
}

/**
 * Decides by the outcomes of the last attempt and the earlier ones.
 *
 * | outcome | decision |
 * | --- | --- |
 * | accepted | final; the key pauses if the room asks for it |
 * | refused | final for this message; the next ones are sent |
 * | key refused | the message waits; the key is blocked until a person acts |
 * | not delivered | retry with backoff, without a maximum count; "too many messages" pauses the whole key |
 * | unsure | at most three retries, after about 1, 10 and 60 minutes; then final |
 *
 * @param earlier outcomes of this message's attempts before the last one, oldest first
 * @param cooldownMs how long the whole key pauses after "too many messages", if the room does not say (WeCom: at least 65 s)
 * @param random in [0, 1), for the jitter of the pause
 */
export function decide(
  outcome: Outcome,
  earlier: readonly Outcome[],
  { cooldownMs }: { readonly cooldownMs: number },
  random: number,
): Decision {
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
        return { state: 'waiting', pauseMs: 0, key: { kind: 'rest', restMs: outcome.restMs ?? cooldownMs } };
      }
      return { state: 'waiting', pauseMs: backoffMs(earlier, random), key: unaffected };
    case 'unsure': {
      const pauseMs = unsurePausesMs[earlier.filter(({ kind }) => kind === 'unsure').length];
      if (pauseMs === undefined) return { state: 'unsure', pauseMs: 0, key: unaffected };
      return { state: 'waiting', pauseMs: Math.round(pauseMs * (1 + jitter * random)), key: unaffected };
    }
  }
}

/** The state of a message that is too old: `unsure` if one of its attempts may have reached readers. */
export function stateWhenGivenUp(
  attempts: readonly Pick<Attempt, 'outcome'>[],
): Extract<OutboxState, 'given-up' | 'unsure'> {
  return attempts.some(({ outcome }) => outcome === undefined || outcome.kind === 'unsure') ? 'unsure' : 'given-up';
}

/** The longest possible pause after an outcome. A longer stored pause means that the clock was set back. */
export function longestPauseMs(outcome: Outcome | undefined): number {
  return outcome?.kind === 'unsure' ? hourMs * (1 + jitter) : longestBackoffMs;
}

/** Exponential backoff by consecutive failures; half of it is jitter. */
function backoffMs(earlier: readonly Outcome[], random: number): number {
  const lastAnswered = earlier.findLastIndex(({ kind }) => kind === 'key-refused');
  const failuresBefore = earlier.length - 1 - lastAnswered;
  const whole = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(failuresBefore, 30));
  return Math.round(whole / 2 + (whole / 2) * random);
}
