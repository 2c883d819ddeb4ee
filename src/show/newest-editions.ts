/** The delivery of the newest editions, and other waiting messages. */
import { kindOfBody } from '../deliver/rooms/rooms.ts';
import { counted } from '../ground/counted.ts';
import type { OutboxMessage } from '../model.ts';
import type { RoomDelivery } from '../store/figures-store.ts';
import type { Edition } from '../store/store.ts';
import type { DigestArrivals } from './arrivals.ts';
import { dayWords, hourWords } from './day-words.ts';
import { givenUpAt, isStopped, waitsFor, whyNotDelivered } from './message-states.ts';
import { type NowScope, wordsFor } from './now-scope.ts';

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
  /** Why it waits, and the time of the next attempt. */
  readonly detail: string | undefined;
}

export function editionNow(digest: DigestArrivals, stories: number, scope: NowScope): readonly EditionNow[] {
  const [row] = digest.deliveries;
  if (row === undefined) return [];
  const { id, title } = digest.settings;
  return [
    {
      digestId: id,
      title,
      slot: row.slot,
      number: row.number,
      when: wordsFor(digest, scope)(row.slot.instant),
      stories,
      rooms: digest.newest.map((each) => roomNow(each, digest, scope)),
    },
  ];
}

function roomNow(row: RoomDelivery, { settings: { timezone } }: DigestArrivals, scope: NowScope): RoomNow {
  const { say, nameOf, unfinished } = scope;
  const webhook = row.webhook ?? '';
  const base = { webhook, name: nameOf(webhook) };
  const at = row.finishedAt === undefined ? '' : hourWords(row.finishedAt, timezone);
  if (row.lost > 0) {
    const what = say('没送到，不会自己再发', 'not delivered; it is not resent automatically');
    return {
      ...base,
      state: 'lost',
      what,
      detail: say(`试过 ${row.attempts} 次。`, `Tried ${counted(row.attempts, 'time')}.`),
    };
  }
  if (row.unsure > 0) {
    const what = say('不知送到没有', 'possibly delivered');
    return {
      ...base,
      state: 'unsure',
      what,
      detail: say('去群里看一眼；没有就再发这一期。', 'Check the group; if it is missing, send this edition again.'),
    };
  }
  if (row.accepted === row.messages)
    return { ...base, state: 'delivered', what: say(`${at} 送达`, `${at} delivered`), detail: undefined };
  const message = unfinished.find(
    ({ group, webhook: of }) => group.kind === 'edition' && group.editionId === row.editionId && of === webhook,
  );
  return { ...base, state: 'waiting', ...waitingWords(message, timezone, scope) };
}

function waitingWords(message: OutboxMessage | undefined, timezone: string, scope: NowScope) {
  const { say, language, now } = scope;
  if (message === undefined) return { what: say('正在发', 'being sent'), detail: undefined };
  const { attempts, notBefore, body } = message;
  const why = whyNotDelivered(waitsFor(message, scope.unfinished), kindOfBody(body))?.[language];
  const when = (instant: Date) => dayWords(instant, { now, timezone, language });
  const again = isStopped(message.webhook, scope.unfinished)
    ? say('停着，等机器人换上新地址', 'stopped until the robot has a new address')
    : notBefore === undefined
      ? say('排着队，马上发', 'in the queue')
      : say(`等到${when(notBefore)} 再发`, `retried ${when(notBefore)}`);
  if (attempts.length === 0) return { what: again, detail: undefined };
  const until = when(givenUpAt(message, scope.unfinished));
  return {
    what: again,
    detail: say(
      `试过 ${attempts.length} 次${why === undefined ? '' : `：${why}`}。最晚试到${until}。`,
      `${attempts.length === 1 ? 'Tried once' : `Tried ${attempts.length} times`}${why === undefined ? '' : `: ${why}`}. It will be given up ${until}.`,
    ),
  };
}

/** Describes a waiting message outside editions. */
export function otherWaiting(message: OutboxMessage, scope: NowScope): string {
  const { say, nameOf, config } = scope;
  const { what, detail } = waitingWords(message, config.digests[0]?.timezone ?? 'UTC', scope);
  const kinds = {
    alert: say('告警', 'An alert'),
    report: say('周报', 'The weekly report'),
    reminder: say('定时提醒', 'A reminder'),
    'by-hand': say('手工发的消息', 'A message by hand'),
    edition: '',
  };
  return `${kinds[message.group.kind]}${say(' → ', ' → ')}${nameOf(message.webhook)}${say('：', ': ')}${what}${detail === undefined ? '' : `${say('。', '. ')}${detail}`}`;
}
