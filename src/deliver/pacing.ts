/** Computes when the next message may be sent without exceeding a rate in any window. Pure. */

export interface Rate {
  /** The maximum in any window of `windowMs`. */
  readonly messages: number;
  readonly windowMs: number;
}

/**
 * When a send ended, on the same timeline as `nowMs`; undefined while it is in flight, or if its process died before it
 * stored the end.
 */
export interface Send {
  readonly finishedAtMs: number | undefined;
}

/**
 * The earliest time at which one more message keeps the rate; `nowMs` if it may be sent now.
 *
 * A send counts until `windowMs` after its outcome: the robot counted it at some time between start and outcome, and the
 * later one is safe. A time in the future (the clock was set back) counts as now.
 */
export function nextSendAt(ledger: readonly Send[], nowMs: number, { messages, windowMs }: Rate): number {
  const soonestFirst = ledger
    .map(({ finishedAtMs }) => Math.min(finishedAtMs ?? nowMs, nowMs) + windowMs)
    .filter((endMs) => endMs > nowMs)
    .sort((a, b) => a - b);
  if (soonestFirst.length < messages) return nowMs;
  // The send that must leave the window before one more fits.
  return soonestFirst[soonestFirst.length - messages] ?? nowMs;
}
