/** Requests to web pages: only what robots.txt allows, one at a time for each site, as far apart as it asks for. */
import { phrase } from '../../ground/phrase.ts';
import type { Clock, FeedFailure } from '../../model.ts';
import { failure } from '../feed-failure.ts';
import { type FeedFetcher, type FetchResult, unsent } from '../fetch/fetch.ts';
import { allowsAll, parseRobots, type Robots } from './robots.ts';

type Request = Parameters<FeedFetcher['fetch']>[0];

/** A collection waits at most this long between two pages of one site. */
const longestWaitMs = 60_000;
/** Further pages in one collection, by the Crawl-delay of the site: the rest is left for the next collections. */
const furtherPages = [
  { upToMs: 30_000, most: 5 },
  { upToMs: longestWaitMs, most: 1 },
] as const;

/** @returns a fetcher for one collection, which reads the robots.txt of each site once */
export function createPoliteFetcher({
  fetcher,
  clock,
  signal,
}: {
  readonly fetcher: Pick<FeedFetcher, 'fetch'>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}) {
  const rules = new Map<string, Promise<Robots | FeedFailure>>();
  const lanes = new Map<string, Promise<unknown>>();
  const lastAt = new Map<string, number>();

  const robotsOf = (request: Request) => {
    const { origin } = targetOf(request);
    const known = rules.get(origin) ?? readRobots(origin, request);
    rules.set(origin, known);
    return known;
  };

  const readRobots = async (origin: string, request: Request) => {
    const { etag: _, lastModified: __, ...same } = request;
    const result = await fetcher.fetch({ ...same, startAt: `${origin}/robots.txt`, signal });
    if (result.kind === 'body') return parseRobots(new TextDecoder().decode(result.bytes));
    if (result.kind === 'unchanged') throw new Error('Expected a body, since no validator was sent');
    // A missing robots.txt allows everything; one that cannot be read forbids everything for now (RFC 9309 §2.3.1).
    const { status } = result;
    return status !== undefined && status < 500 && status !== 429 ? allowsAll : result.failure;
  };

  const inTurn = <T>(origin: string, visit: () => Promise<T>): Promise<T> => {
    const turn = (lanes.get(origin) ?? Promise.resolve()).then(visit, visit);
    lanes.set(origin, turn);
    return turn;
  };

  return {
    async fetch(request: Request): Promise<FetchResult> {
      const robots = await robotsOf(request);
      if ('code' in robots) return unsent(robots);
      const { origin, pathname, search } = targetOf(request);
      if (!robots.allows(pathname + search)) return unsent(forbidden);
      return inTurn(origin, async () => {
        const waitMs = (lastAt.get(origin) ?? 0) + Math.min(robots.crawlDelayMs, longestWaitMs) - clock.now().getTime();
        if (lastAt.has(origin) && waitMs > 0) await clock.sleep(waitMs, signal);
        const result = await fetcher.fetch(request);
        lastAt.set(origin, clock.now().getTime());
        return result;
      });
    },
    /** How many more pages of this site may be requested in this collection; 0 if it asks for longer pauses. */
    async mostFurtherPages(url: string): Promise<number> {
      const robots = await rules.get(new URL(url).origin);
      if (robots === undefined || 'code' in robots) return 0;
      return furtherPages.find(({ upToMs }) => robots.crawlDelayMs <= upToMs)?.most ?? 0;
    },
  };
}

function targetOf({ url, startAt }: Request): URL {
  return new URL(startAt ?? url);
}

const forbidden = failure(
  'robots',
  '网站的 robots.txt 不允许程序读这一页',
  'robots.txt of the site does not let programs read this page',
  phrase(
    '换一个它允许的地址（例如网站地图），或停用它。',
    'Use an address that it allows (a site map, for example), or disable it.',
  ),
);
