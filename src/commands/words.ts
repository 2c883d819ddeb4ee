import { fileOfDigest } from '../config/config.ts';
import type { Parsed } from '../config/problem.ts';
import { boostChange, type FileChange, muteChange } from '../control/settings.ts';
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings } from '../model.ts';
import type { App } from './app.ts';
import { editFeeds } from './record-change.ts';
import { whichDigest } from './which-digest.ts';

/** Mutes a word in the feeds file, for a number of days from today, or for ever; 0 days remove it. */
export async function mute(
  app: App,
  word: string,
  { digest, days }: { readonly digest?: string; readonly days?: string },
): Promise<ExitCode> {
  const wanted = { word, days: days === undefined ? undefined : daysOf(days), now: app.clock.now() };
  return editWord(app, { command: 'mute', digest }, (settings) => muteChange(settings, wanted));
}

/** Adds points for a word in the feeds file. @param points a number, possibly negative. @default 2 */
export async function boost(
  app: App,
  word: string,
  points: string | undefined,
  { digest }: { readonly digest?: string },
): Promise<ExitCode> {
  const value = points === undefined ? 2 : Number(points);
  if (Number.isNaN(value)) {
    throw new CommandError(phrase(`分数应是数字，收到的是 ${points}`, `The points must be a number, got ${points}`));
  }
  return editWord(app, { command: 'boost', digest }, (settings) => boostChange(settings, { word, points: value }));
}

async function editWord(
  app: App,
  { command, digest }: { readonly command: 'mute' | 'boost'; readonly digest: string | undefined },
  changeOf: (settings: DigestSettings) => Parsed<FileChange>,
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  const change = changeOf(settings);
  if (!change.ok) throw new CommandError(refusal(change));
  const { did, apply } = change.value;
  const file = fileOfDigest(config, settings.id);
  await editFeeds(app, config, { command, did, file, change: apply });
  app.terminal.print(
    sayIn(app.language)(
      `日报 ${settings.id}：${did['zh-CN']}（${file} 的 ${command}）`,
      `Digest ${settings.id}: ${did.en} (${command} in ${file})`,
    ),
  );
  return exitCode.ok;
}

function daysOf(text: string): number {
  if (/^(0|[1-9]\d{0,3})$/.test(text)) return Number(text);
  throw new CommandError(
    phrase(`--days 应是 0 以上的整数，收到的是 ${text}`, `--days takes a whole number, got ${text}`),
  );
}
