import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../model.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  // An aborted signal rejects the timer.
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
};
