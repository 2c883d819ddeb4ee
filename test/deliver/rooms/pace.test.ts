import { expect, test } from 'vitest';
import { createDeliverer } from '../../../src/deliver/deliver.ts';
import { bodiesFor, roomOf } from '../../../src/deliver/rooms/rooms.ts';
import { readStoredBody } from '../../../src/deliver/rooms/stored-body.ts';
import { openScratchStore } from '../../../src/store/scratch-store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { mortal } from '../mortal.ts';
import { rows } from './contract.ts';
import { createRoomModel } from './room-model.ts';

test.each(rows)(
  '$kind never answers "too often" to 45 messages, over a restart and with two processes',
  async (row) => {
    const clock = createFakeClock();
    const store = await openScratchStore({ dataDir: '/nonexistent' });
    const model = createRoomModel(row.kind, { nowMs: clock.elapsedMs, now: () => clock.now(), secret: row.signing });
    const address = row.address('https://relay.example', 'secret4711');
    const createdAt = clock.now();
    const giveUpAt = new Date(createdAt.getTime() + 86_400_000);
    const contents = Array.from({ length: 45 }, (_, index) =>
      row.kind === 'webhook' ? `{"text":"${index}"}` : `早报 ${index}`,
    );
    await store.enqueue(
      contents.map((content, index) => ({
        webhook: 'ROOM',
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
    const start = () => {
      const life = mortal(store);
      const deliverer = createDeliverer({
        store: life.store,
        secret: () => address,
        clock,
        elapsedMs: clock.elapsedMs,
        random: () => 0.5,
        post: ({ body: raw, id }) =>
          life.whileAlive(
            (async () => {
              await clock.sleep(40);
              const { wire, parse } = roomOf(address);
              const [url, body] = [parse(address), readStoredBody(raw)];
              if (wire.protocol !== 'http' || url === undefined || body === undefined)
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
    };
    const [first, second] = [start(), start()];
    void first.deliverer.drain();
    void second.deliverer.drain();
    // In the middle of the first messages, wherever that is.
    await clock.sleep(2_000);
    first.life.kill();
    second.life.kill();
    await start().deliverer.drain();
    expect(model.tooOften).toBe(0);
    expect(await store.unfinished()).toEqual([]);
    expect(new Set(model.shown.map(({ text }) => text)).size).toBe(contents.length);
    await store.close();
  },
);
