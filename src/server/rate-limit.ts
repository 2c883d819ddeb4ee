/** The rate limit for visitors without a login: a token bucket for each address, and one for all together. */

import { phrase } from '../ground/phrase.ts';

/**
 * A page costs 1. An office may share one address, so an address gets two pages a second. All together get thirty, which
 * leaves most of the processor to the digest.
 */
const publicLimits = {
  perAddress: { most: 60, perSecond: 2 },
  together: { most: 120, perSecond: 30 },
} as const;

export const tooMany = phrase('看得太快了，过一会儿再来', 'Too many requests. Try again in a moment');

/** When there are this many addresses, all are forgotten. */
const mostAddresses = 10_000;

interface Limit {
  readonly most: number;
  readonly perSecond: number;
}

export type RateLimit = ReturnType<typeof createRateLimit>;

export function createRateLimit(
  now: () => Date,
  limits: { readonly perAddress: Limit; readonly together: Limit } = publicLimits,
) {
  const buckets = new Map<string, { level: number; at: number }>();
  const together = { level: limits.together.most, at: now().getTime() };

  const fill = (bucket: { level: number; at: number }, { most, perSecond }: Limit, at: number) => {
    // Nothing is added if the clock was set back.
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
    /** Takes `cost` from both buckets. @returns false when either has too little; nothing is taken then */
    take(address: string, cost: number): boolean {
      const own = fillNow(address);
      if (own.level < cost || together.level < cost) return false;
      own.level -= cost;
      together.level -= cost;
      return true;
    },
    /** Whether this address cannot get even the cheapest page. It takes nothing. */
    isSpent: (address: string): boolean => fillNow(address).level < 1 || together.level < 1,
  };
}
