import type { FeedInspection } from '../collect/inspect.ts';
import { addressOf } from '../config/address.ts';
import type { Config } from '../config/config.ts';
import { addFeed, type NewFeed } from '../config/feeds-file.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { feedAdded } from '../control/feed-words.ts';
import { catalogueFeeds, feedAt, inspectOne, languageIn, newestOf } from '../control/found-feed.ts';
import { shownEdition } from '../edition/shown-edition.ts';
import { closeAfter } from '../ground/close-after.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import { createZone, type Zone } from '../ground/zoned-time.ts';
import type { Feed, Language, Phrase } from '../model.ts';
import type { App } from './app.ts';
import { editFeeds } from './record-change.ts';

/** Finds a feed (by URL, on a web page, or by name in the catalogue), adds it to the feeds file, and prints how it is judged. */
export async function addFeedTo(app: App, source: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const known = await fromCatalogue(source);
  const found = known ?? (await fromWeb(app, config, source));
  const present = config.feeds.find(({ url }) => addressOf(url) === addressOf(found.url));
  if (present !== undefined) {
    app.terminal.print(presentText(present)[app.language]);
    return exitCode.ok;
  }
  const inspection = await inspectOne(app, config, found);
  const language = found.language ?? languageIn(inspection);
  const feed = { ...found, ...(language === undefined ? {} : { language }) };
  await editFeeds(app, config, {
    command: 'feeds add',
    did: feedAdded(feed.name),
    change: (text) => addFeed(text, feed),
  });
  const say = sayIn(app.language);
  app.terminal.print(say(`加上了 ${feed.name}（${feed.url}）`, `Added ${feed.name} (${feed.url})`));
  if (feed.isPage) {
    const match = feed.match === undefined ? '' : `match: ${feed.match}`;
    app.terminal.print(
      say(
        `  没有 RSS，按网页或网站地图读 ${match}`,
        `  It has no feed, so it is read as a web page or site map ${match}`,
      ).trimEnd(),
    );
  }
  const zone = createZone(config.digests[0]?.timezone ?? 'UTC');
  app.terminal.print(judgement(feed, inspection, { zone, spoken: app.language }));
  if (inspection.ok) app.terminal.print(await prospect(app, feed.url));
  return exitCode.ok;
}

function presentText({ name, url, enabled }: Feed): Phrase {
  const enable = `${digestCommand} feeds enable ${JSON.stringify(name)}`;
  return phrase(
    `${name} 已经在了（${url}），没有再加。${enabled ? '' : `它停用着；启用：${enable}`}`,
    `${name} (${url}) already exists, so nothing was added.${enabled ? '' : ` It is disabled; to enable it: ${enable}`}`,
  );
}

/** Topic, language and the newest titles. A feed that cannot be read now is added too. */
function judgement(
  { topic = 'general', language }: NewFeed,
  inspection: FeedInspection,
  { zone, spoken }: { readonly zone: Zone; readonly spoken: Language },
): string {
  const say = sayIn(spoken);
  const meaning =
    topic === 'ai' ? say('全部收', 'every item is used') : say('像 AI 新闻的才收', 'only items that look like AI news');
  const facts = [
    `topic: ${topic}${say(`（${meaning}）`, ` (${meaning})`)}`,
    `language: ${language ?? say('没看出来', 'unknown')}`,
  ];
  if (!inspection.ok)
    return `  ${facts.join(' · ')}\n  ! ${say('现在读不到：', 'cannot be read now: ')}${inspection.error}`;
  if (inspection.items.length === 0)
    return `  ${facts.join(' · ')}\n  ${say('现在一条也没有。', 'It has no items now.')}`;
  const dayOf = (publishedAt: string | null) =>
    publishedAt === null ? '—' : zone.local(new Date(publishedAt)).slice(0, 10);
  const newest = newestOf(inspection).map(({ title, publishedAt }) => `    ${dayOf(publishedAt)}  ${title}`);
  const count = say(
    `${inspection.items.length} 条，最新的：`,
    `${counted(inspection.items.length, 'item')}, the newest:`,
  );
  return [`  ${facts.join(' · ')}`, `  ${count}`, ...newest].join('\n');
}

/** How many of its items look like AI news, and how many would be in a digest composed now. */
async function prospect(app: App, url: string): Promise<string> {
  const say = sayIn(app.language);
  const fresh = await app.within({ cwd: app.cwd, clock: app.clock });
  const { config } = await fresh.loadConfig();
  const feed = config.feeds.find((each) => each.url === url);
  const settings = config.digests.find((digest) => feed !== undefined && feedsOf(digest, config.feeds).includes(feed));
  if (feed === undefined || settings === undefined) {
    return say(
      '  没有一份日报用这个源：看看 digests 的 feeds。',
      '  No digest uses this feed: check `feeds` of the digests.',
    );
  }
  return closeAfter(fresh.openScratchStore(config), async (store) => {
    const { outcomes } = await fresh.collect(config, store, { feeds: [feed], everyFeed: true });
    const request = { settings, instant: app.clock.now(), feedOutcomes: outcomes, isOffline: true };
    const { stories, dropped } = (await shownEdition(fresh, { config, store }, request)).decisions;
    const chosen = stories.filter(({ items }) => items.some((item) => item.feed === feed.name)).length;
    const left = dropped.filter((row) => row.feed === feed.name);
    const offTopic = left.filter(({ rule }) => rule === 'topic').length;
    const total = left.length + stories.flatMap(({ items }) => items).filter((item) => item.feed === feed.name).length;
    if (total === 0) {
      return say(
        '  它现在没有近期的、日期可信的新闻；以后新出现的会参加挑选。',
        '  It has no recent news with a date to trust now; what appears later can be chosen.',
      );
    }
    return say(
      `  现在编一期：最近的 ${total} 条里 ${total - offTopic} 条像 AI 新闻，${chosen} 条会选上。全貌：${digestCommand} preview`,
      `  In a digest composed now: ${total - offTopic} of ${total} recent items look like AI news, ${chosen} would be chosen. To see it: ${digestCommand} preview`,
    );
  });
}

/** Prints the catalogue: all feeds, or those with a word in name, address, tags or note. Feeds in use are marked. */
export async function listCatalogue(app: App, word: string | undefined): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const say = sayIn(app.language);
  const wanted = word?.toLowerCase() ?? '';
  const used = new Set(config.feeds.map(({ url }) => url));
  const found = (await catalogueFeeds()).filter(({ name, url, tags = [], note = '' }) =>
    [name, url, note, ...tags].some((text) => text.toLowerCase().includes(wanted)),
  );
  for (const { name, url, topic = 'general', language = '', enabled = true, note } of found) {
    const state = used.has(url) ? say('已经有了', 'in use') : enabled ? '' : say('不建议', 'not recommended');
    const facts = [topic, language, state, note ?? ''].filter((fact) => fact !== '').join(' · ');
    app.terminal.print(`${name}  ${url}  ${facts}`);
  }
  if (found.length === 0) {
    app.terminal.print(say(`目录里没有含“${word}”的源。`, `The catalogue has no feed with "${word}".`));
  } else {
    app.terminal.note(say(`加一个：${digestCommand} feeds add 名字`, `To add one: ${digestCommand} feeds add NAME`));
  }
  return exitCode.ok;
}

/** Finds a feed by its name or URL, or by a part of its name. @throws CommandError when several names have the part */
async function fromCatalogue(name: string): Promise<(NewFeed & { readonly name: string }) | undefined> {
  const feeds = await catalogueFeeds();
  const wanted = name.toLowerCase();
  const exact = feeds.find((feed) => feed.name.toLowerCase() === wanted || feed.url === name);
  const near = feeds.filter((feed) => feed.name.toLowerCase().includes(wanted));
  const entry = exact ?? (near.length === 1 ? near[0] : undefined);
  if (entry !== undefined) return { ...entry, enabled: true };
  if (near.length === 0) return undefined;
  const names = near.map((feed) => feed.name).join(', ');
  throw new CommandError({
    'zh-CN': `目录里有几个叫 ${name} 的源，请写全名：${names}`,
    en: `The catalogue has several feeds like ${name}; give the full name: ${names}`,
  });
}

async function fromWeb(app: App, config: Config, source: string): Promise<NewFeed & { readonly name: string }> {
  const found = await feedAt(app, config, source);
  if (found.ok) return found.feed;
  if (found.isRead || source.includes('://')) {
    throw new CommandError(found.fault, found.isRead ? exitCode.failed : exitCode.usage);
  }
  throw new CommandError({
    'zh-CN': `目录里没有叫 ${source} 的源，它也不是网址。看目录：${digestCommand} feeds catalogue`,
    en: `${source} is neither a URL nor the name of a feed in the catalogue. To list it: ${digestCommand} feeds catalogue`,
  });
}
