/** The eleven days of the corpus, one edition a day at 12:00 +08:00. Each knows which stories the earlier ones told. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toItems } from '../../src/collect/item.ts';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeed } from '../../src/collect/read/parse.ts';
import { type ComposeInput, type Composition, compose } from '../../src/compose/compose.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import type { DigestSettings, Feed, Item, Slot, Story, Told } from '../../src/model.ts';
import { sampleFeed } from '../support/sample-feed.ts';

export interface Week {
  readonly feeds: readonly Feed[];
  readonly items: readonly Item[];
  readonly days: readonly string[];
}

export interface Day {
  readonly date: string;
  readonly composition: Composition;
}

const weeks = [
  { prefix: 'w1-', days: ['2026-01-27', '2026-01-28', '2026-01-29', '2026-01-30', '2026-01-31', '2026-02-01'] },
  { prefix: 'w2-', days: ['2026-08-18', '2026-08-19', '2026-08-20', '2026-08-21', '2026-08-22'] },
];

/** Feeds that are only about AI, by a part of their file name; the others are general. */
const onlyAi =
  /anthropic|claude|openai|cursor|windsurf|thinkingmachines|seed|deepseek|hf-blog|huggingface-blog|chatarxiv|elevenlabs|perplexity|mistral|groq|deepmind|allenai|eleuther|far-ai|transluce|the-batch|smolai|google-ai|depodefi-google|surgeai|moonshot|hamel|humanlayer|hf-posts|reddit-c/;
const labs = /anthropic|claude\.|openai|deepmind|deepseek|seed|moonshot|mistral/;

export async function readWeeks(corpus: string): Promise<readonly Week[]> {
  const folder = join(corpus, 'feeds');
  const index = readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'));
  const titles = new Map(index.map(([file = '', title = '', , , language = '']) => [file, { title, language }]));
  return Promise.all(
    weeks.map(async ({ prefix, days }) => {
      const files = readdirSync(folder).filter((file) => file.startsWith(prefix));
      const now = new Date(`${days.at(-1)}T05:00:00Z`);
      const read = await Promise.all(
        files.map(async (file) => {
          const { title = '', language = '' } = titles.get(file) ?? {};
          const feed = feedOf(file, title, language);
          const { text } = decode(readFileSync(join(folder, file)), undefined);
          const parsed = await parseFeed(text, feed.url);
          const items =
            parsed.kind === 'feed' ? toItems(parsed, { feed, known: new Map(), now, firstReading: true }).items : [];
          return { feed, items };
        }),
      );
      return { days, feeds: read.map(({ feed }) => feed), items: read.flatMap(({ items }) => items) };
    }),
  );
}

function feedOf(file: string, title: string, language: string): Feed {
  return sampleFeed(`https://feeds.example/${file}`, {
    name: title === '' ? file : title,
    topic: onlyAi.test(file) ? 'ai' : 'general',
    language: language === 'zh' || language === 'en' ? language : undefined,
    weight: labs.test(file) ? 3 : Number(!/hackernews|reddit|posts/.test(file)),
  });
}

export type Playing = Pick<ComposeInput, 'topics' | 'aliases' | 'weights' | 'templates'> & {
  readonly settings: DigestSettings;
};

/** The input of compose on one day. */
export function inputOf(
  week: Week,
  date: string,
  { settings, ...knowledge }: Playing,
  told: readonly Told[],
): ComposeInput {
  const instant = new Date(`${date}T04:00:00Z`);
  const slot: Slot = { digestId: settings.id, local: `${date}T12:00`, iso: `${date}T12:00:00+08:00`, instant };
  const isFirst = date === week.days[0];
  const { topics, aliases, weights, templates } = knowledge;
  return {
    settings,
    topics,
    aliases,
    weights,
    templates,
    feeds: week.feeds,
    feedOutcomes: week.feeds.map((feed) => ({ feed, status: 200, durationMs: 1, kind: 'unchanged' })),
    usualFeedsRead: undefined,
    items: week.items,
    told,
    untold: new Set(),
    slot,
    instant,
    since: isFirst ? undefined : new Date(instant.getTime() - 24 * 3_600_000),
    late: false,
    limits: messageLimits,
  };
}

/** Plays the days of one week in order. */
export function playWeek(week: Week, playing: Playing): readonly Day[] {
  const told: Told[] = [];
  return week.days.map((date) => {
    const input = inputOf(week, date, playing, told);
    const composition = compose(input);
    for (const { stories } of composition.digest.sections) {
      for (const story of stories) told.push(toTold(story, input.slot));
    }
    return { date, composition };
  });
}

function toTold({ id, lead, items }: Story, { local, instant }: Slot): Told {
  return {
    storyId: id,
    slot: local,
    toldAt: instant,
    title: lead.title,
    url: lead.url,
    items: items.map(({ title, summary, canonicalUrl, date }) => ({ title, summary, canonicalUrl, date })),
  };
}
