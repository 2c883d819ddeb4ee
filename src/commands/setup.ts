import { readerView } from '../compose/reader-view.ts';
import type { Config } from '../config/config.ts';
import { alertVariable, robotVariable } from '../config/environment.ts';
import { firstDigest } from '../config/feeds-of.ts';
import { setUp, writeSetup } from '../control/first-setup.ts';
import { sendTest } from '../control/robots.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { isLoopback } from '../ground/hosts.ts';
import { type Say, sayIn } from '../ground/say.ts';
import { whyNoMessage } from '../show/preview-text.ts';
import { unansweredText } from '../show/refused-answers.ts';
import type { App } from './app.ts';
import { askYesNo } from './ask.ts';
import { checkModels } from './check-online.ts';
import { composePreview } from './preview.ts';
import { recordChange } from './record-change.ts';
import { askAlertAddress, askDays, askHour, askLanguage, askModel, askRobot, withSecrets } from './setup-questions.ts';

/** How many lines of the next edition are shown. */
const shownLines = 12;

/**
 * Asks for the robot's address and the time, offers a test message, asks for the days, the alert group and a language
 * model, and in an English terminal whether the digest should be in English. Only then it writes `.env` and a feeds file.
 * It asks the model a test question if wanted, and ends with the first lines of the next edition.
 */
export async function setup(given: App): Promise<ExitCode> {
  const { config } = await given.loadConfig();
  const settings = firstDigest(config);
  const app = { ...given, language: given.terminalLanguage === 'en' ? 'en' : given.language };
  const say = sayIn(app.language);
  let robot = await askRobot(app, config);
  const schedule = await askHour(app, settings);
  while (!(await testIfWanted(app, withSecrets(config, robot)))) robot = await askRobot(app, config);
  const days = await askDays(app, settings.days);
  const alerts = await askAlertAddress(app, config);
  const model = await askModel(app, config);
  const hasModel = model.LLM_MODEL !== undefined || config.environment.llm !== undefined;
  const asksModel = hasModel && (await askYesNo(app, testQuestion(say)));
  const language = await askLanguage(app, settings.language);

  const password = await passwordIfOpen(config);
  const feedsFile = await writeSetup(app.cwd, config, {
    schedule,
    days,
    language,
    secrets: { ...robot, [alertVariable]: alerts, HTTP_TOKEN: password, ...model },
  });
  await recordChange(app, config, { command: 'setup', did: setUp });
  app.terminal.print(
    say(
      `\n写好了 .env 和 ${feedsFile}（源、屏蔽词、时间和时区，都在这个文件里改）。`,
      `\nWrote .env and ${feedsFile} (edit that file to change feeds, muted words, the time or its zone).`,
    ),
  );
  if (password !== undefined) {
    app.terminal.print(
      say(
        `网页的密码是 ${password}（.env 里的 HTTP_TOKEN，可以改）。`,
        `The password of the pages is ${password} (HTTP_TOKEN in .env; you may change it).`,
      ),
    );
  }
  const fresh = { ...(await app.within({ cwd: app.cwd, clock: app.clock })), language: app.language };
  if (asksModel) await checkModels(fresh, (await fresh.loadConfig()).config);
  await showNextEdition(fresh);
  app.terminal.print(
    say(
      `\n接下来：${digestCommand} preview 看全文；${digestCommand} start 让它每天自己发。`,
      `\nNext: ${digestCommand} preview shows the whole digest; ${digestCommand} start sends it every day.`,
    ),
  );
  return exitCode.ok;
}

function testQuestion(say: Say): string {
  return say(
    '写好以后问语言模型一句，看看通不通吗？[y/N] ',
    'Ask the language model a test question when this is saved? [y/N] ',
  );
}

/** A password for pages that other machines can reach (in a container), if none is set. */
async function passwordIfOpen({ environment, secret }: Config): Promise<string | undefined> {
  if (isLoopback(environment.httpHost) || environment.httpPort === 0 || secret('HTTP_TOKEN') !== undefined)
    return undefined;
  const { oneTimePassword } = await import('../server/sessions.ts');
  return oneTimePassword();
}

/**
 * Sends one message directly to the robot and not through the outbox, so that a failed one is never sent later.
 * @returns false when it failed and the user wants to enter another address
 */
async function testIfWanted(app: App, config: Config): Promise<boolean> {
  const say = sayIn(app.language);
  const question = say('现在往群里发一条测试消息吗？[y/N] ', 'Send a test message to the group now? [y/N] ');
  if (!(await askYesNo(app, question))) return true;
  const tested = await sendTest(app.post, config, robotVariable);
  if (tested.kind === 'done') {
    app.terminal.print(tested.did[app.language]);
    return true;
  }
  app.terminal.note(tested.fault[app.language]);
  return askYesNo(
    app,
    say(
      '仍然用这个地址吗？回车：重新填一个 [y/N] ',
      'Use this address anyway? Press Enter to enter another one [y/N] ',
    ),
  );
}

/** Prints the start of a digest that is composed from the current news. A failure here does not fail setup. */
async function showNextEdition(app: App): Promise<void> {
  const say = sayIn(app.language);
  const { config } = await app.loadConfig();
  app.terminal.print(
    say('\n读一遍新闻，看看下一期的开头……', '\nReading the feeds to show the start of the next edition …'),
  );
  try {
    const { composition } = await composePreview(app, config, firstDigest(config), { isNewSchedule: true });
    const [message] = composition.messages;
    if (message === undefined) {
      app.terminal.print(whyNoMessage(composition)[app.language]);
      return;
    }
    const unanswered = unansweredText(composition.text);
    if (unanswered !== undefined) app.terminal.note(unanswered[app.language]);
    const lines = readerView(message, { columns: Math.min(app.terminal.columns, 100) - 2 }).split('\n');
    app.terminal.print(['', ...lines.slice(0, shownLines), '…'].map((line) => `  ${line}`.trimEnd()).join('\n'));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    app.terminal.note(error.phrase[app.language]);
  }
}
