import type { DigestSettings, Feed } from '../model.ts';

/** The first digest; a valid configuration has at least one. */
export function firstDigest({ digests: [first] }: { readonly digests: readonly DigestSettings[] }): DigestSettings {
  if (first === undefined) throw new Error('A configuration has a digest.');
  return first;
}

/** The enabled feeds of a digest. If it names topics or tags, a feed needs one of the topics and one of the tags. */
export function feedsOf(digest: Pick<DigestSettings, 'feeds'>, feeds: readonly Feed[]): readonly Feed[] {
  const { topics, tags } = digest.feeds;
  return feeds.filter(
    (feed) =>
      feed.enabled &&
      (topics.length === 0 || topics.includes(feed.topic)) &&
      (tags.length === 0 || feed.tags.some((tag) => tags.includes(tag))),
  );
}
