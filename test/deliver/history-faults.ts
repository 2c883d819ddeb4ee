/** What must hold in every history of `simulate`. */
import { robotRate } from '../../src/deliver/wecom.ts';
import { groupName } from '../../src/ground/group-name.ts';
import type { OutboxMessage } from '../../src/model.ts';
import { type Arrival, cooldownMs, type History } from './simulation.ts';

const ourRate = { messages: 18, windowMs: 60_000 } as const;

/** One line for each law that the history breaks; none when all is well. */
export function historyFaults(history: History): string[] {
  return [
    ...unfinished(history),
    ...lost(history),
    ...outOfOrder(history),
    ...tooFast(history),
    ...overLimit(history),
    ...restless(history),
    ...repeated(history),
  ];
}

function* unfinished({ messages }: History): Generator<string> {
  for (const { id, state } of messages) {
    if (state === 'waiting' || state === 'sending') yield `message ${id} is still ${state}`;
  }
}

/** Nothing is lost but what the outcome table calls final. */
function* lost(history: History): Generator<string> {
  for (const message of history.messages) {
    const outcomes = message.attempts.map(({ outcome }) => outcome);
    const unsure = outcomes.filter((outcome) => outcome?.kind === 'unsure').length;
    const say = (what: string) => `message ${message.id} is ${message.state}, but ${what}`;
    if (outcomes.includes(undefined)) yield say('an attempt has no outcome');
    switch (message.state) {
      case 'accepted':
        if (receivedOf(history, message).length === 0) yield say('the robot never had it');
        break;
      case 'refused':
        if (outcomes.at(-1)?.kind !== 'refused') yield say('the robot did not refuse it');
        break;
      case 'unsure':
        if (unsure < 4 && !wasOld(history, message)) yield say(`only ${unsure} attempts were unsure`);
        if (unsure === 0) yield say('no attempt was unsure');
        break;
      case 'given-up':
        if (!wasOld(history, message)) yield say('it was not old');
        if (unsure > 0) yield say('it may have arrived');
        break;
      default:
    }
  }
}

/** The robot's answers say whether a key was refused: a process that is killed may note it and tell nobody. */
function wasOld({ finallyAtWallMs, arrivals }: History, message: OutboxMessage): boolean {
  const atMs = finallyAtWallMs.get(message.id);
  if (atMs === undefined || atMs > message.giveUpAt.getTime()) return true;
  return atMs > message.catchUpUntil.getTime() && arrivals.some(({ errcode }) => errcode === 93000);
}

/**
 * In each lane the robot has every group in the order of its parts and in one piece. A repeat follows its original
 * immediately, because nothing of its lane goes on before its fate is decided.
 */
function* outOfOrder({ messages, arrivals }: History): Generator<string> {
  const byBody = new Map(messages.map((message) => [message.body, message]));
  for (const lane of ['alert', 'normal'] as const) {
    const arrived = arrivals
      .filter(isReceived)
      .map(({ body }) => byBody.get(body))
      .filter((message) => message?.priority === lane)
      .filter((message) => message !== undefined);
    const distinct = arrived.filter((message, index) => message.id !== arrived[index - 1]?.id);
    const names = distinct.map(({ group, part }) => `${groupName(group)}/${part}`);
    const groups = distinct
      .map(({ group }) => groupName(group))
      .filter((group, index, all) => group !== all[index - 1]);
    if (new Set(groups).size !== groups.length) yield `${lane}: groups are interleaved: ${names.join(' ')}`;
    const isOrdered = distinct.every(({ group, part }, index) => {
      const before = distinct[index - 1];
      return before === undefined || groupName(before.group) !== groupName(group) || before.part < part;
    });
    if (!isOrdered) yield `${lane}: out of order: ${names.join(' ')}`;
  }
}

/** Never more than 18 in any 60 s at the robot, whatever it answered. */
function* tooFast(history: History): Generator<string> {
  if (couldNotKnow(history)) return;
  for (const calls of byKey(history.arrivals.filter(({ by }) => by !== 'gateway'))) {
    for (const [index, { atMs }] of calls.entries()) {
      const nineteenth = calls[index + ourRate.messages];
      if (nineteenth && nineteenth.atMs - atMs < ourRate.windowMs) yield `more than 18 in the 60 s from ${atMs}`;
    }
  }
}

function* overLimit(history: History): Generator<string> {
  if (couldNotKnow(history)) return;
  for (const { by, errcode, atMs } of history.arrivals) {
    if (by === 'robot' && errcode === 45009) yield `the robot answered 45009 at ${atMs}`;
    // A call outlives the process that was killed while it waited for the answer.
    if (by === 'robot' && errcode === 45033 && history.kills === 0) yield `the robot answered 45033 at ${atMs}`;
  }
}

/** After a 45009 that it could note the key rests, also across restarts and processes. */
function* restless({ arrivals, messages, wasSet }: History): Generator<string> {
  if (wasSet || byKey(arrivals).length > 1) return;
  const attempts = messages.flatMap((message) => message.attempts).toSorted((a, b) => a.id - b.id);
  for (const [index, { outcome, finishedAt }] of attempts.entries()) {
    const next = attempts[index + 1];
    if (outcome?.kind !== 'not-delivered' || outcome.cause !== 'rate' || !finishedAt || !next) continue;
    const restMs = next.startedAt.getTime() - finishedAt.getTime();
    if (restMs < cooldownMs) yield `only ${restMs} ms of rest after attempt ${index + 1}`;
  }
}

/** A message whose attempt was unsure is sent again at most three times, and not before its pause is over. */
function* repeated(history: History): Generator<string> {
  for (const message of history.messages) {
    const times = receivedOf(history, message).length;
    if (times > 4) yield `message ${message.id} stands in the group ${times} times`;
    const unsure = message.attempts.filter(({ outcome }) => outcome?.kind === 'unsure').length;
    if (unsure > 4) yield `message ${message.id} was sent after ${unsure} unsure attempts`;
    if (times > unsure + 1) yield `message ${message.id} arrived ${times} times with ${unsure} unsure attempts`;
  }
}

/**
 * A clock that was set forward within a window before a process took the key looks to it like time that passed: the
 * ledger is all it has. Nothing may be lost then, but the pace cannot be judged.
 */
function couldNotKnow({ forwardStepsMs, locksMs }: History): boolean {
  return forwardStepsMs.some((stepMs) =>
    locksMs.some((lockMs) => lockMs >= stepMs && lockMs - stepMs <= 2 * robotRate.windowMs),
  );
}

function byKey(arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] {
  return [...Map.groupBy(arrivals, ({ key }) => key).values()];
}

function isReceived({ by, errcode }: Arrival): boolean {
  return by === 'robot' && errcode === 0;
}

function receivedOf({ arrivals }: History, { body }: OutboxMessage): readonly Arrival[] {
  return arrivals.filter((arrival) => isReceived(arrival) && arrival.body === body);
}
