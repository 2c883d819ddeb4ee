import { digestCommand } from '../ground/command-name.ts';
import { sayIn } from '../ground/say.ts';
import type { Feed, FeedFailure, Language, Phrase } from '../model.ts';

interface FailedFeed {
  readonly feed: Pick<Feed, 'name'>;
  /** undefined: it can be read, and is left out. */
  readonly failure: FeedFailure | undefined;
}

/**
 * The failures of feeds with their remedies. Feeds with the same failure are grouped unless `all`.
 * @param ran the command that prints them; the advice to run it is omitted
 */
export function failureLines(
  failed: readonly FailedFeed[],
  { language, all = false, ran }: { readonly language: Language; readonly all?: boolean; readonly ran?: string },
): readonly string[] {
  const faults = failed.flatMap(({ feed: { name }, failure }) => {
    if (failure === undefined) return [];
    const { code, what, remedy } = failure;
    const isNews = ran === undefined || !remedy[language].includes(ran);
    return { name, cause: all ? undefined : code, what: what[language], remedy: isNews ? remedy[language] : '' };
  });
  return faultLines(faults, { language, mark: 'x ' });
}

/** A feed with something to check, in the language of the reader. */
interface FeedFault {
  readonly name: string;
  /** Many feeds with the same cause share one entry; undefined: this feed always has its own. */
  readonly cause: string | undefined;
  readonly what: string;
  /** On its own line; empty: there is none. */
  readonly remedy: string;
}

/** At least this many feeds with the same cause share one entry. */
const many = 4;

/** @param mark before each entry */
export function faultLines(
  faults: readonly FeedFault[],
  { language, mark = '' }: { readonly language: Language; readonly mark?: string },
): readonly string[] {
  const say = sayIn(language);
  const entry = (names: string, what: string, remedy: string) =>
    `  ${mark}${names}${what}${remedy === '' ? '' : `\n      ${remedy}`}`;
  return [...Map.groupBy(faults, ({ cause, name }) => cause ?? name).values()].flatMap((group) => {
    const [first] = group;
    if (group.length < many || first?.cause === undefined) {
      return group.map(({ name, what, remedy }) => entry(`${name}  `, what, remedy));
    }
    const names = group.map(({ name }) => name).join(say('、', ', '));
    const count = say(`${group.length} 个源：`, `${group.length} feeds: `);
    return [entry(`${count}${names}\n      `, `${first.what} …`, first.remedy)];
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
