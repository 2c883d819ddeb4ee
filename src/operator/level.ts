import type { StandingAlert } from './alert-plan.ts';
import type { Condition } from './condition.ts';

/**
 * The light. `red`: a group lacks an edition that is due, or the next one cannot go out. `amber`: the next one will be
 * thinner or late, or a person should look this week.
 */
export type Level = 'green' | 'amber' | 'red';

/** What became of the newest editions, over all digests, and what the next ones lack. */
export interface Arrivals {
  /** A group lacks one: it was refused or given up, or its hour has passed and there is none. */
  readonly lacking: boolean;
  /** Nobody knows whether one arrived. */
  readonly unsure: boolean;
  /** A person has held one over its hour. */
  readonly held: boolean;
  /** So many feeds cannot be read that the next one will be thinner. */
  readonly thin: boolean;
}

/** With these the next edition cannot go out, or cannot be made. */
const stopping: ReadonlySet<string> = new Set<Condition['kind']>(['robot-refused', 'feeds-down', 'database']);

/** The feeds page tells of a few ailing feeds; they change nothing for readers. */
const lesser: ReadonlySet<string> = new Set<Condition['kind']>(['feeds-ailing']);

/** @param alerts by the name of their subject, which begins with the condition's kind */
export function levelOf(
  isHealthy: boolean,
  alerts: ReadonlyMap<string, Pick<StandingAlert, 'event'>>,
  { lacking, unsure, held, thin }: Arrivals = { lacking: false, unsure: false, held: false, thin: false },
): Level {
  const kinds = [...alerts].filter(([, { event }]) => !event).map(([subject]) => subject.split(':', 1)[0] ?? '');
  if (!isHealthy || lacking || kinds.some((kind) => stopping.has(kind))) return 'red';
  return unsure || held || thin || kinds.some((kind) => !lesser.has(kind)) ? 'amber' : 'green';
}
