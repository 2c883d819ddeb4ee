import type { StandingAlert } from './alert-plan.ts';

/** The light: `red` when no worker is at work, `amber` when an alert stands that has not ended. */
export type Level = 'green' | 'amber' | 'red';

export function levelOf(isHealthy: boolean, alerts: ReadonlyMap<string, Pick<StandingAlert, 'event'>>): Level {
  if (!isHealthy) return 'red';
  return [...alerts.values()].some(({ event }) => !event) ? 'amber' : 'green';
}
