import type { Aliases, Feed, Item } from '../../model.ts';
import { isHost } from './signature.ts';

/** Who publishes an item: a name for the reader, and a key that is equal for one publisher. */
export interface Source {
  readonly key: string;
  readonly name: string;
}

/** Tells the publisher of an item. Aggregators lend points, not their name. */
export type FindSource = (item: Item) => Source;

/** A feed of which at least this share leads to one site is that site's own. */
const ownShare = 0.6;
/** Hosts where many publish: the site says nothing of who does. */
const sharedHosts = new Set(
  'mp.weixin.qq.com weixin.sogou.com github.com gist.github.com medium.com youtube.com twitter.com x.com reddit.com zhuanlan.zhihu.com bilibili.com weibo.com news.ycombinator.com toutiao.com'.split(
    ' ',
  ),
);

/**
 * Learns from the items which feed belongs to which site. The publisher is the feed whose site the item's address
 * belongs to, else a medium, lab or company of aliases.yaml with that host name, else the host name itself.
 */
export function createSourceFinder(items: readonly Item[], feeds: readonly Feed[], aliases: Aliases): FindSource {
  const siteOf = sitesOf(items, feeds);
  const byUrl = new Map(feeds.map((feed) => [feed.url, feed]));
  const ownerOf = new Map<string, Feed>();
  for (const feed of [...feeds].sort((a, b) => b.weight - a.weight || a.name.length - b.name.length)) {
    const site = siteOf.get(feed.url);
    if (site !== undefined && !ownerOf.has(site)) ownerOf.set(site, feed);
  }
  const known = hostNames(aliases);
  return (item) => {
    const feed = byUrl.get(item.feedUrl);
    const site = siteOfUrl(item.url);
    const own = siteOf.get(item.feedUrl);
    if (feed !== undefined && own !== undefined && own === site) {
      return sharedHosts.has(site) ? { key: feed.url, name: feed.name } : { key: site, name: feed.name };
    }
    const owner = sharedHosts.has(site) ? undefined : ownerOf.get(site)?.name;
    const name = owner ?? known.get(site) ?? known.get(hostOf(item.url));
    return { key: site, name: name ?? hostOf(item.url) };
  };
}

function sitesOf(items: readonly Item[], feeds: readonly Feed[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  const aggregators = new Set<string>();
  for (const { feedUrl, url, discussion } of items) {
    const sites = counts.get(feedUrl) ?? new Map<string, number>();
    counts.set(feedUrl, sites);
    const site = siteOfUrl(url);
    sites.set(site, (sites.get(site) ?? 0) + 1);
    if (discussion !== undefined) aggregators.add(feedUrl);
  }
  const sites = new Map<string, string>();
  for (const { url } of feeds) {
    if (aggregators.has(url)) continue;
    const all = [...(counts.get(url) ?? [])];
    const total = all.reduce((sum, [, count]) => sum + count, 0);
    const top = all.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    if (top !== undefined && top[1] >= ownShare * total) sites.set(url, top[0]);
  }
  return sites;
}

function hostNames(aliases: Aliases): ReadonlyMap<string, string> {
  return new Map(
    aliases.names.flatMap(({ names }) => names.filter(isHost).map((host) => [host, names[0] ?? host] as const)),
  );
}

/** The host of an address without "www."; the address itself where it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^(?:www|m|mobile)\./u, '') : url;
}

/** The part of the host that one owner registers: `news.bbc.co.uk` → `bbc.co.uk`. */
function siteOfUrl(url: string): string {
  const host = hostOf(url);
  if (sharedHosts.has(host) || /(?:substack\.com|github\.io|wordpress\.com|blogspot\.com|medium\.com)$/u.test(host))
    return host;
  const labels = host.split('.');
  const second = labels.at(-2) ?? '';
  const length = /^(?:com|net|org|gov|edu|co|ac|or|ne)$/u.test(second) && (labels.at(-1) ?? '').length === 2 ? 3 : 2;
  return labels.slice(-length).join('.');
}

/** True for a page of a forum or a social network: somebody's post, not an article. */
export function isForumPost(url: string): boolean {
  return forumHosts.test(hostOf(url)) || /^https?:\/\/huggingface\.co\/posts\//u.test(url);
}

const forumHosts =
  /(?:^|\.)(?:reddit\.com|v2ex\.com|producthunt\.com|weibo\.com|x\.com|twitter\.com|zhihu\.com|lobste\.rs)$/u;
