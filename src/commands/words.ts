import { boostWord, muteWord } from '../config/feeds-file.ts';
import { parsePattern } from '../config/pattern.ts';
import { about } from '../config/problem.ts';
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import { dayMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { App } from './app.ts';
import { editFeeds } from './feeds-switch.ts';
import { whichDigest } from './which-digest.ts';

export interface MuteOptions {
  readonly digest?: string;
  readonly days?: string;
}

/** Mutes a word in the feeds file, for so many days from today on or for ever. */
export async function mute(app: App, word: string, { digest, days }: MuteOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  const match = wordOf(word);
  const last =
    days === undefined ? undefined : new Date(app.clock.now().getTime() + (countOf('--days', days) - 1) * dayMs);
  const until = last && createZone(settings.timezone).local(last).slice(0, 10);
  await editFeeds(config, (text) => muteWord(text, { digest: config.digests.indexOf(settings), word: match, until }));
  app.terminal.print(
    sayIn(app.language)(
      `日报 ${settings.id}：含“${match}”的新闻${until === undefined ? '不再出现' : `到 ${until} 为止不出现`}（${config.environment.feedsFile} 的 mute）`,
      `Digest ${settings.id}: no news with "${match}"${until === undefined ? '' : ` until ${until}`} (mute in ${config.environment.feedsFile})`,
    ),
  );
  return exitCode.ok;
}

/** Gives news with a word more points, or fewer, in the feeds file. @param points a number, 2 when left out */
export async function boost(
  app: App,
  word: string,
  points: string | undefined,
  { digest }: { readonly digest?: string },
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  const match = wordOf(word);
  const value = points === undefined ? 2 : Number(points);
  if (Number.isNaN(value)) {
    throw new CommandError({
      'zh-CN': `分数应是数字，收到的是 ${points}`,
      en: `The points must be a number, got ${points}`,
    });
  }
  await editFeeds(config, (text) =>
    boostWord(text, { digest: config.digests.indexOf(settings), word: match, points: value }),
  );
  const shown = value < 0 ? `−${-value}` : `+${value}`;
  app.terminal.print(
    sayIn(app.language)(
      `日报 ${settings.id}：标题含“${match}”的新闻 ${shown} 分（${config.environment.feedsFile} 的 boost）`,
      `Digest ${settings.id}: ${shown} points for news with "${match}" in the title (boost in ${config.environment.feedsFile})`,
    ),
  );
  return exitCode.ok;
}

function wordOf(text: string): string {
  const parsed = parsePattern(text);
  if (parsed.ok) return parsed.value.text;
  throw new CommandError(refusal({ what: about(phrase('word', 'the word'), parsed.what), remedy: parsed.remedy }));
}

function countOf(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CommandError({
    'zh-CN': `${option} 应是 1 以上的整数，收到的是 ${text}`,
    en: `${option} takes a whole number of at least 1, got ${text}`,
  });
}
