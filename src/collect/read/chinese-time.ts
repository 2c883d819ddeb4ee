/** Whose time a date without a zone is: servers of Chinese sites write Beijing's, and mean it by CST too. */
import type { Feed } from '../../model.ts';
import { languageOf } from '../language.ts';
import { inChineseTime } from './feed-date.ts';
import type { FeedDate, ParsedFeed } from './parsed-feed.ts';

/** @param language what feeds.yaml says of the feed; it counts before what the feed says and looks like */
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

/** Many Chinese feeds declare no language, and some a wrong one; then its own title and most of its entries' decide. */
function isChinese({ title, entries, language: declared }: ParsedFeed, language: Feed['language']): boolean {
  if (language !== undefined) return language === 'zh';
  if (declared?.startsWith('zh')) return true;
  if (!/\p{Script=Han}/u.test(title) || languageOf(title, undefined) === 'other') return false;
  const chinese = entries.filter((entry) => languageOf(entry.title, undefined) === 'zh');
  return chinese.length * 2 > entries.length;
}
