/** The content of the health pages, which need no login and therefore contain nothing private. Pure. */
import type { OutboxMessage } from '../model.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import { isHealthy, workerFacts } from '../operator/heartbeat.ts';
import { type Arrivals, type Level, levelOf } from '../operator/level.ts';

export interface HealthInput {
  /** From `store.facts('worker:')`. */
  readonly facts: ReadonlyMap<string, string>;
  readonly now: Date;
  /** When this process started; undefined on a standby replica. */
  readonly startedAt: Date | undefined;
  /** The next slot. */
  readonly nextRun: Date | undefined;
  readonly unfinished: readonly Pick<OutboxMessage, 'createdAt'>[];
  readonly alerts: ReadonlyMap<string, StandingAlert>;
  readonly arrivals: Arrivals;
}

export interface Health {
  /** The worker checked its schedules within the last three minutes. */
  readonly healthy: boolean;
  /** It did so since this process started; a standby replica is always ready. */
  readonly ready: boolean;
  readonly lastTick: Date | undefined;
  readonly nextRun: Date | undefined;
  readonly outboxMessages: number;
  /** Age of the oldest unfinished message; 0 without one. */
  readonly outboxAgeMs: number;
  readonly level: Level;
  /** Subjects of standing alerts. They do not affect `healthy`, because a restart would not help. */
  readonly alerts: readonly string[];
}

/** The worker's health at `now`. Before its first tick it is neither healthy nor ready. */
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

/** The JSON of both health pages. */
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
