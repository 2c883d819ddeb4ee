/** Messages outside any edition, and resent editions. */
import { randomUUID } from 'node:crypto';
import { hourMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import { outsideDigests } from '../operator/alert-route.ts';
import { resentPrefix } from '../show/arrivals.ts';
import { readRoomNames } from '../show/room-names.ts';
import type { Edition, Store } from '../store/store.ts';

const giveUpMs = hourMs;

export interface ByHand {
  /** Name of the variable with the robot's address. */
  readonly webhook: string;
  /** JSON bodies, in order. */
  readonly bodies: readonly string[];
}

/** Stores messages, in order for each robot. @returns their ids */
export async function enqueueByHand(
  store: Pick<Store, 'enqueue'>,
  groups: readonly ByHand[],
  createdAt: Date,
): Promise<readonly number[]> {
  const giveUpAt = new Date(createdAt.getTime() + giveUpMs);
  const group = { kind: 'by-hand', id: randomUUID() } as const;
  const messages = groups.flatMap(({ webhook, bodies }) =>
    outsideDigests(bodies, { webhook, group, priority: 'normal', createdAt, giveUpAt }),
  );
  return (await store.enqueue(messages)).map(({ id }) => id);
}

/**
 * Stores the messages of an edition again, unchanged, and records the resend for the status light.
 * @param webhooks the robots. @default all robots of the edition
 * @returns ids of the messages
 */
export async function enqueueAgain(
  store: Pick<Store, 'enqueue' | 'saveFact'>,
  edition: Edition,
  { now, webhooks }: { readonly now: Date; readonly webhooks?: readonly string[] },
): Promise<readonly number[]> {
  const wanted = edition.messages.filter(({ webhook }) => webhooks === undefined || webhooks.includes(webhook));
  const byWebhook = Map.groupBy(wanted, ({ webhook }) => webhook);
  const groups = [...byWebhook].map(([webhook, messages]) => ({ webhook, bodies: messages.map(({ body }) => body) }));
  const ids = await enqueueByHand(store, groups, now);
  await store.saveFact(`${resentPrefix}${edition.id}`, JSON.stringify(ids));
  return ids;
}

/** The text for the log of changes. @param slot local date and time */
export async function sentAgain(
  store: Pick<Store, 'facts'>,
  slot: string,
  webhooks: readonly string[],
): Promise<Phrase> {
  const [chinese, english] = await Promise.all([readRoomNames(store, 'zh-CN'), readRoomNames(store, 'en')]);
  const when = slot.replace('T', ' ');
  return phrase(
    `再发 ${when} 这一期到${webhooks.map(chinese).join('、')}`,
    `sent the edition of ${when} again to ${webhooks.map(english).join(', ')}`,
  );
}
