import { expect, test } from 'vitest';
import { createMetrics } from '../../src/server/metrics.ts';
import { now, sampleOptions, sampleOutboxMessage, sampleStatus } from './samples.ts';

const prefix = 'ai_news_digest_';

async function textOf(metrics = createMetrics()): Promise<string> {
  return metrics.text(sampleStatus(), await sampleOptions().health());
}

test('/metrics has these metrics, and no others', async () => {
  const names = [...(await textOf()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names).toEqual([
    `${prefix}collections_total`,
    `${prefix}collection_seconds`,
    `${prefix}feed_visits_total`,
    `${prefix}items_total`,
    `${prefix}digests_total`,
    `${prefix}messages_total`,
    `${prefix}queue_wait_seconds`,
    `${prefix}healthy`,
    `${prefix}leader`,
    `${prefix}last_tick_timestamp_seconds`,
    `${prefix}feeds`,
    `${prefix}outbox_messages`,
    `${prefix}outbox_age_seconds`,
    `${prefix}next_slot_timestamp_seconds`,
    ...['calls_today', 'tokens_today', 'answers_today', 'call_seconds'].map((name) => `${prefix}model_${name}`),
    `${prefix}alerts`,
    `${prefix}log_lines_lost`,
    `${prefix}event_loop_delay_p99_seconds`,
    'process_resident_memory_bytes',
  ]);
});

test('the metrics count collections, feed requests and items', async () => {
  const metrics = createMetrics();
  const startedAt = new Date(now.getTime() - 8000);
  metrics.collected({ outcomes: [], newItems: 7, startedAt, finishedAt: now });
  const text = await textOf(metrics);
  expect(text).toContain(`${prefix}collections_total 1`);
  expect(text).toContain(`${prefix}items_total 7`);
  expect(text).toContain(`${prefix}collection_seconds_sum 8`);
});

test('the metrics count digests by outcome', async () => {
  const metrics = createMetrics();
  metrics.published('daily', { kind: 'stored', stories: 15, messages: [] });
  metrics.published('daily', { kind: 'stored', stories: 0, messages: [] });
  metrics.published('daily', { kind: 'again', alert: undefined });
  const text = await textOf(metrics);
  for (const outcome of ['stored', 'empty', 'again']) {
    expect(text).toContain(`${prefix}digests_total{digest="daily",outcome="${outcome}"} 1`);
  }
});

test('the metrics count messages by outcome, and how long the finished ones waited', async () => {
  const metrics = createMetrics();
  const webhook = 'WECOM_WEBHOOK_URL';
  const message = sampleOutboxMessage({ createdAt: new Date(now.getTime() - 20_000) });
  const outcome = { kind: 'unsure', cause: 'busy' } as const;
  metrics.delivered({ kind: 'postponed', webhook, message, outcome }, now);
  metrics.delivered({ kind: 'accepted', webhook, message }, now);
  metrics.delivered({ kind: 'recovered', webhook, condition: 'rate-taken' }, now);
  const text = await textOf(metrics);
  expect(text).toContain(`${prefix}messages_total{webhook="${webhook}",outcome="accepted"} 1`);
  expect(text).toContain(`${prefix}messages_total{webhook="${webhook}",outcome="postponed"} 1`);
  expect(text).toContain(`${prefix}queue_wait_seconds_sum 20`);
  expect(text).toContain(`${prefix}queue_wait_seconds_count 1`);
});

test('the metrics have the feeds by state and the next slot', async () => {
  const text = await textOf();
  expect(text).toContain(`${prefix}feeds{state="ok"} 1`);
  expect(text).toContain(`${prefix}feeds{state="html"} 1`);
  expect(text).toContain(
    `${prefix}next_slot_timestamp_seconds{digest="daily"} ${Date.parse('2026-02-02T01:00:00Z') / 1000}`,
  );
  expect(text).toContain(`${prefix}healthy 1`);
});

test('the metrics have the tokens of the language model today, and none without one', async () => {
  const model = {
    ...{ day: '2026-02-01', name: 'nova-small', host: 'llm.example', cap: 200_000, tokens: 9_000 },
    ...{ calls: 5, failed: 1, averageMs: 1_500, passed: 12, refused: { number: 2 } },
  };
  const text = await createMetrics().text({ digests: [], feeds: [], model }, await sampleOptions().health());

  expect(text).toContain(`${prefix}model_calls_today{outcome="failed"} 1`);
  expect(text).toContain(`${prefix}model_tokens_today{of="used"} 9000`);
  expect(text).toContain(`${prefix}model_answers_today{outcome="number"} 2`);
  expect(text).toContain(`${prefix}model_call_seconds{model="nova-small"} 1.5`);
  expect(await textOf()).not.toMatch(/model_\w+\{/);
});

test('the metrics drop what the configuration no longer has', async () => {
  const metrics = createMetrics();
  await textOf(metrics);
  const text = await metrics.text({ digests: [], feeds: [], model: null }, await sampleOptions().health());
  expect(text).not.toMatch(/feeds\{|digest="daily"/);
});
