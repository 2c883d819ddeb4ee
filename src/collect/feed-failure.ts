import { phrase } from '../ground/phrase.ts';
import type { FeedFailure, Phrase } from '../model.ts';

/** @param zh what is wrong, in Chinese; a predicate, as is the English text: the name of the feed may precede it */
export function failure(code: string, zh: string, en: string, remedy: Phrase): FeedFailure {
  return { code, what: phrase(zh, en), remedy };
}
