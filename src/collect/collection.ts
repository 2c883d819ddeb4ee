import type { FeedOutcome } from '../model.ts';

/** The result of a collection. */
export interface Collection {
  /** In the order of the feeds. */
  readonly outcomes: readonly FeedOutcome[];
  readonly newItems: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export function collectionOf(
  outcomes: readonly FeedOutcome[],
  times: Pick<Collection, 'startedAt' | 'finishedAt'>,
): Collection {
  const newItems = outcomes.reduce((sum, outcome) => sum + (outcome.kind === 'read' ? outcome.newItems : 0), 0);
  return { outcomes, newItems, ...times };
}
