/** The stage on virtual time, with the real protocol, a stand-in robot and a real store in memory. */
import { createDeliverer, type Deliverer } from '../../src/deliver/deliver.ts';
import type { DelivererOptions } from '../../src/deliver/deliverer-options.ts';
import type { DeliveryEvent } from '../../src/deliver/delivery-event.ts';
import { postToRoom } from '../../src/deliver/post-to-room.ts';
import type { OutboxMessage } from '../../src/model.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { contents, type StandInRobot, standInRobot } from '../support/robot.ts';
import type { StandInRobotOptions } from '../support/stand-in-robot.ts';
import { type GroupOf, groupOf } from './outbox-messages.ts';

export interface Delivery extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly robot: StandInRobot;
  readonly deliverer: Deliverer;
  readonly events: readonly DeliveryEvent[];
  /** Addresses by variable; tests change them. */
  readonly addresses: Map<string, string>;
  enqueue(group: Omit<GroupOf, 'now'>): Promise<readonly OutboxMessage[]>;
  /** Contents in the group, in order. */
  received(): string[];
  states(): Promise<string[]>;
  /** Another process with the same store. */
  restart(options?: Partial<DelivererOptions>): Deliverer;
}

export type DeliverySettings = Partial<Omit<StandInRobotOptions, 'clock'>> & {
  readonly deliverer?: Partial<DelivererOptions>;
  readonly timeoutMs?: number;
  /** Half of it before the robot has the call, half after. */
  readonly latencyMs?: number;
};

export async function startDelivery(settings: DeliverySettings = {}): Promise<Delivery> {
  const clock = createFakeClock();
  const robot = await standInRobot({ ...settings, clock });
  const store = await openScratchStore({ dataDir: '/nonexistent' });
  const addresses = new Map([['WECOM_WEBHOOK_URL', robot.url]]);
  const events: DeliveryEvent[] = [];
  const ids: number[] = [];
  const { timeoutMs = 5_000, latencyMs = 0 } = settings;
  const post: DelivererOptions['post'] = async (request) => {
    await clock.sleep(latencyMs / 2);
    const outcome = await clock.whileBusy(() => postToRoom({ ...request, timeoutMs }));
    await clock.sleep(latencyMs / 2);
    return outcome;
  };
  const restart = (options: Partial<DelivererOptions> = {}) =>
    createDeliverer({
      store,
      secret: (name) => addresses.get(name),
      clock,
      elapsedMs: clock.elapsedMs,
      random: () => 0.5,
      post,
      rate: () => ({ messages: 18, windowMs: 60_000 }),
      cooldownMs: () => 65_000,
      onEvent: (event) => void events.push(event),
      ...settings.deliverer,
      ...options,
    });

  return {
    clock,
    store,
    robot,
    deliverer: restart(),
    events,
    addresses,
    restart,
    async enqueue(group) {
      const messages = await store.enqueue(groupOf({ ...group, now: clock.now() }));
      ids.push(...messages.map(({ id }) => id));
      return messages;
    },
    received: () => contents(robot),
    states: async () => {
      const messages = await Promise.all(ids.map((id) => store.outboxMessage(id)));
      return messages.map((message) => message?.state ?? 'gone');
    },
    async [Symbol.asyncDispose]() {
      await robot.close();
      await store.close();
    },
  };
}

/** Contents that `enqueue({ group, parts })` puts into the group. */
export function partsOf(group: string, parts: number): string[] {
  return Array.from({ length: parts }, (_, index) => `${group} (${index + 1}/${parts})`);
}

/** The first calls meet these faults, one each; undefined lets one through. */
export function faultsInOrder(
  ...faults: readonly ReturnType<NonNullable<StandInRobotOptions['faults']>>[]
): NonNullable<StandInRobotOptions['faults']> {
  return (number) => faults[number - 1];
}
