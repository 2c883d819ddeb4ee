import type { DelivererOptions } from './deliverer-options.ts';
import type { Rate } from './pacing.ts';
import type { Room } from './rooms/room.ts';
import { sharedDigits } from './rooms/rooms.ts';
import type { SharedPace } from './shared-pace.ts';

/** The rate limits and pauses of one key: those of its kind of room, or for WeCom the user's settings. */
export interface KeyLimits {
  /** Read at each use; all limits apply. */
  rates(): readonly Rate[];
  /** How long the key pauses after "too many messages", if the answer does not say. */
  cooldownMs(): number;
  longestRestMs(): number;
  readonly published: Rate | undefined;
  /** The limits that the key shares with others, if any. */
  readonly shared: SharedPace | undefined;
}

export function keyLimits(
  hash: string,
  { limits: { rates, restMs, longestRestMs, published, shared } }: Pick<Room, 'limits'>,
  { rate, cooldownMs }: Pick<DelivererOptions, 'rate' | 'cooldownMs'>,
): KeyLimits {
  const cooldown = () => restMs ?? cooldownMs();
  return {
    rates: () => (rates.length === 0 ? [rate()] : rates),
    cooldownMs: cooldown,
    longestRestMs: () => Math.max(cooldown(), longestRestMs ?? 0),
    published,
    shared: shared && { prefix: hash.slice(0, sharedDigits), rates: shared.rates },
  };
}
