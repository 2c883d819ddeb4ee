/** The headline of the page "now", and the line below it. */
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import type { Say } from '../ground/say.ts';
import type { Phrase } from '../model.ts';
import type { Level } from '../operator/level.ts';
import { type DigestArrivals, isThin, type UnreadFeeds } from './arrivals.ts';
import type { EditionNow, RoomNow } from './newest-editions.ts';
import { type NowScope, wordsFor } from './now-scope.ts';
import type { StandingMatter } from './standing-matters.ts';
import type { StatusReport } from './status.ts';

export function headlineOf(
  { worker }: StatusReport,
  digests: readonly DigestArrivals[],
  editions: readonly EditionNow[],
  scope: NowScope,
): string {
  const { say } = scope;
  const overdue = digests.find(({ isOverdue }) => isOverdue);
  if (overdue?.outlook.due !== undefined) {
    const when = wordsFor(overdue, scope)(overdue.outlook.due.instant);
    return say(
      `${overdue.settings.title}${when} 的一期还没有发出。`,
      `${overdue.settings.title}: the edition of ${when} is not sent yet.`,
    );
  }
  const holding = digests.find(({ held }) => held !== undefined);
  if (holding?.held !== undefined) {
    const when = wordsFor(holding, scope)(holding.held.instant);
    return say(
      `${holding.settings.title}${when} 的一期被扣住了，等人放行。`,
      `${holding.settings.title}: the edition of ${when} is on hold and waits for a person.`,
    );
  }
  const newest = editions.toSorted((a, b) => b.slot.instant.getTime() - a.slot.instant.getTime())[0];
  if (newest === undefined) return say('还没有发过日报。', 'No digest has been sent yet.');
  const told = say(`${newest.when} 发了 ${newest.stories} 条`, `${newest.when}: ${counted(newest.stories, 'story')}`);
  const [room, ...others] = newest.rooms;
  if (!worker.healthy) return say(`程序没有在运行，日报发不出去。`, 'The worker is not running, so no digest is sent.');
  if (room === undefined)
    return say(`${newest.when} 没有可说的新闻，没有发消息。`, `${newest.when}: no news, so no message was sent.`);
  const lost = newest.rooms.filter(({ state }) => state === 'lost');
  if (lost.length > 0) {
    const names = lost.map(({ name }) => name).join(say('、', ', '));
    const rest = newest.rooms.filter(({ state }) => state !== 'lost');
    return `${say(`${names}没收到${newest.when} 的日报。`, `${names} did not get the digest of ${newest.when}. `)}${rest.map((each) => `${roomClause(each, say)}${say('。', '. ')}`).join('')}`;
  }
  if (others.length === 0) {
    const state = roomStates[room.state];
    return say(`${told}，${state['zh-CN']}。`, `${told}, ${state.en}.`);
  }
  return say(
    `${told}。${newest.rooms.map((each) => roomClause(each, say)).join('，')}。`,
    `${told}. ${newest.rooms.map((each) => roomClause(each, say)).join(', ')}.`,
  );
}

function roomClause(room: RoomNow, say: Say): string {
  return say(`${room.name}${roomStates[room.state]['zh-CN']}`, `${room.name}: ${roomStates[room.state].en}`);
}

const roomStates: Readonly<Record<RoomNow['state'], Phrase>> = {
  delivered: phrase('已送达', 'delivered'),
  waiting: phrase('还在排队', 'still waiting'),
  lost: phrase('没送到', 'not delivered'),
  unsure: phrase('不知送到没有', 'possibly delivered'),
};

interface Matters {
  readonly stands: readonly StandingMatter[];
  readonly digests: readonly DigestArrivals[];
  readonly feeds: UnreadFeeds;
}

export function detailOf(level: Level, { stands, digests, feeds }: Matters, scope: NowScope): string {
  const { say } = scope;
  const coming = digests
    .flatMap((digest) => (digest.outlook.next === undefined ? [] : [{ digest, at: digest.outlook.next.instant }]))
    .sort((a, b) => a.at.getTime() - b.at.getTime())[0];
  const next =
    coming === undefined
      ? say('没有下一期：日程从来不会到点。', 'There is no next edition: the schedule never fires.')
      : say(
          `下一期${wordsFor(coming.digest, scope)(coming.at)}。`,
          `Next: ${wordsFor(coming.digest, scope)(coming.at)}.`,
        );
  if (level === 'green') return `${say('没有要你做的事。', 'Nothing for you to do. ')}${next}`;
  if (stands.length > 0) {
    return `${say(`${stands.length} 件事${level === 'red' ? '要处理' : '要留意'}。`, `${stands.length} ${stands.length === 1 ? 'problem needs' : 'problems need'} attention. `)}${next}`;
  }
  if (digests.some(({ held }) => held !== undefined))
    return `${say('看一遍，放行就发；不放行就不发。', 'Review and release it; until then it is not sent. ')}${next}`;
  return `${todoOf(level, { digests, feeds }, say)}${next}`;
}

/** The advice when no standing alert gives it. */
function todoOf(
  level: Level,
  { digests, feeds }: { readonly digests: readonly DigestArrivals[]; readonly feeds: UnreadFeeds },
  say: Say,
): string {
  if (digests.some(({ newest }) => newest.some((row) => row.unsure > 0)))
    return say('去群里看一眼，没有就再发这一期。', 'Check the group; if the edition is missing, send it again. ');
  if (digests.some(({ isOverdue }) => isOverdue))
    return say('按“现在发…”，或查一查原因。', 'Press “Send now…”, or find the cause. ');
  if (level === 'red') return say('再发这一期，或查一查原因。', 'Send this edition again, or find the cause. ');
  if (!isThin(feeds)) return '';
  return say(
    `${feeds.total} 个源里 ${feeds.unread} 个读不到，下一期会少些内容；下面有办法。`,
    `${feeds.unread} of ${feeds.total} feeds cannot be read, so the next edition will be thinner. See the remedies below. `,
  );
}
