import { digestCommand } from '../ground/command-name.ts';
import { sayIn } from '../ground/say.ts';
import type { FeedFailure, Language, Phrase } from '../model.ts';

export interface FailedFeed {
  readonly name: string;
  readonly failure: FeedFailure;
}

/** From so many on, feeds that fail in the same way are shown together. */
const many = 4;

/**
 * What is wrong with feeds and what to do, for people; feeds with the same cause are grouped unless `all`.
 * @param ran the command that shows them: advice to run it is left out
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
  en: `No feed could be read: most likely the network or the proxy. ${digestCommand} check --online tells where.`,
};

/** When fewer than a third of at least three feeds can be read, it is the network and not the feeds. */
export function isOutage(read: number, total: number): boolean {
  return total >= 3 && read * 3 < total;
}
