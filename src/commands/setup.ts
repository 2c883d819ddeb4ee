import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readerView } from '../compose/reader-view.ts';
import type { Config } from '../config/config.ts';
import { createUserFile, editFeedsFile, writeEnv } from '../config/edit-file.ts';
import { alertVariable, programDir } from '../config/environment.ts';
import { setFirstDigest } from '../config/feeds-file.ts';
import { accept, type Parsed } from '../config/problem.ts';
import { displayPath } from '../config/text-file.ts';
import { testBody, testFailed } from '../control/robots.ts';
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings } from '../model.ts';
import { whyNotDelivered } from '../show/message-states.ts';
import { whyNoMessage } from '../show/preview-text.ts';
import type { App } from './app.ts';
import { composePreview } from './preview.ts';
import {
  askAddress,
  askAlertAddress,
  askDays,
  askHour,
  askYesNo,
  robotVariable,
  withSecrets,
} from './setup-questions.ts';

/** The user's own feeds file: upgrades of the program change feeds.yaml, never this one. */
const userFile = 'feeds/my-feeds.yaml';
/** So many lines of tomorrow's edition are shown. */
const shownLines = 12;

/**
 * Asks for the robot's address and the hour, sends a test message if wanted, asks for the days and the alert group, and
 * only then writes `.env` and a feeds file. It ends with the first lines of the next edition.
 */
export async function setup(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const [settings] = config.digests;
  if (settings === undefined) throw new Error('A configuration has a digest.');
  const address = await askAddress(app, config.secret(robotVariable));
  const schedule = await askHour(app, settings.schedule);
  if (!(await testIfWanted(app, withSecrets(config, { [robotVariable]: address }), settings))) return exitCode.failed;
  const days = await askDays(app, settings.days);
  const alerts = await askAlertAddress(app, config.secret(alertVariable));

  const feedsFile = await writeFeedsFile(app, config, digestEdit(settings, { schedule, days }));
  await writeEnv({
    path: join(app.cwd, '.env'),
    template: await readFile(join(programDir, '.env.example'), 'utf8').catch(() => ''),
    values: {
      ...(address === undefined ? {} : { [robotVariable]: address }),
      ...(alerts === undefined ? {} : { [alertVariable]: alerts }),
      FEEDS_FILE: feedsFile,
      ...(await copyShipped(app)),
    },
  });
  app.terminal.print(
    sayIn(app.language)(
      `\n写好了 .env 和 ${feedsFile}（源、屏蔽词、几点发，都在这个文件里改）。`,
      `\nWrote .env and ${feedsFile} (feeds, muted words, the hour: all in that file).`,
    ),
  );
  await showNextEdition(app);
  app.terminal.print(
    sayIn(app.language)(
      `\n接下来：${digestCommand} preview 看全文；${digestCommand} start 让它每天自己发。`,
      `\nNext: ${digestCommand} preview shows all of it; ${digestCommand} start sends it every day.`,
    ),
  );
  return exitCode.ok;
}

/**
 * Sends one message straight to the robot, past the outbox, so a failed one is never sent later.
 * @returns false when it failed and the user does not want to go on; then nothing is written
 */
async function testIfWanted(app: App, config: Config, { title }: DigestSettings): Promise<boolean> {
  const say = sayIn(app.language);
  const question = say('现在往群里发一条测试消息吗？[y/N] ', 'Send a test message to the group now? [y/N] ');
  if (!(await askYesNo(app, question))) return true;
  const outcome = await app.post(
    config,
    robotVariable,
    testBody(title, { address: config.secret(robotVariable), language: app.language }),
  );
  const why = whyNotDelivered(outcome, roomKindOf(config.secret(robotVariable) ?? ''));
  if (why === undefined) {
    app.terminal.print(say('测试消息发到群里了。', 'The test message is in the group.'));
    return true;
  }
  app.terminal.note(testFailed(why)[app.language]);
  const goesOn = await askYesNo(app, say('仍然写入这个地址吗？[y/N] ', 'Write this address all the same? [y/N] '));
  if (!goesOn) app.terminal.note(say('什么也没有写。', 'Nothing was written.'));
  return goesOn;
}

/** The start of what the group will see, as it would be composed from the news of now. A failure here does not fail setup. */
async function showNextEdition(app: App): Promise<void> {
  const say = sayIn(app.language);
  const fresh = await app.within({ cwd: app.cwd, clock: app.clock });
  const { config } = await fresh.loadConfig();
  const [settings] = config.digests;
  if (settings === undefined) return;
  app.terminal.print(say('\n读一遍新闻，看看下一期的开头……', '\nReading the news for the start of the next edition …'));
  try {
    const { composition } = await composePreview(fresh, config, settings);
    const [message] = composition.messages;
    if (message === undefined) {
      app.terminal.print(whyNoMessage(composition)[app.language]);
      return;
    }
    const lines = readerView(message, { columns: Math.min(app.terminal.columns, 100) - 2 }).split('\n');
    app.terminal.print(['', ...lines.slice(0, shownLines), '…'].map((line) => `  ${line}`.trimEnd()).join('\n'));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    app.terminal.note(error.phrase[app.language]);
  }
}

/** Sets what differs. */
function digestEdit(present: DigestSettings, wanted: Pick<DigestSettings, 'schedule' | 'days'>) {
  return (text: string): Parsed<string> => {
    let edited: Parsed<string> = accept(text);
    for (const key of ['schedule', 'days'] as const) {
      if (edited.ok && wanted[key] !== present[key]) edited = setFirstDigest(edited.value, key, wanted[key]);
    }
    return edited;
  };
}

/** The user's file, made from the one in use or changed in place. @returns its path as `.env` has it */
async function writeFeedsFile(app: App, config: Config, edit: (text: string) => Parsed<string>): Promise<string> {
  const current = config.environment.feedsFile;
  const own = join(app.cwd, userFile);
  const isShipped = [app.cwd, programDir].some((folder) => current === join(folder, 'feeds/feeds.yaml'));
  const isThere = !isShipped || existsSync(own);
  const path = isShipped ? own : current;
  const written = isThere
    ? await editFeedsFile(path, config, edit)
    : await createUserFile({ from: current, to: own, edit });
  if (!written.ok) throw new CommandError(refusal(written));
  return isThere ? displayPath(path, app.cwd) : userFile;
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
