import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import { hourMs } from '../ground/durations.ts';
import type { Clock, OutboxMessage, RoomKind } from '../model.ts';
import type { Edition, Store } from '../store/store.ts';
import type { Alerts } from './alerts.ts';
import type { DigestSlot, Loss } from './condition.ts';

export interface DeliveryAlertsOptions {
  readonly store: Store;
  readonly alerts: Alerts;
  readonly clock: Clock;
  /** The kind of room whose address a variable holds. */
  kindOf(webhook: string): RoomKind;
}

/** How many of the newest editions may still have unsent messages. */
const recent = 60;

/** Raises alerts about deliveries. Failures of the operator's own robot do not raise alerts. */
export function createDeliveryAlerts({ store, alerts, clock, kindOf }: DeliveryAlertsOptions) {
  return async (event: DeliveryEvent): Promise<void> => {
    const { webhook } = event;
    if (webhook === 'ALERT_WEBHOOK_URL') return;
    switch (event.kind) {
      case 'accepted':
        // A new address is a new key without a recorded refusal, so any accepted message counts as recovery.
        await alerts.clear({ kind: 'robot-accepted', webhook });
        await clearSharedAfterRestart(webhook);
        return;
      case 'postponed':
      case 'lock-lost':
        return;
      case 'refused':
      case 'unsure':
      case 'given-up':
        await raiseLost(event);
        return;
      case 'key-refused': {
        const waiting = (await store.unfinished()).find((message) => message.webhook === webhook);
        const edition = waiting === undefined ? undefined : await editionOf(store, waiting);
        await alerts.raise({
          kind: 'robot-refused',
          webhook,
          room: kindOf(webhook),
          errcode: event.errcode,
          digest: edition && digestSlotOf(edition),
          catchUpUntil: waiting?.catchUpUntil,
        });
        return;
      }
      case 'rate-taken':
        await alerts.raise({
          kind: 'robot-shared',
          webhook,
          sentInMinute: event.sentInMinute,
          delayMs: event.restMs,
        });
        return;
      case 'recovered':
        if (event.condition === 'key-refused') {
          await alerts.clear({ kind: 'robot-accepted', webhook });
        } else await alerts.clear({ kind: 'robot-alone', webhook });
    }
  };

  /** The deliverer reports when sharing ends, but not across a restart. Then an accepted message after some time ends it. */
  async function clearSharedAfterRestart(webhook: string): Promise<void> {
    const raisedAt = alerts.raisedAt({ kind: 'robot-shared', of: webhook });
    if (raisedAt === undefined || clock.now().getTime() - raisedAt.getTime() < forgottenMs) return;
    await alerts.clear({ kind: 'robot-alone', webhook });
  }

  async function raiseLost(event: LossEvent): Promise<void> {
    const { webhook } = event;
    // The event carries the message as it was before the last attempt.
    const message = (await store.outboxMessage(event.message.id)) ?? event.message;
    const loss = { ...lossOf(event, message, clock.now()), room: kindOf(webhook) };
    const edition = await editionOf(store, message);
    if (edition === undefined) {
      const { group, createdAt: storedAt } = message;
      await alerts.raise({ kind: 'message-lost', webhook, group, storedAt, ...loss });
      return;
    }
    const own = edition.messages.filter((one) => one.webhook === webhook);
    const lost = own.filter(({ state }) => state !== 'accepted' && state !== 'waiting' && state !== 'sending');
    await alerts.raise({
      kind: 'part-lost',
      digest: digestSlotOf(edition),
      parts: own.length,
      delivered: own.filter(({ state }) => state === 'accepted').map(({ part }) => part),
      lost: lost.map(({ part }) => part),
      stories: numbersOf(edition, lost),
      ...loss,
    });
  }
}

/** Shorter than the time between two daily digests. */
const forgottenMs = 20 * hourMs;

type LossEvent = Extract<DeliveryEvent, { kind: 'refused' | 'unsure' | 'given-up' }>;

function lossOf(event: LossEvent, { attempts, createdAt }: OutboxMessage, now: Date): Loss {
  return {
    outcome: event.kind,
    errcode: event.kind === 'refused' ? event.errcode : undefined,
    triedMs: triedMs(attempts) ?? now.getTime() - createdAt.getTime(),
    attempts: attempts.length,
  };
}

/** From the first attempt to the end of the last one; undefined when there was none. */
function triedMs(attempts: OutboxMessage['attempts']): number | undefined {
  const [first, last] = [attempts[0], attempts.at(-1)];
  return first && last && (last.finishedAt ?? last.startedAt).getTime() - first.startedAt.getTime();
}

async function editionOf(store: Store, { group }: OutboxMessage): Promise<Edition | undefined> {
  if (group.kind !== 'edition') return undefined;
  return (await store.editions({ limit: recent })).find(({ id }) => id === group.editionId);
}

function digestSlotOf({ digestId, title, slot }: Edition): DigestSlot {
  return { id: digestId, title, slot: slot.local };
}

/** The stories' numbers as printed, derived from their order. */
function numbersOf({ decisions }: Edition, lost: readonly OutboxMessage[]) {
  const ids = new Set(lost.flatMap(({ storyIds }) => storyIds));
  const numbers = decisions.stories.flatMap(({ id }, index) => (ids.has(id) ? [index + 1] : []));
  const [first, last] = [numbers[0], numbers.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last };
}
