/** What the judge reads of an item. */
export interface Readable {
  readonly title: string;
  readonly summary: string;
  readonly url: string;
  readonly language: string;
  /** Whether an aggregator (Hacker News) lists it. */
  readonly isDiscussed: boolean;
}
