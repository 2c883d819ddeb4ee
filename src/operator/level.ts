import type { StandingAlert } from './alert-plan.ts';
import type { Condition } from './condition.ts';

/**
 * The status light. `red`: a group lacks an edition that is due, or the next one cannot be sent. `amber`: the next one
 * will be thinner or late, or a person should look this week.
 */
export type Level = 'green' | 'amber' | 'red';

/** The state of the newest editions of all digests, and of the next ones. */
export interface Arrivals {
  /** A group lacks one: it was refused or given up, or there is none although its slot has passed. */
  readonly lacking: boolean;
  /** It is not known whether one arrived. */
  readonly unsure: boolean;
  /** A person is holding one past its slot. */
  readonly held: boolean;
  /** Too many feeds cannot be read, so the next one will be thinner. */
  readonly thin: boolean;
}

/** Under these conditions the next edition cannot be composed or sent. */
const stopping: ReadonlySet<string> = new Set<Condition['kind']>([
  'robot-refused',
  'messages-late',
  'feeds-down',
  'database',
]);

/** @param alerts by the name of their subject, which begins with the condition's kind */
export function levelOf(
  isHealthy: boolean,
  alerts: ReadonlyMap<string, Pick<StandingAlert, 'event'>>,
  { lacking, unsure, held, thin }: Arrivals,
): Level {
  const kinds = [...alerts].filter(([, { event }]) => !event).map(([subject]) => subject.split(':', 1)[0] ?? '');
  if (!isHealthy || lacking || kinds.some((kind) => stopping.has(kind))) return 'red';
  return unsure || held || thin || kinds.length > 0 ? 'amber' : 'green';
}
