import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Feed, Item } from '../../src/model.ts';
import type { LabelledHeadline } from './labelled.ts';

const plainFeed: Omit<Feed, 'url' | 'name'> = {
  topic: 'ai',
  language: undefined,
  weight: 0,
  tags: [],
  include: [],
  exclude: [],
  headers: {},
  userAgent: undefined,
  proxy: true,
  maxItems: 500,
  enabled: true,
};

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
  return {
    item,
    feed: { ...plainFeed, url: source, name: source },
    topic: 'title',
    kind: 'news',
    ai: 1,
    isAi: true,
    wording: 0,
    isVendor: false,
    closed: undefined,
  };
}
