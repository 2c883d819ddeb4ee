/** Nine canaries: the secret of no kind of room, and of no signature, becomes text. */
import { expect, test } from 'vitest';
import { textBodies } from '../../../src/operator/text-bodies.ts';
import { deliveryTraces } from '../delivery-traces.ts';
import { rows } from './contract.ts';
import { startMailServer } from './mail-server.ts';
import { startModelServer } from './model-server.ts';

const canary = 'canary4711notakey';
const signing = 'whsec_Y2FuYXJ5LTA4MTUtaXMtbm90LWEta2V5LWVpdGhlcg==';

const tracesOf = (address: string) =>
  deliveryTraces({
    address,
    secret: signing,
    timeoutMs: 1_000,
    messages(now) {
      const bodies = textBodies('早报', { address, language: 'zh-CN' });
      const giveUpAt = new Date(now.getTime() + 3_600_000);
      return bodies.map((body, index) => ({
        webhook: 'TEAM_ROOM',
        group: { kind: 'by-hand', id: '1' },
        priority: 'normal',
        storyIds: [],
        part: index + 1,
        parts: bodies.length,
        body,
        createdAt: now,
        giveUpAt,
        catchUpUntil: giveUpAt,
      }));
    },
  });

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
