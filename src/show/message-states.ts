import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import { roomName } from '../ground/room-kinds.ts';
import { refusalOf as meaningOf } from '../ground/room-refusal.ts';
import { sayIn } from '../ground/say.ts';
import type { Attempt, Language, Obstacle, OutboxMessage, OutboxState, Outcome, Phrase, RoomKind } from '../model.ts';

export const stateWords: Readonly<Record<OutboxState, Phrase>> = {
  accepted: phrase('已送达', 'delivered'),
  refused: phrase('被拒收', 'refused'),
  unsure: phrase('不知送到没有', 'possibly delivered'),
  'given-up': phrase('放弃了', 'given up'),
  waiting: phrase('等着发', 'waiting'),
  sending: phrase('正在发', 'being sent'),
};

/** `2 条消息已送达，1 条消息被拒收`; a dash without messages. */
export function statesText(states: readonly OutboxState[], language: Language): string {
  const counts = [...Map.groupBy(states, (state) => state)];
  const told = counts.map(([state, { length }]) => countedState(state, length, language));
  return told.join(sayIn(language)('，', ', ')) || '—';
}

/** `2 条消息已送达`. */
export function countedState(state: OutboxState, messages: number, language: Language): string {
  const word = stateWords[state][language];
  return sayIn(language)(`${messages} 条消息${word}`, `${counted(messages, 'message')} ${word}`);
}

/** Whether an edition is still being sent. A resend would reach the group twice. */
export function isOnItsWay({ messages }: { readonly messages: readonly Pick<OutboxMessage, 'state'>[] }): boolean {
  return messages.some(({ state }) => state === 'waiting' || state === 'sending');
}

/** Whether the robot refused its key: then all its messages wait until its address changes. */
export function isStopped(webhook: string, unfinished: readonly OutboxMessage[]): boolean {
  return refusalOf(webhook, unfinished) !== undefined;
}

/** The refusal of the key that was used last, also if later attempts got no answer. */
function refusalOf(webhook: string, unfinished: readonly OutboxMessage[]): Outcome | undefined {
  const own = unfinished.filter((message) => message.webhook === webhook).flatMap(({ attempts }) => attempts);
  const last = own.reduce<Attempt | undefined>((newest, one) => (one.id > (newest?.id ?? 0) ? one : newest), undefined);
  return own.find(({ keyHash, outcome }) => keyHash === last?.keyHash && outcome?.kind === 'key-refused')?.outcome;
}

/** The outcome for which a message still waits: the refusal of its key, else that of its last attempt. */
export function waitsFor(message: OutboxMessage, unfinished: readonly OutboxMessage[]): Outcome | undefined {
  const { webhook, attempts } = message;
  return attempts.length === 0 ? undefined : (refusalOf(webhook, unfinished) ?? attempts.at(-1)?.outcome);
}

/** When a waiting message is given up: earlier than usual while the robot refuses its key. */
export function givenUpAt(message: OutboxMessage, unfinished: readonly OutboxMessage[]): Date {
  const { webhook, giveUpAt, catchUpUntil } = message;
  return isStopped(webhook, unfinished) && catchUpUntil < giveUpAt ? catchUpUntil : giveUpAt;
}

/** Why an attempt did not deliver its message; undefined when it did. */
export function whyNotDelivered(outcome: Outcome | undefined, room: RoomKind = 'wecom'): Phrase | undefined {
  const name = roomName(room);
  switch (outcome?.kind) {
    case undefined:
    case 'accepted':
      return undefined;
    case 'refused':
      return phrase(`${name['zh-CN']}拒收（${outcome.errcode}）`, `${name.en} refused it (${outcome.errcode})`);
    case 'key-refused':
      return meaningOf(room, outcome.errcode).cause;
    case 'not-delivered':
      if (room !== 'wecom' && outcome.cause === 'rate') return tooMany;
      return outcome.obstacle === undefined ? causeWords[outcome.cause] : obstacleWords[outcome.obstacle];
    case 'unsure':
      if (room !== 'wecom' && outcome.cause === 'busy') return phrase(`${name['zh-CN']}系统忙`, `${name.en} is busy`);
      return causeWords[outcome.cause];
  }
}

/** The text for the short name of a cause in the log. */
export function causeNamed(name: string): Phrase | undefined {
  // Timeouts before and after sending have the same name.
  if (name === 'timeout') return phrase('超时', 'timed out');
  return { ...causeWords, ...obstacleWords, rate: tooMany, busy: phrase('对方系统忙', 'the service is busy') }[
    name as keyof typeof causeWords
  ];
}

const tooMany = phrase('超过频率', 'too many messages');

const causeWords: Readonly<Record<Extract<Outcome, { readonly cause: string }>['cause'], Phrase>> = {
  connect: phrase('连不上', 'no connection'),
  intercepted: phrase(
    '答的不是机器人，是网页、跳转或别的服务（代理或登录页）',
    'something else answered instead of the robot: a web page, a redirect or another service (a proxy or a login page)',
  ),
  overloaded: phrase('对方太忙（429 或 503）', 'the server is overloaded (429 or 503)'),
  rate: phrase('超过频率（45009）', 'too many messages (45009)'),
  concurrency: phrase('同时发得太多（45033）', 'too many at the same time (45033)'),
  reset: phrase('发出后连接断了', 'the connection was reset after sending'),
  timeout: phrase('发出后没有等到回答', 'no answer in time after sending'),
  gateway: phrase('网关出错（5xx）', 'a gateway failed (5xx)'),
  busy: phrase('企业微信系统忙（-1）', 'WeCom is busy (-1)'),
  'not-json': phrase('回答读不懂', 'the answer cannot be read'),
  crash: phrase('发送时程序停了', 'the program ended while sending'),
};

const obstacleWords: Readonly<Record<Obstacle, Phrase>> = {
  dns: phrase('找不到主机（DNS）', 'host not found (DNS)'),
  refused: phrase('对方拒绝连接', 'connection refused'),
  proxy: phrase('代理连不上或不放行', 'the proxy cannot be reached or refuses'),
  tls: phrase('证书或加密不对（TLS）', 'certificate or encryption failure (TLS)'),
  timeout: phrase('连接超时', 'connection timed out'),
};
