/**
 * Lists from public JSON APIs that need no key: Hacker News (Algolia), Lobsters, Hugging Face (daily papers, models,
 * trending) and GitHub's repository search. Each is recognised by its shape; votes become points of discussion.
 */
import { parseFeedDate } from './feed-date.ts';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.ts';
import { plainTextOfEither } from './plain-text.ts';
import { webUrl } from './web-url.ts';

interface JsonList {
  readonly title: string;
  readonly siteUrl: string;
  /** The key of the rows. @default the document is the list */
  readonly key?: string;
  /** What a row says. A row without `id`, `title` or `discussionUrl` is not of this list. */
  facts(row: Row): Facts;
}

/** A value of another type counts as absent. A path leads into objects: `paper.id`. */
interface Row {
  text(path: string): string | undefined;
  count(path: string): number | undefined;
}

interface Facts {
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly url?: string | undefined;
  readonly summary: string | undefined;
  readonly date: string | undefined;
  readonly discussionUrl: string | undefined;
  readonly points: number | undefined;
  readonly comments?: number | undefined;
}

const lists: readonly JsonList[] = [
  {
    title: 'Hacker News',
    siteUrl: 'https://news.ycombinator.com/',
    key: 'hits',
    facts: ({ text, count }) => ({
      id: text('objectID'),
      title: text('title'),
      url: text('url'),
      summary: text('story_text'),
      date: text('created_at'),
      discussionUrl: `https://news.ycombinator.com/item?id=${text('objectID')}`,
      points: count('points'),
      comments: count('num_comments'),
    }),
  },
  {
    title: 'Lobsters',
    siteUrl: 'https://lobste.rs/',
    facts: ({ text, count }) => ({
      id: text('short_id'),
      title: text('title'),
      url: text('url'),
      summary: text('description_plain'),
      date: text('created_at'),
      discussionUrl: text('comments_url'),
      points: count('score'),
      comments: count('comment_count'),
    }),
  },
  {
    title: 'Hugging Face Daily Papers',
    siteUrl: 'https://huggingface.co/papers',
    facts: ({ text, count }) => ({
      id: text('paper.id'),
      title: text('title'),
      summary: text('paper.summary'),
      // The date on which a paper is listed counts; its manuscript may be days older.
      date: text('paper.submittedOnDailyAt') ?? text('publishedAt'),
      discussionUrl: `https://huggingface.co/papers/${text('paper.id')}`,
      points: count('paper.upvotes'),
      comments: count('numComments'),
    }),
  },
  {
    title: 'Hugging Face Models',
    siteUrl: 'https://huggingface.co/models',
    facts: ({ text, count }) => ({
      id: text('modelId'),
      title: text('modelId'),
      summary: text('pipeline_tag'),
      date: text('createdAt'),
      discussionUrl: `https://huggingface.co/${text('modelId')}`,
      points: count('likes'),
    }),
  },
  {
    title: 'Hugging Face Trending',
    siteUrl: 'https://huggingface.co/',
    key: 'recentlyTrending',
    facts: ({ text, count }) => {
      const [type, name] = [text('repoType'), text('repoData.id')];
      const id = type === 'model' ? name : `${type}s/${name}`;
      return {
        id,
        title: type && name,
        summary: text('repoData.pipeline_tag'),
        date: text('repoData.createdAt'),
        discussionUrl: `https://huggingface.co/${id}`,
        points: count('repoData.likes'),
      };
    },
  },
  {
    title: 'GitHub',
    siteUrl: 'https://github.com/',
    key: 'items',
    facts: ({ text, count }) => ({
      id: text('full_name'),
      title: [text('full_name'), text('description') || []].flat().join(': '),
      summary: text('description'),
      date: text('created_at'),
      discussionUrl: text('html_url'),
      points: count('stargazers_count'),
    }),
  },
];

/** @returns undefined when the value has none of the known shapes */
export function readJsonList(value: unknown, maxEntries: number): ParsedFeed | undefined {
  for (const { title, siteUrl, key, facts } of lists) {
    const rows = key === undefined ? value : memberOf(value, key);
    if (!Array.isArray(rows) || rows.length === 0) continue;
    const entries = rows.flatMap((row) => toEntry(facts(rowOf(row))));
    if (entries.length * 2 <= rows.length) continue;
    return {
      kind: 'feed',
      format: 'json',
      title,
      siteUrl,
      entries: entries.slice(0, maxEntries),
      problems: [],
    };
  }
  return undefined;
}

function rowOf(row: unknown): Row {
  const at = (path: string) => path.split('.').reduce(memberOf, row);
  return {
    text(path) {
      const value = at(path);
      return typeof value === 'string' ? value : undefined;
    },
    count(path) {
      const value = at(path);
      return typeof value === 'number' ? value : undefined;
    },
  };
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function toEntry(facts: Facts): readonly ParsedEntry[] {
  const { id, title, url, summary = '', date = '', discussionUrl, points, comments } = facts;
  if (id === undefined || !title || discussionUrl === undefined) return [];
  return [
    {
      id,
      url: webUrl(url, '') ?? webUrl(discussionUrl, ''),
      title: plainTextOfEither(title),
      summary: plainTextOfEither(summary),
      publishedAt: parseFeedDate(date),
      commentsUrl: webUrl(discussionUrl, ''),
      comments,
      points,
    },
  ];
}
