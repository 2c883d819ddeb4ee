/** The rate limit for visitors without a login: a token bucket for each address, and one for all of them together. */

import { phrase } from '../ground/phrase.ts';

export interface RateLimit {
  /** Takes `cost` from both buckets. @returns false when either is empty: nothing is taken then */
  take(address: string, cost: number): boolean;
  /** Whether not even the cheapest page is left to this address. Nothing is taken. */
  isSpent(address: string): boolean;
}

/**
 * A page costs 1. An office shares one address, so one may ask for a page two times a second for long; all together
 * thirty times, so that many visitors leave most of the processor to the digest.
 */
const publicLimits = {
  perAddress: { most: 60, perSecond: 2 },
  together: { most: 120, perSecond: 30 },
} as const;

/** For a visitor who is refused. */
export const tooMany = phrase('看得太快了，过一会儿再来', 'Too many requests, come back in a moment');

/** So many addresses are remembered; then all begin anew. */
const mostAddresses = 10_000;

interface Limit {
  readonly most: number;
  readonly perSecond: number;
}

export function createRateLimit(
  now: () => Date,
  limits: { readonly perAddress: Limit; readonly together: Limit } = publicLimits,
): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>();
  const together = { level: limits.together.most, at: now().getTime() };

  const fill = (bucket: { level: number; at: number }, { most, perSecond }: Limit, at: number) => {
    // A clock that was set back fills nothing.
    bucket.level = Math.min(most, bucket.level + (Math.max(0, at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    return bucket;
  };

  const fillNow = (address: string) => {
    const at = now().getTime();
    if (buckets.size >= mostAddresses && !buckets.has(address)) buckets.clear();
    const own = fill(buckets.get(address) ?? { level: limits.perAddress.most, at }, limits.perAddress, at);
    buckets.set(address, own);
    fill(together, limits.together, at);
    return own;
  };

  return {
    take(address, cost) {
      const own = fillNow(address);
      if (own.level < cost || together.level < cost) return false;
      own.level -= cost;
      together.level -= cost;
      return true;
    },
    isSpent: (address) => fillNow(address).level < 1 || together.level < 1,
  };
}
