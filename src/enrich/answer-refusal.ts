import type { Refusal } from './grounding.ts';

/** In what a translation differs from its source, as the second reading names it. */
export const differences = [
  'number',
  'name',
  'negation',
  'direction',
  'actor',
  'added',
  'missing-meaning',
  'language',
] as const;

/** The second reading refuses an answer that the gate passed. */
export interface ReadingRefusal {
  readonly reason: 'reading';
  readonly found: (typeof differences)[number];
}

/** Why an answer is not used. */
export type AnswerRefusal = Refusal | ReadingRefusal;
