/** When the next message may be sent without exceeding the rate in any window. Pure. */

export interface Rate {
  /** At most so many messages … */
  readonly messages: number;
  /** … in any window of this length. */
  readonly windowMs: number;
}

/**
 * When a send ended, in milliseconds on the same timeline as `now`; undefined while it is in flight, and when its process
 * died before it could store the end.
 */
export interface Send {
  readonly finishedAtMs: number | undefined;
}

/**
 * The earliest moment at which one more message keeps the rate; `nowMs` when it may be sent at once.
 *
 * A send occupies the window until `windowMs` after its outcome: the robot counted it at some moment between start and
 * outcome, and the later one is safe. A moment in the future (the clock was set back) counts as now.
 */
export function nextSendAt(ledger: readonly Send[], nowMs: number, { messages, windowMs }: Rate): number {
  const soonestFirst = ledger
    .map(({ finishedAtMs }) => Math.min(finishedAtMs ?? nowMs, nowMs) + windowMs)
    .filter((endMs) => endMs > nowMs)
    .sort((a, b) => a - b);
  if (soonestFirst.length < messages) return nowMs;
  // The sends that have to leave the window before one more fits.
  return soonestFirst[soonestFirst.length - messages] ?? nowMs;
}
