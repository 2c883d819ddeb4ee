/** The questions of `setup`. An invalid answer is asked again; each question offers the present setting. */
import type { Config } from '../config/config.ts';
import { alertVariable, modelFault, robotVariable } from '../config/environment.ts';
import { about } from '../config/problem.ts';
import { relayHost, roomAddressFault } from '../config/robot-address.ts';
import { roomVariables } from '../control/robots.ts';
import { scheduleAt, shownTime } from '../control/settings.ts';
import { refusal } from '../ground/command-error.ts';
import { isLoopback } from '../ground/hosts.ts';
import { providerCalled, providers } from '../ground/model-providers.ts';
import { phrase } from '../ground/phrase.ts';
import { knownKindOf, knownKinds } from '../ground/room-kinds.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, Language } from '../model.ts';
import type { App } from './app.ts';
import { askOptional, askOrEnd, askYesNo } from './ask.ts';

/**
 * The language of the digest. It is asked only in English, because the shipped digest is in Chinese. The end of stdin
 * keeps the present one.
 */
export async function askLanguage(app: App, present: Language): Promise<Language> {
  if (app.language !== 'en' || present === 'en') return present;
  return (await askYesNo(app, 'Should the digest be in English, too? [y/N] ')) ? 'en' : present;
}

/**
 * The variables with the robot's address and, if its kind has one, its secret; empty to keep the present ones.
 * @throws CommandError when stdin ends or on Ctrl-C
 */
export async function askRobot(app: App, config: Config): Promise<Readonly<Record<string, string>>> {
  const address = await askAddress(app, config);
  if (address === undefined) return {};
  const kind = knownKindOf(address);
  if (kind?.secret === undefined) return roomVariables(robotVariable, { address, secret: '' });
  const question = sayIn(app.language)(
    `${kind.secret['zh-CN']}（没有就回车）：`,
    `Its ${kind.secret.en} (Enter: none): `,
  );
  return roomVariables(robotVariable, { address, secret: await askOptional(app, question) });
}

async function askAddress(app: App, { secret, environment }: Config): Promise<string | undefined> {
  const known = secret(robotVariable);
  const say = sayIn(app.language);
  app.terminal.print(whereToFind(app));
  const keep = known === undefined ? '' : say('（回车：用已经设置的）', ' (Enter: keep the present one)');
  for (;;) {
    const answer = await askOrEnd(app, say(`群机器人的 Webhook 地址${keep}：`, `The robot’s webhook address${keep}: `));
    if (answer === '' && known !== undefined) return undefined;
    if (await isGoodAddress(app, answer, environment.privateHosts)) return answer;
  }
}

function whereToFind({ language }: App): string {
  const say = sayIn(language);
  const others = knownKinds.map(({ name, example }) => `  ${name[language]}  ${example}`).join('\n');
  return `${say(
    '地址在这里：企业微信的群 → 右上角 … → 消息推送（旧版叫“群机器人”）→ 添加 → 复制 Webhook 地址',
    'Where it is: the WeCom group → … at the top right → message push (formerly “group robot”) → add → copy the webhook address',
  )}\n${say('不用企业微信？这些地址也行（写法见 docs/rooms.md）：', 'Not WeCom? These addresses work too (see docs/rooms.md):')}\n${others}`;
}

async function isGoodAddress(app: App, address: string, privateHosts: readonly string[]): Promise<boolean> {
  const say = sayIn(app.language);
  const fault = roomAddressFault(address, privateHosts);
  if (fault !== undefined) {
    app.terminal.note(
      refusal({ what: about(phrase('这个地址', 'The address'), fault.what), remedy: fault.remedy })[app.language],
    );
    return false;
  }
  const host = relayHost(address);
  if (host === undefined) return true;
  return askYesNo(
    app,
    say(
      `这个地址通向 ${host}，不是企业微信。是你自己的转发吗？[y/N] `,
      `This address points to ${host}, not to WeCom. Is it your own relay? [y/N] `,
    ),
  );
}

/** The schedule with the typed time (`9` or `8:30`) and the present days; unchanged when nothing was typed. */
export async function askHour(
  app: App,
  { schedule: present, timezone }: Pick<DigestSettings, 'schedule' | 'timezone'>,
): Promise<string> {
  const say = sayIn(app.language);
  for (;;) {
    const answer = await askOrEnd(
      app,
      say(
        `每天几点发（时区 ${timezone}）？[${shownTime(present)}] `,
        `At what time (${timezone}) should it be sent each day? [${shownTime(present)}] `,
      ),
    );
    if (answer === '') return present;
    const schedule = scheduleAt(answer, present);
    if (schedule.ok) return schedule.value;
    app.terminal.note(say('写成 9 或 8:30 这样。', 'Write it like 9 or 8:30.'));
  }
}

type Days = DigestSettings['days'];

/** The days. The end of stdin keeps the present ones. */
export async function askDays(app: App, present: Days): Promise<Days> {
  const say = sayIn(app.language);
  const names: Readonly<Record<Days, string>> = {
    everyday: say('每天', 'every day'),
    weekdays: say('周一到周五', 'Monday to Friday'),
    workdays: say('工作日', 'workdays'),
  };
  for (;;) {
    const answer = await askOptional(
      app,
      say(
        `哪些天发？每天，还是工作日（中国的节假日不发，调休上班的发）[${names[present]}] `,
        `On which days? “every day”, or “workdays” (not on Chinese public holidays) [${names[present]}] `,
      ),
    );
    if (answer === '') return present;
    if (/^(每天|天天|every ?day)$/i.test(answer)) return 'everyday';
    if (/^(工作日|上班日|work ?days?)$/i.test(answer)) return 'workdays';
    if (/^(周一到周五|平日|week ?days?|monday to friday)$/i.test(answer)) return 'weekdays';
    app.terminal.note(say('写“每天”或“工作日”，或直接回车。', 'Write “every day” or “workdays”, or press Enter.'));
  }
}

/** The address of the operator's group; undefined for none, or to keep the present one. */
export async function askAlertAddress(app: App, { secret, environment }: Config): Promise<string | undefined> {
  const known = secret(alertVariable);
  const say = sayIn(app.language);
  const none =
    known === undefined ? say('回车：先不要', 'Enter: none for now') : say('回车：用已经设置的', 'Enter: keep it');
  for (;;) {
    const answer = await askOptional(
      app,
      say(
        `出问题时通知哪个群？另一个群机器人的地址，不要用读者的群（${none}）：`,
        `Which group should get alerts? The address of another robot, not in the readers’ group (${none}): `,
      ),
    );
    if (answer === '') return undefined;
    if (await isGoodAddress(app, answer, environment.privateHosts)) return answer;
  }
}

/** The variables for a language model; empty for no model, or to keep the present one. */
export async function askModel(app: App, { environment }: Config): Promise<Readonly<Record<string, string>>> {
  if (environment.llm !== undefined) return {};
  const say = sayIn(app.language);
  const names = providers.map(({ name }) => name[app.language]).join(say('、', ', '));
  for (;;) {
    const answer = await askOptional(
      app,
      say(
        `用哪家的语言模型翻译外文标题？${names}，或别家的地址（回车：先不要）：`,
        `Which provider’s language model should translate headlines? ${names}, or the address of another one (Enter: none for now): `,
      ),
    );
    if (answer === '') return {};
    const chosen = providerCalled(answer) ?? ownProvider(answer);
    if (chosen === undefined) {
      app.terminal.note(
        say('写其中一家的名字，或 https:// 开头的地址。', 'Write one of these names, or an address with https://.'),
      );
      continue;
    }
    const { baseUrl } = chosen;
    const usual = chosen.model === '' ? say('：', ': ') : ` [${chosen.model}] `;
    const model = (await askOptional(app, say('模型名', 'Model') + usual)) || chosen.model;
    const fault = modelFault({ address: baseUrl, name: model }, environment.privateHosts);
    if (fault !== undefined) {
      app.terminal.note(refusal(fault)[app.language]);
      continue;
    }
    const key = isLoopback(new URL(baseUrl).hostname) ? '' : await askOptional(app, say('密钥：', 'Key: '));
    return { LLM_BASE_URL: baseUrl, LLM_MODEL: model, ...(key !== '' && { LLM_API_KEY: key }) };
  }
}

/** A provider that is not in the list, by its address. It has no usual model. */
function ownProvider(text: string): { readonly baseUrl: string; readonly model: string } | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? { baseUrl: text, model: '' } : undefined;
}

/** The configuration with other values of these secrets. */
export function withSecrets(config: Config, values: Readonly<Record<string, string | undefined>>): Config {
  return { ...config, secret: (name) => values[name] ?? config.secret(name) };
}
