import type { Feed } from '../../src/model.ts';

/** A feed of feeds.yaml with every default. */
export function sampleFeed(url: string, changes: Partial<Feed> = {}): Feed {
  return {
    url,
    name: url,
    topic: 'ai',
    language: 'en',
    weight: 1,
    tags: [],
    include: [],
    exclude: [],
    headers: {},
    userAgent: undefined,
    proxy: true,
    maxItems: 500,
    enabled: true,
    ...changes,
  };
}
