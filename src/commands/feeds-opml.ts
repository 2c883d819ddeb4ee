import { readFile } from 'node:fs/promises';
import { Parser } from 'htmlparser2';
import { addressOf } from '../config/address.ts';
import { editFeedsFile } from '../config/edit-file.ts';
import { addFeed, type NewFeed } from '../config/feeds-file.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import type { Feed } from '../model.ts';
import type { App } from './app.ts';

/** Adds every feed of an OPML file that is not known yet; nested folders become tags. */
export async function importOpml(app: App, file: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const feeds = readOpml(await readOpmlFile(file));
  if (feeds.length === 0) {
    throw new CommandError({
      'zh-CN': `${file} 里没有源（没有带 xmlUrl 的 outline）。它是 OPML 文件吗？`,
      en: `${file} holds no feeds (no outline with an xmlUrl). Is it an OPML file?`,
    });
  }
  const known = new Set(config.feeds.map(({ url }) => identityOf(url)));
  let added = 0;
  for (const feed of feeds.filter(({ url }) => !known.has(identityOf(url)))) {
    const edited = await editFeedsFile(config.environment.feedsFile, config, (text) => addFeed(text, feed));
    if (edited.ok) {
      added++;
      continue;
    }
    const { what, remedy } = edited;
    app.terminal.note(`${withoutLogin(feed.name ?? feed.url)}  ${what[app.language]}\n    ${remedy[app.language]}`);
  }
  app.terminal.print(
    app.language === 'en'
      ? `Added ${added} of ${feeds.length} feeds; the others were known or could not be added.`
      : `加上了 ${feeds.length} 个源里的 ${added} 个；其余的已经有了或加不上。`,
  );
  return exitCode.ok;
}

/** One address is one feed however it is spelled; what is no address is refused later, with the reason. */
function identityOf(url: string): string {
  return addressOf(url) ?? url;
}

/** Where a feed has no title, readers write its address there. */
function withoutLogin(text: string): string {
  return text.replace(/:\/\/[^/?#\s]*@/g, '://');
}

async function readOpmlFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      { 'zh-CN': `读不到 ${file}：检查路径。`, en: `Cannot read ${file}: check the path.` },
      exitCode.usage,
      { cause: error },
    );
  }
}

/** The feeds of an OPML document in its order; the names of the folders around a feed become its tags. */
export function readOpml(xml: string): readonly NewFeed[] {
  const feeds = new Map<string, NewFeed>();
  const folders: (string | undefined)[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name !== 'outline') return;
        const title = attributes.title?.trim() || attributes.text?.trim() || undefined;
        const url = attributes.xmlUrl?.trim();
        folders.push(url === undefined ? title : undefined);
        if (url === undefined || feeds.has(identityOf(url))) return;
        const tags = folders.filter((folder) => folder !== undefined);
        feeds.set(identityOf(url), {
          url,
          ...(title === undefined ? {} : { name: title }),
          topic: topicOf(attributes.category),
          ...(tags.length > 0 ? { tags } : {}),
        });
      },
      onclosetag(name) {
        if (name === 'outline') folders.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return [...feeds.values()];
}

/** Only our own export says that a feed is about nothing but AI. */
function topicOf(category: string | undefined): Feed['topic'] {
  return category?.split(',').includes('ai') ? 'ai' : 'general';
}

/** All feeds as OPML on stdout; the first tag of a feed is its folder, nested ones stand within each other. */
export async function exportOpml(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  app.terminal.print(writeOpml(config.feeds));
  return exitCode.ok;
}

/** OPML 2.0, readable by every feed reader and by `readOpml`. */
export function writeOpml(feeds: readonly Feed[]): string {
  const outlines = feeds.map(({ name, url, topic, tags }) => {
    const outline = `<outline type="rss" text="${escapeXml(name)}" xmlUrl="${escapeXml(url)}" category="${topic}"/>`;
    return tags.reduceRight((inner, tag) => `<outline text="${escapeXml(tag)}">${inner}</outline>`, outline);
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0"><head><title>AI News Digest</title></head><body>',
    ...outlines,
    '</body></opml>',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
