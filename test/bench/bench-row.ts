/** One figure. `limit` is what the project promises; undefined if the figure is only informational. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | '×' | 'MB' | 'MB/s';
  readonly limit: number | undefined;
  readonly note: string;
}
