import { expect, test } from 'vitest';
import type { Condition } from '../../src/operator/condition.ts';
import { createDeliveryAlerts } from '../../src/operator/delivery-alerts.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import { at, sampleEdition } from '../store/samples.ts';

test('the alert of a lost message names its digest, however many editions were stored after it', async () => {
  const store = await openScratchStore({ dataDir: '/nonexistent' });
  const lost = await store.saveEdition(sampleEdition({ digestId: 'group-0' }));
  for (let group = 1; group <= 80; group += 1) {
    await store.saveEdition(sampleEdition({ digestId: `group-${group}`, stories: [] }));
  }
  const raised: Condition[] = [];
  const tell = createDeliveryAlerts({
    store,
    alerts: {
      raise: async (condition) => void raised.push(condition),
      clear: () => Promise.resolve(),
      raisedAt: () => undefined,
    },
    clock: { now: () => at('01:10') },
    kindOf: () => 'wecom',
  });
  const [message] = lost?.messages ?? [];
  if (message === undefined) throw new Error('Expected a message');

  await tell({ kind: 'refused', webhook: message.webhook, message, errcode: 40058 });
  await store.close();

  expect(raised).toMatchObject([{ kind: 'part-lost', digest: { id: 'group-0' }, parts: 1 }]);
});
