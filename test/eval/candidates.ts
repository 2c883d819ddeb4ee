import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Feed, Item } from '../../src/model.ts';
import type { LabelledHeadline } from './labelled.ts';

/** A labelled headline as compose gets it, from a feed named like its source. */
export function toCandidate({ id, title, url, source, published, lang, summary }: LabelledHeadline): Candidate {
  const date = new Date(published);
  const item: Item = {
    feedUrl: source,
    entryId: id,
    title,
    url,
    canonicalUrl: canonicalUrl(url),
    summary,
    publishedAt: date,
    firstSeenAt: date,
    date,
    candidate: true,
    language: lang,
    pictureUrl: undefined,
    discussion: undefined,
  };
  return {
    item,
    feed: { url: source, name: source } as Feed,
    topic: 'feed',
    kind: 'news',
    ai: 1,
    isAi: true,
    wording: 0,
    isVendor: false,
    closed: undefined,
  };
}
