import { phrase } from '../../ground/phrase.ts';
import type { DigestSettings, Feed, Item, Slot } from '../../model.ts';
import { compilePatterns } from '../text/patterns.ts';
import type { Verdict } from './kind.ts';

/** What the user's own words say of an item. */
export interface Wish {
  /** Muted, excluded, or without a word of `include`. */
  readonly refused: Verdict | undefined;
  /** It has a word of `include`: the user wants it, whatever the judge takes it to be about. */
  readonly isWanted: boolean;
}

/** What the user wants and does not want, of the digest and of each feed. */
export function createWishes(settings: DigestSettings, feeds: readonly Feed[], slot: Slot) {
  const today = slot.local.slice(0, 10);
  const muted = settings.mute.filter(({ until }) => until === undefined || today <= until);
  const mute = compilePatterns(muted.map(({ pattern }) => pattern));
  const digest = compileLists(settings);
  const ofFeed = new Map(feeds.map((feed) => [feed.url, compileLists(feed)]));
  return (item: Item, feed: Feed): Wish => {
    const texts = [item.title, item.summary] as const;
    const refuse = (refused: Verdict): Wish => ({ refused, isWanted: false });
    const silent = mute.first(...texts);
    if (silent !== undefined) return refuse(mutedBy(silent.text));
    let isWanted = false;
    for (const lists of [digest, ofFeed.get(feed.url)]) {
      const unwanted = lists?.exclude.first(...texts);
      if (unwanted !== undefined) return refuse(excludedBy(unwanted.text));
      if (lists?.include === undefined) continue;
      if (lists.include.first(...texts) === undefined) return refuse(notIncluded);
      isWanted = true;
    }
    return { refused: undefined, isWanted };
  };
}

function compileLists({ include, exclude }: Pick<Feed, 'include' | 'exclude'>) {
  return {
    include: include.length === 0 ? undefined : compilePatterns(include),
    exclude: compilePatterns(exclude),
  };
}

const notIncluded: Verdict = {
  rule: 'not-included',
  why: phrase('不含 include 里的词', 'holds none of the words in include'),
};

function mutedBy(text: string): Verdict {
  return { rule: 'muted', why: phrase(`被屏蔽：${text}`, `muted: ${text}`) };
}

function excludedBy(text: string): Verdict {
  return { rule: 'excluded', why: phrase(`被排除：${text}`, `excluded: ${text}`) };
}
