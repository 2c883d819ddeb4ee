/** Test messages, and changes of room addresses. */
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { writeEnv } from '../config/edit-file.ts';
import { alertVariable, readVariables } from '../config/environment.ts';
import { about } from '../config/problem.ts';
import { relayHost, roomAddressFault } from '../config/robot-address.ts';
import { phrase } from '../ground/phrase.ts';
import { roomKindOf, signingSecretOf } from '../ground/room-kinds.ts';
import { refusalOf } from '../ground/room-refusal.ts';
import type { Outcome, Phrase, RoomKind } from '../model.ts';
import { textBodies } from '../operator/text-bodies.ts';
import { whyNotDelivered } from '../show/message-states.ts';
import { type Done, done, type Refused, refused } from './done.ts';
import { envTemplate } from './first-setup.ts';

/** The variables of all robots that receive messages. */
export function robotsOf({ digests, reminders }: Pick<Config, 'digests' | 'reminders'>): readonly string[] {
  const named = [...digests, ...reminders].flatMap(({ webhooks }) => webhooks);
  return [...new Set([...named, alertVariable, 'WECOM_TEST_WEBHOOK_URL'])];
}

/** Sends one message directly to the room and not through the outbox, so that a failed one is never sent later. */
export async function sendTest(
  post: (config: Config, webhook: string, body: string) => Promise<Outcome>,
  config: Config,
  webhook: string,
): Promise<Done> {
  const { language, secret } = config;
  const title = config.digests[0]?.title ?? 'AI News Digest';
  const text = phrase(`${title} 的测试消息：已经接好了。`, `Test message of ${title}: the connection works.`);
  const address = secret(webhook);
  // With several recipients only the first gets it.
  const [body = ''] = textBodies(text[language], { address, language });
  const outcome = await post(config, webhook, body);
  const room = roomKindOf(address ?? '');
  const why = whyNotDelivered(outcome, room);
  if (why === undefined)
    return done(phrase('测试消息已送达，去群里看一眼', 'The test message was delivered. Check the group'));
  return refused({
    what: phrase(
      `测试消息没有发成：${why['zh-CN']}。它没有存下，不会再发`,
      `The test message failed: ${why.en}. It will not be sent later`,
    ),
    remedy: remedyOf(outcome, webhook, room),
  });
}

function remedyOf(outcome: Outcome, webhook: string, room: RoomKind): Phrase {
  if (outcome.kind === 'not-delivered' || outcome.kind === 'unsure') return checkNetwork;
  return outcome.kind === 'key-refused' && room !== 'wecom'
    ? refusalOf(room, outcome.errcode).remedy(webhook)
    : copyAgain;
}

const checkNetwork = phrase('检查网络和代理（HTTPS_PROXY）', 'check the network and the proxy (HTTPS_PROXY)');
const copyAgain = phrase(
  '在群里重新复制整个地址；机器人被移出群的话，先重新添加',
  'copy the whole address from the group again; if the robot was removed, add it first',
);

/** An address in a form. */
export interface TypedAddress {
  readonly address: string;
  /** The person confirmed that an unknown host is a relay. */
  readonly isRelay: boolean;
  /** Signs messages to the room; empty: unchanged, or none. */
  readonly secret: string;
}

/** The variables of a room. */
export function roomVariables(webhook: string, { address, secret }: Pick<TypedAddress, 'address' | 'secret'>) {
  return { [webhook]: address, ...(secret !== '' && { [signingSecretOf(webhook)]: secret }) };
}

/** What is wrong with a typed address; undefined when it can be written. @param label which address it is */
export function addressFault(
  { address, isRelay }: Pick<TypedAddress, 'address' | 'isRelay'>,
  privateHosts: readonly string[],
  label = phrase('这个地址', 'The address'),
) {
  const fault = roomAddressFault(address, privateHosts);
  if (fault !== undefined) return { what: about(label, fault.what), remedy: fault.remedy };
  const host = relayHost(address);
  if (host === undefined || isRelay) return undefined;
  return {
    what: about(
      label,
      phrase(`通向 ${host}，不是认得的群机器人`, `points to ${host}, which is not a known kind of robot`),
    ),
    remedy: phrase('是你自己的转发的话，勾上“是我自己的转发”', 'if it is your own relay, tick "my own relay"'),
  };
}

/**
 * Writes variables to `.env`, unless one is set by the environment or by a `_FILE`.
 * @returns why nothing was written; undefined when it was
 */
export async function writeVariables(
  cwd: string,
  values: Readonly<Record<string, string>>,
): Promise<Refused | undefined> {
  const { variables, dotenv } = readVariables({ cwd });
  for (const [name, value] of Object.entries(values)) {
    if (/\p{Cc}/u.test(value)) {
      return refused({
        what: about(phrase(name, name), phrase('里有换行或控制字符', 'contains a line break or a control character')),
        remedy: phrase('只复制那一行', 'copy only that line'),
      });
    }
    if (variables[`${name}_FILE`]?.trim()) {
      return refused({
        what: phrase(
          `${name} 写在文件 ${variables[`${name}_FILE`]} 里`,
          `${name} is set in the file ${variables[`${name}_FILE`]}`,
        ),
        remedy: phrase('在那个文件里改', 'change it in that file'),
      });
    }
    if (variables[name]?.trim() && dotenv[name] !== variables[name]) {
      return refused({
        what: phrase(
          `${name} 是启动时的环境变量，页面改不了`,
          `${name} is set by the environment, which the page cannot change`,
        ),
        remedy: phrase(
          '在设它的地方改（compose.yaml、systemd 等），再重启',
          'change it where it is set (compose.yaml, systemd …), then restart',
        ),
      });
    }
  }
  await writeEnv({ path: join(cwd, '.env'), values, template: await envTemplate() });
  return undefined;
}
