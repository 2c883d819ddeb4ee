import type { Config } from '../config/config.ts';
import { outlookOf } from '../edition/outlook.ts';
import { timetableOf } from '../edition/slot.ts';
import { minuteMs } from '../ground/durations.ts';
import { orNothing } from '../ground/or-nothing.ts';
import type { DigestSettings } from '../model.ts';
import { nextSlot } from '../schedule/slots.ts';
import type { CollectStage } from './collect-stage.ts';
import type { WorkerOptions } from './worker-options.ts';
import type { StageOptions } from './world.ts';

/** The collection before a digest begins ten minutes ahead. */
const nearMs = 15 * minuteMs;

/** How many digests, the next ones, are composed ahead. Others share what the process has read of their items. */
const mostAhead = 20;

/**
 * Composes the coming editions right after a collection and keeps what the items show: their kinds and topics, and which
 * are one story. At its slot, an edition then only filters, ranks, selects and renders. After the collection before a
 * digest, the language model is asked too: its answers are cached, so a slow model does not delay the digest.
 */
export function createAheadStage(
  { world, settings, store, log }: Omit<StageOptions, 'alerts' | 'metrics'>,
  { lastOutcomes, takeNews }: Pick<CollectStage, 'lastOutcomes' | 'takeNews'>,
): NonNullable<WorkerOptions['composeAhead']> {
  return async (collection) => {
    const config = settings.now();
    const hasModel = config.environment.llm !== undefined && collection === 'digest';
    const hasNews = takeNews();
    if (!hasNews && collection !== 'digest') return;
    for (const [place, digest] of comingFirst(config, world.clock.now()).entries()) {
      if (world.signal.aborted || (place >= mostAhead && !hasModel)) return;
      try {
        const now = world.clock.now();
        const slot = (await outlookOf(config, digest, { store, now })).next;
        if (slot === undefined) continue;
        const isNear = slot.instant.getTime() - now.getTime() <= nearMs;
        if (!isNear && (!hasNews || place >= mostAhead)) continue;
        const composed = world.compose(config, store, {
          settings: digest,
          slot,
          // Whoever looks at a later edition before then sees it as of now.
          instant: isNear ? slot.instant : now,
          feedOutcomes: await lastOutcomes(digest),
          isAhead: true,
          isOffline: !(isNear && hasModel),
        });
        // A composition cannot be interrupted, and a worker that stops need not wait for this one.
        const composition = await orNothing(composed, world.signal);
        const headlines = composition?.text?.headlines.size ?? 0;
        log.debug({ digest: digest.id, headlines }, 'digest composed ahead');
      } catch (error) {
        log.warn({ err: error, digest: digest.id }, 'digest could not be composed ahead');
      }
    }
  };
}

/** The digests in the order of their next slots. */
function comingFirst(config: Config, now: Date): readonly DigestSettings[] {
  const at = (digest: DigestSettings) => nextSlot(timetableOf(digest, config), now)?.instant.getTime();
  return config.digests
    .map((digest) => ({ digest, at: at(digest) ?? Number.MAX_SAFE_INTEGER }))
    .sort((a, b) => a.at - b.at)
    .map(({ digest }) => digest);
}
