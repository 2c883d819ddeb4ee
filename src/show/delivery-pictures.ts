/** Data for the pictures of the page "now": delivery of editions, delivery times, and the way from items to stories. */
import { durationPhrase } from '../ground/durations.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import type { Store } from '../store/store.ts';
import type { DigestArrivals } from './arrivals.ts';
import { hourWords } from './day-words.ts';
import { consideredItems } from './edition-text.ts';
import { type NowScope, wordsFor } from './now-scope.ts';

export interface StripDay {
  readonly when: string;
  readonly state: 'on-time' | 'held' | 'late' | 'missing' | 'unsure' | 'empty';
  readonly words: string;
}

/** The time of each edition from composition to its last message, oldest first. */
export interface RoomTimes {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly usual: string;
  readonly longest: string;
}

export interface FunnelStep {
  readonly label: string;
  readonly count: number;
}

/** Oldest first. */
export function stripOf(digest: DigestArrivals, scope: NowScope): readonly StripDay[] {
  const { say } = scope;
  const { released } = digest;
  const { timezone } = digest.settings;
  const editions = [...Map.groupBy(digest.deliveries, ({ editionId }) => editionId).values()];
  return editions
    .map((rows): StripDay => {
      const [row] = rows;
      if (row === undefined) throw new Error('A group has a row.');
      const when = wordsFor(digest, scope)(row.slot.instant);
      const sum = (key: 'messages' | 'accepted' | 'lost' | 'unsure') => rows.reduce((all, each) => all + each[key], 0);
      const done = rows.map(({ finishedAt }) => finishedAt?.getTime() ?? 0);
      const at = hourWords(new Date(Math.max(...done)), timezone);
      if (sum('messages') === 0)
        return { when, state: 'empty', words: say('没有新闻，没有发', 'no news, no message sent') };
      if (sum('lost') > 0) return { when, state: 'missing', words: say('有群没送到', 'missing in a group') };
      if (sum('unsure') > 0) return { when, state: 'unsure', words: say('不知送到没有', 'possibly delivered') };
      if (sum('accepted') < sum('messages')) return { when, state: 'late', words: say('还在排队', 'still waiting') };
      if (released.has(row.slot.local))
        return { when, state: 'held', words: say(`扣住过，${at} 放行送达`, `held, delivered at ${at}`) };
      if (row.late) return { when, state: 'late', words: say(`${at} 补发`, `sent late, at ${at}`) };
      return { when, state: 'on-time', words: say(`准时，${at} 送达`, `on time, delivered at ${at}`) };
    })
    .reverse();
}

export function timesOf(
  { deliveries, settings: { webhooks } }: DigestArrivals,
  { nameOf, language }: NowScope,
): readonly RoomTimes[] {
  return webhooks.flatMap((webhook) => {
    const seconds = deliveries
      .filter((row) => row.webhook === webhook && row.finishedAt !== undefined && row.accepted === row.messages)
      .map(({ composedAt, finishedAt }) =>
        Math.max(0, Math.round(((finishedAt?.getTime() ?? 0) - composedAt.getTime()) / 1000)),
      )
      .reverse();
    if (seconds.length === 0) return [];
    const sorted = seconds.toSorted((a, b) => a - b);
    const say = (value: number) => secondsWords(value, language);
    return [
      {
        name: nameOf(webhook),
        seconds,
        usual: say(sorted[Math.floor(sorted.length / 2)] ?? 0),
        longest: say(sorted.at(-1) ?? 0),
      },
    ];
  });
}

function secondsWords(seconds: number, language: Language): string {
  if (seconds >= 90) return durationPhrase(seconds * 1000)[language];
  return sayIn(language)(`${seconds} 秒`, `${seconds} s`);
}

/** For the newest edition; empty before the first one. */
export async function funnelOf(store: Store, { deliveries }: DigestArrivals, say: Say): Promise<readonly FunnelStep[]> {
  const [row] = deliveries;
  const edition = row && (await store.edition(row.slot.digestId, row.slot.local));
  if (edition === undefined) return [];
  const { dropped, stories } = edition.decisions;
  const items = consideredItems(edition.decisions);
  const offTopic = dropped.filter(({ rule }) => rule === 'topic').length;
  const fit = dropped.filter(({ rule }) => enough.has(rule)).length;
  return [
    { label: say('读到', 'read'), count: items },
    { label: say('说的是 AI', 'about AI'), count: items - offTopic },
    { label: say('够得上的事', 'good enough'), count: stories.length + fit },
    { label: say('发出', 'sent'), count: stories.length },
  ];
}

/** Rules that drop good stories for lack of room. */
const enough: ReadonlySet<string> = new Set(['score', 'cap', 'space']);
