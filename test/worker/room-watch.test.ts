import { beforeEach, describe, expect, test } from 'vitest';
import { createSettings } from '../../src/config/settings-in-force.ts';
import type { Attempt, OutboxMessage, Outcome } from '../../src/model.ts';
import { type Alerts, createAlerts } from '../../src/operator/alerts.ts';
import { createRoomWatch } from '../../src/worker/room-watch.ts';
import { groupOf } from '../deliver/outbox-messages.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configWith, loaded, memoryStore } from './worker-world.ts';

const minuteMs = 60_000;
const webhook = 'TEAM_ROBOT';
const nothingWaits = { digest: undefined, catchUpUntil: undefined };

let used: readonly string[];
let wrong: readonly string[];
let isRefused: (webhook: string) => boolean;
let waiting: readonly OutboxMessage[];
let sent: string[];
let warnings: string[];
let alerts: Alerts;
let look: () => Promise<void>;
const clock = createFakeClock();

beforeEach(async () => {
  [used, wrong, waiting, sent, warnings] = [[webhook], [], [], [], []];
  isRefused = () => false;
  const log = { warn: (_: object, message: string) => void warnings.push(message) };
  alerts = await createAlerts({
    store: memoryStore(),
    send: async ({ text }) => void sent.push(text.split('\n')[0] ?? ''),
    voice: () => ({ language: 'en', timezone: 'UTC' }),
    clock,
    log,
  });
  look = createRoomWatch({
    settings: createSettings({ config: configWith(), reload: async () => loaded(configWith()), clock }),
    rooms: () => ({ used, wrong }),
    isRefused: async (room) => isRefused(room),
    unfinished: async () => waiting,
    alerts,
    clock,
    log,
  });
});

describe('the alert of a refused room', () => {
  const refuse = (errcode: number | undefined) =>
    alerts.raise({ kind: 'robot-refused', webhook, errcode, ...nothingWaits });

  test('ends when its address is corrected', async () => {
    wrong = [webhook];
    await refuse(undefined);
    await look();
    expect(alerts.standing().size).toBe(1);

    wrong = [];
    await look();
    expect(sent.at(-1)).toBe('[Recovered] TEAM_ROBOT: the address was corrected, and messages are sent to it.');
  });

  test('ends when the key is another one, or is accepted again, before this worker sends anything there', async () => {
    isRefused = () => true;
    await refuse(93000);
    await look();
    expect(alerts.standing().size).toBe(1);

    isRefused = () => false;
    await look();
    expect(alerts.standing().size).toBe(0);
  });

  test('ends when no digest or reminder is sent there any more', async () => {
    isRefused = () => true;
    await refuse(93000);
    used = [];
    await look();
    expect(sent.at(-1)).toBe('[Recovered] TEAM_ROBOT: no digest or reminder is sent there any more.');
  });

  test('stays while the store cannot be read', async () => {
    isRefused = () => {
      throw new Error('the disk is full');
    };
    await refuse(93000);
    await look();
    expect(alerts.standing().size).toBe(1);
    expect(warnings).toEqual(['state of a room could not be read']);
  });
});

describe('messages that wait', () => {
  const noConnection: Outcome = { kind: 'not-delivered', cause: 'connect', obstacle: 'dns' };

  function storedBefore(minutes: number, outcome: Outcome | undefined = noConnection, room = webhook): OutboxMessage {
    const [message] = groupOf({
      group: 'daily',
      webhook: room,
      now: new Date(clock.now().getTime() - minutes * minuteMs),
    });
    if (message === undefined) throw new Error('Expected a message, got none');
    const startedAt = message.createdAt;
    const attempt: Attempt = { id: 1, messageId: 1, keyHash: 'k', startedAt, finishedAt: startedAt, outcome };
    return {
      ...message,
      id: 1,
      state: 'waiting',
      notBefore: undefined,
      attempts: outcome === undefined ? [] : [attempt],
    };
  }

  test('are reported once, after the retries of a short outage, until none waits', async () => {
    waiting = [storedBefore(15)];
    await look();
    expect(sent).toEqual([]);

    waiting = [storedBefore(21)];
    await look();
    await look();
    expect(sent).toEqual(['[Messages waiting] TEAM_ROBOT']);

    waiting = [];
    await look();
    await look();
    expect(sent.slice(1)).toEqual(['[Recovered] TEAM_ROBOT: no message waits any more.']);
  });

  test('are reported also if none was tried, for example because another process does not let go of the room', async () => {
    waiting = [storedBefore(21, undefined)];
    await look();
    expect(sent).toEqual(['[Messages waiting] TEAM_ROBOT']);
  });

  test('are not reported if the message may have arrived, or is an alert', async () => {
    waiting = [
      storedBefore(21, { kind: 'unsure', cause: 'timeout' }),
      storedBefore(21, undefined, 'ALERT_WEBHOOK_URL'),
    ];
    await look();
    expect(sent).toEqual([]);
  });

  test('are not reported a second time if the room refuses the key', async () => {
    isRefused = () => true;
    await alerts.raise({ kind: 'robot-refused', webhook, errcode: 93000, ...nothingWaits });
    waiting = [storedBefore(21, { kind: 'key-refused', errcode: 93000 })];
    await look();
    expect(sent).toEqual(['[Robot refused] TEAM_ROBOT']);
  });
});
