/** An alert in one language, before it is made to fit: one line each, `cause` one or several. */
export interface AlertLines {
  /** What happened, and where. */
  readonly head: string;
  /** May contain words from outside, and is shortened to fit. */
  readonly cause: readonly string[];
  /** What readers notice. */
  readonly effect: string | undefined;
  /** One thing to do. */
  readonly action: string;
}
