import type { Config } from '../config/config.ts';
import type { Say } from '../ground/say.ts';
import type { Language, OutboxMessage } from '../model.ts';
import type { DigestArrivals } from './arrivals.ts';
import { dayWords } from './day-words.ts';

/** What every part of the page "now" speaks of. */
export interface NowScope {
  readonly config: Config;
  readonly language: Language;
  readonly say: Say;
  readonly now: Date;
  readonly unfinished: readonly OutboxMessage[];
  nameOf(webhook: string): string;
}

/** Days and hours in the digest's zone: `今天 9:00`. */
export function wordsFor({ settings: { timezone } }: Pick<DigestArrivals, 'settings'>, { now, language }: NowScope) {
  return (instant: Date) => dayWords(instant, { now, timezone, language });
}
