import type { Outlook } from '../edition/outlook.ts';
import { digestCommand } from '../ground/command-name.ts';
import { dayAndTime } from '../ground/day-and-time.ts';
import { sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';

/** The outlook for `status --json`: slots in ISO 8601 with the digest's offset. */
export interface OutlookView {
  /** null: nothing is due. */
  readonly due: string | null;
  readonly next: string | null;
  /** Slots before `next` that the worker skips, because their day already has an edition. */
  readonly skipped: readonly string[];
}

export function outlookView({ due, next, skipped }: Outlook): OutlookView {
  return { due: due?.iso ?? null, next: next?.iso ?? null, skipped: skipped.map(({ iso }) => iso) };
}

/** `下一期 2月2日 周一 09:00`, with missing and skipped slots before it. */
export function outlookText({ due, next, skipped }: OutlookView, timezone: string, language: Language): string {
  const say = sayIn(language);
  const when = (iso: string) => dayAndTime(new Date(iso), timezone, language);
  const missing =
    due === null || due === next
      ? []
      : [
          say(
            `${when(due)} 这期还没有发（现在发：${digestCommand} run）`,
            `the edition of ${when(due)} is not sent yet (to send it now: ${digestCommand} run)`,
          ),
        ];
  const coming = next === null ? say('下一期 —', 'next —') : say(`下一期 ${when(next)}`, `next ${when(next)}`);
  const left = skipped.map((iso) =>
    say(
      `${when(iso)} 不再发：当天已经发过一期（要再发：${digestCommand} run --force）`,
      `${when(iso)} is skipped, because that day already has an edition (to send another: ${digestCommand} run --force)`,
    ),
  );
  return [...missing, coming, ...left].join(' · ');
}
