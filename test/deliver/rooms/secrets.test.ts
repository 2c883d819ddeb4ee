/** Nine canaries: the secret of no kind of room, and of no signature, becomes text. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createDeliverer } from '../../../src/deliver/deliver.ts';
import { postToRoom } from '../../../src/deliver/post-to-room.ts';
import { textBodies } from '../../../src/operator/text-bodies.ts';
import { openStore } from '../../../src/store/sqlite-store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { rows } from './contract.ts';
import { startMailServer } from './mail-server.ts';
import { startModelServer } from './model-server.ts';

const canary = 'canary4711notakey';
const signing = 'whsec_Y2FuYXJ5LTA4MTUtaXMtbm90LWEta2V5LWVpdGhlcg==';

/** Everything that a delivery to this address lets others see: files, outcomes, events, the result. */
async function tracesOf(address: string): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ai-news-digest-rooms-'));
  const clock = createFakeClock();
  const traces: unknown[] = [];
  try {
    const store = await openStore({ dataDir });
    const createdAt = clock.now();
    const giveUpAt = new Date(createdAt.getTime() + 3_600_000);
    const same = {
      webhook: 'TEAM_ROOM',
      group: { kind: 'by-hand', id: '1' },
      priority: 'normal',
      storyIds: [],
    } as const;
    const bodies = textBodies('早报', { address, language: 'zh-CN' });
    await store.enqueue(
      bodies.map((body, index) => ({
        ...same,
        part: index + 1,
        parts: bodies.length,
        body,
        createdAt,
        giveUpAt,
        catchUpUntil: giveUpAt,
      })),
    );
    const deliverer = createDeliverer({
      store,
      secret: () => address,
      clock,
      elapsedMs: clock.elapsedMs,
      random: () => 0,
      async post(request) {
        const outcome = await clock.whileBusy(() =>
          postToRoom({ ...request, secret: signing, now: clock.now(), timeoutMs: 1_000 }),
        );
        traces.push(outcome);
        return outcome;
      },
      rate: () => ({ messages: 18, windowMs: 60_000 }),
      cooldownMs: () => 65_000,
      onEvent: (event) => void traces.push(event),
    });
    traces.push(await deliverer.drain({ maxRobotWaitMs: 5_000 }), await store.unfinished());
    const files = () => readdirSync(dataDir).map((file) => file + readFileSync(join(dataDir, file), 'latin1'));
    traces.push(...files());
    await store.close();
    traces.push(...files());
  } finally {
    rmSync(dataDir, { recursive: true });
  }
  return traces.map((trace) => (typeof trace === 'string' ? trace : inspect(trace, { depth: 20 }))).join('\n');
}

function expectNoCanary(traces: string): void {
  expect(traces).toContain('TEAM_ROOM');
  expect(traces).not.toContain(canary);
  expect(traces).not.toContain(signing);
  expect(traces).not.toContain(Buffer.from(canary).toString('base64'));
}

test.each(rows)(
  'the secret of $kind leaves no trace, whether accepted, refused, lost or unreachable',
  async ({ kind, address }) => {
    const now = () => new Date();
    for (const fault of [{}, { isKeyKnown: () => false }, { answer: 'reset' as const }]) {
      await using room = await startModelServer(kind, { nowMs: () => Date.now(), now, ...fault });
      expectNoCanary(await tracesOf(address(room.origin, canary)));
    }
    expectNoCanary(await tracesOf(address('http://127.0.0.1:9', canary)));
  },
);

test('the secret of a mail account leaves no trace, whether accepted, refused, lost or unreachable', async () => {
  const addressAt = (port: number) =>
    `smtp://digest:${canary}@127.0.0.1:${port}?from=digest@example.com&to=a@example.com`;
  for (const faults of [
    {},
    { auth: [535, `5.7.8 no such login ${canary}`] as [number, string] },
    { reset: { accepted: true } },
  ]) {
    await using server = await startMailServer(faults);
    expectNoCanary(await tracesOf(addressAt(server.port)));
  }
  expectNoCanary(await tracesOf(addressAt(9)));
});
