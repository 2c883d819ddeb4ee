/** What follows from the outcome of a POST: the outbox as a state machine, in pure code. */
import type { Attempt, OutboxState, Outcome } from '../model.ts';

export interface OutcomePolicy {
  /** How long a whole key rests after 45009, or after -1 three times in a row. At least 65 s are known to be enough. */
  readonly cooldownMs: number;
}

/** First pause after a failure; each further one doubles it, up to the longest. */
const firstBackoffMs = 2_000;
export const longestBackoffMs = 5 * 60_000;

/** A busy robot (-1) is asked this often in a row before the key rests. */
const busyInARow = 3;

/** A message whose fate is unknown is sent again this often, and no more: each time it may be a repeat to the reader. */
const unknownResends = 2;

export interface Decision {
  /** What the message becomes; `waiting` is sent again. */
  readonly state: Extract<OutboxState, 'waiting' | 'accepted' | 'refused' | 'unknown'>;
  /** The pause before this message goes again; 0 unless `waiting`. */
  readonly backoffMs: number;
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
 * | accepted | final |
 * | refused | final for this message; the next ones go on |
 * | key refused | the message waits, the key stops until a person has acted |
 * | unavailable | again with backoff, never final by count; 45009 and three times -1 rest the whole key |
 * | unknown | the same again, at most twice; then final |
 *
 * @param earlier outcomes of this message's attempts before the last one, oldest first
 * @param random in [0, 1), for the jitter of the backoff
 */
export function decide(outcome: Outcome, earlier: readonly Outcome[], policy: OutcomePolicy, random: number): Decision {
  const unaffected = { kind: 'unaffected' } as const;
  switch (outcome.kind) {
    case 'accepted':
    case 'refused':
      return { state: outcome.kind, backoffMs: 0, key: unaffected };
    case 'key-refused':
      return { state: 'waiting', backoffMs: 0, key: { kind: 'stop', errcode: outcome.errcode } };
    case 'unavailable': {
      if (restsKey(outcome, earlier)) {
        return { state: 'waiting', backoffMs: 0, key: { kind: 'rest', restMs: policy.cooldownMs } };
      }
      return { state: 'waiting', backoffMs: backoffMs(earlier, random), key: unaffected };
    }
    case 'unknown': {
      const unknowns = earlier.filter(({ kind }) => kind === 'unknown').length;
      if (unknowns >= unknownResends) return { state: 'unknown', backoffMs: 0, key: unaffected };
      const isLast = unknowns === unknownResends - 1;
      return { state: 'waiting', backoffMs: unknownPauseMs(outcome, { isLast, earlier, random }), key: unaffected };
    }
  }
}

/** A message that grew too old: `unknown`, and told, when one of its attempts may have reached the reader. */
export function stateWhenGivenUp(
  attempts: readonly Pick<Attempt, 'outcome'>[],
): Extract<OutboxState, 'given-up' | 'unknown'> {
  return attempts.some(({ outcome }) => outcome === undefined || outcome.kind === 'unknown') ? 'unknown' : 'given-up';
}

function restsKey(outcome: Outcome & { kind: 'unavailable' }, earlier: readonly Outcome[]): boolean {
  if (outcome.cause === 'rate') return true;
  if (outcome.cause !== 'busy') return false;
  const others = earlier.findLastIndex((one) => one.kind !== 'unavailable' || one.cause !== 'busy');
  const busy = earlier.length - 1 - others + 1;
  return busy % busyInARow === 0;
}

function unknownPauseMs(
  { cause }: Outcome & { kind: 'unknown' },
  {
    isLast,
    earlier,
    random,
  }: { readonly isLast: boolean; readonly earlier: readonly Outcome[]; readonly random: number },
): number {
  // It has been long enough.
  if (cause === 'crash') return 0;
  // A gateway that fails again is down for minutes; before the last try they may pass.
  if (cause === 'gateway' && isLast) return longestBackoffMs;
  return backoffMs(earlier, random);
}

/** Doubles with each failure in a row; half of it is jitter, so that several robots' queues do not march in step. */
function backoffMs(earlier: readonly Outcome[], random: number): number {
  const good = earlier.findLastIndex(({ kind }) => kind === 'key-refused');
  const failuresBefore = earlier.length - 1 - good;
  const whole = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(failuresBefore, 30));
  return Math.round(whole / 2 + (whole / 2) * random);
}
