/** The lines of an alert in one language, before they are shortened to fit. */
export interface AlertLines {
  /** What happened, and where. */
  readonly head: string;
  /** May contain text from outside. */
  readonly cause: readonly string[];
  /** What readers notice. */
  readonly effect: string | undefined;
  /** One thing to do. */
  readonly action: string;
}
