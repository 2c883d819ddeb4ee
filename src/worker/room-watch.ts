import { alertVariable } from '../config/environment.ts';
import { minuteMs } from '../ground/durations.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import type { OutboxMessage } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import { lateRooms, refusedRooms } from '../operator/condition.ts';
import { waitsFor, whyNotDelivered } from '../show/message-states.ts';
import type { WorkerLog, WorkerOptions } from './worker-options.ts';

export interface RoomWatchOptions
  extends Pick<WorkerOptions, 'settings' | 'rooms' | 'isRefused' | 'unfinished' | 'clock'> {
  readonly alerts: Pick<Alerts, 'raise' | 'clear' | 'standing'>;
  readonly log: Pick<WorkerLog, 'warn'>;
}

/** A short outage is over before that. */
const lateMs = 20 * minuteMs;

/**
 * Called at each check. Raises the alert of a room to which messages cannot be delivered, and ends the alerts of rooms
 * that changed without a delivery by this worker: their address was edited, or a command has sent what waited.
 * @throws when the store cannot be read
 */
export function createRoomWatch(options: RoomWatchOptions): () => Promise<void> {
  return async () => {
    await clearCorrectedRooms(options);
    await tellLateMessages(options);
  };
}

/** Otherwise the alert would last until the next delivery. An address in a file of its own changes without an edit of `.env`. */
async function clearCorrectedRooms(options: RoomWatchOptions): Promise<void> {
  const { settings, rooms, alerts } = options;
  const reported = refusedRooms(alerts.standing());
  if (reported.length === 0) return;
  const { used, wrong } = rooms(settings.now());
  for (const { webhook, because } of reported) {
    if (!used.includes(webhook)) await alerts.clear({ kind: 'robot-unused', webhook });
    else if (because === 'address' && !wrong.includes(webhook))
      await alerts.clear({ kind: 'robot-corrected', webhook });
    else if (because === 'key' && !wrong.includes(webhook) && !(await isStillRefused(webhook, options)))
      await alerts.clear({ kind: 'robot-accepted', webhook });
  }
}

async function isStillRefused(webhook: string, { isRefused, log }: RoomWatchOptions): Promise<boolean> {
  try {
    return await isRefused(webhook);
  } catch (error) {
    log.warn({ err: error, webhook }, 'state of a room could not be read');
    return true;
  }
}

async function tellLateMessages({ settings, unfinished, alerts, clock }: RoomWatchOptions): Promise<void> {
  const waiting = await unfinished();
  const isLate = ({ createdAt }: OutboxMessage) => clock.now().getTime() - createdAt.getTime() > lateMs;
  // Messages to the operator raise no alerts.
  const late = waiting.filter((message) => message.webhook !== alertVariable && isLate(message));
  const refused = new Set(refusedRooms(alerts.standing()).map(({ webhook }) => webhook));
  for (const [webhook, [oldest]] of Map.groupBy(late, ({ webhook }) => webhook)) {
    const outcome = oldest && waitsFor(oldest, waiting);
    // A refused key has its own alert, and so has a message that may have arrived, after its last attempt.
    if (outcome?.kind === 'key-refused' || outcome?.kind === 'unsure') continue;
    if (oldest === undefined || refused.has(webhook)) continue;
    const { createdAt: since, giveUpAt, attempts } = oldest;
    const why = whyNotDelivered(outcome, roomKindOf(settings.now().secret(webhook) ?? ''));
    await alerts.raise({ kind: 'messages-late', webhook, since, attempts: attempts.length, why, giveUpAt });
  }
  const lateNow = new Set(late.map(({ webhook }) => webhook));
  for (const webhook of lateRooms(alerts.standing())) {
    if (!lateNow.has(webhook)) await alerts.clear({ kind: 'none-late', webhook });
  }
}
