/** Composes editions before their slot, so that a person can review them (a digest's `hold`). */
import { alertVariable } from '../config/environment.ts';
import { isBlind } from '../edition/edition.ts';
import { outlookOf } from '../edition/outlook.ts';
import { beginReview, writeReview } from '../edition/review.ts';
import { digestPath } from '../ground/edition-path.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, Slot } from '../model.ts';
import { operatorMessages } from '../operator/alert-route.ts';
import { textBodies } from '../operator/text-bodies.ts';
import type { CollectStage } from './collect-stage.ts';
import type { Drafts } from './worker-options.ts';
import type { StageOptions } from './world.ts';

export function createDraftStage(
  { world, settings, store, log }: Omit<StageOptions, 'alerts'>,
  { lastOutcomes }: Pick<CollectStage, 'lastOutcomes'>,
  /** Starts sending the waiting messages. */
  sendSoon: () => void,
): Drafts {
  async function stateOf(slot: Slot) {
    const draft = await store.draft(slot);
    if (draft === undefined) return undefined;
    return draft.decision === 'held' ? 'held' : 'waiting';
  }

  return {
    stateOf,
    async released() {
      const known = new Set(settings.now().digests.map(({ id }) => id));
      const released = (await store.drafts()).filter(({ decision }) => decision === 'released');
      return released.map(({ slot }) => slot.digestId).filter((id) => known.has(id));
    },
    async prepare({ settings: digest, slot }) {
      if (!(await exists(digest, slot))) return 'none';
      await tell(digest, slot);
      return 'waiting';
    },
  };

  /** Makes the draft unless there is one. @returns whether there is a draft */
  async function exists(digest: DigestSettings, slot: Slot): Promise<boolean> {
    if ((await stateOf(slot)) !== undefined) return true;
    const config = settings.now();
    const instant = world.clock.now();
    // The day already has its digest, or the slot was moved in the meantime.
    if ((await outlookOf(config, digest, { store, now: instant })).next?.local !== slot.local) return false;
    const composition = await world.compose(config, store, {
      settings: digest,
      slot,
      instant,
      feedOutcomes: await lastOutcomes(digest),
      isAnew: true,
    });
    // Without stories there is no draft: the edition is composed at its slot, when stories may have arrived.
    if (isBlind(composition) || composition.digest.sections.length === 0) return false;
    const content = writeReview(beginReview(composition));
    await store.saveDraft({ slot, composedAt: instant, decision: 'open', version: 1, content });
    return true;
  }

  /**
   * The message's group is the slot, so that it is stored only once, even after a crash between the two steps. It is given
   * up at the slot: then the edition is sent, and the link leads nowhere.
   */
  async function tell({ id, title, language }: DigestSettings, slot: Slot): Promise<void> {
    const { secret, environment } = settings.now();
    const say = sayIn(language);
    const time = slot.local.slice(11);
    const link = `${environment.pageUrl}/review/${digestPath(id).split('/')[1]}/${slot.local}`;
    const text = say(
      `【审稿】${title} ${time} 这一期排好了，到点自动发。\n要改或扣住：${link}`,
      `[Review] ${title} of ${time} is composed and goes out by itself.\nTo change or hold it: ${link}`,
    );
    log.info({ digest: id, slot: slot.iso }, 'digest waits for review');
    const address = secret(alertVariable);
    if (address === undefined) return;
    const group = { kind: 'alert', id: `review ${id}@${slot.local}` } as const;
    const bodies = textBodies(text, { address, language });
    const messages = operatorMessages(bodies, { group, createdAt: world.clock.now(), giveUpAt: slot.instant });
    const stored = await store.enqueue(messages);
    if (stored.length > 0) sendSoon();
  }
}
