import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Feed, Item } from '../../src/model.ts';

/** The item as news about AI of a medium. */
export function sampleCandidate(item: Item, feed: Feed): Candidate {
  return {
    item,
    feed,
    topic: 'title',
    kind: 'news',
    ai: 1,
    isAi: true,
    wording: 0,
    isVendor: false,
    closed: undefined,
  };
}
