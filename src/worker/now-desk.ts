/** The data and actions of the page "now"; they use the worker's own stages. */
import type { Config } from '../config/config.ts';
import { alertVariable } from '../config/environment.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { enqueueAgain, isOnItsWay, sentAgain } from '../control/by-hand.ts';
import { type Done, done, refused } from '../control/done.ts';
import { addressFault, sendTest } from '../control/robots.ts';
import { phrase } from '../ground/phrase.ts';
import type { NowDesk, Room } from '../server/now-page.ts';
import { nowView } from '../show/now.ts';
import { readRoomNames } from '../show/room-names.ts';
import type { Store } from '../store/store.ts';
import type { ConfigFiles } from './config-files.ts';
import type { HandRuns } from './hand-runs.ts';
import type { PageStages } from './stages.ts';
import type { WorkerWorld } from './world.ts';

export interface NowDeskOptions extends Pick<ConfigFiles, 'setVariables'> {
  readonly world: WorkerWorld;
  readonly store: Store;
  readonly settings: SettingsInForce;
  stages(): Pick<PageStages, 'alerts' | 'outbox'>;
  readonly handRuns: Pick<HandRuns, 'ask'>;
  readonly log: { warn(fields: object, message: string): void };
}

export function createNowDesk(options: NowDeskOptions): NowDesk {
  const { world, store, settings, stages, handRuns, log, setVariables } = options;
  const sendSoon = () =>
    stages()
      .outbox.wake({ signal: world.signal })
      .catch((error: unknown) => log.warn({ err: error }, 'delivery failed'));
  return {
    async view() {
      return nowView({ settings, store, now: world.clock.now(), alerts: await stages().alerts.standing() });
    },
    rooms: () => roomsOf(settings.now(), store),
    runFurther: (digestId) => handRuns.ask(digestId, 'further'),
    async resend({ digestId, slot, webhooks }) {
      const edition = await store.edition(digestId, slot);
      if (edition === undefined) return noEdition;
      if (isOnItsWay(edition)) return beingSent;
      await enqueueAgain(store, edition, { now: world.clock.now(), webhooks });
      void sendSoon();
      return done(await sentAgain(store, slot, webhooks));
    },
    test: (webhook) => testRoom(options, webhook),
    async replaceAddress(webhook, typed): Promise<Done> {
      if (!robotsOf(settings.now()).includes(webhook)) return unknownRoom;
      const fault = addressFault(typed, settings.now().environment.privateHosts);
      if (fault !== undefined) return refused(fault);
      const written = await setVariables({ [webhook]: typed.address });
      if (written.kind === 'refused') return written;
      await settings.refresh();
      void sendSoon();
      const [chinese, english] = await Promise.all([readRoomNames(store, 'zh-CN'), readRoomNames(store, 'en')]);
      return done(phrase(`换了${chinese(webhook)}的地址`, `replaced the address of ${english(webhook)}`));
    },
  };
}

const noEdition = refused(phrase('没有这一期', 'This edition does not exist'));
const beingSent = refused(
  phrase(
    '这一期还没有发完：再发一遍，群里会收到两份。',
    'This edition is still being sent; if you send it again, the group gets it twice.',
  ),
);
const unknownRoom = refused(phrase('没有这个群', 'This group does not exist'));

async function testRoom({ world, settings, store }: NowDeskOptions, webhook: string): Promise<Done> {
  const config = settings.now();
  if (!robotsOf(config).includes(webhook)) return unknownRoom;
  const result = await sendTest(world.post, config, webhook);
  if (result.kind === 'refused') return result;
  const name = (await readRoomNames(store, config.language))(webhook);
  return done(phrase(`给${name}发了一条测试消息，去群里看一眼`, `sent a test message to ${name}: check the group`));
}

/** The variables of all robots that receive messages. */
export function robotsOf({ digests, reminders }: Pick<Config, 'digests' | 'reminders'>): readonly string[] {
  const named = [...digests, ...reminders].flatMap(({ webhooks }) => webhooks);
  return [...new Set([...named, alertVariable, 'WECOM_TEST_WEBHOOK_URL'])];
}

async function roomsOf(config: Config, store: Store): Promise<readonly Room[]> {
  const nameOf = await readRoomNames(store, config.language);
  return robotsOf(config).map((webhook) => ({
    webhook,
    name: nameOf(webhook),
    isSet: config.secret(webhook) !== undefined,
  }));
}
