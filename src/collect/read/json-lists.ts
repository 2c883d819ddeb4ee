/**
 * Lists from public JSON APIs that need no key: Hacker News (Algolia), Lobsters, Hugging Face (daily papers, models,
 * trending) and GitHub's repository search. Each is recognised by its shape; votes become points of discussion.
 */
import { z } from 'zod';
import { parseFeedDate } from './feed-date.ts';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.ts';
import { plainTextOfEither } from './plain-text.ts';
import { webUrl } from './web-url.ts';

const text = z.string().nullish().catch(undefined);
const count = z.number().nullish().catch(undefined);

interface Row {
  readonly id: string;
  readonly url: string | null | undefined;
  readonly title: string;
  readonly summary?: string | null | undefined;
  readonly publishedAt: string | null | undefined;
  readonly discussionUrl: string;
  readonly points: number | null | undefined;
  readonly comments?: number | null | undefined;
}

/** A list that is recognised by its shape, and how to read one of its rows. */
interface JsonList {
  readonly title: string;
  readonly siteUrl: string;
  /** The rows of a document of this shape; undefined for any other. */
  readonly rows: (value: unknown) => readonly unknown[] | undefined;
  readonly read: (row: unknown) => Row | undefined;
}

function list<T>(
  schema: z.ZodType<T>,
  facts: Omit<JsonList, 'read'> & { readonly toRow: (value: T) => Row },
): JsonList {
  return {
    ...facts,
    read(row) {
      const parsed = schema.safeParse(row);
      return parsed.success ? facts.toRow(parsed.data) : undefined;
    },
  };
}

const under = (key: string) => (value: unknown) => {
  const rows = z.object({ [key]: z.array(z.unknown()) }).safeParse(value);
  return rows.success ? rows.data[key] : undefined;
};
const bare = (value: unknown) => (Array.isArray(value) ? value : undefined);

const lists: readonly JsonList[] = [
  list(
    z.object({
      objectID: z.string(),
      title: z.string(),
      url: text,
      story_text: text,
      created_at: text,
      points: count,
      num_comments: count,
    }),
    {
      title: 'Hacker News',
      siteUrl: 'https://news.ycombinator.com/',
      rows: under('hits'),
      toRow: (story) => ({
        id: story.objectID,
        url: story.url,
        title: story.title,
        summary: story.story_text,
        publishedAt: story.created_at,
        discussionUrl: `https://news.ycombinator.com/item?id=${story.objectID}`,
        points: story.points,
        comments: story.num_comments,
      }),
    },
  ),
  list(
    z.object({
      short_id: z.string(),
      title: z.string(),
      url: text,
      score: count,
      comment_count: count,
      created_at: text,
      comments_url: z.string(),
      description_plain: text,
    }),
    {
      title: 'Lobsters',
      siteUrl: 'https://lobste.rs/',
      rows: bare,
      toRow: (story) => ({
        id: story.short_id,
        url: story.url,
        title: story.title,
        summary: story.description_plain,
        publishedAt: story.created_at,
        discussionUrl: story.comments_url,
        points: story.score,
        comments: story.comment_count,
      }),
    },
  ),
  list(
    z.object({
      title: z.string(),
      publishedAt: text,
      numComments: count,
      paper: z.object({ id: z.string(), summary: text, upvotes: count, submittedOnDailyAt: text }),
    }),
    {
      title: 'Hugging Face Daily Papers',
      siteUrl: 'https://huggingface.co/papers',
      rows: bare,
      toRow: ({ title, publishedAt, numComments, paper }) => ({
        id: paper.id,
        url: `https://huggingface.co/papers/${paper.id}`,
        title,
        summary: paper.summary,
        // The date on which a paper is listed counts; its manuscript may be days older.
        publishedAt: paper.submittedOnDailyAt ?? publishedAt,
        discussionUrl: `https://huggingface.co/papers/${paper.id}`,
        points: paper.upvotes,
        comments: numComments,
      }),
    },
  ),
  list(z.object({ modelId: z.string(), likes: count, createdAt: text, pipeline_tag: text }), {
    title: 'Hugging Face Models',
    siteUrl: 'https://huggingface.co/models',
    rows: bare,
    toRow: ({ modelId, likes, createdAt, pipeline_tag }) => model(modelId, { likes, createdAt, summary: pipeline_tag }),
  }),
  list(
    z.object({
      repoType: z.string(),
      repoData: z.object({ id: z.string(), likes: count, createdAt: text, lastModified: text, pipeline_tag: text }),
    }),
    {
      title: 'Hugging Face Trending',
      siteUrl: 'https://huggingface.co/',
      rows: under('recentlyTrending'),
      toRow: ({ repoType, repoData: { id, likes, createdAt, pipeline_tag } }) => ({
        ...model(repoType === 'model' ? id : `${repoType}s/${id}`, { likes, createdAt, summary: pipeline_tag }),
        title: id,
      }),
    },
  ),
  list(
    z.object({
      full_name: z.string(),
      html_url: z.string(),
      description: text,
      stargazers_count: count,
      created_at: text,
    }),
    {
      title: 'GitHub',
      siteUrl: 'https://github.com/',
      rows: under('items'),
      toRow: ({ full_name, html_url, description, stargazers_count, created_at }) => ({
        id: full_name,
        url: html_url,
        title: description ? `${full_name}: ${description}` : full_name,
        summary: description,
        publishedAt: created_at,
        discussionUrl: html_url,
        points: stargazers_count,
      }),
    },
  ),
];

function model(
  id: string,
  facts: Pick<Row, 'summary'> & {
    readonly likes: number | null | undefined;
    readonly createdAt: string | null | undefined;
  },
): Row {
  const url = `https://huggingface.co/${id}`;
  return {
    id,
    url,
    title: id,
    summary: facts.summary,
    publishedAt: facts.createdAt,
    discussionUrl: url,
    points: facts.likes,
  };
}

/** @returns undefined when the value has none of the known shapes */
export function readJsonList(value: unknown, maxEntries: number): ParsedFeed | undefined {
  for (const { title, siteUrl, rows, read } of lists) {
    const all = rows(value);
    if (all === undefined || all.length === 0) continue;
    const entries = all.flatMap((row) => toEntry(read(row)));
    if (entries.length * 2 <= all.length) continue;
    return {
      kind: 'feed',
      format: 'json',
      title,
      siteUrl,
      entries: entries.slice(0, maxEntries),
      problems: [],
      ttlMs: undefined,
      language: undefined,
    };
  }
  return undefined;
}

function toEntry(row: Row | undefined): readonly ParsedEntry[] {
  if (!row) return [];
  return [
    {
      id: row.id,
      url: webUrl(row.url ?? undefined, '') ?? webUrl(row.discussionUrl, ''),
      title: plainTextOfEither(row.title),
      summary: plainTextOfEither(row.summary ?? ''),
      publishedAt: parseFeedDate(row.publishedAt ?? ''),
      updatedAt: undefined,
      pictureUrl: undefined,
      commentsUrl: webUrl(row.discussionUrl, ''),
      comments: row.comments ?? undefined,
      points: row.points ?? undefined,
      language: undefined,
    },
  ];
}
