import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { createUserFile, editFeedsFile, writeEnv } from '../config/edit-file.ts';
import { programDir } from '../config/environment.ts';
import { setSchedule } from '../config/feeds-file.ts';
import { displayPath } from '../config/text-file.ts';
import { webhookProblem } from '../config/webhooks.ts';
import { CommandError, type ExitCode, exitCode, problemLines, refusal } from '../ground/command-error.ts';
import type { App } from './app.ts';
import { sendByHand } from './send-by-hand.ts';

const variable = 'WECOM_WEBHOOK_URL';
/** The user's own feeds file: upgrades of the program change feeds.yaml, never this one. */
const userFile = 'feeds/my-feeds.yaml';

/** Asks for the robot's address, the hour, and whether to send a test message; writes `.env` and a feeds file. */
export async function setup(app: App): Promise<ExitCode> {
  const say = (zh: string, en: string) => (app.language === 'en' ? en : zh);
  const { config } = await app.loadConfig();
  const address = await askAddress(app, config);
  const schedule = await askHour(app, presentSchedule(config));
  const wantsTest = await askYesNo(
    app,
    say('现在往群里发一条测试消息吗？[y/N] ', 'Send a test message to the group now? [y/N] '),
  );

  const feedsFile = await writeFeedsFile(app, config, schedule);
  await writeEnv({
    path: join(app.cwd, '.env'),
    template: await readFile(join(programDir, '.env.example'), 'utf8').catch(() => ''),
    values: {
      ...(address === undefined ? {} : { [variable]: address }),
      FEEDS_FILE: feedsFile,
      ...(await copyShipped(app)),
    },
  });
  app.terminal.print(
    say(
      `\n写好了 .env 和 ${feedsFile}（源、屏蔽词、几点发，都在这个文件里改）。\n接下来：npm run preview 看看会发什么；npm start 让它每天自己发。`,
      `\nWrote .env and ${feedsFile} (feeds, muted words, the hour: all in that file).\nNext: npm run preview shows what would be sent; npm start sends it every day.`,
    ),
  );
  return wantsTest ? sendTest(app) : exitCode.ok;
}

/** The address, or undefined to keep the one that is set. @throws CommandError when stdin ends */
async function askAddress(app: App, config: Config): Promise<string | undefined> {
  const say = (zh: string, en: string) => (app.language === 'en' ? en : zh);
  const known = config.secret(variable);
  const keep = known === undefined ? '' : say('（回车：用已经设置的）', ' (Enter: keep the one that is set)');
  for (;;) {
    const answer = await askOrEnd(app, say(`群机器人的 Webhook 地址${keep}：`, `The robot’s webhook address${keep}: `));
    if (answer === '' && known !== undefined) return undefined;
    const problem = webhookProblem(variable, answer === '' ? undefined : answer);
    if (problem === undefined) return answer;
    app.terminal.note(problemLines([problem], app.language));
  }
}

/** That of the first digest, the one that setup is about. */
function presentSchedule({ digests: [first] }: Config): string {
  return first?.schedule ?? '0 9 * * *';
}

/** The schedule with the hour that was given, `9` or `8:30`, on the days that it had; as it is when none was given. */
async function askHour(app: App, present: string): Promise<string> {
  const say = (zh: string, en: string) => (app.language === 'en' ? en : zh);
  const days = present.split(' ').slice(2).join(' ');
  for (;;) {
    const answer = await askOrEnd(
      app,
      say(`每天几点发？[${shownTime(present)}] `, `At what time each day? [${shownTime(present)}] `),
    );
    if (answer === '') return present;
    const [, hour, minute = '0'] = /^(\d{1,2})(?:[:：点](\d{1,2})?分?)?$/.exec(answer) ?? [];
    if (Number(hour) < 24 && Number(minute) < 60) return `${Number(minute)} ${Number(hour)} ${days}`;
    app.terminal.note(say('写成 9 或 8:30 这样。', 'Write it like 9 or 8:30.'));
  }
}

/** `8:30`, or the whole schedule when it is more than one hour each day. */
function shownTime(schedule: string): string {
  const [, minute = '', hour] = /^(\d+) (\d+) \* \* \*$/.exec(schedule) ?? [];
  return hour === undefined ? schedule : `${hour}:${minute.padStart(2, '0')}`;
}

async function askYesNo(app: App, question: string): Promise<boolean> {
  return /^(y|yes|是|好|要|发)$/i.test((await app.terminal.ask(question)) ?? '');
}

async function askOrEnd(app: App, question: string): Promise<string> {
  const answer = await app.terminal.ask(question);
  if (answer !== undefined) return answer;
  throw new CommandError({
    'zh-CN': '\n输入到头了，什么也没有写。请在终端里运行 npm run setup。',
    en: '\nThe input ended; nothing was written. Run npm run setup in a terminal.',
  });
}

/** The user's file, made from the one in use or changed in place. @returns its path as `.env` has it */
async function writeFeedsFile(app: App, config: Config, schedule: string): Promise<string> {
  const current = config.environment.feedsFile;
  const own = join(app.cwd, userFile);
  const isShipped = [app.cwd, programDir].some((folder) => current === join(folder, 'feeds/feeds.yaml'));
  if (!isShipped) return changeSchedule(app, config, current, schedule);
  if (existsSync(own)) return changeSchedule(app, config, own, schedule);
  const created = await createUserFile({ from: current, to: own, schedule });
  if (!created.ok) throw new CommandError(refusal(created));
  return userFile;
}

/**
 * Outside the program's own folder (npm package, container) the user gets the templates to reword, and the schema that
 * completes feeds.yaml in an editor. @returns variables that point to them
 */
async function copyShipped({ cwd }: App): Promise<Readonly<Record<string, string>>> {
  if (cwd === programDir) return {};
  const once = { recursive: true, force: false };
  await cp(join(programDir, 'templates'), join(cwd, 'templates'), once);
  await cp(join(programDir, 'feeds/feeds.schema.json'), join(cwd, 'feeds/feeds.schema.json'), once);
  return { TEMPLATES_DIR: 'templates' };
}

async function changeSchedule(app: App, config: Config, path: string, schedule: string): Promise<string> {
  if (schedule !== presentSchedule(config)) {
    const edited = await editFeedsFile(path, config, (text) => setSchedule(text, schedule));
    if (!edited.ok) throw new CommandError(refusal(edited));
  }
  return displayPath(path, app.cwd);
}

async function sendTest(app: App): Promise<ExitCode> {
  const fresh = await app.within({ cwd: app.cwd, clock: app.clock });
  const { config } = await fresh.loadConfig();
  const content =
    app.language === 'en'
      ? `Test message of ${config.digests[0]?.title}: the robot is connected.`
      : `${config.digests[0]?.title} 的测试消息：机器人已经接好了。`;
  return sendByHand(fresh, config, {
    webhook: variable,
    bodies: [JSON.stringify({ msgtype: 'text', text: { content } })],
  });
}
