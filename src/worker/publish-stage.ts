import type { Config } from '../config/config.ts';
import { bodiesFor } from '../deliver/rooms/rooms.ts';
import { isBlind, storeEdition } from '../edition/edition.ts';
import type { TextAnswer } from '../model.ts';
import { commonFailure } from '../operator/feed-watch.ts';
import type { Published } from '../operator/published.ts';
import { isOnItsWay } from '../show/message-states.ts';
import type { Edition } from '../store/store.ts';
import type { CollectStage } from './collect-stage.ts';
import { watchModel } from './model-watch.ts';
import type { PublishRequest, WorkerOptions } from './worker-options.ts';
import type { StageOptions } from './world.ts';

interface PublishStageOptions extends Omit<StageOptions, 'metrics' | 'alerts'> {
  readonly alerts: Pick<StageOptions['alerts'], 'raise' | 'clear'>;
}

/** Composes the edition of a slot from the stored items and stores it. */
export function createPublishStage(
  { world, settings, store, log, alerts }: PublishStageOptions,
  { lastOutcomes }: Pick<CollectStage, 'lastOutcomes'>,
): WorkerOptions['publish'] {
  return publish;

  /** Failures here must not affect the edition. */
  async function tellModel(answer: TextAnswer | undefined, config: Config): Promise<void> {
    try {
      await watchModel({ store, alerts }, answer, await world.modelStatus(config));
    } catch (error) {
      log.warn({ err: error }, 'language model could not be monitored');
    }
  }

  async function publish({ settings: digest, slot, late, further = false }: PublishRequest): Promise<Published> {
    const present = await store.edition(digest.id, slot.local);
    if (present !== undefined && !(further && !isOnItsWay(present))) return storedAs(present);
    const number = (present?.number ?? 0) + 1;
    if (number === 1 && (await store.draft(slot))?.decision === 'held') return { kind: 'held' };
    const feedOutcomes = await lastOutcomes(digest);
    const config = settings.now();
    const instant = world.clock.now();
    const request = { settings: digest, slot, instant, late, feedOutcomes, number };
    const composition = await world.compose(config, store, request);
    const { coverage } = composition.digest;
    const named = { id: digest.id, title: digest.title, slot: slot.local };
    if (isBlind(composition)) {
      const catchUpUntil = new Date(slot.instant.getTime() + digest.catchUpMs);
      return { kind: 'again', alert: { kind: 'feeds-down', digest: named, feeds: coverage.feeds, catchUpUntil } };
    }
    if (number > 1 && composition.digest.sections.length === 0) return { kind: 'stored', stories: 0, messages: [] };
    const edition =
      (await storeEdition({
        store,
        config,
        settings: digest,
        composition,
        composedAt: instant,
        number,
        bodiesFor,
      })) ?? (await store.edition(digest.id, slot.local));
    if (edition === undefined) throw new Error(`Expected the stored edition of ${slot.iso}, found none`);
    await tellModel(composition.text, config);
    const stories = edition.decisions.stories.length;
    if (coverage.thin) {
      await alerts.raise({ kind: 'thin', digest: named, ...coverage, stories, cause: commonFailure(feedOutcomes) });
    } else await alerts.clear({ kind: 'covered', digest: named, ...coverage });
    return storedAs(edition);
  }
}

function storedAs({ decisions, messages }: Edition): Published {
  return { kind: 'stored', stories: decisions.stories.length, messages: messages.map(({ id }) => id) };
}
