/** The data and actions of the feed pages. Each change takes the stamp of the file that its page showed. */
import type { Collection } from '../collect/collect.ts';
import type { Config } from '../config/config.ts';
import { addFeed, changeFeed, removeFeed, setEnabled } from '../config/feeds-file.ts';
import { changeAll } from '../config/problem.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { feedId } from '../ground/feed-id.ts';
import { phrase } from '../ground/phrase.ts';
import type { Clock, Feed, Phrase } from '../model.ts';
import { feedView } from '../show/feed.ts';
import { feedsView } from '../show/feeds.ts';
import type { Store } from '../store/store.ts';
import { refused } from './done.ts';
import { feedAdded, feedRemoved, feedsImported, feedsSwitched } from './feed-words.ts';
import type { Edited, FeedsEdits } from './feeds-edits.ts';
import { catalogueFeeds, type FeedFinder, lookAt, type NamedFeed } from './found-feed.ts';
import { readOpml, sortOut, writeOpml } from './opml.ts';

export interface FeedsDeskOptions {
  readonly world: FeedFinder & {
    readonly clock: Pick<Clock, 'now'>;
    /** Aborts when the program is asked to stop. */
    readonly signal: AbortSignal;
    collect(
      config: Config,
      store: Store,
      request: { readonly feeds: readonly Feed[]; readonly everyFeed: boolean; readonly signal: AbortSignal },
    ): Promise<Pick<Collection, 'outcomes'>>;
  };
  readonly store: Store;
  readonly settings: SettingsInForce;
  readonly edits: FeedsEdits;
}

export type FeedsDesk = ReturnType<typeof createFeedsDesk>;

export type CatalogueRow = NamedFeed & { readonly isUsed: boolean };

export function createFeedsDesk({ world, store, settings, edits }: FeedsDeskOptions) {
  const feedsWith = (ids: readonly string[]) => settings.now().feeds.filter(({ url }) => ids.includes(feedId(url)));

  const onFeed = async (id: string, edit: (feed: Feed) => Edited | Promise<Edited>): Promise<Edited> => {
    const [feed] = feedsWith([id]);
    return feed === undefined ? absent : edit(feed);
  };
  return {
    stamp: edits.stamp,
    /** @param word a filter */
    list: (word: string | undefined) => feedsView(settings.now(), store, { now: world.clock.now(), word }),
    /** @param id from `feedId` */
    feed: (id: string) => feedView(settings.now(), store, { id, now: world.clock.now() }),
    /** The feed at a site or address, before it is added. */
    look: (source: string) => lookAt(world, settings.now(), source),
    async catalogue(): Promise<readonly CatalogueRow[]> {
      const used = new Set(settings.now().feeds.map(({ url }) => url));
      return (await catalogueFeeds()).map((feed) => ({ ...feed, isUsed: used.has(feed.url) }));
    },
    exportOpml: () => writeOpml(settings.now().feeds),
    add: (feed: NamedFeed, stamp: string) =>
      edits.edit({
        stamp,
        did: feedAdded(feed.name),
        change: (text) => addFeed(text, feed),
      }),
    change: (id: string, { weight, topic, tags }: FeedChange, stamp: string) =>
      onFeed(id, (feed) => {
        const isSame = tags.join('\n') === feed.tags.join('\n');
        const wanted = {
          ...(weight === feed.weight ? {} : { weight }),
          ...(topic === feed.topic ? {} : { topic }),
          ...(isSame ? {} : { tags }),
        };
        const did = changeWords(feed, wanted);
        if (did === undefined) return nothing;
        return edits.edit({ stamp, did, change: (text) => changeFeed(text, feed.url, wanted) });
      }),
    /** Changes the address. */
    move: (id: string, url: string, stamp: string) =>
      onFeed(id, (feed) => {
        const did = phrase(`${feed.name} 改用新地址`, `${feed.name}: changed its address`);
        return edits.edit({ stamp, did, change: (text) => changeFeed(text, feed.url, { url }) });
      }),
    enable(ids: readonly string[], enabled: boolean, stamp: string): Promise<Edited> {
      const feeds = feedsWith(ids);
      if (feeds.length === 0) return Promise.resolve(absent);
      const did = feedsSwitched(feeds, enabled);
      return edits.edit({
        stamp,
        did,
        change: (text) => changeAll(text, feeds, (edited, { url }) => setEnabled(edited, url, enabled)),
      });
    },
    remove: (id: string, stamp: string) =>
      onFeed(id, (feed) => edits.edit({ stamp, did: feedRemoved(feed), change: (text) => removeFeed(text, feed.url) })),
    async importOpml(xml: string, stamp: string): Promise<Edited> {
      const feeds = readOpml(xml);
      if (feeds.length === 0) return noFeeds;
      const { fresh } = sortOut(feeds, settings.now().feeds);
      if (fresh.length === 0) return noneFresh;
      const did = feedsImported(fresh.length, feeds.length);
      return edits.edit({ stamp, did, change: (text) => changeAll(text, fresh, addFeed) });
    },
    /** Reads feeds now. @returns the result in words */
    async readAgain(ids: readonly string[]): Promise<Phrase> {
      const feeds = feedsWith(ids).filter(({ enabled }) => enabled);
      if (feeds.length === 0) return phrase('没有要读的源', 'No feed to collect');
      const { outcomes } = await world.collect(settings.now(), store, { feeds, everyFeed: true, signal: world.signal });
      const failed = outcomes.filter(({ kind }) => kind === 'failed').length;
      return phrase(
        failed === 0 ? `读到了 ${feeds.length} 个` : `读了 ${feeds.length} 个，${failed} 个没读到`,
        failed === 0 ? `Read ${feeds.length}` : `Read ${feeds.length}; ${failed} failed`,
      );
    },
  };
}

const absent = refused(
  phrase('没有这个源，可能刚刚被移除了', 'This feed does not exist; it may just have been removed'),
);
const nothing = refused(phrase('没有改动', 'No changes'));
const noFeeds = refused(
  phrase(
    '里面没有源（没有带 xmlUrl 的 outline）。它是 OPML 文件吗？',
    'The file contains no feeds (no outline with an xmlUrl). Is it an OPML file?',
  ),
);
const noneFresh = refused(
  phrase('里面的源都已经有了，或加不上', 'All of its feeds are already in use or cannot be added'),
);

type FeedChange = Pick<Feed, 'weight' | 'topic' | 'tags'>;

function changeWords(feed: Feed, wanted: Partial<FeedChange>): Phrase | undefined {
  const parts: Phrase[] = [];
  if (wanted.weight !== undefined)
    parts.push(phrase(`分量 ${feed.weight} → ${wanted.weight}`, `weight ${feed.weight} → ${wanted.weight}`));
  if (wanted.topic !== undefined)
    parts.push(phrase(`内容 → ${topicWords[wanted.topic]['zh-CN']}`, `content → ${topicWords[wanted.topic].en}`));
  if (wanted.tags !== undefined) {
    const tags = wanted.tags.join('、') || '—';
    parts.push(phrase(`标签 → ${tags}`, `tags → ${tags}`));
  }
  if (parts.length === 0) return undefined;
  return phrase(
    `${feed.name}：${parts.map((part) => part['zh-CN']).join('，')}`,
    `${feed.name}: ${parts.map(({ en }) => en).join(', ')}`,
  );
}

const topicWords = {
  ai: phrase('全是 AI', 'all about AI'),
  general: phrase('什么都有，只挑 AI 的', 'all topics, AI items are selected'),
} as const;
