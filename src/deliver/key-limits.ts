import type { DelivererOptions } from './deliverer-options.ts';
import type { Rate } from './pacing.ts';
import type { Room } from './rooms/room.ts';
import { sharedDigits } from './rooms/rooms.ts';

export type KeyLimits = ReturnType<typeof keyLimits>;

/** The rate limits and pauses of one key: those of its kind of room, or for WeCom the user's settings. */
export function keyLimits(
  hash: string,
  { limits: { rates, restMs, longestRestMs, published, shared } }: Pick<Room, 'limits'>,
  { rate, cooldownMs }: Pick<DelivererOptions, 'rate' | 'cooldownMs'>,
) {
  const cooldown = () => restMs ?? cooldownMs();
  return {
    /** Read at each use; all limits apply. */
    rates: (): readonly Rate[] => (rates.length === 0 ? [rate()] : rates),
    /** How long the key pauses after "too many messages", if the answer does not say. */
    cooldownMs: cooldown,
    longestRestMs: () => Math.max(cooldown(), longestRestMs ?? 0),
    published,
    /** The limits that the key shares with others, if any. */
    shared: shared && { prefix: hash.slice(0, sharedDigits), rates: shared.rates },
  };
}
