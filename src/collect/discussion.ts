/** Where and how much an entry is discussed. Aggregators write it in their own elements or fields, or in the text. */
import type { Discussion } from '../model.ts';
import type { ParsedEntry } from './read/parsed-feed.ts';
import { webUrl } from './read/web-url.ts';

/** Lines that aggregators of Hacker News, Lobsters and Reddit write into their summaries. */
const lines = {
  /** `Article URL: …` repeats the link. */
  article: /\bArticle URL:\s*https?:\/\/\S+/i,
  page: /\b(?:Comments? URL|Discussion(?: URL)?|Comments):\s*(https?:\/\/\S+)/i,
  points: /(?:^|\s)(?:Points|Score):\s*(\d{1,6})\b/i,
  comments: /(?:^|\s)(?:#\s*Comments|Comments|Num comments):\s*(\d{1,6})\b/i,
};

/** @returns the summary without those lines */
export function discussionOf(entry: ParsedEntry): { discussion: Discussion | undefined; summary: string } {
  const { summary } = entry;
  const page = webUrl(lines.page.exec(summary)?.[1], '');
  if (entry.points !== undefined && entry.commentsUrl !== undefined) {
    const discussion = { url: entry.commentsUrl, points: entry.points, comments: entry.comments ?? 0 };
    return { discussion, summary };
  }
  const points = lines.points.exec(summary)?.[1];
  const comments = lines.comments.exec(summary)?.[1];
  const url = page ?? entry.commentsUrl;
  const isAggregator = points !== undefined || (page !== undefined && comments !== undefined);
  if (!url || !(isAggregator || entry.comments !== undefined)) return { discussion: undefined, summary };
  const discussion = { url, points: Number(points ?? 0), comments: Number(comments ?? entry.comments ?? 0) };
  return { discussion, summary: isAggregator ? withoutLines(summary) : summary };
}

function withoutLines(summary: string): string {
  let rest = summary;
  for (const line of Object.values(lines)) rest = rest.replace(line, ' ');
  return rest.replace(/\s+/g, ' ').trim();
}
