/** Judgements with what a language model said of the same titles: one more witness, and the user's own words stay law. */
import type { ItemVerdict, Weights } from '../../model.ts';
import type { Judge, Judgement } from './judge.ts';

/** What an answer is worth, as log-odds: it is right 19 times out of 20. */
const answerPoints = Math.log(19);

/** How much the words of a title sound like news, by the worth that a reader gives it. */
const wordingOfWorth: Readonly<Record<ItemVerdict['worth'], number>> = { 0: -1.5, 1: -0.4, 2: 0.7, 3: 1.5 };

export function withVerdicts(
  judge: Judge,
  verdicts: ReadonlyMap<string, ItemVerdict>,
  weights: Pick<Weights, 'thresholds'> | undefined,
): Judge {
  const leastAi = weights?.thresholds.ai ?? 0.5;
  return {
    ...judge,
    judge(item) {
      const own = judge.judge(item);
      const verdict = verdicts.get(item.title);
      return verdict === undefined || own.isWished ? own : corrected(own, verdict, leastAi);
    },
  };
}

function corrected(own: Judgement, verdict: ItemVerdict, leastAi: number): Judgement {
  const odds = Math.log(within(own.ai) / (1 - within(own.ai))) + (verdict.isAi ? answerPoints : -answerPoints);
  const ai = 1 / (1 + Math.exp(-odds));
  return {
    ...own,
    ai,
    isAi: ai >= leastAi,
    // An item that is news after all has said so in its title or its summary.
    topic: ai >= leastAi && own.topic === 'no' ? 'summary' : own.topic,
    kind: verdict.kind,
    wording: wordingOfWorth[verdict.worth],
  };
}

function within(probability: number): number {
  return Math.min(0.99, Math.max(0.01, probability));
}
