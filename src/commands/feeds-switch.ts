import type { Config } from '../config/config.ts';
import { removeFeed, setEnabled } from '../config/feeds-file.ts';
import { changeAll } from '../config/problem.ts';
import { feedRemoved, feedsSwitched } from '../control/feed-words.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { nearest } from '../ground/nearest.ts';
import { sayIn } from '../ground/say.ts';
import type { Feed } from '../model.ts';
import { failureLines, isOutage } from '../show/feed-failures.ts';
import type { App } from './app.ts';
import { askYesNo } from './ask.ts';
import { editFeeds } from './record-change.ts';

/** Enables feeds by name or URL, or all of them. */
export async function enableFeeds(
  app: App,
  names: readonly string[],
  { all = false }: { readonly all?: boolean },
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  if (names.length === 0 && !all) throw new CommandError(nameOne('--all'));
  const feeds = all ? config.feeds.filter(({ enabled }) => !enabled) : names.map((name) => feedNamed(config, name));
  await switchFeeds(app, config, feeds, true);
  return exitCode.ok;
}

/** Disables feeds by name or URL, or after a question all that cannot be read now. */
export async function disableFeeds(
  app: App,
  names: readonly string[],
  { unreachable = false, yes = false }: { readonly unreachable?: boolean; readonly yes?: boolean },
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  if (names.length === 0 && !unreachable) throw new CommandError(nameOne('--unreachable'));
  const named = names.map((name) => feedNamed(config, name));
  const lost = unreachable ? await unreachableFeeds(app, config, yes) : [];
  if (lost === undefined) return exitCode.ok;
  const feeds = [...new Set([...named, ...lost])];
  await switchFeeds(app, config, feeds, false);
  if (lost.length > 0) app.terminal.print(undoLine(app, config, feeds));
  return exitCode.ok;
}

function nameOne(option: string) {
  return { 'zh-CN': `请写出源的名字，或加 ${option}。`, en: `Name a feed, or add ${option}.` };
}

/**
 * The feeds that cannot be read now, after the user has agreed; undefined when the user refuses.
 * @throws CommandError when the network is down, or when stdin is not a terminal
 */
async function unreachableFeeds(app: App, config: Config, yes: boolean): Promise<readonly Feed[] | undefined> {
  const say = sayIn(app.language);
  const reaches = await app.probeFeeds(config);
  const lost = reaches.filter(({ direct, proxy }) => !direct && !proxy);
  const read = reaches.length - lost.length;
  if (isOutage(read, reaches.length)) {
    throw new CommandError(
      {
        'zh-CN': `只读得到 ${read}/${reaches.length} 个源：这是你的网络，不是源。什么也没有改。\n怎么办：${digestCommand} check --online 会说哪里不通。`,
        en: `Only ${read} of ${reaches.length} feeds can be read: the cause is your network, not the feeds. Nothing was changed.\nTo do: run ${digestCommand} check --online to see where it fails.`,
      },
      exitCode.failed,
    );
  }
  if (lost.length === 0 || yes) return lost.map(({ feed }) => feed);
  app.terminal.print(
    [
      say(`${lost.length} 个源现在读不到：`, `${counted(lost.length, 'feed')} cannot be read now:`),
      ...failureLines(lost, { language: app.language, all: true }),
    ].join('\n'),
  );
  if (!app.terminal.canAsk) {
    throw new CommandError({
      'zh-CN': '什么也没有改。确定要停用它们：再加 --yes',
      en: 'Nothing was changed. To disable them, add --yes',
    });
  }
  const agreed = await askYesNo(app, say('停用它们吗？[y/N] ', 'Disable them? [y/N] '));
  return agreed ? lost.map(({ feed }) => feed) : undefined;
}

function undoLine({ language }: App, config: Config, feeds: readonly Feed[]): string {
  const isOnly = ({ name }: Feed) => config.feeds.filter((feed) => isCalled(feed, name)).length === 1;
  const names = feeds.map((feed) => JSON.stringify(isOnly(feed) ? feed.name : feed.url)).join(' ');
  return sayIn(language)(
    `撤销：${digestCommand} feeds enable ${names}`,
    `To undo: ${digestCommand} feeds enable ${names}`,
  );
}

/** Deletes a feed from the file. */
export async function removeFeedFrom(app: App, name: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const feed = feedNamed(config, name);
  await editFeeds(app, config, {
    command: 'feeds remove',
    did: feedRemoved(feed),
    change: (text) => removeFeed(text, feed.url),
  });
  app.terminal.print(sayIn(app.language)(`${feed.name}（${feed.url}）：已删除`, `${feed.name} (${feed.url}): removed`));
  return exitCode.ok;
}

async function switchFeeds(app: App, config: Config, feeds: readonly Feed[], enabled: boolean): Promise<void> {
  const say = sayIn(app.language);
  if (feeds.length === 0) return app.terminal.print(say('没有要改的。', 'Nothing to change.'));
  await editFeeds(app, config, {
    command: enabled ? 'feeds enable' : 'feeds disable',
    did: feedsSwitched(feeds, enabled),
    change: (text) => changeAll(text, feeds, (edited, { url }) => setEnabled(edited, url, enabled)),
  });
  const done = enabled ? say('已启用', 'enabled') : say('已停用', 'disabled');
  for (const feed of feeds) app.terminal.print(say(`${feed.name}：${done}`, `${feed.name}: ${done}`));
}

/** @throws CommandError when no feed has the name or URL, and when several have the name */
function feedNamed({ feeds }: Config, name: string): Feed {
  const byUrl = feeds.find(({ url }) => url === name);
  if (byUrl !== undefined) return byUrl;
  const [found, ...others] = feeds.filter((feed) => isCalled(feed, name));
  if (found === undefined) {
    const near = nearFeed(feeds, name);
    throw new CommandError({
      'zh-CN': `没有叫 ${name} 的源${near === undefined ? '。' : `，是不是 ${near}？`}${digestCommand} feeds list 列出所有源。`,
      en: `There is no feed ${name}${near === undefined ? '.' : `; did you mean ${near}?`} To list all feeds: ${digestCommand} feeds list`,
    });
  }
  if (others.length === 0) return found;
  const urls = [found, ...others].map(({ url, enabled }) => `  ${url}${enabled ? '' : ' （停用 off）'}`).join('\n');
  throw new CommandError({
    'zh-CN': `有 ${others.length + 1} 个源叫 ${name}，请改写网址，说明是哪一个：\n${urls}`,
    en: `${others.length + 1} feeds are named ${name}; give the URL of the one you mean:\n${urls}`,
  });
}

/** The name that contains this text, if there is just one; otherwise the most similar name. */
function nearFeed(feeds: readonly Feed[], name: string): string | undefined {
  const names = feeds.map((feed) => feed.name);
  const [only, ...others] = names.filter((each) => each.toLowerCase().includes(name.toLowerCase()));
  return only !== undefined && others.length === 0 ? only : nearest(name, names);
}

function isCalled(feed: Feed, name: string): boolean {
  return feed.name.toLowerCase() === name.toLowerCase();
}
