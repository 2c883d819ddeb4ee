import type { Aliases, Sign } from '../../model.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';

/** Where a sign stands in a title. */
export interface FoundSign {
  readonly sign: Sign;
  readonly start: number;
}

/** Finds in a folded title the words that say what kind of report it is and how far its event has come. */
export type FindSigns = (title: string) => readonly FoundSign[];

/** Builds the look-up from the `signs` of aliases.yaml. A longer phrase hides the shorter ones inside it. */
export function createSignFinder({ signs }: Aliases): FindSigns {
  const phrases = Object.entries(signs).flatMap(([sign, words = []]) =>
    words.map((phrase) => ({ phrase, meaning: sign as Sign, exactCase: false })),
  );
  const finder = createPhraseFinder(phrases);
  return (title) => finder.find(title).map(({ start, meaning }) => ({ sign: meaning, start }));
}

/** One thing is reported under several aspects, and each is a story of its own. */
export const aspects = ['guide', 'paper', 'ranking', 'trial', 'price', 'reply', 'opinion'] as const satisfies Sign[];
export type Aspect = (typeof aspects)[number] | 'overview';

/** How far an event has come, as a headline tells it. */
export type Progress = 'planned' | 'done' | 'failed';
type Direction = 'rise' | 'fall';

/** A failure outranks a plan, and a plan outranks what was done ("plans to launch"). */
export function progressOf(signs: ReadonlySet<Sign>): Progress | undefined {
  if (signs.has('failed')) return 'failed';
  if ((signs.has('planned') || signs.has('rumour')) && !signs.has('settled')) return 'planned';
  return signs.has('done') || signs.has('settled') ? 'done' : undefined;
}

/** Undefined where a title has neither direction, or both. */
function directionOf(signs: ReadonlySet<Sign>): Direction | undefined {
  if (signs.has('rise') === signs.has('fall')) return undefined;
  return signs.has('rise') ? 'rise' : 'fall';
}

/** True when both headlines tell of a rise, or both of a fall. */
export function haveOneDirection(a: ReadonlySet<Sign>, b: ReadonlySet<Sign>): boolean {
  const direction = directionOf(a);
  return direction !== undefined && direction === directionOf(b);
}

/** True when one headline reports a failure and the other an outcome or plan, or one a rise and the other a fall. */
export function areReversed(a: ReadonlySet<Sign>, b: ReadonlySet<Sign>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  if (a.has('failed') !== b.has('failed')) {
    const other = a.has('failed') ? b : a;
    if (outcomes.some((sign) => other.has(sign))) return true;
  }
  const direction = directionOf(a);
  const other = directionOf(b);
  return direction !== undefined && other !== undefined && direction !== other;
}

const outcomes = ['planned', 'done', 'settled'] as const satisfies Sign[];

/** True when an event has moved since `before`: a plan was carried out or failed, or an outcome was reversed. */
export function hasMoved(before: Progress | undefined, now: Progress | undefined): boolean {
  if (now === 'failed') return before !== 'failed';
  return now === 'done' && before !== undefined && before !== 'done';
}
