/**
 * One history of a delivery to rooms of several kinds, chosen by a seed: editions come for all of them at once, each room
 * has weather of its own, one may be dead, processes are killed and started again, sometimes two at a time. Time is
 * virtual, and each room judges by its model.
 */

import { outcomeOfOther } from '../../../src/deliver/answer.ts';
import { createDeliverer } from '../../../src/deliver/deliver.ts';
import { bodiesFor, roomOf } from '../../../src/deliver/rooms/rooms.ts';
import { readStoredBody } from '../../../src/deliver/rooms/stored-body.ts';
import { hourMs, minuteMs } from '../../../src/ground/durations.ts';
import { parseRoomAddress } from '../../../src/ground/room-address.ts';
import type { Format, OutboxMessage, Outcome } from '../../../src/model.ts';
import type { NewOutboxMessage } from '../../../src/store/store.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createRobotModel } from '../../support/robot-model.ts';
import { createSeededRandom, type SeededRandom } from '../../support/seeded-random.ts';
import { mortal } from '../mortal.ts';
import { createOutboxInMemory, type Outbox } from '../outbox-in-memory.ts';
import { rows } from './contract.ts';
import { createRoomModel, type ModelKind } from './room-model.ts';

/** A room of the history, and what arrived in it. */
interface SimulatedRoom {
  readonly name: string;
  readonly kind: 'wecom' | 'mail' | ModelKind;
  readonly address: string;
  readonly format: Format;
  /** How often a call fails. `dead`: always. */
  readonly faultRate: number | 'dead';
  /** Texts in the room, in order. */
  readonly arrived: string[];
  readonly tooOften: () => number;
  judge(body: string): Outcome;
}

export interface MixedHistory {
  readonly rooms: readonly SimulatedRoom[];
  readonly messages: readonly OutboxMessage[];
  /** When a message became final, as it was told; a process that is killed tells nobody. */
  readonly finalAt: ReadonlyMap<number, Date>;
  readonly giveUpMs: number;
  readonly kills: number;
}

/** @param openStore gives an empty store. @default one without a database */
export async function simulateRooms(
  seed: number,
  openStore: () => Outbox | Promise<Outbox> = createOutboxInMemory,
): Promise<MixedHistory> {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const store = await openStore();
  const rooms = roomsOf(random, clock);
  const giveUpMs = random.pick([30 * minuteMs, 2 * hourMs]);
  const ids: number[] = [];
  const world = { random, clock, store, rooms, ids, finalAt: new Map<number, Date>(), kills: 0, isPlayed: false };
  const enqueue = async (edition: number) => {
    for (const room of rooms) {
      const messages = messagesFor(room, { edition, parts: random.integer(1, 3), now: clock.now(), giveUpMs });
      ids.push(...(await store.enqueue(messages)).map(({ id }) => id));
    }
  };
  const play = async () => {
    await enqueue(1);
    if (random.chance(0.4)) {
      await clock.sleep(random.integer(0, 5 * minuteMs));
      await enqueue(2);
    }
    world.isPlayed = true;
  };
  const processes = random.chance(0.3) ? 2 : 1;
  await Promise.all([play(), ...Array.from({ length: processes }, () => keepRunning(world))]);
  const messages = await Promise.all(ids.map((id) => store.outboxMessage(id)));
  await store.close();
  return {
    rooms,
    messages: messages.filter((message) => message !== undefined),
    finalAt: world.finalAt,
    giveUpMs,
    kills: world.kills,
  };
}

function messagesFor(
  { name, address, format }: SimulatedRoom,
  edition: { readonly edition: number; readonly parts: number; readonly now: Date; readonly giveUpMs: number },
): readonly NewOutboxMessage[] {
  const bodies = Array.from({ length: edition.parts }, (_, index) =>
    bodiesFor(address, { msgtype: format, content: textOf(name, edition.edition, index + 1, format) }),
  );
  const recipients = bodies[0]?.length ?? 0;
  const all = Array.from({ length: recipients }, (_, recipient) => bodies.map((part) => part[recipient] ?? '')).flat();
  const giveUpAt = new Date(edition.now.getTime() + edition.giveUpMs);
  return all.map((body, index) => ({
    webhook: name,
    group: { kind: 'by-hand', id: `edition-${edition.edition}` },
    part: index + 1,
    parts: all.length,
    priority: 'normal',
    body,
    storyIds: [],
    createdAt: edition.now,
    giveUpAt,
    catchUpUntil: giveUpAt,
  }));
}

function textOf(name: string, edition: number, part: number, format: Format): string {
  const text = `${name} 第 ${edition} 期 ${part}`;
  return format === 'webhook' ? JSON.stringify({ text, stories: [] }) : text;
}

// ── Rooms ───────────────────────────────────────────────────────────────────────────────────────────

function roomsOf(random: SeededRandom, clock: FakeClock): readonly SimulatedRoom[] {
  const kinds = ['wecom', 'mail', ...rows.map(({ kind }) => kind)] as const;
  const count = random.integer(2, 4);
  // Rooms of one kind share a bot, a workspace or a server, and its limit.
  const only = random.chance(0.3) ? random.pick(kinds) : undefined;
  const neighbours = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
  const dead = random.chance(0.5) ? random.integer(0, count - 1) : -1;
  return Array.from({ length: count }, (_, index) => {
    const faultRate = index === dead ? 'dead' : random.pick([0, 0, 0.1, 0.4]);
    const kind = only ?? random.pick(kinds);
    return roomOfKind(kind, { index, faultRate, clock, neighbours: neighbours.get(kind) ?? [] });
  });
}

function roomOfKind(
  kind: SimulatedRoom['kind'],
  {
    index,
    faultRate,
    clock,
    neighbours,
  }: {
    readonly index: number;
    readonly faultRate: number | 'dead';
    readonly clock: FakeClock;
    readonly neighbours: number[];
  },
): SimulatedRoom {
  const same = { name: `ROOM_${index}`, kind, faultRate };
  const arrived: string[] = [];
  if (kind === 'mail') {
    const address = `smtps://digest:pass@mail${index}.example?from=digest@example.com&to=a@example.com,b@example.com`;
    return { ...same, address, format: 'mail', arrived, tooOften: () => 0, judge: (body) => accept(arrived, body) };
  }
  if (kind === 'wecom') {
    const robot = createRobotModel({ rateModel: 'sliding', nowMs: clock.elapsedMs });
    return {
      ...same,
      address: `https://robot.example/send?key=key-${index}`,
      format: 'markdown',
      arrived,
      tooOften: () => 0,
      judge(body) {
        const { errcode, end } = robot.begin({ contentType: 'application/json', key: `key-${index}`, body });
        end();
        return errcode === 0 ? accept(arrived, body) : { kind: 'refused', errcode };
      },
    };
  }
  const row = rows.find((one) => one.kind === kind);
  if (row === undefined) throw new Error(`Expected a row for ${kind}`);
  const origin = 'https://relay.example';
  const address = row.neighbour?.(origin, index) ?? row.address(origin, `secret${index}`);
  const options = { nowMs: clock.elapsedMs, now: () => clock.now(), secret: row.signing, neighbours };
  const model = createRoomModel(kind, options);
  return {
    ...same,
    address,
    format: kind,
    arrived,
    tooOften: () => model.tooOften,
    judge(raw) {
      const { wire } = roomOf(address);
      const [url, body] = [parseRoomAddress(address, [])?.url, readStoredBody(raw)];
      if (wire.protocol !== 'http' || url === undefined || body === undefined) throw new Error('Expected a call');
      const request = wire.request({ url, body, raw, id: `id-${raw}`, secret: row.signing, now: clock.now() });
      const before = model.shown.length;
      const { status, body: text, headers = {} } = model.judge(request);
      if (model.shown.length > before) arrived.push(raw);
      return wire.readAnswer({ status, headers, body: new TextEncoder().encode(text) });
    },
  };
}

function accept(arrived: string[], body: string): Outcome {
  arrived.push(body);
  return { kind: 'accepted' };
}

// ── Processes ───────────────────────────────────────────────────────────────────────────────────────

interface World {
  readonly random: SeededRandom;
  readonly clock: FakeClock;
  readonly store: Outbox;
  readonly rooms: readonly SimulatedRoom[];
  readonly ids: number[];
  readonly finalAt: Map<number, Date>;
  kills: number;
  isPlayed: boolean;
}

async function isOver({ clock, isPlayed, store }: World): Promise<boolean> {
  if (clock.elapsedMs() > 40 * hourMs) throw new Error('the history does not end');
  return isPlayed && (await store.unfinished()).length === 0;
}

async function keepRunning(world: World): Promise<void> {
  const { clock, random } = world;
  let lives = random.pick([1, 1, 1, 2, 4]);
  while (!(await isOver(world))) {
    await runOnce(world, --lives > 0);
    await clock.sleep(random.integer(500, 30_000));
  }
}

/** One life of a process. @param isKilled some time in its first minutes */
async function runOnce(world: World, isKilled: boolean): Promise<void> {
  const { clock, random, store, rooms } = world;
  const life = mortal(store);
  const ended = Promise.withResolvers<void>();
  if (isKilled) {
    clock.after(random.integer(0, 2 * minuteMs), () => {
      world.kills += 1;
      life.kill();
      ended.resolve();
    });
  }
  const roomNamed = (name: string) => rooms.find((room) => room.name === name);
  const deliverer = createDeliverer({
    store: life.store,
    secret: (name) => roomNamed(name)?.address,
    clock,
    elapsedMs: clock.elapsedMs,
    random: random.next,
    post: ({ webhook, body }) => life.whileAlive(attempt(world, roomNamed(webhook), body, () => life.isDead)),
    rate: () => ({ messages: 18, windowMs: minuteMs }),
    cooldownMs: () => 65_000,
    onEvent: (event) => {
      if ('message' in event && event.kind !== 'postponed') world.finalAt.set(event.message.id, clock.now());
    },
  });
  const work = async () => {
    while (!life.isDead && !(await isOver(world))) {
      // Not waited for, as in the worker: it ends with the slowest room.
      void deliverer.wake();
      await clock.sleep(minuteMs);
    }
    ended.resolve();
  };
  await Promise.race([work(), ended.promise]);
}

/** What goes wrong with one call: before the room has it, or after. */
const weathers = [
  'no-connection',
  'reset-before',
  'reset-after',
  'silence',
  'bad-gateway',
  'overloaded',
  'refused',
] as const;

async function attempt(
  { random, clock }: World,
  room: SimulatedRoom | undefined,
  body: string,
  isDead: () => boolean,
): Promise<Outcome> {
  if (room === undefined) throw new Error('Expected a room');
  await clock.sleep(random.integer(1, 300));
  // Killed before it was written: it never leaves the machine.
  if (isDead()) return { kind: 'unsure', cause: 'crash' };
  const isFaulty = room.faultRate === 'dead' || random.chance(room.faultRate);
  const weather = room.faultRate === 'dead' ? 'no-connection' : isFaulty ? random.pick(weathers) : 'fine';
  const outcome = outcomeIn(weather, room, body);
  await clock.sleep(outcome.kind === 'unsure' && outcome.cause === 'timeout' ? 15_000 : random.integer(1, 700));
  return outcome;
}

function outcomeIn(weather: (typeof weathers)[number] | 'fine', room: SimulatedRoom, body: string): Outcome {
  switch (weather) {
    case 'fine':
      return room.judge(body);
    case 'no-connection':
      return { kind: 'not-delivered', cause: 'connect' };
    case 'reset-before':
      return { kind: 'unsure', cause: 'reset' };
    case 'reset-after':
      room.judge(body);
      return { kind: 'unsure', cause: 'reset' };
    case 'silence':
      room.judge(body);
      return { kind: 'unsure', cause: 'timeout' };
    case 'bad-gateway':
      return outcomeOfOther({ status: 502 }, 'upstream');
    case 'overloaded':
      return outcomeOfOther({ status: 503, headers: { 'retry-after': '5' } }, '');
    case 'refused':
      return { kind: 'refused', errcode: 400 };
  }
}

/** One line for each law that the history breaks; none when all is well. */
export function mixedFaults({ rooms, messages, finalAt, kills }: MixedHistory): string[] {
  return [
    ...rooms.flatMap((room) => [
      ...roomFaults(room, { messages: messages.filter(({ webhook }) => webhook === room.name), finalAt, kills }),
    ]),
  ];
}

function* roomFaults(
  room: SimulatedRoom,
  { messages, finalAt, kills }: Pick<MixedHistory, 'messages' | 'finalAt' | 'kills'>,
): Generator<string> {
  if (room.tooOften() > 0) yield `${room.kind}: answered "too often" ${room.tooOften()} times`;
  for (const { id, state, body, attempts, createdAt, giveUpAt } of messages) {
    const say = (what: string) => `${room.kind}: message ${id} is ${state}, but ${what}`;
    const times = room.arrived.filter((one) => one === body).length;
    const outcomes = attempts.map(({ outcome }) => outcome);
    const unsure = outcomes.filter((outcome) => outcome?.kind === 'unsure').length;
    const last = finalAt.get(id) ?? giveUpAt;
    if (outcomes.includes(undefined)) yield say('an attempt has no outcome');
    if (times > unsure + 1) yield say(`it arrived ${times} times with ${unsure} unsure attempts`);
    if (times > 4) yield say(`it arrived ${times} times`);
    if (state === 'waiting' || state === 'sending') yield say('the history is over');
    if (state === 'accepted' && times === 0) yield say('it never arrived');
    if (state === 'refused' && outcomes.at(-1)?.kind !== 'refused') yield say('nobody refused it');
    if (state === 'given-up' && unsure > 0) yield say('it may have arrived');
    if (state === 'given-up' && last < giveUpAt) yield say('it was not old');
    if (state === 'unsure' && unsure < 4 && last < giveUpAt) yield say(`only ${unsure} attempts were unsure`);
    // A calm room is never held up by another one: only kills can cost it time.
    const longestMs = 5 * minuteMs + kills * 75 * minuteMs;
    if (room.faultRate === 0 && state !== 'accepted' && kills === 0) yield say('its room was well');
    if (room.faultRate === 0 && finalAt.has(id) && last.getTime() - createdAt.getTime() > longestMs)
      yield say(`it took ${last.getTime() - createdAt.getTime()} ms`);
  }
}
