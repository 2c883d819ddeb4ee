import type { Config } from '../config/config.ts';
import type { Say } from '../ground/say.ts';
import type { Language, OutboxMessage } from '../model.ts';
import type { DigestArrivals } from './arrivals.ts';
import { dayWords } from './day-words.ts';

/** The data that every part of the page "now" needs. */
export interface NowScope {
  readonly config: Config;
  readonly language: Language;
  readonly say: Say;
  readonly now: Date;
  readonly unfinished: readonly OutboxMessage[];
  nameOf(webhook: string): string;
}

/** Formats instants in the digest's zone: `今天 9:00`. */
export function wordsFor({ settings: { timezone } }: Pick<DigestArrivals, 'settings'>, { now, language }: NowScope) {
  return (instant: Date) => dayWords(instant, { now, timezone, language });
}
