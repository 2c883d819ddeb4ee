import { outlookOf } from '../edition/outlook.ts';
import { minuteMs } from '../ground/durations.ts';
import type { CollectStage } from './collect-stage.ts';
import type { StageOptions } from './stage-options.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Digests within this time are prepared; the collection before a digest begins ten minutes ahead. */
const nearMs = 15 * minuteMs;

/**
 * Asks the language model right after the collection before a digest. At the digest's slot the answers are cached, so a
 * slow model does not delay the digest. Without a provider it does nothing.
 */
export function createWarmStage(
  { world, settings, store, log }: Omit<StageOptions, 'alerts' | 'metrics'>,
  { lastOutcomes }: Pick<CollectStage, 'lastOutcomes'>,
): NonNullable<WorkerOptions['warm']> {
  return async () => {
    const config = settings.now();
    if (config.environment.llm === undefined) return;
    for (const digest of config.digests) {
      try {
        const now = world.clock.now();
        const slot = (await outlookOf(config, digest, { store, now })).next;
        if (slot === undefined || slot.instant.getTime() - now.getTime() > nearMs) continue;
        const { text } = await world.compose(config, store, {
          settings: digest,
          slot,
          instant: slot.instant,
          feedOutcomes: await lastOutcomes(digest),
        });
        log.debug({ digest: digest.id, headlines: text?.headlines.size ?? 0 }, 'language model asked in advance');
      } catch (error) {
        log.warn({ err: error, digest: digest.id }, 'language model could not be asked in advance');
      }
    }
  };
}
