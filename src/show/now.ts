/** What the page "now" says: did the groups get it, must a person do something, when is the next. */

import type { Config } from '../config/config.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { kindOfBody } from '../deliver/rooms/rooms.ts';
import { dayMs, durationPhrase } from '../ground/durations.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Language, OutboxMessage } from '../model.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import type { Level } from '../operator/level.ts';
import type { Edition, RoomDelivery, Store } from '../store/store.ts';
import { arrivalsOf, type DigestArrivals } from './arrivals.ts';
import { dayWords, hourWords } from './day-words.ts';
import { type FeedCause, feedCauses } from './feed-causes.ts';
import { whyNotDelivered } from './message-states.ts';
import { readRoomNames } from './room-names.ts';
import { type StatusReport, statusReport } from './status.ts';

export interface NowView {
  readonly level: Level;
  /** One sentence for readers' sake: what the groups got. */
  readonly headline: string;
  /** What a person has to do, and when the next edition comes. */
  readonly detail: string;
  readonly stands: readonly StandingMatter[];
  /** The newest edition of each digest. */
  readonly editions: readonly EditionNow[];
  readonly next: readonly NextEdition[];
  readonly feeds: { readonly total: number; readonly healthy: number; readonly causes: readonly FeedCause[] };
  /** Of the first digest: its newest editions, oldest first. */
  readonly strip: readonly StripDay[];
  readonly times: readonly RoomTimes[];
  /** What became of the items of the newest edition of the first digest; empty before the first one. */
  readonly funnel: readonly FunnelStep[];
  /** Variables whose edit comes into force at the next start. */
  readonly atNextStart: readonly string[];
  /** Messages outside editions that wait. */
  readonly waiting: readonly string[];
}

/** An alert that stands: text as it was sent, and the robot whose address is to be replaced where that is the remedy. */
export interface StandingMatter {
  readonly isBad: boolean;
  readonly head: string;
  readonly lines: readonly string[];
  readonly since: Date;
  readonly robot: { readonly webhook: string; readonly name: string } | undefined;
}

export interface EditionNow {
  readonly digestId: string;
  readonly title: string;
  readonly slot: Edition['slot'];
  readonly number: number;
  readonly when: string;
  readonly stories: number;
  readonly rooms: readonly RoomNow[];
}

export interface RoomNow {
  readonly webhook: string;
  readonly name: string;
  readonly state: 'delivered' | 'waiting' | 'lost' | 'unsure';
  /** `9:00 送达` */
  readonly what: string;
  /** Why it waits and when it is tried again. */
  readonly detail: string | undefined;
}

interface NextEdition {
  readonly digestId: string;
  readonly title: string;
  readonly when: string;
  readonly rooms: string;
  /** Slots that are skipped, or an edition that is still due. */
  readonly note: string | undefined;
}

export interface StripDay {
  readonly when: string;
  readonly state: 'on-time' | 'late' | 'missing' | 'unsure' | 'empty';
  readonly words: string;
}

/** How long each edition took from its composition to its last message, oldest first. */
interface RoomTimes {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly usual: string;
  readonly longest: string;
}

interface FunnelStep {
  readonly label: string;
  readonly count: number;
}

export interface NowSubject {
  readonly settings: Pick<SettingsInForce, 'now' | 'atNextStart'>;
  readonly store: Store;
  readonly now: Date;
  readonly alerts: ReadonlyMap<string, StandingAlert>;
}

const shownEditions = 30;

export async function nowView({ settings, store, now, alerts }: NowSubject): Promise<NowView> {
  const config = settings.now();
  const { language } = config;
  const say = sayIn(language);
  const [report, states, digests, unfinished, nameOf] = await Promise.all([
    statusReport(config, store, { now, language }),
    store.feedStates(),
    arrivalsOf(config, store, { now, editions: shownEditions }),
    store.unfinished(),
    readRoomNames(store, language),
  ]);
  const view: View = { config, language, say, now, nameOf, unfinished };
  const heads = await Promise.all(
    digests.map(({ settings: { id } }) => store.editionHeads({ digestId: id, limit: 1 })),
  );
  const editions = digests.flatMap((digest, index) => editionNow(digest, heads[index]?.[0]?.stories ?? 0, view));
  const stands = standing(alerts, view);
  const [first] = digests;
  return {
    level: report.worker.level,
    headline: headlineOf(report, digests, editions, view),
    detail: detailOf(report.worker.level, stands, digests, view),
    stands,
    editions,
    next: digests.map((digest) => nextEdition(digest, view)),
    feeds: {
      total: report.feeds.length,
      healthy: report.feeds.filter(({ verdict }) => verdict === 'ok').length,
      causes: feedCauses(report.feeds, states, language),
    },
    strip: first === undefined ? [] : stripOf(first, view),
    times: digests.flatMap((digest) => timesOf(digest, view)),
    funnel: first === undefined ? [] : await funnelOf(store, first, say),
    atNextStart: settings.atNextStart(),
    waiting: unfinished.filter(({ group }) => group.kind !== 'edition').map((message) => otherWaiting(message, view)),
  };
}

interface View {
  readonly config: Config;
  readonly language: Language;
  readonly say: Say;
  readonly now: Date;
  readonly unfinished: readonly OutboxMessage[];
  nameOf(webhook: string): string;
}

// ── The sentence ────────────────────────────────────────────────────────────────────────────────────

function headlineOf(
  { worker }: StatusReport,
  digests: readonly DigestArrivals[],
  editions: readonly EditionNow[],
  view: View,
): string {
  const { say } = view;
  const overdue = digests.find(({ isOverdue }) => isOverdue);
  if (overdue?.outlook.due !== undefined) {
    const when = wordsFor(overdue, view)(overdue.outlook.due.instant);
    return say(
      `${overdue.settings.title}${when} 的一期还没有发出。`,
      `${overdue.settings.title}: the edition of ${when} is not sent yet.`,
    );
  }
  const newest = editions.toSorted((a, b) => b.slot.instant.getTime() - a.slot.instant.getTime())[0];
  if (newest === undefined) return say('还没有发过日报。', 'No digest was sent yet.');
  const told = say(`${newest.when} 发了 ${newest.stories} 条`, `${newest.when}: ${newest.stories} stories`);
  const [room, ...others] = newest.rooms;
  if (!worker.healthy)
    return say(`程序没有在运行，日报发不出去。`, 'The program is not running, so no digest is sent.');
  if (room === undefined)
    return say(`${newest.when} 没有可说的新闻，没有发消息。`, `${newest.when}: there was no news, and no message.`);
  const lost = newest.rooms.filter(({ state }) => state === 'lost');
  if (lost.length > 0) {
    const names = lost.map(({ name }) => name).join(say('、', ', '));
    const rest = newest.rooms.filter(({ state }) => state !== 'lost');
    return `${say(`${names}没收到${newest.when} 的日报。`, `${names} did not get the digest of ${newest.when}. `)}${rest.map((each) => `${roomClause(each, say)}${say('。', '. ')}`).join('')}`;
  }
  if (others.length === 0) return say(`${told}，${stateClause(room, say)}。`, `${told}, ${stateClause(room, say)}.`);
  return say(
    `${told}。${newest.rooms.map((each) => roomClause(each, say)).join('，')}。`,
    `${told}. ${newest.rooms.map((each) => roomClause(each, say)).join(', ')}.`,
  );
}

function roomClause(room: RoomNow, say: Say): string {
  return say(`${room.name}${stateClause(room, say)}`, `${room.name}: ${stateClause(room, say)}`);
}

function stateClause({ state }: RoomNow, say: Say): string {
  switch (state) {
    case 'delivered':
      return say('已送达', 'delivered');
    case 'waiting':
      return say('还在排队', 'still waiting');
    case 'lost':
      return say('没送到', 'not delivered');
    case 'unsure':
      return say('不知送到没有', 'possibly delivered');
  }
}

function detailOf(
  level: Level,
  stands: readonly StandingMatter[],
  digests: readonly DigestArrivals[],
  view: View,
): string {
  const { say } = view;
  const coming = digests
    .flatMap((digest) => (digest.outlook.next === undefined ? [] : [{ digest, at: digest.outlook.next.instant }]))
    .sort((a, b) => a.at.getTime() - b.at.getTime())[0];
  const next =
    coming === undefined
      ? say('没有下一期：日程从来不会到点。', 'There is no next edition: the schedule never fires.')
      : say(
          `下一期${wordsFor(coming.digest, view)(coming.at)}。`,
          `Next: ${wordsFor(coming.digest, view)(coming.at)}.`,
        );
  if (level === 'green') return `${say('没有要你做的事。', 'Nothing for you to do. ')}${next}`;
  if (stands.length > 0) {
    return `${say(`${stands.length} 件事${level === 'red' ? '要处理' : '要留意'}。`, `${stands.length} ${stands.length === 1 ? 'matter' : 'matters'} to look at. `)}${next}`;
  }
  const unsure = digests.some(({ newest }) => newest.some((row) => row.unsure > 0));
  const todo = unsure
    ? say('去群里看一眼，没有就再发这一期。', 'Look into the group; if it is not there, send this edition again. ')
    : level === 'red'
      ? say('再发这一期，或查一查原因。', 'Send this edition again, or look for the cause. ')
      : '';
  return `${todo}${next}`;
}

function wordsFor({ settings: { timezone } }: Pick<DigestArrivals, 'settings'>, { now, language }: View) {
  return (instant: Date) => dayWords(instant, { now, timezone, language });
}

// ── The newest editions ─────────────────────────────────────────────────────────────────────────────

function editionNow(digest: DigestArrivals, stories: number, view: View): readonly EditionNow[] {
  const [row] = digest.deliveries;
  if (row === undefined) return [];
  const { id, title } = digest.settings;
  return [
    {
      digestId: id,
      title,
      slot: row.slot,
      number: row.number,
      when: wordsFor(digest, view)(row.slot.instant),
      stories,
      rooms: digest.newest.map((each) => roomNow(each, digest, view)),
    },
  ];
}

function roomNow(row: RoomDelivery, { settings: { timezone } }: DigestArrivals, view: View): RoomNow {
  const { say, nameOf, unfinished } = view;
  const webhook = row.webhook ?? '';
  const base = { webhook, name: nameOf(webhook) };
  const at = row.finishedAt === undefined ? '' : hourWords(row.finishedAt, timezone);
  if (row.lost > 0) {
    const what = say('没送到，不会自己再发', 'not delivered, and not sent again by itself');
    return { ...base, state: 'lost', what, detail: say(`试过 ${row.attempts} 次。`, `Tried ${row.attempts} times.`) };
  }
  if (row.unsure > 0) {
    const what = say('不知送到没有', 'possibly delivered');
    return {
      ...base,
      state: 'unsure',
      what,
      detail: say(
        '去群里看一眼；没有就再发这一期。',
        'Look into the group; if it is not there, send this edition again.',
      ),
    };
  }
  if (row.accepted === row.messages)
    return { ...base, state: 'delivered', what: say(`${at} 送达`, `${at} delivered`), detail: undefined };
  const message = unfinished.find(
    ({ group, webhook: of }) => group.kind === 'edition' && group.editionId === row.editionId && of === webhook,
  );
  return { ...base, state: 'waiting', ...waitingWords(message, timezone, view) };
}

function waitingWords(message: OutboxMessage | undefined, timezone: string, { say, language }: View) {
  if (message === undefined) return { what: say('正在发', 'being sent'), detail: undefined };
  const { attempts, notBefore, giveUpAt, body } = message;
  const why = whyNotDelivered(attempts.at(-1)?.outcome, kindOfBody(body))?.[language];
  const again =
    notBefore === undefined
      ? say('排着队，马上发', 'in the queue')
      : say(`等到 ${hourWords(notBefore, timezone)} 再发`, `tried again at ${hourWords(notBefore, timezone)}`);
  if (attempts.length === 0) return { what: again, detail: undefined };
  const until = hourWords(giveUpAt, timezone);
  return {
    what: again,
    detail: say(
      `${why === undefined ? '' : `${why}。`}试过 ${attempts.length} 次；最晚试到 ${until}。`,
      `${why === undefined ? '' : `${why}. `}Tried ${attempts.length} times; given up at ${until}.`,
    ),
  };
}

function otherWaiting(message: OutboxMessage, view: View): string {
  const { say, nameOf, config } = view;
  const { what, detail } = waitingWords(message, config.digests[0]?.timezone ?? 'UTC', view);
  const kinds = {
    alert: say('提醒', 'An alert'),
    report: say('周报', 'The weekly report'),
    reminder: say('定时提醒', 'A reminder'),
    'by-hand': say('手工发的消息', 'A message by hand'),
    edition: '',
  };
  return `${kinds[message.group.kind]}${say(' → ', ' → ')}${nameOf(message.webhook)}${say('：', ': ')}${what}${detail === undefined ? '' : `${say('。', '. ')}${detail}`}`;
}

// ── What stands ─────────────────────────────────────────────────────────────────────────────────────

function standing(alerts: ReadonlyMap<string, StandingAlert>, { nameOf, now }: View): readonly StandingMatter[] {
  return [...alerts]
    .filter(([, { event, raisedAt }]) => !event || now.getTime() - raisedAt.getTime() < dayMs)
    .filter(([subject]) => !subject.startsWith('feeds-ailing'))
    .map(([subject, { text, raisedAt, event }]) => {
      const [head = '', ...lines] = text.split('\n');
      const [kind, webhook] = subject.split(':', 2);
      const isBad =
        /^(robot-refused|feeds-down|database|part-lost|missed)$/.test(kind ?? '') && !(event && kind === 'missed');
      const robot = kind === 'robot-refused' && webhook !== undefined ? { webhook, name: nameOf(webhook) } : undefined;
      return {
        isBad,
        head: head.replace(/^【(.*?)】/, '$1：').replace(/^\[(.*?)\] /, '$1: '),
        lines,
        since: raisedAt,
        robot,
      };
    })
    .sort((a, b) => Number(b.isBad) - Number(a.isBad));
}

function nextEdition(digest: DigestArrivals, view: View): NextEdition {
  const { say, nameOf } = view;
  const { id, title, webhooks } = digest.settings;
  const { due, next, skipped } = digest.outlook;
  const when = wordsFor(digest, view);
  const notes = [
    ...(due !== undefined && due.local !== next?.local
      ? [say(`${when(due.instant)} 这期还没有发`, `the edition of ${when(due.instant)} is not sent yet`)]
      : []),
    ...skipped.map(({ instant }) =>
      say(`${when(instant)} 不再发：当天已经发过一期`, `${when(instant)} is skipped: that day has its digest`),
    ),
  ];
  return {
    digestId: id,
    title,
    when: next === undefined ? '—' : when(next.instant),
    rooms: webhooks.map(nameOf).join(say('、', ', ')),
    note: notes.length === 0 ? undefined : notes.join(say('；', '; ')),
  };
}

// ── Pictures ────────────────────────────────────────────────────────────────────────────────────────

function stripOf(digest: DigestArrivals, view: View): readonly StripDay[] {
  const { say } = view;
  const { timezone } = digest.settings;
  const editions = [...Map.groupBy(digest.deliveries, ({ editionId }) => editionId).values()];
  return editions
    .map((rows): StripDay => {
      const [row] = rows;
      if (row === undefined) throw new Error('A group has a row.');
      const when = wordsFor(digest, view)(row.slot.instant);
      const sum = (key: 'messages' | 'accepted' | 'lost' | 'unsure') => rows.reduce((all, each) => all + each[key], 0);
      const done = rows.map(({ finishedAt }) => finishedAt?.getTime() ?? 0);
      const at = hourWords(new Date(Math.max(...done)), timezone);
      if (sum('messages') === 0) return { when, state: 'empty', words: say('没有新闻，没有发', 'no news, no message') };
      if (sum('lost') > 0) return { when, state: 'missing', words: say('有群没送到', 'a group did not get it') };
      if (sum('unsure') > 0) return { when, state: 'unsure', words: say('不知送到没有', 'possibly delivered') };
      if (sum('accepted') < sum('messages')) return { when, state: 'late', words: say('还在排队', 'still waiting') };
      if (row.late) return { when, state: 'late', words: say(`${at} 补发`, `sent late, at ${at}`) };
      return { when, state: 'on-time', words: say(`准时，${at} 送达`, `on time, delivered at ${at}`) };
    })
    .reverse();
}

function timesOf(
  { deliveries, settings: { webhooks } }: DigestArrivals,
  { nameOf, language }: View,
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

async function funnelOf(store: Store, { deliveries }: DigestArrivals, say: Say): Promise<readonly FunnelStep[]> {
  const [row] = deliveries;
  const edition = row && (await store.edition(row.slot.digestId, row.slot.local));
  if (edition === undefined) return [];
  const { dropped, stories } = edition.decisions;
  const merged = stories.reduce((sum, { items }) => sum + items.length - 1, 0);
  const items = stories.length + merged + dropped.filter(({ rule }) => rule !== 'merged').length;
  const offTopic = dropped.filter(({ rule }) => rule === 'topic').length;
  const fit = dropped.filter(({ rule }) => enough.has(rule)).length;
  return [
    { label: say('读到', 'read'), count: items },
    { label: say('说的是 AI', 'about AI'), count: items - offTopic },
    { label: say('够得上的事', 'worth telling'), count: stories.length + fit },
    { label: say('发出', 'told'), count: stories.length },
  ];
}

/** Rules that only leave out what was good enough: there was no room. */
const enough: ReadonlySet<string> = new Set(['score', 'cap', 'space']);
