import type { DelivererOptions } from './deliverer-options.ts';
import type { Rate } from './pacing.ts';
import type { Room } from './rooms/room.ts';
import { sharedDigits } from './rooms/rooms.ts';
import type { SharedPace } from './shared-pace.ts';

/** The pace and the rest of one key: those of its kind of room, for WeCom those of the user's settings. */
export interface KeyLimits {
  /** Asked at each use; all of them hold. */
  rates(): readonly Rate[];
  /** How long the key rests after "too often", where the answer does not say it. */
  cooldownMs(): number;
  longestRestMs(): number;
  readonly published: Rate | undefined;
  /** What the key shares with others; undefined: nothing. */
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
