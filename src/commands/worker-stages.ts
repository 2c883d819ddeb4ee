import { statfs } from 'node:fs/promises';
import { judgeFeed } from '../collect/feed-health.ts';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { mentionsOf, textPayload } from '../deliver/wecom.ts';
import { composeSlot, decisionsOf, storeEdition } from '../edition.ts';
import type { Logger } from '../log.ts';
import type { DigestSettings, Feed, FeedOutcome, FeedState, OutboxMessage } from '../model.ts';
import type { AilingFeed } from '../schedule/alert-condition.ts';
import type { RecoveredFeed } from '../schedule/alert-plan.ts';
import type { Alerts, AlertsOptions, OutgoingAlert } from '../schedule/alerts.ts';
import { programZone } from '../schedule/watched.ts';
import type { Published, PublishRequest, RemindRequest, WorkerOptions } from '../schedule/worker.ts';
import type { Metrics } from '../server/metrics.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';
import { createDeliveryAlerts } from './delivery-alerts.ts';
import { logDelivery } from './drain.ts';

const dayMs = 24 * 60 * 60_000;
/** Editions and their messages are looked back at for so long. */
const historyMs = 90 * dayMs;
/** Below this the operator is told: SQLite needs room for its journal. */
const lowDiskBytes = 100 * 1024 * 1024;

export interface WorkerStagesOptions {
  readonly app: App;
  readonly config: Config;
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Makes the alerts around a way to send one, and a voice. */
  alerts(ways: Pick<AlertsOptions, 'send' | 'voice'>): Promise<Alerts>;
}

export interface WorkerStages
  extends Pick<WorkerOptions, 'collect' | 'publish' | 'remind' | 'drain' | 'takenSlots' | 'alerts'> {
  /** The configuration that was used last. */
  config(): Config;
  /** What the last visit to each feed of a digest came to; before the first one, what is remembered. */
  lastOutcomes(config: Config, settings: DigestSettings): Promise<readonly FeedOutcome[]>;
}

/** The stages as the worker calls them: each over the same store, with the same deliverer and alerts. */
export async function createWorkerStages(options: WorkerStagesOptions): Promise<WorkerStages> {
  const { app, store, log, metrics } = options;
  let { config } = options;
  /** What the last visit to each feed came to, by URL. */
  const outcomes = new Map<string, FeedOutcome>();
  const alerts = await options.alerts({
    send: (alert) => sendAlert(alert),
    voice: () => ({ language: config.language, timezone: programZone(config) }),
  });
  const tellDelivery = createDeliveryAlerts({ store, alerts, clock: app.clock });
  const deliverer = await app.deliverer(config, store, (event) => {
    logDelivery(log, event);
    metrics.delivered(event, app.clock.now());
    void tellDelivery(event);
  });

  async function sendAlert({ text, mention }: OutgoingAlert): Promise<void> {
    log.error({ alert: text }, 'alert');
    if (config.secret(alertVariable) === undefined) return;
    const mentions = mention ? mentionsOf(config.environment.alertMention) : undefined;
    await store.enqueue([alertMessage(JSON.stringify(textPayload(text, mentions)), app.clock.now())]);
    // Not awaited: an alert goes its own way, and whoever raised it goes on.
    void deliverer.drain({ signal: app.signal }).catch((error: unknown) => log.warn({ err: error }, 'alert not sent'));
  }

  async function collect({ config: current, kind, signal }: Parameters<WorkerOptions['collect']>[0]): Promise<void> {
    config = current;
    const wanted =
      kind === 'failed' ? current.feeds.filter((feed) => outcomes.get(feed.url)?.kind === 'failed') : current.feeds;
    const collection = await app.collect({ ...current, feeds: wanted }, store, {
      everyFeed: kind === 'failed',
      signal,
    });
    metrics.collected(collection);
    for (const outcome of collection.outcomes) outcomes.set(outcome.feed.url, outcome);
    logCollection(
      log,
      collection.outcomes,
      collection.newItems,
      collection.finishedAt.getTime() - collection.startedAt.getTime(),
    );
    await store.forgetHistory(new Date(app.clock.now().getTime() - historyMs));
    await tellFeeds(await store.feedStates(), current);
    await tellDisk(current);
  }

  async function tellFeeds(states: ReadonlyMap<string, FeedState>, current: Config): Promise<void> {
    const now = app.clock.now();
    const feeds = current.feeds.filter((feed) => feed.enabled);
    const ailing = feeds.flatMap((feed) => ailingFeed(feed, states.get(feed.url), now) ?? []);
    const ill = new Set(ailing.map(({ url }) => url));
    await alerts.feeds(
      ailing,
      feeds.filter(({ url }) => !ill.has(url)).map((feed) => recoveredFeed(feed, outcomes)),
    );
  }

  async function tellDisk({ environment: { dataDir }, collect: { keepMs } }: Config): Promise<void> {
    const { bavail, blocks, bfree, bsize } = await statfs(dataDir);
    const freeBytes = bavail * bsize;
    if (freeBytes < lowDiskBytes) {
      await alerts.raise({ kind: 'disk', freeBytes, usedBytes: (blocks - bfree) * bsize, keepMs });
    } else await alerts.clear('disk', { kind: 'disk-free', freeBytes });
  }

  async function lastOutcomes(current: Config, settings: DigestSettings): Promise<readonly FeedOutcome[]> {
    const states = await store.feedStates();
    const now = app.clock.now();
    return feedsOf(settings, current.feeds).map(
      (feed) => outcomes.get(feed.url) ?? rememberedOutcome(feed, states, now),
    );
  }

  async function publish(request: PublishRequest): Promise<Published> {
    const published = await composeAndStore(request);
    metrics.published(request.settings.id, published);
    return published;
  }

  async function composeAndStore({ config: current, settings, slot, late }: PublishRequest): Promise<Published> {
    config = current;
    const feedOutcomes = await lastOutcomes(current, settings);
    const instant = app.clock.now();
    const composition = await composeSlot({
      config: current,
      settings,
      store,
      slot,
      instant,
      late,
      feedOutcomes,
      limits: app.limits,
    });
    const { coverage } = composition.digest;
    const digest = { id: settings.id, title: settings.title, slot: slot.local };
    if (coverage.items === 0 && feedOutcomes.every((outcome) => outcome.kind === 'failed')) {
      const catchUpUntil = new Date(slot.instant.getTime() + settings.catchUpMs);
      return { kind: 'again', alert: { kind: 'feeds-down', digest, feeds: feedOutcomes.length, catchUpUntil } };
    }
    const decisions = decisionsOf(composition, current.feeds);
    await storeEdition({ store, composition, decisions, composedAt: instant, further: false, toBody: app.toBody });
    const stories = decisions.stories.length;
    if (coverage.thin) {
      await alerts.raise({ kind: 'thin', digest, ...coverage, stories, cause: undefined });
    } else await alerts.clear(`thin:${settings.id}`, { kind: 'covered', digest, ...coverage });
    return { kind: 'stored', stories };
  }

  async function remind({ reminder, slot }: RemindRequest): Promise<void> {
    const createdAt = app.clock.now();
    await store.enqueue(reminder.webhooks.map((webhook) => reminderMessage(webhook, { reminder, slot, createdAt })));
  }

  return {
    config: () => config,
    lastOutcomes,
    alerts,
    collect,
    publish,
    remind,
    drain: ({ signal }) => deliverer.drain({ signal }),
    takenSlots: async (digestId) => (await store.editions({ digestId, limit: 60 })).map(({ slot }) => slot.local),
  };
}

const alertVariable = 'ALERT_WEBHOOK_URL';

type NewMessage = Parameters<Store['enqueue']>[0][number];

function alertMessage(body: string, createdAt: Date): NewMessage {
  const giveUpAt = new Date(createdAt.getTime() + dayMs);
  const group = `alert@${createdAt.getTime()}`;
  return { ...alone(body, createdAt, giveUpAt), webhook: alertVariable, group, priority: 'alert' };
}

/** Its group is the slot's, so that it is stored once however often it is asked for. */
function reminderMessage(
  webhook: string,
  { reminder, slot, createdAt }: Pick<RemindRequest, 'reminder' | 'slot'> & { readonly createdAt: Date },
): NewMessage {
  const body = JSON.stringify(textPayload(reminder.text, mentionsOf(reminder.mention)));
  const giveUpAt = new Date(createdAt.getTime() + dayMs / 4);
  return {
    ...alone(body, createdAt, giveUpAt),
    webhook,
    group: `reminder:${reminder.id}@${slot.local}@${webhook}`,
    priority: 'normal',
  };
}

function alone(body: string, createdAt: Date, giveUpAt: Date): Omit<NewMessage, 'webhook' | 'group' | 'priority'> {
  return {
    part: 1,
    parts: 1,
    body,
    storyIds: [] as OutboxMessage['storyIds'],
    createdAt,
    giveUpAt,
    catchUpUntil: giveUpAt,
  };
}

/** After a restart nothing was visited yet by this process: what the last one found still counts. */
function rememberedOutcome(feed: Feed, states: ReadonlyMap<string, FeedState>, until: Date): FeedOutcome {
  const state = states.get(feed.url);
  const failing = state === undefined || state.failure !== undefined;
  return { feed, status: undefined, durationMs: 0, kind: 'resting', until, failing };
}

function ailingFeed({ url, name }: Feed, state: FeedState | undefined, now: Date): AilingFeed | undefined {
  const { verdict, what } = judgeFeed(state, now);
  const days = (since: Date | undefined) => Math.floor((now.getTime() - (since ?? now).getTime()) / dayMs);
  switch (verdict) {
    case 'failing':
    case 'html':
      return { url, name, trouble: { kind: 'failing', days: days(state?.failingSince), what } };
    case 'silent': {
      const usualDays = Math.max(1, Math.round((state?.cadenceMs ?? dayMs) / dayMs));
      return { url, name, trouble: { kind: 'silent', usualDays, days: days(state?.lastNewItemAt) } };
    }
    case 'moved':
      return { url, name, trouble: { kind: 'moved' } };
    case 'ok':
    case 'empty':
    case 'shrunk':
    case 'lying-stamps':
      return undefined;
  }
}

function recoveredFeed({ url, name }: Feed, outcomes: ReadonlyMap<string, FeedOutcome>): RecoveredFeed {
  const outcome = outcomes.get(url);
  return { url, name, newItems: outcome?.kind === 'read' ? outcome.newItems : 0 };
}

function logCollection(log: Logger, outcomes: readonly FeedOutcome[], newItems: number, durationMs: number): void {
  const counts = Object.fromEntries(
    [...Map.groupBy(outcomes, ({ kind }) => kind)].map(([kind, of]) => [kind, of.length]),
  );
  log.info({ ...counts, newItems, durationMs }, 'collection done');
  for (const outcome of outcomes) {
    // What a stop cut short is no fault of the feed.
    if (outcome.kind !== 'failed' || outcome.failure.code === 'stopped') continue;
    const { feed, failure, status, durationMs: tookMs } = outcome;
    log.warn({ feed: feed.name, code: failure.code, status, what: failure.what.en, durationMs: tookMs }, 'feed failed');
  }
}
