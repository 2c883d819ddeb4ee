import { sayIn } from '../ground/say.ts';
import type { FeedState, Language } from '../model.ts';
import { isUnread } from './arrivals.ts';
import type { StatusReport } from './status.ts';

export type AilingRow = Pick<StatusReport['feeds'][number], 'name' | 'url' | 'verdict' | 'cause' | 'remedy'>;

/** Feeds with the same problem, and its remedy. */
export interface FeedCause<Row extends AilingRow = AilingRow> {
  /** Stable, for links: the verdict and the failure's code. */
  readonly id: string;
  /** `3 个读不到：连接超时` */
  readonly title: string;
  readonly remedy: string;
  /** Whether they cannot be read, or only provide less. */
  readonly isUnread: boolean;
  readonly feeds: readonly Row[];
}

/** Groups feeds with problems by cause. Unreadable feeds come first, then larger groups. */
export function feedCauses<Row extends AilingRow>(
  feeds: readonly Row[],
  states: ReadonlyMap<string, Pick<FeedState, 'failure'>>,
  language: Language,
): readonly FeedCause<Row>[] {
  const groups = Map.groupBy(
    feeds.filter(({ verdict }) => verdict !== 'ok'),
    ({ verdict, cause }) => (cause === null ? verdict : `${verdict}-${cause}`),
  );
  return [...groups]
    .map(([id, those]) => {
      const [first] = those;
      const failure = first === undefined ? undefined : states.get(first.url)?.failure?.what[language];
      return {
        id,
        title: titleOf(first?.verdict ?? '', whoOf(those, language), failure, language),
        remedy: first?.remedy ?? '',
        isUnread: first !== undefined && isUnread(first),
        feeds: those,
      };
    })
    .sort((a, b) => Number(b.isUnread) - Number(a.isUnread) || b.feeds.length - a.feeds.length);
}

/** The name of a single feed, and the number of several. */
function whoOf(feeds: readonly AilingRow[], language: Language): string {
  const [first, ...others] = feeds;
  if (first !== undefined && others.length === 0) return language === 'en' ? first.name : `${first.name} `;
  return language === 'en' ? String(feeds.length) : `${feeds.length} 个`;
}

function titleOf(verdict: string, who: string, failure: string | undefined, language: Language): string {
  const say = sayIn(language);
  switch (verdict) {
    case 'failing':
    case 'html':
      return failure === undefined
        ? say(`${who}读不到`, `${who} cannot be read`)
        : say(`${who}读不到：${failure}`, `${who} cannot be read: ${failure}`);
    case 'moved':
      return say(`${who}换了地址`, `${who} moved to another address`);
    case 'silent':
      return say(`${who}很久没有新内容`, `${who} had nothing new for a long time`);
    case 'empty':
      return say(`${who}读得到，但是空的`, `${who} answered without any item`);
    case 'shrunk':
      return say(`${who}内容变少`, `${who} with fewer items than usual`);
    default:
      return say(`${who}时间或标识不可靠`, `${who} with unreliable dates or ids`);
  }
}
