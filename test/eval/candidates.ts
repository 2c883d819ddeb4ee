import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Item } from '../../src/model.ts';
import { sampleCandidate } from '../support/sample-candidate.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import type { LabelledHeadline } from './labelled.ts';

/** A labelled headline as compose receives it, from a feed with the name of its source. */
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
  return sampleCandidate(item, sampleFeed(source, { language: undefined, weight: 0 }));
}
