/** Problems that matter only to commands that send messages or serve pages. */

import { digestCommand } from '../ground/command-name.ts';
import { isLoopback } from '../ground/hosts.ts';
import { phrase } from '../ground/phrase.ts';
import type { Phrase, Problem } from '../model.ts';
import { alertVariable, type VariableReader } from './environment.ts';
import { about, type Fault } from './problem.ts';
import type { FeedsSettings, Senders } from './read-feeds.ts';
import { roomAddressFault } from './robot-address.ts';

type Rooms = Senders & Partial<Pick<FeedsSettings, 'report'>> & VariableReader;

/** Checks the addresses of all robots of digests, reminders and alerts. The addresses are never shown. */
export function checkWebhooks(config: Rooms): readonly Problem[] {
  const users = usersOf(config);
  const alerts = config.secret(alertVariable) === undefined ? [] : [alertVariable];
  return [...new Set([...users.keys(), ...alerts])].flatMap(
    (name) => webhookProblem(name, config, users.get(name)) ?? [],
  );
}

/** The variables of readers' rooms, and those of them whose address is missing or wrong. */
export function readersRooms(config: Rooms): { readonly used: readonly string[]; readonly wrong: readonly string[] } {
  const used = [...usersOf(config).keys()].filter((name) => name !== alertVariable);
  return { used, wrong: used.filter((name) => webhookFault(name, config) !== undefined) };
}

/** What is sent to the room of each variable. */
function usersOf({ digests, reminders, report }: Rooms): ReadonlyMap<string, Phrase> {
  const users = new Map<string, Phrase>();
  for (const digest of digests) {
    for (const name of digest.webhooks) if (!users.has(name)) users.set(name, nameOf(digest));
  }
  for (const { id, webhooks } of reminders) {
    for (const name of webhooks) if (!users.has(name)) users.set(name, phrase(`提醒 ${id}`, `reminder ${id}`));
  }
  if (report !== undefined) users.set(alertVariable, phrase('周报 report', 'the weekly report'));
  return users;
}

/** Checks the addresses of one digest. */
export function checkDigestWebhooks(digest: Senders['digests'][number], config: VariableReader): readonly Problem[] {
  return digest.webhooks.flatMap((name) => webhookProblem(name, config, nameOf(digest)) ?? []);
}

function nameOf({ id }: { readonly id: string }): Phrase {
  return phrase(`日报 ${id}`, `digest ${id}`);
}

/**
 * The problem of the address in one variable.
 * @param user what is sent there; undefined for a message by hand
 */
export function webhookProblem(name: string, config: VariableReader, user?: Phrase): Problem | undefined {
  const fault = webhookFault(name, config, user);
  return fault && config.problemOf(name, fault);
}

function webhookFault(name: string, { secret, environment }: VariableReader, user?: Phrase): Fault | undefined {
  const value = secret(name);
  if (value === undefined) {
    return {
      what: user
        ? phrase(`没有设置 ${name}，${user['zh-CN']} 要发到那里`, `${name} is not set, but ${user.en} is sent there`)
        : phrase(`没有设置 ${name}`, `${name} is not set`),
      remedy: phrase(
        `运行 ${digestCommand} setup，或在 .env 里写 ${name}=群机器人的 Webhook 地址`,
        `run ${digestCommand} setup, or set ${name} to the robot’s webhook address in .env`,
      ),
    };
  }
  const fault = roomAddressFault(value, environment.privateHosts);
  return fault && { what: about(phrase(name, name), fault.what), remedy: fault.remedy };
}

/** Checks optional addresses, which would otherwise fail only when they are needed. */
export function checkOptionalAddresses(config: VariableReader): readonly Problem[] {
  const ping = config.secret('PING_URL');
  const testRobot = 'WECOM_TEST_WEBHOOK_URL';
  const robot = config.secret(testRobot) === undefined ? undefined : webhookProblem(testRobot, config);
  const isPingRight = ping === undefined || /^https?:$/.test(URL.parse(ping)?.protocol ?? '');
  return [...(robot === undefined ? [] : [robot]), ...(isPingRight ? [] : [config.problemOf('PING_URL', noPing)])];
}

const noPing: Fault = {
  what: phrase('PING_URL 不是网址', 'PING_URL is not a URL'),
  remedy: phrase(
    '写成 https://hc-ping.com/… 一类的整个网址，或删掉它',
    'write a whole URL such as https://hc-ping.com/…, or delete it',
  ),
};

/** Warns when other machines can reach the pages but no password is set: `start` then creates a new one each time. */
export function openPages({ environment, secret, problemOf }: VariableReader): readonly Problem[] {
  const { httpHost, httpPort } = environment;
  if (httpPort === 0 || isLoopback(httpHost) || secret('HTTP_TOKEN') !== undefined) return [];
  const what = phrase(
    `HTTP_HOST 是 ${httpHost}，别的机器也能打开网页，但没有设置 HTTP_TOKEN：每次启动会在日志里写一个新口令，要用它登录`,
    `HTTP_HOST is ${httpHost}, so other machines can open the pages, but HTTP_TOKEN is not set: each start writes a new one-time password to the log`,
  );
  const remedy = phrase(
    '要一个不变的密码，在 .env 里写 HTTP_TOKEN=一串随机字符；只给本机看，把 HTTP_HOST 改回 127.0.0.1',
    'for a permanent password, set HTTP_TOKEN to a random text in .env; to serve only this machine, set HTTP_HOST to 127.0.0.1',
  );
  return [problemOf('HTTP_TOKEN', { what, remedy })];
}
