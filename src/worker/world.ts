import type { Collection } from '../collect/collect.ts';
import type { Config } from '../config/config.ts';
import type { FeedFinder } from '../control/found-feed.ts';
import type { Deliverer, DeliveryEvent } from '../deliver/deliver.ts';
import type { ComposedSlot, EditionRequest } from '../edition/edition.ts';
import type { Clock, Feed, Message, MessageLimits, ModelStatus, Outcome } from '../model.ts';
import type { Store } from '../store/store.ts';

/** What the worker's stages do to the world. The composition root gives it. */
export interface WorkerWorld extends FeedFinder {
  readonly clock: Clock;
  /** Aborts when the program is told to stop. */
  readonly signal: AbortSignal;
  readonly limits: MessageLimits;
  collect(
    config: Config,
    store: Store,
    options: {
      /** Which to visit; at most those of the configuration. */
      readonly feeds: readonly Feed[];
      /** Also visit feeds that are not due yet. */
      readonly everyFeed: boolean;
      readonly signal: AbortSignal;
    },
  ): Promise<Collection>;
  /** Composes an edition from the store and stores nothing. */
  compose(config: Config, store: Store, request: EditionRequest): Promise<ComposedSlot>;
  /** @param config asked at each use */
  deliverer(config: () => Config, store: Store, onEvent: (event: DeliveryEvent) => void): Promise<Deliverer>;
  /** The language model that is set and what it cost today; undefined without one. */
  modelStatus(config: Pick<Config, 'environment'>): Promise<ModelStatus | undefined>;
  /** The folder that relative paths are read from. */
  readonly cwd: string;
  /** What is stored of a message for the room behind a variable: one body, or one for each recipient. */
  toBodies(config: Config, webhook: string, message: Pick<Message, 'msgtype' | 'content'>): readonly string[];
  /** One POST past the outbox, for the trouble that keeps an alert out of it. It never rejects. */
  post(config: Config, webhook: string, body: string): Promise<Outcome>;
}
