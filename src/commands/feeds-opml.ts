import { decode } from '../collect/read/decode.ts';
import { addFeed } from '../config/feeds-file.ts';
import { changeAll } from '../config/problem.ts';
import { feedsImported } from '../control/feed-words.ts';
import { readOpml, sortOut, withoutLogin, writeOpml } from '../control/opml.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { counted } from '../ground/counted.ts';
import { sayIn } from '../ground/say.ts';
import type { App } from './app.ts';
import { readGivenFile } from './given-file.ts';
import { editFeeds } from './record-change.ts';

/** Adds all new feeds of an OPML file; nested folders become tags. Feeds that cannot be added are listed. */
export async function importOpml(app: App, file: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const feeds = readOpml(decode(await readGivenFile(app, file), undefined).text);
  if (feeds.length === 0) {
    throw new CommandError({
      'zh-CN': `${file} 里没有源（没有带 xmlUrl 的 outline）。它是 OPML 文件吗？`,
      en: `${file} contains no feeds (no outline with an xmlUrl). Is it an OPML file?`,
    });
  }
  const { fresh, left } = sortOut(feeds, config.feeds);
  for (const { feed, fault } of left) {
    app.terminal.note(
      `${withoutLogin(feed.name ?? feed.url)}  ${fault.what[app.language]}\n    ${fault.remedy[app.language]}`,
    );
  }
  if (fresh.length > 0) {
    await editFeeds(app, config, {
      command: 'feeds import',
      did: feedsImported(fresh.length, feeds.length),
      change: (text) => changeAll(text, fresh, addFeed),
    });
  }
  const say = sayIn(app.language);
  const rest = feeds.length - fresh.length;
  const others = say(`；另外 ${rest} 个已经有了或加不上`, `; the other ${rest} were known or could not be added`);
  const added = say(`加上了 ${fresh.length} 个源`, `Added ${counted(fresh.length, 'feed')}`);
  app.terminal.print(rest === 0 ? added : added + others);
  return exitCode.ok;
}

/** Prints all feeds as OPML. The first tag of a feed is its folder; further tags are nested folders. */
export async function exportOpml(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  // Other programs cannot read pages without a feed.
  app.terminal.print(writeOpml(config.feeds.filter(({ page }) => page === undefined)));
  return exitCode.ok;
}
