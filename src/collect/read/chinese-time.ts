/** The zone of dates without one: servers of Chinese sites write Beijing time, and also call it CST. */
import type { Feed } from '../../model.ts';
import { languageOf } from '../language.ts';
import { inChineseTime } from './feed-date.ts';
import type { FeedDate, ParsedFeed } from './parsed-feed.ts';

/** @param language from feeds.yaml; it overrides what the feed declares and looks like */
export function withZonesOfItsLanguage(feed: ParsedFeed, language: Feed['language']): ParsedFeed {
  if (!isChinese(feed, language)) return feed;
  const mend = (date: FeedDate | undefined) => date && inChineseTime(date);
  const entries = feed.entries.map((entry) => ({
    ...entry,
    publishedAt: mend(entry.publishedAt),
    updatedAt: mend(entry.updatedAt),
  }));
  return { ...feed, entries };
}

/** Many Chinese feeds declare no language or a wrong one. Then the feed's title and most entry titles decide. */
function isChinese({ title, entries, language: declared }: ParsedFeed, language: Feed['language']): boolean {
  if (language !== undefined) return language === 'zh';
  if (declared?.startsWith('zh')) return true;
  if (!/\p{Script=Han}/u.test(title) || languageOf(title, undefined) === 'other') return false;
  const chinese = entries.filter((entry) => languageOf(entry.title, undefined) === 'zh');
  return chinese.length * 2 > entries.length;
}
