import { digestCommand } from '../ground/command-name.ts';
import { sayIn } from '../ground/say.ts';
import type { FeedFailure, Language, Phrase } from '../model.ts';

export interface FailedFeed {
  readonly name: string;
  readonly failure: FeedFailure;
}

/** At least this many feeds with the same failure share one line. */
const many = 4;

/**
 * The failures of feeds with their remedies. Feeds with the same failure are grouped unless `all`.
 * @param ran the command that prints them; the advice to run it is omitted
 */
export function failureLines(
  failed: readonly FailedFeed[],
  { language, all = false, ran }: { readonly language: Language; readonly all?: boolean; readonly ran?: string },
): readonly string[] {
  const say = sayIn(language);
  const remedyLine = ({ remedy }: FeedFailure) =>
    ran !== undefined && remedy[language].includes(ran) ? '' : `\n      ${remedy[language]}`;
  const groups = [...Map.groupBy(failed, ({ failure }) => failure.code).values()];
  return groups.flatMap((group) => {
    const [first] = group;
    if (all || group.length < many || first === undefined) {
      return group.map(({ name, failure }) => `  x ${name}  ${failure.what[language]}${remedyLine(failure)}`);
    }
    const names = group.map(({ name }) => name).join(say('、', ', '));
    const count = say(`${group.length} 个源`, `${group.length} feeds`);
    return [
      `  x ${count}${say('：', ': ')}${names}\n      ${first.failure.what[language]} …${remedyLine(first.failure)}`,
    ];
  });
}

export const nothingRead: Phrase = {
  'zh-CN': `一个源也没读到，多半是断网或代理不通：${digestCommand} check --online 会告诉你哪里不通。`,
  en: `No feed could be read. Most likely the network or the proxy fails; to see where: ${digestCommand} check --online`,
};

/** Whether so few feeds can be read (less than a third of at least three) that the network must be the cause. */
export function isOutage(read: number, total: number): boolean {
  return total >= 3 && read * 3 < total;
}
