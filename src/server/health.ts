/** What the health pages tell, small and without anything private: they are open. Pure. */
import type { OutboxMessage } from '../model.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import { isHealthy, workerFacts } from '../operator/heartbeat.ts';
import { type Arrivals, type Level, levelOf } from '../operator/level.ts';

export interface HealthInput {
  /** The worker's facts about itself, as `store.facts('worker:')` gives them. */
  readonly facts: ReadonlyMap<string, string>;
  readonly now: Date;
  /** When this process started; undefined where it stands by for the one at work. */
  readonly startedAt: Date | undefined;
  /** The earliest slot to come. */
  readonly nextRun: Date | undefined;
  readonly unfinished: readonly Pick<OutboxMessage, 'createdAt'>[];
  readonly alerts: ReadonlyMap<string, StandingAlert>;
  /** @default all arrived */
  readonly arrivals?: Arrivals;
}

export interface Health {
  /** The worker looked at its schedules within the last three minutes. */
  readonly healthy: boolean;
  /** It did so in this process, too; one that stands by has nothing to wait for. */
  readonly ready: boolean;
  readonly lastTick: Date | undefined;
  readonly nextRun: Date | undefined;
  readonly outboxMessages: number;
  /** Age of the oldest unfinished message; 0 when none waits. */
  readonly outboxAgeMs: number;
  readonly level: Level;
  /** Subjects of the alerts that stand. An alert does not mean that a restart would help, so the worker stays healthy. */
  readonly alerts: readonly string[];
}

/** How the worker stands at `now`. Before its first tick it is neither healthy nor ready. */
export function healthOf({ facts, now, startedAt, nextRun, unfinished, alerts, arrivals }: HealthInput): Health {
  const tick = facts.get(workerFacts.tick);
  const lastTick = tick === undefined ? undefined : new Date(tick);
  const healthy = isHealthy(facts, now);
  const oldestMs = Math.min(now.getTime(), ...unfinished.map(({ createdAt }) => createdAt.getTime()));
  return {
    healthy,
    ready: healthy && lastTick !== undefined && (startedAt === undefined || lastTick >= startedAt),
    lastTick,
    nextRun,
    outboxMessages: unfinished.length,
    outboxAgeMs: now.getTime() - oldestMs,
    level: levelOf(healthy, alerts, arrivals),
    alerts: [...alerts.keys()],
  };
}

/** As JSON; both pages have the same form. */
export function healthJson(health: Health, isGood: boolean): object {
  return {
    status: isGood ? 'ok' : 'unhealthy',
    level: health.level,
    lastTick: health.lastTick?.toISOString() ?? null,
    nextRun: health.nextRun?.toISOString() ?? null,
    outbox: { messages: health.outboxMessages, oldestSeconds: Math.round(health.outboxAgeMs / 1000) },
    alerts: health.alerts,
  };
}
