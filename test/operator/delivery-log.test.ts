import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Attempt, OutboxMessage } from '../../src/model.ts';
import { logDelivery } from '../../src/operator/delivery-log.ts';
import { groupOf } from '../deliver/outbox-messages.ts';

test('a message that is retried for hours does not fill the log', () => {
  const warnings: { readonly attempt?: number }[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line) => void warnings.push(JSON.parse(line)) });
  const [stored] = groupOf({ group: 'daily', now: new Date('2026-02-02T01:00:00Z') });

  for (let earlier = 0; earlier < 1000; earlier += 1) {
    const attempts: readonly Attempt[] = Array.from({ length: earlier });
    const message = { ...stored, attempts } as OutboxMessage;
    const outcome = { kind: 'not-delivered', cause: 'rate' } as const;
    logDelivery(log, { kind: 'postponed', webhook: 'TEAM_ROBOT', message, outcome });
  }

  expect(warnings.map(({ attempt = 1 }) => attempt)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
});
