import type { DigestSettings, Feed } from '../model.ts';

/** The enabled feeds that a digest is made of: of its topics, if it names any, and with one of its tags, if it names any. */
export function feedsOf(digest: Pick<DigestSettings, 'feeds'>, feeds: readonly Feed[]): readonly Feed[] {
  const { topics, tags } = digest.feeds;
  return feeds.filter(
    (feed) =>
      feed.enabled &&
      (topics.length === 0 || topics.includes(feed.topic)) &&
      (tags.length === 0 || feed.tags.some((tag) => tags.includes(tag))),
  );
}
