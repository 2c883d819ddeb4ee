import type { DeliveryEvent } from '../deliver/deliver.ts';
import { hourMs } from '../ground/durations.ts';
import type { Clock, OutboxMessage, RoomKind } from '../model.ts';
import type { Edition, Store } from '../store/store.ts';
import type { Alerts } from './alerts.ts';
import type { DigestSlot, Loss } from './condition.ts';

export interface DeliveryAlertsOptions {
  readonly store: Store;
  readonly alerts: Alerts;
  readonly clock: Clock;
  /** What kind of room a variable's address leads to. */
  kindOf(webhook: string): RoomKind;
}

/** Editions of which a message may still be under way. */
const recent = 60;

/** Alerts about deliveries. Trouble with the operator's own robot raises no alert. */
export function createDeliveryAlerts({ store, alerts, clock, kindOf }: DeliveryAlertsOptions) {
  return async (event: DeliveryEvent): Promise<void> => {
    const { webhook } = event;
    if (webhook === 'ALERT_WEBHOOK_URL') return;
    switch (event.kind) {
      case 'accepted':
        // A new address is another key, of which nothing was ever refused: what counts is that messages arrive.
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

  /** The deliverer reports its end, unless the program was restarted since. Then a day without it counts as the end. */
  async function clearSharedAfterRestart(webhook: string): Promise<void> {
    const raisedAt = alerts.raisedAt({ kind: 'robot-shared', of: webhook });
    if (raisedAt === undefined || clock.now().getTime() - raisedAt.getTime() < forgottenMs) return;
    await alerts.clear({ kind: 'robot-alone', webhook });
  }

  async function raiseLost(event: LossEvent): Promise<void> {
    const { webhook } = event;
    // The event has it as it was before the last attempt.
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

/** Shorter than the time between two digests of a day's schedule. */
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

/** The numbers that readers would have seen, from the order of the stories. */
function numbersOf({ decisions }: Edition, lost: readonly OutboxMessage[]) {
  const ids = new Set(lost.flatMap(({ storyIds }) => storyIds));
  const numbers = decisions.stories.flatMap(({ id }, index) => (ids.has(id) ? [index + 1] : []));
  const [first, last] = [numbers[0], numbers.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last };
}
