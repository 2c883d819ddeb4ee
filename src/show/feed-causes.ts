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
        title: titleOf(first?.verdict ?? '', those.length, failure, language),
        remedy: first?.remedy ?? '',
        isUnread: first !== undefined && isUnread(first),
        feeds: those,
      };
    })
    .sort((a, b) => Number(b.isUnread) - Number(a.isUnread) || b.feeds.length - a.feeds.length);
}

function titleOf(verdict: string, count: number, failure: string | undefined, language: Language): string {
  const say = sayIn(language);
  switch (verdict) {
    case 'failing':
    case 'html':
      return failure === undefined
        ? say(`${count} 个读不到`, `${count} cannot be read`)
        : say(`${count} 个读不到：${failure}`, `${count} cannot be read: ${failure}`);
    case 'moved':
      return say(`${count} 个换了地址`, `${count} moved to another address`);
    case 'silent':
      return say(`${count} 个很久没有新内容`, `${count} had nothing new for a long time`);
    case 'empty':
      return say(`${count} 个读得到，但是空的`, `${count} answered without any item`);
    case 'shrunk':
      return say(`${count} 个内容变少`, `${count} with fewer items than usual`);
    default:
      return say(`${count} 个时间或标识不可靠`, `${count} with unreliable dates or ids`);
  }
}
