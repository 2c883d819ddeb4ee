/** What a delivery lets others see, for the tests that look for a secret in it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createDeliverer } from '../../src/deliver/deliver.ts';
import { postToRoom } from '../../src/deliver/post-to-room.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { NewOutboxMessage } from '../../src/store/store.ts';
import { createFakeClock } from '../support/fake-clock.ts';

interface Delivery {
  readonly address: string;
  /** Signs each message, where the kind of room does so. */
  readonly secret?: string;
  readonly timeoutMs: number;
  messages(now: Date): readonly NewOutboxMessage[];
}

/** Delivers the messages. @returns all files, outcomes and events, and the result, as one text */
export async function deliveryTraces({ address, secret, timeoutMs, messages }: Delivery): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ai-news-digest-secrets-'));
  const clock = createFakeClock();
  const traces: unknown[] = [];
  try {
    const store = await openStore({ dataDir });
    await store.enqueue(messages(clock.now()));
    const deliverer = createDeliverer({
      store,
      secret: () => address,
      clock,
      elapsedMs: clock.elapsedMs,
      random: () => 0,
      async post(request) {
        const outcome = await clock.whileBusy(() => postToRoom({ ...request, secret, now: clock.now(), timeoutMs }));
        traces.push(outcome);
        return outcome;
      },
      rate: () => ({ messages: 18, windowMs: 60_000 }),
      cooldownMs: () => 65_000,
      onEvent: (event) => void traces.push(event),
    });
    traces.push(await deliverer.drain({ maxRobotWaitMs: 10_000 }), await store.unfinished());
    const files = () => readdirSync(dataDir).map((file) => file + readFileSync(join(dataDir, file), 'latin1'));
    traces.push(...files());
    await store.close();
    traces.push(...files());
  } finally {
    rmSync(dataDir, { recursive: true });
  }
  return traces.map((trace) => (typeof trace === 'string' ? trace : inspect(trace, { depth: 20 }))).join('\n');
}
