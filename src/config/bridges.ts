/** Routes of a user's own bridges: `rsshub:/anthropic/news` is a route of RSSHub, `wewe:MP_WXS_1` a feed of wewe-rss. */
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed, Phrase, Problem } from '../model.ts';
import type { Environment } from './environment.ts';
import type { YamlFile } from './yaml-file.ts';

/** By scheme: the variable with the bridge's address, and the path of a route below it. */
const bridges = {
  'rsshub:': { variable: 'RSSHUB_URL', route: (rest: string) => `/${rest.replace(/^\/+/, '')}` },
  'wewe:': { variable: 'WEWE_RSS_URL', route: (rest: string) => `/feeds/${rest.replace(/^\/+/, '')}.atom` },
} as const;

type Scheme = keyof typeof bridges;

export function isBridged(address: string): boolean {
  return schemeOf(address) !== undefined;
}

/** The address to fetch; undefined if the variable of its bridge is not set. Other addresses are returned unchanged. */
export function bridgedAddress(address: string, { bridgeUrls }: Pick<Environment, 'bridgeUrls'>): string | undefined {
  const scheme = schemeOf(address);
  if (scheme === undefined) return address;
  const base = bridgeUrls[scheme];
  if (base === undefined) return undefined;
  const [path = '', query] = bridges[scheme].route(address.slice(scheme.length)).split('?');
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
  // The bridge's address may contain a key in its query, which must stay.
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Disables the feeds of bridges that are not set. */
export function withoutUnsetBridges(
  feeds: readonly Feed[],
  environment: Pick<Environment, 'bridgeUrls'>,
): readonly Feed[] {
  return feeds.map((feed) =>
    bridgedAddress(feed.url, environment) === undefined ? { ...feed, enabled: false } : feed,
  );
}

/**
 * The routes in the catalogue that read a site through a bridge. If a site has several (such as one per user), only those
 * that contain a part of the path count.
 * @returns the routes whose bridge is set, and how to set a missing bridge if one is missing
 */
export function bridgeRoutes(
  url: string,
  catalogue: readonly { readonly url: string; readonly reads?: readonly string[] }[],
  { bridgeUrls }: Pick<Environment, 'bridgeUrls'>,
) {
  const { hostname, pathname } = new URL(url);
  const site = hostname.replace(/^www\./, '');
  const known = catalogue.filter((feed) => isBridged(feed.url) && feed.reads?.includes(site)).map((feed) => feed.url);
  const words = pathname
    .toLowerCase()
    .split('/')
    .filter((word) => word !== '');
  const named = known.filter((route) => words.some((word) => route.toLowerCase().split('/').includes(word)));
  const meant = known.length === 1 || words.length === 0 ? known : named;
  const unset = known.find((route) => bridgedAddress(route, { bridgeUrls }) === undefined);
  return {
    ready: meant.filter((route) => bridgedAddress(route, { bridgeUrls }) !== undefined),
    remedy: unset === undefined ? undefined : setBridge(meant[0] ?? unset),
  };
}

function setBridge(route: string): Phrase {
  const { variable } = bridges[schemeOf(route) ?? 'rsshub:'];
  return phrase(
    `这个网站要绕道读，比如 ${route}：有自己的实例就在 .env 里写 ${variable}=https://…，再加一次`,
    `This site can be read through a bridge, as ${route}: if you run one, set ${variable}=https://… in .env and add the site again.`,
  );
}

/** Warns about feeds of bridges that are not set. */
export function restingBridges(
  { bridgeUrls, feeds }: Pick<Environment, 'bridgeUrls'> & { readonly feeds: readonly Feed[] },
  file: YamlFile,
): Problem[] {
  return (Object.keys(bridges) as Scheme[]).flatMap((scheme) => {
    const resting = feeds.flatMap(({ url }, index) => (url.startsWith(scheme) ? [index] : []));
    const [first] = resting;
    if (first === undefined || bridgeUrls[scheme] !== undefined) return [];
    const { variable } = bridges[scheme];
    return file.problem(['feeds', first, 'url'], {
      what: phrase(
        `${resting.length} 个 ${scheme} 的源在休息：没有设置 ${variable}`,
        `${counted(resting.length, `${scheme} feed`)} not read: ${variable} is not set`,
      ),
      remedy: phrase(
        `有自己的实例就在 .env 里写 ${variable}=https://…；没有就不用管`,
        `if you run an instance, set ${variable}=https://… in .env; otherwise there is nothing to do`,
      ),
    });
  });
}

function schemeOf(address: string): Scheme | undefined {
  return (Object.keys(bridges) as Scheme[]).find((scheme) => address.startsWith(scheme));
}
