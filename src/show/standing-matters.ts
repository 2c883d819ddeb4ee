import { dayMs } from '../ground/durations.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import type { NowScope } from './now-scope.ts';

/** A standing alert: its text, and the robot whose address must be replaced, if that is the remedy. */
export interface StandingMatter {
  readonly isBad: boolean;
  readonly head: string;
  readonly lines: readonly string[];
  readonly since: Date;
  readonly robot: { readonly webhook: string; readonly name: string } | undefined;
}

/** Worst first. */
export function standingMatters(
  alerts: ReadonlyMap<string, StandingAlert>,
  { nameOf, now }: NowScope,
): readonly StandingMatter[] {
  return [...alerts]
    .filter(([, { event, raisedAt }]) => !event || now.getTime() - raisedAt.getTime() < dayMs)
    .map(([subject, { text, raisedAt, event }]) => {
      const [head = '', ...lines] = text.split('\n');
      const [kind, webhook] = subject.split(':', 2);
      const isBad =
        /^(robot-refused|messages-late|feeds-down|database|part-lost|missed)$/.test(kind ?? '') &&
        !(event && kind === 'missed');
      const robot = kind === 'robot-refused' && webhook !== undefined ? { webhook, name: nameOf(webhook) } : undefined;
      return {
        isBad,
        head: head.replace(/^【(.*?)】/, '$1：').replace(/^\[(.*?)\] /, '$1: '),
        lines,
        since: raisedAt,
        robot,
      };
    })
    .sort((a, b) => Number(b.isBad) - Number(a.isBad));
}
