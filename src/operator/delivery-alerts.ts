import { alertVariable } from '../config/environment.ts';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import { hourMs } from '../ground/durations.ts';
import type { Clock, OutboxMessage, RoomKind } from '../model.ts';
import type { Edition, Store } from '../store/store.ts';
import type { Alerts } from './alerts.ts';
import type { Condition, DigestSlot, Loss } from './condition.ts';

export interface DeliveryAlertsOptions {
  readonly store: Store;
  readonly alerts: Pick<Alerts, 'raise' | 'clear' | 'raisedAt'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The kind of room whose address a variable holds. */
  kindOf(webhook: string): RoomKind;
}

/** Raises alerts about deliveries. Failures of the operator's own robot do not raise alerts. */
export function createDeliveryAlerts(options: DeliveryAlertsOptions) {
  const { alerts } = options;
  return async (event: DeliveryEvent): Promise<void> => {
    const { webhook } = event;
    if (webhook === alertVariable) return;
    switch (event.kind) {
      case 'accepted':
        // A new address is a new key without a recorded refusal, so any accepted message counts as recovery.
        await alerts.clear({ kind: 'robot-accepted', webhook });
        return clearSharedAfterRestart(webhook, options);
      case 'postponed':
      case 'lock-lost':
        return;
      case 'refused':
      case 'unsure':
      case 'given-up':
        return alerts.raise(await lostBy(event, options));
      case 'key-refused':
        return alerts.raise(await refusedBy(event, options));
      case 'rate-taken': {
        const { sentInMinute, restMs: delayMs } = event;
        return alerts.raise({ kind: 'robot-shared', webhook, sentInMinute, delayMs });
      }
      case 'recovered':
        return alerts.clear({ kind: event.condition === 'key-refused' ? 'robot-accepted' : 'robot-alone', webhook });
    }
  };
}

/** Shorter than the time between two daily digests. */
const forgottenMs = 20 * hourMs;

/** The deliverer reports when sharing ends, but not across a restart. Then an accepted message after some time ends it. */
async function clearSharedAfterRestart(webhook: string, { alerts, clock }: DeliveryAlertsOptions): Promise<void> {
  const raisedAt = alerts.raisedAt({ kind: 'robot-shared', of: webhook });
  if (raisedAt === undefined || clock.now().getTime() - raisedAt.getTime() < forgottenMs) return;
  await alerts.clear({ kind: 'robot-alone', webhook });
}

async function refusedBy(
  { webhook, errcode }: Extract<DeliveryEvent, { kind: 'key-refused' }>,
  { store, kindOf }: DeliveryAlertsOptions,
): Promise<Condition> {
  const waiting = (await store.unfinished()).find((message) => message.webhook === webhook);
  const edition = waiting && (await editionOf(store, waiting));
  const digest = edition && digestSlotOf(edition);
  const catchUpUntil = waiting?.catchUpUntil;
  return { kind: 'robot-refused', webhook, room: kindOf(webhook), errcode, digest, catchUpUntil };
}

async function lostBy(event: LossEvent, { store, clock, kindOf }: DeliveryAlertsOptions): Promise<Condition> {
  const { webhook } = event;
  // The event carries the message as it was before the last attempt.
  const message = (await store.outboxMessage(event.message.id)) ?? event.message;
  const loss = { ...lossOf(event, message, clock.now()), room: kindOf(webhook) };
  const edition = await editionOf(store, message);
  if (edition === undefined) {
    const { group, createdAt: storedAt } = message;
    return { kind: 'message-lost', webhook, group, storedAt, ...loss };
  }
  const own = edition.messages.filter((one) => one.webhook === webhook);
  const lost = own.filter(({ state }) => state !== 'accepted' && state !== 'waiting' && state !== 'sending');
  return {
    kind: 'part-lost',
    digest: digestSlotOf(edition),
    parts: own.length,
    delivered: own.filter(({ state }) => state === 'accepted').map(({ part }) => part),
    lost: lost.map(({ part }) => part),
    stories: numbersOf(edition, lost),
    ...loss,
  };
}

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
  const [head] = await store.editionHeads({ afterId: group.editionId - 1, limit: 1 });
  return head?.id === group.editionId ? store.edition(head.digestId, head.slot.local, head.number) : undefined;
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
