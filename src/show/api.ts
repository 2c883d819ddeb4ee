/**
 * The answers of the JSON API and of the MCP server: their schemas, and functions that build them. `openapi.ts` makes the
 * OpenAPI file from the same schemas.
 */
import { z } from 'zod';
import { dialects } from '../compose/text/dialects.ts';
import type { ShownEdition } from '../edition/shown-edition.ts';
import { editionPath } from '../ground/edition-path.ts';
import type { Dropped, Format, ModelStatus } from '../model.ts';
import type { ArchiveStore, Decisions, Edition, EditionHead } from '../store/store.ts';
import { sentMessage } from './edition-text.ts';

const text = z.string();
const instant = (description: string) => z.iso.datetime({ offset: true }).describe(description);
const count = z.int().min(0);
const messageState = z.enum(['waiting', 'sending', 'accepted', 'refused', 'unsure', 'given-up']);
const slot = instant('Time of the slot, with the offset of the digest’s zone');

const reason = z.object({ points: z.number(), why: text });
const story = z.object({
  title: text,
  url: text,
  section: text,
  score: z.number().describe('The sum of the points'),
  reasons: z.array(reason),
  items: z.array(z.object({ feed: text, title: text, url: text, publishedAt: instant('From the feed').nullable() })),
});
const dropped = z.object({ title: text, url: text, feed: text, rule: text, why: text });
const message = z.object({
  msgtype: z.enum(Object.keys(dialects) as Format[]),
  content: text.describe('As the group receives it; for news the articles as JSON text'),
  bytes: count,
});

const edition = z.object({
  digest: text.describe('Id of the digest'),
  slot,
  number: z.int().min(1).describe('1 for the slot’s first edition, then 2, 3 …'),
  title: text,
  composedAt: instant('When it was composed'),
  late: z.boolean(),
  delivered: z.boolean().describe('Whether one of its messages was delivered'),
  stories: count,
  lead: text.nullable().describe('Title of its first story'),
  page: text.describe('Path of its page'),
});

const model = z.object({
  name: text,
  host: text,
  cap: count.describe('Tokens per day'),
  day: text.describe('YYYY-MM-DD, UTC'),
  tokens: count,
  calls: count,
  failed: count,
  averageMs: z.number(),
  passed: count.describe('Answers that passed the gate and the second reading'),
  refused: z.record(text, count).describe('Refused answers by reason'),
} satisfies Record<keyof ModelStatus, z.ZodType>);

const feed = z.object({
  name: text,
  url: text,
  verdict: text,
  what: text,
  remedy: text,
  cause: text.nullable().describe('Code of the current failure'),
  lastSuccessAt: instant('When it was last read').nullable(),
  failures: count.describe('Consecutive failures up to now'),
  successes: count,
  failuresByKind: z.record(text, count).describe('By code, over all time'),
  cadenceHours: z
    .number()
    .nullable()
    .describe('Mean hours between new items, by the feed’s own dates; null until three are known'),
  itemsPerDay: z.number().nullable(),
});

export const apiSchemas = {
  status: z.object({
    worker: z.object({
      healthy: z.boolean(),
      state: z
        .enum(['running', 'stalled', 'stopped'])
        .describe('stalled: it runs, but has not checked its schedules for three minutes'),
      level: z.enum(['green', 'amber', 'red']),
      alerts: z.array(text).describe('First lines of standing alerts, without events'),
    }),
    digests: z.array(
      z.object({
        id: text,
        timezone: text,
        due: slot.nullable().describe('null: nothing is due'),
        next: slot.nullable(),
        skipped: z.array(slot),
        last: z
          .object({
            slot,
            state: text,
            states: z.array(messageState).describe('State of each message'),
            stories: count,
          })
          .nullable(),
      }),
    ),
    outbox: z.array(
      z.object({
        id: z.int(),
        webhook: text.describe('Name of the variable with the robot’s address'),
        part: text,
        state: messageState,
        attempts: count,
        why: text.nullable().describe('Why the last attempt failed'),
        notBefore: instant('Earliest time of the next attempt').nullable(),
        giveUpAt: instant('When it will be given up'),
      }),
    ),
    feeds: z.array(feed),
    model: model.nullable().describe('The language model and its use today'),
  }),
  editions: z.object({
    editions: z.array(edition).describe('Newest first'),
    next: z.int().nullable().describe('The `before` of the next page; null on the last page'),
  }),
  edition: edition.extend({
    stories: z.array(story),
    dropped: z.array(dropped),
    changes: z
      .array(
        z.object({
          at: instant('Time of the change'),
          kind: z.enum(['removed', 'moved', 'taken']),
          title: text,
          from: z.int().nullable().describe('Its previous number; null if it was not in the edition'),
          to: z.int().nullable(),
        }),
      )
      .describe('Changes by a person before it was sent'),
    messages: z.array(message.extend({ webhook: text, state: messageState })),
  }),
  feeds: z.object({ feeds: z.array(feed) }),
  preview: z.object({
    digest: z.object({ id: text, title: text, slot, timezone: text }),
    stories: z.array(story),
    dropped: z.array(dropped),
    messages: z.array(message),
  }),
  search: z.object({
    total: count.describe('Number of published stories found'),
    stories: z.array(
      z.object({
        digest: text,
        slot,
        position: z.int().min(1),
        title: text.describe('Original title'),
        headline: text.nullable().describe('Translated title, if a language model translated it'),
        url: text,
        summary: text,
        page: text.describe('Path of its edition’s page'),
      }),
    ),
    leftOut: z.array(dropped.extend({ digest: text, slot })).describe('Items that the newest editions left out'),
  }),
} as const;

/** The answers, by the name of their schema. */
export type Api = { readonly [Name in keyof typeof apiSchemas]: Frozen<z.output<(typeof apiSchemas)[Name]>> };

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** Maximum number of editions in one answer. */
export const mostEditions = 100;

interface EditionsQuery {
  /** undefined: all digests. */
  readonly digestId: string | undefined;
  readonly beforeId: number | undefined;
  readonly limit?: number | undefined;
}

/** Past editions, newest first. @param limit at most `mostEditions` */
export async function editionsJson(
  store: Pick<ArchiveStore, 'editionHeads'>,
  { limit = 30, ...query }: EditionsQuery,
): Promise<Api['editions']> {
  const heads = await store.editionHeads({ ...query, limit: limit + 1 });
  const shown = heads.slice(0, limit);
  return { editions: shown.map(headJson), next: heads.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

function headJson(head: EditionHead): Api['editions']['editions'][number] {
  const { digestId, slot: due, number, title, composedAt, late, delivered, stories, lead } = head;
  return {
    digest: digestId,
    slot: due.iso,
    number,
    title,
    composedAt: composedAt.toISOString(),
    late,
    delivered,
    stories,
    lead: lead ?? null,
    page: `/${editionPath(head)}`,
  };
}

export function editionJson(one: Edition): Api['edition'] {
  const { decisions, messages } = one;
  const delivered = messages.some(({ state }) => state === 'accepted');
  const head = { ...one, delivered, stories: decisions.stories.length, lead: leadOf(decisions) };
  return {
    ...headJson(head),
    ...decisionsJson(decisions),
    changes: (decisions.changes ?? []).map(({ at, kind, title, from, to }) => ({ at, kind, title, from, to })),
    messages: messages.map((sent) => {
      const { msgtype, content, bytes } = sentMessage(sent);
      return { msgtype, content, bytes, webhook: sent.webhook, state: sent.state };
    }),
  };
}

function leadOf({ stories: [first] }: Decisions): string | undefined {
  return first?.rewording?.headline ?? first?.title;
}

function decisionsJson({ stories, dropped: left }: Pick<Decisions, 'stories' | 'dropped'>) {
  return {
    stories: stories.map(({ id: _, rewording, ...shown }) => shown),
    dropped: left.map(droppedJson),
  };
}

function droppedJson({ title, url, feed: name, rule, why }: Dropped) {
  return { title, url, feed: name, rule, why };
}

export function previewedJson({ settings, slot: due, composition, decisions }: ShownEdition): Api['preview'] {
  const { id, title, timezone } = settings;
  return {
    digest: { id, title, slot: due.iso, timezone },
    ...decisionsJson(decisions),
    messages: composition.messages.map(({ msgtype, content, bytes }) => ({ msgtype, content, bytes })),
  };
}

interface SearchQuery {
  readonly words: readonly string[];
  /** undefined: all digests. */
  readonly digestId: string | undefined;
  readonly offset: number | undefined;
}

/** How many stories and left-out items a search gives, and in how many editions it looks for the latter. */
const found = { stories: 50, leftOut: 20, editions: 7 } as const;

export async function searchJson(
  store: Pick<ArchiveStore, 'searchTold' | 'searchLeftOut'>,
  { words, digestId, offset = 0 }: SearchQuery,
): Promise<Api['search']> {
  const [{ total, stories }, leftOut] = await Promise.all([
    store.searchTold({ words, digestId, offset, limit: found.stories }),
    store.searchLeftOut({ words, digestId, limit: found.leftOut, editions: found.editions }),
  ]);
  return {
    total,
    stories: stories.map(({ edition: of, position, title, headline, url, items }) => ({
      digest: of.digestId,
      slot: of.slot.iso,
      position,
      title,
      headline: headline ?? null,
      url,
      summary: items[0]?.summary ?? '',
      page: `/${editionPath(of)}`,
    })),
    leftOut: leftOut.map(({ edition: { digestId: digest, slot: due }, row }) => ({
      digest,
      slot: due.iso,
      ...droppedJson(row),
    })),
  };
}
