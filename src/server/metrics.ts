/** Metrics for Prometheus. Labels are ids, states and names of variables, never secrets or content of feeds. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Collection } from '../collect/collect.ts';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import type { ModelStatus } from '../model.ts';
import type { Published } from '../operator/published.ts';
import type { StatusReport } from '../show/status.ts';
import type { Health } from './health.ts';
import { watchLoopDelay } from './loop-delay.ts';

const prefix = 'ai_news_digest_';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Counts events and reports gauges, in a registry of its own. Counters start at zero with the process. Times are in
 * seconds, memory and sizes in bytes.
 */
export function createMetrics(lostLogLines: () => number = () => 0) {
  const registry = new Registry();
  const counters = createCounters(registry);
  const gauges = createGauges(registry);
  const loopDelay = watchLoopDelay();
  return {
    collected({ outcomes, newItems, startedAt, finishedAt }: Collection): void {
      counters.collections.inc();
      counters.collectionSeconds.observe((finishedAt.getTime() - startedAt.getTime()) / 1000);
      counters.items.inc(newItems);
      for (const { kind } of outcomes) counters.visits.inc({ outcome: kind });
    },
    published(digest: string, published: Published): void {
      counters.digests.inc({ digest, outcome: digestOutcome(published) });
    },
    delivered(event: DeliveryEvent, now: Date): void {
      if (!('message' in event)) return;
      const { kind: outcome, webhook, message } = event;
      counters.messages.inc({ webhook, outcome });
      if (outcome !== 'postponed') counters.waitSeconds.observe((now.getTime() - message.createdAt.getTime()) / 1000);
    },
    /** Whether this replica leads. */
    leads: (isLeader: boolean): void => gauges.leader.set(isLeader ? 1 : 0),
    contentType: registry.contentType as string,
    /** The text format of Prometheus. */
    async text(
      { digests, feeds, model }: Pick<StatusReport, 'digests' | 'feeds' | 'model'>,
      health: Health,
    ): Promise<string> {
      gauges.healthy.set(health.healthy ? 1 : 0);
      gauges.lastTick.set(seconds(health.lastTick));
      gauges.outboxMessages.set(health.outboxMessages);
      gauges.outboxAge.set(health.outboxAgeMs / 1000);
      gauges.memory.set(process.memoryUsage.rss());
      gauges.loopDelay.set(loopDelay());
      gauges.alerts.set(health.alerts.length);
      gauges.lostLogLines.set(lostLogLines());
      // Removes values of digests and feeds that left the configuration.
      gauges.feeds.reset();
      for (const [state, group] of Map.groupBy(feeds, ({ verdict }) => verdict))
        gauges.feeds.set({ state }, group.length);
      setModel(gauges, model);
      gauges.nextSlot.reset();
      for (const { id, next } of digests)
        if (next !== null) gauges.nextSlot.set({ digest: id }, seconds(new Date(next)));
      return registry.metrics();
    },
  };
}

/** These values come from the store, so a restart keeps them. Without a provider there are none. */
function setModel(gauges: ReturnType<typeof createGauges>, model: ModelStatus | null): void {
  for (const gauge of [gauges.modelCalls, gauges.modelTokens, gauges.modelAnswers, gauges.modelSeconds]) gauge.reset();
  if (model === null) return;
  gauges.modelCalls.set({ outcome: 'answered' }, model.calls - model.failed);
  gauges.modelCalls.set({ outcome: 'failed' }, model.failed);
  gauges.modelTokens.set({ of: 'used' }, model.tokens);
  gauges.modelTokens.set({ of: 'cap' }, model.cap);
  gauges.modelAnswers.set({ outcome: 'used' }, model.passed);
  for (const [reason, times] of Object.entries(model.refused)) gauges.modelAnswers.set({ outcome: reason }, times);
  gauges.modelSeconds.set({ model: model.name }, model.averageMs / 1000);
}

function digestOutcome(published: Published): 'stored' | 'empty' | 'held' | 'again' {
  if (published.kind !== 'stored') return published.kind;
  return published.stories > 0 ? 'stored' : 'empty';
}

function seconds(instant: Date | undefined): number {
  return instant === undefined ? 0 : instant.getTime() / 1000;
}

function createCounters(registry: Registry) {
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter({ name: prefix + name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: prefix + name, help, buckets, registers });
  return {
    collections: counter('collections_total', 'Finished collections.'),
    collectionSeconds: histogram('collection_seconds', 'Duration of a collection.', [1, 5, 15, 30, 60, 120, 300, 540]),
    visits: counter(
      'feed_visits_total',
      'Visits to feeds: read, unchanged, resting (backing off, not asked), failed.',
      'outcome',
    ),
    items: counter('items_total', 'New items.'),
    digests: counter(
      'digests_total',
      'Composed digests: stored, empty (no news), held, again (retried later).',
      'digest',
      'outcome',
    ),
    messages: counter(
      'messages_total',
      'Messages by outcome: accepted, refused, postponed (retried later), unsure, given-up.',
      'webhook',
      'outcome',
    ),
    waitSeconds: histogram(
      'queue_wait_seconds',
      'Time from storing a message to its final outcome.',
      [1, 5, 15, 60, 300, 900, 3600, 21_600],
    ),
  };
}

function createGauges(registry: Registry) {
  const registers = [registry];
  const gauge = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Gauge({ name: prefix + name, help, labelNames, registers });
  return {
    healthy: gauge('healthy', '1 while the worker checks its schedules.'),
    leader: gauge('leader', '1 while this process leads, 0 while it is on standby.'),
    lastTick: gauge('last_tick_timestamp_seconds', 'When the worker last checked its schedules.'),
    feeds: gauge('feeds', 'Feeds by health.', 'state'),
    outboxMessages: gauge('outbox_messages', 'Unfinished messages.'),
    outboxAge: gauge('outbox_age_seconds', 'Age of the oldest unfinished message; 0 without one.'),
    nextSlot: gauge('next_slot_timestamp_seconds', 'When the digest is next due.', 'digest'),
    modelCalls: gauge('model_calls_today', 'Calls of the language model today (UTC).', 'outcome'),
    modelTokens: gauge('model_tokens_today', 'Tokens used today (UTC), and the daily cap.', 'of'),
    modelAnswers: gauge('model_answers_today', 'Answers today: used, or the reason of the refusal.', 'outcome'),
    modelSeconds: gauge('model_call_seconds', 'Average duration of a call today.', 'model'),
    alerts: gauge('alerts', 'Standing alerts.'),
    lostLogLines: gauge('log_lines_lost', 'Log lines that could not be written since the start.'),
    loopDelay: gauge('event_loop_delay_p99_seconds', '99th percentile of the event loop delay since the last scrape.'),
    memory: new Gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory.', registers }),
  };
}
