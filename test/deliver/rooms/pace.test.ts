import { expect, test } from 'vitest';
import { createDeliverer } from '../../../src/deliver/deliver.ts';
import { bodiesFor, rooms } from '../../../src/deliver/rooms/rooms.ts';
import { readStoredBody } from '../../../src/deliver/rooms/stored-body.ts';
import { parseRoomAddress } from '../../../src/ground/room-address.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { mortal } from '../mortal.ts';
import { createOutboxInMemory, type Outbox } from '../outbox-in-memory.ts';
import { type Row, rows } from './contract.ts';
import { createRoomModel, type RoomModel } from './room-model.ts';

interface ModelRoom {
  readonly name: string;
  readonly address: string;
  readonly model: RoomModel;
}

interface World {
  readonly row: Row;
  readonly clock: FakeClock;
  readonly store: Outbox;
  readonly rooms: readonly ModelRoom[];
}

function createWorld(row: Row, addresses: readonly string[]): World {
  const clock = createFakeClock();
  const neighbours: number[] = [];
  const options = { nowMs: clock.elapsedMs, now: () => clock.now(), secret: row.signing, neighbours };
  const modelRooms = addresses.map((address, index) => ({
    name: `ROOM_${index}`,
    address,
    model: createRoomModel(row.kind, options),
  }));
  return { row, clock, store: createOutboxInMemory(), rooms: modelRooms };
}

async function enqueue({ row, clock, store }: World, { name, address }: ModelRoom, count: number): Promise<void> {
  const createdAt = clock.now();
  const giveUpAt = new Date(createdAt.getTime() + 86_400_000);
  const contents = Array.from({ length: count }, (_, index) =>
    row.kind === 'webhook' ? `{"text":"${index}"}` : `早报 ${index}`,
  );
  await store.enqueue(
    contents.map((content, index) => ({
      webhook: name,
      group: { kind: 'by-hand', id: 'daily' },
      priority: 'normal',
      part: index + 1,
      parts: contents.length,
      body: bodiesFor(address, { msgtype: row.kind, content })[0] ?? '',
      storyIds: [],
      createdAt,
      giveUpAt,
      catchUpUntil: giveUpAt,
    })),
  );
}

function startProcess({ row, clock, store, rooms: modelRooms }: World) {
  const life = mortal(store);
  const { wire } = rooms[row.kind];
  const deliverer = createDeliverer({
    store: life.store,
    secret: (name) => modelRooms.find((room) => room.name === name)?.address,
    clock,
    elapsedMs: clock.elapsedMs,
    random: () => 0.5,
    post: ({ webhook, body: raw, id }) =>
      life.whileAlive(
        (async () => {
          await clock.sleep(40);
          const { address = '', model } = modelRooms.find(({ name }) => name === webhook) ?? {};
          const [url, body] = [parseRoomAddress(address, [])?.url, readStoredBody(raw)];
          if (wire.protocol !== 'http' || model === undefined || url === undefined || body === undefined)
            throw new Error('Expected a call');
          const request = wire.request({ url, body, raw, id, secret: row.signing, now: clock.now() });
          const { status, headers = {}, body: text } = model.judge(request);
          await clock.sleep(40);
          return wire.readAnswer({ status, headers, body: new TextEncoder().encode(text) });
        })(),
      ),
    rate: () => ({ messages: 18, windowMs: 60_000 }),
    cooldownMs: () => 65_000,
    onEvent: () => undefined,
  });
  return { life, deliverer };
}

/** Two processes at once, both killed after two seconds, then a third one to the end. */
async function deliverAll(world: World): Promise<void> {
  const processes = [startProcess(world), startProcess(world)];
  for (const { deliverer } of processes) void deliverer.drain();
  await world.clock.sleep(2_000);
  for (const { life } of processes) life.kill();
  await startProcess(world).deliverer.drain();
}

test.each(rows)(
  '$kind never answers "too often" to 45 messages, over a restart and with two processes',
  async (row) => {
    const world = createWorld(row, [row.address('https://relay.example', 'secret4711')]);
    for (const room of world.rooms) await enqueue(world, room, 45);
    await deliverAll(world);
    expect(world.rooms.map(({ model }) => model.tooOften)).toEqual([0]);
    expect(await world.store.unfinished()).toEqual([]);
    expect(new Set(world.rooms[0]?.model.shown.map(({ text }) => text)).size).toBe(45);
  },
);

test.each(rows.filter(({ kind }) => rooms[kind].limits.shared !== undefined))(
  '60 rooms that share a limit of $kind never meet it, over a restart and with two processes',
  async (row) => {
    const neighbour = row.neighbour ?? ((origin, index) => row.address(origin, `secret${index}`));
    const addresses = Array.from({ length: 60 }, (_, index) => neighbour('https://relay.example', index));
    const world = createWorld(row, addresses);
    for (const room of world.rooms) await enqueue(world, room, 2);
    await deliverAll(world);
    expect(world.rooms.filter(({ model }) => model.tooOften > 0)).toEqual([]);
    expect(await world.store.unfinished()).toEqual([]);
    for (const { model } of world.rooms) expect(new Set(model.shown.map(({ text }) => text)).size).toBe(2);
  },
);
