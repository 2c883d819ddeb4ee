/** The data and actions of the page "now"; they use the worker's own stages. */
import type { Config } from '../config/config.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { phrase } from '../ground/phrase.ts';
import type { Clock, Outcome } from '../model.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import { isOnItsWay } from '../show/message-states.ts';
import { nowView } from '../show/now.ts';
import { readRoomNames } from '../show/room-names.ts';
import type { Store } from '../store/store.ts';
import { enqueueAgain, sentAgain } from './by-hand.ts';
import type { ConfigFiles } from './config-files.ts';
import { type Done, done, refused } from './done.ts';
import { addressFault, robotsOf, roomVariables, sendTest, type TypedAddress } from './robots.ts';

export interface NowDeskOptions extends Pick<ConfigFiles, 'setVariables'> {
  readonly store: Store;
  readonly settings: SettingsInForce;
  readonly clock: Pick<Clock, 'now'>;
  post(config: Config, webhook: string, body: string): Promise<Outcome>;
  /** The standing alerts, by subject. */
  standing(): Promise<ReadonlyMap<string, StandingAlert>>;
  /** Starts sending the waiting messages, without waiting for the end. */
  sendSoon(): void;
}

export type NowDesk = ReturnType<typeof createNowDesk>;

/** A group that a message can be sent to. */
export interface Room {
  readonly webhook: string;
  readonly name: string;
  /** Whether its robot's address is set. */
  readonly isSet: boolean;
}

export function createNowDesk(options: NowDeskOptions) {
  const { store, settings, clock, standing, sendSoon, setVariables } = options;
  return {
    async view() {
      return nowView({ settings, store, now: clock.now(), alerts: await standing() });
    },
    rooms: () => roomsOf(settings.now(), store),
    /** Sends an edition again, byte for byte, to these groups. */
    async resend({ digestId, slot, webhooks }: Resend): Promise<Done> {
      const edition = await store.edition(digestId, slot);
      if (edition === undefined) return noEdition;
      if (isOnItsWay(edition)) return beingSent;
      await enqueueAgain(store, edition, { now: clock.now(), webhooks });
      sendSoon();
      return done(await sentAgain(store, slot, webhooks));
    },
    test: (webhook: string) => testRoom(options, webhook),
    /** Writes a robot's new address and sends its waiting messages. */
    async replaceAddress(webhook: string, typed: TypedAddress): Promise<Done> {
      if (!robotsOf(settings.now()).includes(webhook)) return unknownRoom;
      const fault = addressFault(typed, settings.now().environment.privateHosts);
      if (fault !== undefined) return refused(fault);
      const notWritten = await setVariables(roomVariables(webhook, typed));
      if (notWritten !== undefined) return notWritten;
      await settings.refresh();
      sendSoon();
      const [chinese, english] = await Promise.all([readRoomNames(store, 'zh-CN'), readRoomNames(store, 'en')]);
      return done(phrase(`换了${chinese(webhook)}的地址`, `replaced the address of ${english(webhook)}`));
    },
  };
}

interface Resend {
  readonly digestId: string;
  readonly slot: string;
  readonly webhooks: readonly string[];
}

const noEdition = refused(phrase('没有这一期', 'This edition does not exist'));
const beingSent = refused(
  phrase(
    '这一期还没有发完：再发一遍，群里会收到两份。',
    'This edition is still being sent; if you send it again, the group gets it twice.',
  ),
);
const unknownRoom = refused(phrase('没有这个群', 'This group does not exist'));

async function testRoom({ post, settings, store }: NowDeskOptions, webhook: string): Promise<Done> {
  const config = settings.now();
  if (!robotsOf(config).includes(webhook)) return unknownRoom;
  const result = await sendTest(post, config, webhook);
  if (result.kind === 'refused') return result;
  const name = (await readRoomNames(store, config.language))(webhook);
  return done(phrase(`给${name}发了一条测试消息，去群里看一眼`, `sent a test message to ${name}: check the group`));
}

async function roomsOf(config: Config, store: Store): Promise<readonly Room[]> {
  const nameOf = await readRoomNames(store, config.language);
  return robotsOf(config).map((webhook) => ({
    webhook,
    name: nameOf(webhook),
    isSet: config.secret(webhook) !== undefined,
  }));
}
