import type { Logger } from 'pino';
import type { Collection } from '../collect/collect.ts';
import type { Config } from '../config/config.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import type { FeedFinder } from '../control/found-feed.ts';
import type { Deliverer } from '../deliver/deliver.ts';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import type { ComposedSlot, EditionRequest } from '../edition/edition.ts';
import type { Clock, Feed, ModelProbe, ModelStatus, Outcome } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import type { Metrics } from '../server/metrics.ts';
import type { Store } from '../store/store.ts';

/** The side effects of the worker's stages, supplied by the composition root. */
export interface WorkerWorld extends FeedFinder {
  readonly clock: Clock;
  /** Aborts on SIGTERM and SIGINT, with the signal's name as reason. The request in flight is finished first. */
  readonly signal: AbortSignal;
  collect(
    config: Config,
    store: Store,
    options: {
      /** The feeds to visit, a subset of the configured ones. */
      readonly feeds: readonly Feed[];
      /** Also visit feeds that are not due yet. */
      readonly everyFeed: boolean;
      /** A part of a collection; the caller that divided it removes old items. @default false */
      readonly isPart?: boolean;
      readonly signal: AbortSignal;
    },
  ): Promise<Collection>;
  /** Composes an edition from the store and stores nothing. */
  compose(config: Config, store: Store, request: EditionRequest): Promise<ComposedSlot>;
  /** @param config asked at each use */
  deliverer(config: () => Config, store: Store, onEvent: (event: DeliveryEvent) => void): Promise<Deliverer>;
  /** The configured language model and its usage today; undefined without one. */
  modelStatus(config: Pick<Config, 'environment'>): Promise<ModelStatus | undefined>;
  /** Asks each configured language model one question. It takes up to a minute. */
  probeModels(config: Config): Promise<readonly ModelProbe[]>;
  /** The folder to which relative paths refer. */
  readonly cwd: string;
  /** One POST that bypasses the outbox, for alerts when the outbox itself fails. It never rejects. */
  post(config: Config, webhook: string, body: string): Promise<Outcome>;
}

/** The options that all stages share. */
export interface StageOptions {
  readonly world: WorkerWorld;
  readonly settings: SettingsInForce;
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly alerts: Alerts;
}
