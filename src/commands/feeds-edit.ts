import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFeedUrl } from '../config/address.ts';
import { readCatalogue } from '../config/catalogue.ts';
import type { Config } from '../config/config.ts';
import { editFeedsFile } from '../config/edit-file.ts';
import { programDir } from '../config/environment.ts';
import { addFeed, type NewFeed, setEnabled } from '../config/feeds-file.ts';
import { about, accept, type Parsed } from '../config/problem.ts';
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed } from '../model.ts';
import type { App } from './app.ts';

/** Finds a feed (by URL, on a web page, or by name in the catalogue), looks at it, and writes it into the feeds file. */
export async function addFeedTo(app: App, source: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const known = await fromCatalogue(source);
  const feed = known ?? (await fromWeb(app, config, source));
  await edit(config, (text) => addFeed(text, feed));
  app.terminal.print(
    app.language === 'en'
      ? `Added ${feed.name} (${feed.url}). npm run preview shows the difference.`
      : `加上了 ${feed.name}（${feed.url}）。npm run preview 看看变化。`,
  );
  return exitCode.ok;
}

/** By its whole name or URL, else by a part of the name that only one has. @throws CommandError when several have it */
async function fromCatalogue(name: string): Promise<NewFeed | undefined> {
  const feeds = readCatalogue(await readFile(join(programDir, 'feeds/catalogue.yaml'), 'utf8'));
  const wanted = name.toLowerCase();
  const exact = feeds.find((feed) => feed.name.toLowerCase() === wanted || feed.url === name);
  const near = feeds.filter((feed) => feed.name.toLowerCase().includes(wanted));
  const entry = exact ?? (near.length === 1 ? near[0] : undefined);
  if (entry !== undefined) return { ...entry, enabled: true };
  if (near.length === 0) return undefined;
  const names = near.map((feed) => feed.name).join(', ');
  throw new CommandError({
    'zh-CN': `目录里有几个叫 ${name} 的源，请写全名：${names}`,
    en: `The catalogue has several feeds like ${name}; give the whole name: ${names}`,
  });
}

async function fromWeb(app: App, config: Config, source: string): Promise<NewFeed> {
  const url = parseFeedUrl(source);
  if (!url.ok && source.includes('://')) {
    throw new CommandError(refusal({ what: about(phrase('url', 'url'), url.what), remedy: url.remedy }));
  }
  if (!url.ok) {
    throw new CommandError({
      'zh-CN': `目录里没有叫 ${source} 的源，它也不是网址。目录：feeds/catalogue.yaml`,
      en: `The catalogue has no feed named ${source}, and it is no URL. The catalogue: feeds/catalogue.yaml`,
    });
  }
  const found = await app.findFeed(config, url.value);
  if (!found.ok) throw new CommandError(refusal(found), exitCode.failed);
  return { url: found.url, name: found.title || new URL(found.url).hostname, topic: 'general' };
}

/** Enables a feed, by its name or its URL. */
export async function enableFeed(app: App, name: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  await switchFeeds(app, config, [feedNamed(config, name)], true);
  return exitCode.ok;
}

/** Disables a feed, or all that cannot be reached now. */
export async function disableFeeds(
  app: App,
  name: string | undefined,
  { unreachable = false }: { readonly unreachable?: boolean },
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  if (name === undefined && !unreachable) {
    throw new CommandError({
      'zh-CN': '请写出源的名字，或加 --unreachable。',
      en: 'Name a feed, or add --unreachable.',
    });
  }
  const named = name === undefined ? [] : [feedNamed(config, name)];
  const lost = unreachable
    ? (await app.probeFeeds(config)).filter(({ direct, proxy }) => !direct && !proxy).map(({ feed }) => feed)
    : [];
  await switchFeeds(app, config, [...new Set([...named, ...lost])], false);
  return exitCode.ok;
}

async function switchFeeds(app: App, config: Config, feeds: readonly Feed[], enabled: boolean): Promise<void> {
  await edit(config, (text) => {
    let edited: Parsed<string> = accept(text);
    for (const { url } of feeds) if (edited.ok) edited = setEnabled(edited.value, url, enabled);
    return edited;
  });
  for (const feed of feeds) {
    const [zh, en] = enabled ? ['启用', 'enabled'] : ['停用', 'disabled'];
    app.terminal.print(app.language === 'en' ? `${feed.name}: ${en}` : `${feed.name}：已${zh}`);
  }
  if (feeds.length === 0) app.terminal.print(app.language === 'en' ? 'Nothing to change.' : '没有要改的。');
}

/** @throws CommandError when the edit is refused; then nothing is written */
async function edit(config: Config, change: (text: string) => Parsed<string>): Promise<void> {
  const edited = await editFeedsFile(config.environment.feedsFile, config, change);
  if (!edited.ok) throw new CommandError(refusal(edited));
}

function feedNamed({ feeds }: Config, name: string): Feed {
  const found = feeds.find((feed) => feed.name.toLowerCase() === name.toLowerCase() || feed.url === name);
  if (found !== undefined) return found;
  throw new CommandError({
    'zh-CN': `没有叫 ${name} 的源。npm run digest -- feeds list 列出所有源。`,
    en: `There is no feed ${name}. npm run digest -- feeds list lists them.`,
  });
}
