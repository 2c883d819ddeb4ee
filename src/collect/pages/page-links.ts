/** The links of a page that may lead to entries, with the part of the page that holds each. */
import type { Element } from 'domhandler';
import { canonicalUrl } from '../canonical-url.ts';
import { webUrl } from '../read/web-url.ts';
import { descendants, nameOf, type Page, parentElement, textOf, upwards } from './page-dom.ts';

export interface PageLink {
  readonly element: Element;
  /** Position among the links of the page. */
  readonly order: number;
  /** Absolute. */
  readonly url: string;
  /** The same for all links to one document. */
  readonly key: string;
  /** `menu`: navigation, footer, pagination. `side`: beside the content. */
  readonly zone: 'menu' | 'side' | 'content';
}

/** No page for people has more links. The limit is needed because groups of links are compared with each other. */
const mostLinks = 5_000;

/** All links that may lead to entries, in the order of the page. */
export function pageLinks(page: Page): readonly PageLink[] {
  const own = keyOf(page.address);
  const zones = zonesOf(page);
  const keys = new Map<string, string>();
  const links: PageLink[] = [];
  for (const element of page.elements) {
    if (links.length >= mostLinks) break;
    if (element.name !== 'a' && element.name !== 'area') continue;
    const href = element.attribs.href ?? '';
    const url = href.trim().startsWith('#') ? undefined : webUrl(href, page.baseUrl);
    if (url === undefined || neverEntry.test(url) || isHome(url)) continue;
    const key = keys.get(url) ?? keyOf(url);
    keys.set(url, key);
    if (key === own || isPartOf(page.address, url)) continue;
    links.push({ element, order: links.length, url, key, zone: zones(element) });
  }
  return links;
}

export function keyOf(url: string): string {
  return url === '' ? '' : canonicalUrl(url);
}

/** Pages for sharing, signing in and paging, which every kind of site has. */
const neverEntry = new RegExp(
  [
    String.raw`//(?:www\.)?(?:twitter|x)\.com/(?:intent|share|home)`,
    String.raw`//(?:www\.)?(?:facebook|linkedin|reddit|pinterest|tumblr)\.com/(?:sharer?|shareArticle|submit|pin/create|widgets)`,
    String.raw`//(?:service\.weibo|t\.me/share|api\.whatsapp|sns\.qzone|connect\.qq)`,
    String.raw`//[^/?#]+/(?:[a-z]{2}(?:-[a-z]{2,4})?/)?(?:log-?in|sign-?(?:in|up)|register|subscribe|newsletter|account|cart|checkout|search|privacy(?:-policy)?|terms(?:-of-(?:service|use))?|cookies?(?:-policy)?|contact(?:-us)?|about(?:-us)?|careers?|jobs|pricing|feed|rss)/?(?:\.\w{2,5})?(?:[?#]|$)`,
    `//[^?#]+/(?:tags?|authors?|categor(?:y|ies)|topics?|users?|people|page|members?|profile)/[^/?#]*/?(?:[?#]|$)`,
    String.raw`//[^?#]+/(?:page/\d+|feed|rss(?:\.xml)?|atom\.xml)/?(?:[?#]|$)`,
    String.raw`\?(?:page|paged|p(?:age)?no|sort|order|filter|tag|category)=[^&#]*$`,
    String.raw`#(?:comments?|respond|disqus_thread)\b`,
    String.raw`\.(?:zip|dmg|exe|apk|msi|gz|mp3|mp4|jpe?g|png|gif|webp|svg|css|js|ics)(?:[?#]|$)`,
  ].join('|'),
  'i',
);

function isHome(url: string): boolean {
  const { pathname, search } = new URL(url);
  return search === '' && /^\/(?:[a-z]{2}(?:-[a-z]{2,4})?\/?|index\.(?:html?|php))?$/i.test(pathname);
}

/** Whether the link is another part, order or language of the page itself: only the query differs. */
function isPartOf(address: string, url: string): boolean {
  const page = URL.parse(address);
  const link = URL.parse(url);
  if (!page || !link || page.host !== link.host) return false;
  if (page.pathname.replace(/\/$/, '') !== link.pathname.replace(/\/$/, '')) return false;
  return (
    link.search === '' ||
    /^\?(?:p=\d{1,2}$|page=|(?:tag|type|cat\w*|topic|sort|order|lang|filter|tab|year|month)=)/i.test(link.search)
  );
}

// ── Parts of the page ───────────────────────────────────────────────────────────────────────────────

const menuWords =
  /^(?:nav|navs|navbar|navigation|menu|menus|megamenu|submenu|dropdown|breadcrumbs?|crumbs?|footer|foot|pagination|pager|paginator|pagenav|cookies?|toolbar|tabbar|tablist|offcanvas|drawer|lang|langs|languages?|sitelinks|friendlink|friendlinks|copyright|share|sharing|social|socials)$/;
const sideWords =
  /^(?:aside|sidebar|sidebars|related|recommend|recommends|recommended|recommendations?|popular|trending|ranking|rank|widget|widgets|mostread|hotlist|ads?|advert|promo|banner|subscribe|newsletter|right)$/;
const menuRoles = new Set('navigation menu menubar tablist contentinfo dialog alertdialog search listbox'.split(' '));

function zonesOf(page: Page): (element: Element) => PageLink['zone'] {
  const known = new Map<Element, PageLink['zone']>();
  const all = descendants(page.root).filter(({ name }) => name === 'a').length;
  const own = (element: Element): PageLink['zone'] => {
    const { name, attribs } = element;
    if (/^(?:html|body|main|article)$/.test(name) || attribs.role === 'main') return 'content';
    if (name === 'nav' || name === 'footer' || menuRoles.has(attribs.role ?? '')) {
      return isOfEntry(element) ? 'content' : 'menu';
    }
    const words = wordsOf(nameOf(element));
    const isMenu = words.some((word) => menuWords.test(word));
    const isSide = name === 'aside' || attribs.role === 'complementary' || words.some((word) => sideWords.test(word));
    if (!isMenu && !isSide) return 'content';
    // Classes of a whole page may be `has-sidebar` and `nav-open`.
    const inside = descendants(element);
    if (inside.filter((each) => each.name === 'a').length > all * 0.6) return 'content';
    if (isMenu && !inside.some((each) => each.name === 'article' || each.name === 'time')) return 'menu';
    return isOfEntry(element) ? 'content' : 'side';
  };
  const zone = (element: Element): PageLink['zone'] => {
    const before = known.get(element);
    if (before) return before;
    const parent = parentElement(element);
    const around = parent ? zone(parent) : 'content';
    // Only content is divided further: everything inside a menu or a side part belongs to it.
    const found = around === 'content' ? own(element) : around;
    known.set(element, found);
    return found;
  };
  return zone;
}

/** `postCard_meta__x1 is-active` → post, card, meta, x1, is, active. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** Whether the element is part of one entry: inside an `article` or `li`, and with little text. */
function isOfEntry(element: Element): boolean {
  const isInside = upwards(element)
    .drop(1)
    .some(({ name }) => name === 'article' || name === 'li');
  return isInside && textOf(element).length < 200;
}
