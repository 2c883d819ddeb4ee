/**
 * What a language model says of reports that the rules cannot be sure of, as one more signal beside their words. It
 * never joins what a veto keeps apart.
 */
import type { EventVerdict, EventVerdicts, Nearness } from '../../model.ts';
import { sameEvent } from './compare.ts';
import type { Report, SecondOpinion } from './group.ts';
import { createNearReports } from './nearness.ts';

/** Two groups of reports that the rules are not sure about, by one report of each. */
export interface GroupDoubt {
  readonly a: number;
  readonly b: number;
  /** Log-odds that they are one event. */
  readonly points: number;
  readonly isJoined: boolean;
  /** How many pairs of reports depend on the answer. */
  readonly pairs: number;
}

export interface Hearing extends SecondOpinion {
  /** Groups that an answer could join or separate, the most useful question first. */
  doubts(): readonly GroupDoubt[];
}

/** What one answer is worth, as log-odds: it is right 19 times out of 20. */
const answerPoints = Math.log(19);
/** The most answers to ask for about two groups, each on different reports. */
const mostAnswers = 3;
/** Joined groups are worth a question only below this; above it an answer is wrong more often than the rules. */
const surelyJoined = sameEvent + answerPoints;

/** Groups joined by answers must be likelier than those joined by rules: an answer can be wrong. */
const joinedByAnswers = sameEvent + 0.8;

/** Names two titles, in either order. */
export function pairOf(one: string, other: string): string {
  return (one < other ? [one, other] : [other, one]).join('\n');
}

export function createHearing(
  reports: readonly Report[],
  { verdicts, nearness }: { readonly verdicts: EventVerdicts; readonly nearness?: Nearness | undefined },
): Hearing {
  const partners = partnersOf(verdicts);
  const doubts = new Map<string, GroupDoubt>();
  const titleOf = (index: number) => (reports[index] as Report).title;
  const heardBetween = (left: readonly number[], right: readonly number[]) => {
    const titles = new Set(right.map(titleOf));
    const heard = new Set<string>();
    let points = 0;
    for (const one of new Set(left.map(titleOf))) {
      for (const [other, verdict] of partners.get(one) ?? []) {
        if (!titles.has(other) || heard.has(pairOf(one, other))) continue;
        heard.add(pairOf(one, other));
        points += verdict === 'same' ? answerPoints : -answerPoints;
      }
    }
    return { points, answers: heard.size };
  };
  const haveOneAddress = (one: number, other: number) => reports[one]?.series === reports[other]?.series;
  return {
    least: sameEvent - mostAnswers * answerPoints,
    joinsUnlike: true,
    breadth: { features: 16, inCommon: 0.3 },
    nearness: nearness && createNearReports(reports, nearness),
    joins({ a, b, points, isFar = false }, { left, right, areAlike }) {
      const heard = heardBetween(left, right);
      const known = areAlike ? points : Math.min(points, 0);
      const sum = known + heard.points;
      const isHeard = heard.points > 0;
      const isJoined = sum >= (isHeard ? joinedByAnswers : sameEvent) && (!isFar || isHeard);
      if (left.some((one) => right.some((other) => haveOneAddress(one, other)))) return isJoined && !isFar && areAlike;
      if (heard.answers < mostAnswers && sum > sameEvent - 2 * answerPoints && sum < surelyJoined) {
        const open = [[a, b] as const, ...pairsBetween(left, right)].find(
          ([one, other]) => !verdicts.has(pairOf(titleOf(one), titleOf(other))),
        );
        const key = `${left[0]} ${right[0]}`;
        if (open !== undefined && !doubts.has(key)) {
          doubts.set(key, { a: open[0], b: open[1], points: sum, isJoined, pairs: left.length * right.length });
        }
      }
      return isJoined;
    },
    doubts: () => [...doubts.values()].sort((x, y) => usefulness(y) - usefulness(x)),
  };
}

function pairsBetween(left: readonly number[], right: readonly number[]): readonly (readonly [number, number])[] {
  return left.flatMap((one) => right.map((other) => [one, other] as const));
}

/** How many pairs an answer is expected to correct. */
function usefulness({ points, isJoined, pairs }: GroupDoubt): number {
  const chance = 1 / (1 + Math.exp(-points));
  return (isJoined ? 1 - chance : chance) * pairs;
}

function partnersOf(verdicts: EventVerdicts): ReadonlyMap<string, ReadonlyMap<string, EventVerdict>> {
  const partners = new Map<string, Map<string, EventVerdict>>();
  for (const [pair, verdict] of verdicts) {
    const [one = '', other = ''] = pair.split('\n');
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const known = partners.get(from) ?? new Map<string, EventVerdict>();
      partners.set(from, known.set(to, verdict));
    }
  }
  return partners;
}
