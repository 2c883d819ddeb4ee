/** Counts of one suite for each reader. */
export interface SuiteResult {
  readonly name: string;
  /** Share of the cases that ours should hold, 0 to 1. */
  readonly target: number;
  readonly cases: number;
  readonly held: Readonly<Record<string, number>>;
  /** Cases that ours does not hold on purpose, each with the reason. */
  readonly refused: readonly string[];
  /** Cases that ours did not hold: what was asserted and what was read. */
  readonly failures: readonly string[];
}

export class SuiteTally {
  readonly #name: string;
  readonly #target: number;
  readonly #held = new Map<string, number>();
  readonly #failures: string[] = [];
  readonly #refused: string[] = [];
  #cases = 0;

  constructor(name: string, target: number) {
    this.#name = name;
    this.#target = target;
  }

  startCase(): void {
    this.#cases += 1;
  }

  /** @param mismatches what the reader got wrong in the case at hand */
  count(reader: string, caseName: string, mismatches: readonly string[]): void {
    if (mismatches.length === 0) this.#held.set(reader, (this.#held.get(reader) ?? 0) + 1);
    else if (reader === 'ours') this.#failures.push(`${caseName}: ${mismatches.join('; ')}`);
  }

  /** @param reason why ours should not hold it */
  refuse(caseName: string, reason: string): void {
    this.#refused.push(`${caseName}: ${reason}`);
  }

  result(): SuiteResult {
    return {
      name: this.#name,
      target: this.#target,
      cases: this.#cases,
      held: Object.fromEntries(this.#held),
      refused: this.#refused,
      failures: this.#failures,
    };
  }
}
