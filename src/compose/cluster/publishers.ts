import { getDomain } from 'tldts';
import { fold } from '../../ground/fold.ts';
import { hostOf as hostIn } from '../../ground/hosts.ts';
import type { Aliases, Feed, Item } from '../../model.ts';
import { onceFor } from '../once-for.ts';
import { isHost } from './signature.ts';

/** The publisher of an item: a name for readers, and a key that is the same for one publisher. */
interface Source {
  readonly key: string;
  readonly name: string;
  /** False for a host that belongs to no feed of the operator and that aliases.yaml does not know. */
  readonly isKnown: boolean;
}

/** Tells the publisher of an item. Aggregators lend points, not their name. */
export type FindSource = (item: Item) => Source;

/** True for an item whose address is on the own site of the feed that lists it. */
export type IsOwn = (item: Item) => boolean;

/** A feed belongs to a site if at least this share of its items leads there, unless a feed is hosted on that site. */
const ownShare = 0.6;
/** Hosts where many publish: the site does not show which of them did. */
const sharedHosts = new Set(
  'mp.weixin.qq.com weixin.sogou.com github.com gist.github.com medium.com youtube.com twitter.com x.com reddit.com zhuanlan.zhihu.com bilibili.com weibo.com news.ycombinator.com toutiao.com'.split(
    ' ',
  ),
);
/** Platforms that give each user a host and are not in the public suffix list. */
const platforms = /\.(?:substack\.com|beehiiv\.com|ghost\.io|wordpress\.com|medium\.com|tumblr\.com|mirror\.xyz)$/u;

/**
 * Learns from the items which feed belongs to which site. The publisher is the feed whose site the item's address
 * belongs to, else a medium, lab or company of aliases.yaml with that host name, else the host name itself.
 */
export function createSourceFinder(items: readonly Item[], feeds: readonly Feed[], aliases: Aliases): FindSource {
  const { siteOfUrl, siteOf } = sitesFor(items)(feeds);
  const byUrl = new Map(feeds.map((feed) => [feed.url, feed]));
  const ownerOf = new Map<string, Feed>();
  for (const feed of [...feeds].sort((a, b) => b.weight - a.weight || a.name.length - b.name.length)) {
    const site = siteOf.get(feed.url);
    if (site !== undefined && !ownerOf.has(site)) ownerOf.set(site, feed);
  }
  const known = hostNames(aliases.names);
  const media = hostNames(aliases.names.filter(({ kind }) => kind === 'media'));
  const listed = new Set(items.map(({ feedUrl, url }) => `${feedUrl} ${hostOf(url)}`));
  return (item) => {
    const feed = byUrl.get(item.feedUrl);
    const site = siteOfUrl(item.url);
    const own = siteOf.get(item.feedUrl);
    if (feed !== undefined && own !== undefined && own === site) {
      return { key: sharedHosts.has(site) ? feed.url : site, name: feed.name, isKnown: true };
    }
    const owner = sharedHosts.has(site) ? undefined : ownerOf.get(site);
    // A feed of one section does not lend its name to the whole medium, nor that of a blog to a company's status page.
    const isOwners = listed.has(`${owner?.url} ${hostOf(item.url)}`);
    const name =
      media.get(site) ??
      (isOwners ? owner?.name : undefined) ??
      known.get(site) ??
      known.get(hostOf(item.url)) ??
      owner?.name;
    return { key: site, name: name ?? hostOf(item.url), isKnown: name !== undefined };
  };
}

/**
 * Learns from the items which feeds list pages of their own. A feed at another address (a mirror) needs several items
 * to show it.
 */
export function findOwn(items: readonly Item[], feeds: readonly Feed[]): IsOwn {
  const { siteOfUrl, siteOf } = sitesFor(items)(feeds);
  const listed = new Map<string, number>();
  for (const { feedUrl } of items) listed.set(feedUrl, (listed.get(feedUrl) ?? 0) + 1);
  return ({ feedUrl, url }) => {
    const site = siteOfUrl(url);
    return siteOf.get(feedUrl) === site && (siteOfUrl(feedUrl) === site || (listed.get(feedUrl) ?? 0) >= leastItems);
  };
}

/** A mirror with fewer items does not show whose pages it lists. */
const leastItems = 5;

interface Sites {
  /** The part of an address's host that one owner registers: `news.bbc.co.uk` → `bbc.co.uk`. */
  readonly siteOfUrl: (url: string) => string;
  /** Sites by the address of their own feed. */
  readonly siteOf: ReadonlyMap<string, string>;
}

/** Read once for an edition, which asks for them in several places. */
const sitesFor = onceFor((items: readonly Item[]) => onceFor((feeds: readonly Feed[]) => readSites(items, feeds)));

function readSites(items: readonly Item[], feeds: readonly Feed[]): Sites {
  const siteOfUrl = createSiteReader();
  const counts = new Map<string, Map<string, number>>();
  const aggregators = new Set<string>();
  for (const { feedUrl, url, discussion } of items) {
    const sites = counts.get(feedUrl) ?? new Map<string, number>();
    counts.set(feedUrl, sites);
    const site = siteOfUrl(url);
    sites.set(site, (sites.get(site) ?? 0) + 1);
    if (discussion !== undefined) aggregators.add(feedUrl);
  }
  const atHome = new Set(feeds.map(({ url }) => siteOfUrl(url)));
  const siteOf = new Map<string, string>();
  for (const { url } of feeds) {
    const sites = counts.get(url) ?? new Map<string, number>();
    const home = siteOfUrl(url);
    if (sites.has(home) && !sharedHosts.has(home) && !aggregators.has(url)) siteOf.set(url, home);
    else if (!aggregators.has(url)) {
      const total = sites.values().reduce((sum, count) => sum + count, 0);
      const [top] = [...sites].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      if (top !== undefined && top[1] >= ownShare * total && !atHome.has(top[0])) siteOf.set(url, top[0]);
    }
  }
  return { siteOfUrl, siteOf };
}

function hostNames(things: Aliases['names']): ReadonlyMap<string, string> {
  return new Map(things.flatMap(({ names }) => names.filter(isHost).map((host) => [host, names[0] ?? host] as const)));
}

/** Hosts of the labs and companies of aliases.yaml. */
export const makerHosts = onceFor(
  ({ names }: Aliases): ReadonlySet<string> =>
    new Set(
      names.filter(({ kind }) => kind === 'lab' || kind === 'company').flatMap((maker) => maker.names.filter(isHost)),
    ),
);

/** True for the site of the thing that a title is about: openclaw.ai in a story about OpenClaw. @param titles `plain` */
export function namesItself(site: string, titles: readonly string[]): boolean {
  const label = site.split('.')[0] ?? '';
  return label.length >= 5 && titles.some((title) => title.includes(label));
}

/** A text without spaces and signs, to look names up in. */
export function plain(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Tells on whose site a page is in which a lab or company writes about itself; undefined for all other pages. */
export function createOwnSiteReader(
  aliases: Aliases,
): (page: Pick<Item, 'canonicalUrl' | 'title'>) => string | undefined {
  const makers = makerHosts(aliases);
  const siteOf = createSiteReader();
  return ({ canonicalUrl, title }) => {
    const host = hostOf(canonicalUrl);
    const site = siteOf(canonicalUrl);
    if (sharedHosts.has(site)) return undefined;
    return makers.has(host) || makers.has(site) || namesItself(site, [plain(title)]) ? site : undefined;
  };
}

/** The host of an address without "www."; the address itself where it has none. */
export function hostOf(url: string): string {
  return hostIn(url)?.replace(/^(?:www|m|mobile)\./u, '') ?? url;
}

function createSiteReader(): (url: string) => string {
  const sites = new Map<string, string>();
  return (url) => {
    const host = hostOf(url);
    const known = sites.get(host);
    if (known !== undefined) return known;
    const isWhole = sharedHosts.has(host) || platforms.test(host);
    const site = isWhole ? host : (getDomain(host, { allowPrivateDomains: true }) ?? host);
    sites.set(host, site);
    return site;
  };
}

/** True for a page of a forum or a social network: somebody's post, not an article. */
export function isForumPost(url: string): boolean {
  return forumHosts.test(hostOf(url)) || /^https?:\/\/huggingface\.co\/posts\//u.test(url);
}

const forumHosts =
  /(?:^|\.)(?:reddit\.com|v2ex\.com|producthunt\.com|weibo\.com|x\.com|twitter\.com|zhihu\.com|lobste\.rs)$/u;
