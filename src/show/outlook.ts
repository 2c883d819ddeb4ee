import type { Outlook } from '../edition/outlook.ts';
import { digestCommand } from '../ground/command-name.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import { sayIn } from '../ground/say.ts';
import type { Language, Slot } from '../model.ts';
import type { Store } from '../store/store.ts';
import type { Api } from './api.ts';

/**
 * The outlook for `status --json`, with `due` null when nothing is due. `skipped` are slots before `next` that the worker
 * skips, because their day already has an edition.
 */
type OutlookView = Pick<Api['status']['digests'][number], 'due' | 'next' | 'skipped'>;

export function outlookView({ due, next, skipped }: Outlook): OutlookView {
  return { due: due?.iso ?? null, next: next?.iso ?? null, skipped: skipped.map(({ iso }) => iso) };
}

interface OutlookScope {
  readonly digestId: string;
  readonly timezone: string;
  readonly language: Language;
  /** Whether the configuration has other digests: then commands name this one. */
  readonly isOneOfSeveral: boolean;
  /** The slots whose editions are held by a person, of all digests. */
  readonly held: readonly Slot[];
}

export async function heldSlots(store: Pick<Store, 'drafts'>): Promise<readonly Slot[]> {
  return (await store.drafts()).filter(({ decision }) => decision === 'held').map(({ slot }) => slot);
}

/** `下一期 2月2日 周一 09:00`, with missing and skipped slots before it. */
export function outlookText({ due, next, skipped }: OutlookView, scope: OutlookScope): string {
  const { digestId, timezone, language, isOneOfSeveral, held } = scope;
  const say = sayIn(language);
  const when = (iso: string) => dayAndTime(new Date(iso), timezone, language);
  const run = `${digestCommand} run${isOneOfSeveral ? ` --digest ${digestId}` : ''}`;
  const isHeld = held.some((slot) => slot.digestId === digestId && slot.iso === due);
  const coming = next === null ? say('下一期 —', 'next —') : say(`下一期 ${when(next)}`, `next ${when(next)}`);
  const missing = (slot: string) =>
    isHeld
      ? say(
          `${when(slot)} 这期被扣住了（放行：${run} --force）`,
          `the edition of ${when(slot)} is held by a person (to release it: ${run} --force)`,
        )
      : say(
          `${when(slot)} 这期还没有发（现在发：${run}）`,
          `the edition of ${when(slot)} is not sent yet (to send it now: ${run})`,
        );
  const left = skipped.map((iso) =>
    say(
      `${when(iso)} 不再发：当天已经发过一期（要再发：${run} --force）`,
      `${when(iso)} is skipped, because that day already has an edition (to send another: ${run} --force)`,
    ),
  );
  return [...(due === null || due === next ? [] : [missing(due)]), coming, ...left].join(' · ');
}
