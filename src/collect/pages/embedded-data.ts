/** Entries that a page carries as data: JSON-LD, and the state of the framework that renders it. */
import { unescape as percentDecode } from 'node:querystring';
import { parseJson } from '../../ground/parse-json.ts';
import { parseFeedDate } from '../read/feed-date.ts';
import { jsonMarks } from '../read/json-marks.ts';
import type { FeedDate } from '../read/parsed-feed.ts';
import { plainTextOfEither } from '../read/plain-text.ts';
import { webUrl } from '../read/web-url.ts';
import { ownText, type Page, weightOf } from './page-dom.ts';
import type { PageEntry } from './page-entry.ts';
import { keyOf, type PageLink } from './page-links.ts';

export interface EmbeddedData {
  /** `@type` values that JSON-LD gives for the page itself, lower case. */
  readonly types: ReadonlySet<string>;
  /** Publication date of the single article that JSON-LD describes. */
  readonly article: FeedDate | undefined;
  /** The best list in JSON-LD; empty when there is none. */
  readonly linked: readonly PageEntry[];
  /** The best list in the framework's state. */
  readonly state: readonly PageEntry[];
}

/** Larger scripts are programs, not data. */
const maxScriptLength = 4_000_000;
const mostNodes = 200_000;
const fewestEntries = 3;

type Json = Readonly<Record<string, unknown>>;

export function embeddedData(page: Page, links: readonly PageLink[]): EmbeddedData {
  const types = new Set<string>();
  const linked: PageEntry[][] = [];
  const states: unknown[] = [];
  const flight: string[] = [];
  let articleDate: FeedDate | undefined;
  for (const element of page.elements) {
    if (element.name !== 'script') continue;
    const text = ownText(element);
    if (text.length > maxScriptLength || text.trim() === '') continue;
    const type = (element.attribs.type ?? '').toLowerCase();
    if (type.includes('ld+json')) {
      const value = parseJson(text.trim().replace(/^<!--|-->$|^\/\*.*?\*\/|;$/g, ''));
      linked.push(linkedEntries(value, page.baseUrl, types));
      articleDate ??= ownDate(value);
    } else if (type.includes('json')) states.push(parseJson(text));
    else {
      flight.push(...flightOf(text));
      states.push(...assignedTo(text));
    }
  }
  if (flight.length > 0) states.push(...flightRows(flight.join('')));
  const best = (lists: readonly (readonly PageEntry[])[]) =>
    lists.filter((list) => list.length >= fewestEntries).sort((a, b) => worthOf(b) - worthOf(a))[0] ?? [];
  const articles = unique(linked.flat());
  return {
    types,
    article: articles.length === 1 ? articles[0]?.published : articleDate,
    linked: best([...linked, linked.flat()]),
    state: best(states.flatMap((state) => stateLists(state, page, links))),
  };
}

function worthOf(entries: readonly PageEntry[]): number {
  const dated = entries.filter(({ published }) => published !== undefined).length;
  const titled = entries.filter(({ title }) => weightOf(title) >= 12).length;
  return titled + 2 * dated;
}

/** `datePublished` of the first node that has one, at the top level or in `@graph`. */
function ownDate(value: unknown): FeedDate | undefined {
  const nodes = [
    value,
    ...(Array.isArray(value) ? value : []),
    ...(isObject(value) && Array.isArray(value['@graph']) ? value['@graph'] : []),
  ];
  const date = nodes.filter(isObject).find(({ datePublished }) => typeof datePublished === 'string')?.datePublished;
  return typeof date === 'string' ? parseFeedDate(date) : undefined;
}

// ── JSON-LD ─────────────────────────────────────────────────────────────────────────────────────────

const articleTypes =
  /^(?:\w*article|blogposting|newsarticle|techarticle|report|socialmediaposting|liveblogposting|creativework|webpage|analysisnewsarticle|scholarlyarticle|softwareapplication|videoobject)$/i;

const listKeys = '@graph itemListElement blogPost blogPosts hasPart mainEntity dataFeedElement'.split(' ');

function linkedEntries(value: unknown, baseUrl: string, types: Set<string>): PageEntry[] {
  const entries: PageEntry[] = [];
  const visit = (node: unknown, depth: number, isItem: boolean) => {
    if (depth > 8) return;
    if (Array.isArray(node)) for (const each of node.slice(0, 2_000)) visit(each, depth + 1, isItem);
    if (!isObject(node)) return;
    const type = typesOf(node);
    if (depth <= 3 && !isItem) for (const each of type) types.add(each.toLowerCase());
    if (type.some((each) => /^(?:breadcrumblist|sitenavigationelement|faqpage|organization|person)$/i.test(each)))
      return;
    const isListItem = type.includes('ListItem');
    if (isListItem && isObject(node.item)) visit(node.item, depth + 1, true);
    else if (isItem || type.some((each) => articleTypes.test(each) && !/^(?:webpage|creativework)$/i.test(each))) {
      const entry = entryOf(node, linkedUrl(node), baseUrl);
      if (entry) entries.push(entry);
    }
    for (const key of listKeys) {
      if (node[key] !== undefined) visit(node[key], depth + 1, key !== '@graph' && key !== 'mainEntity');
    }
  };
  visit(value, 0, false);
  return unique(entries);
}

function typesOf(node: Json): readonly string[] {
  return [node['@type']].flat().filter((type) => typeof type === 'string');
}

function linkedUrl(node: Json): string | undefined {
  const main = node.mainEntityOfPage;
  const idOf = (value: unknown) => (isObject(value) ? value['@id'] : value);
  return [node.url, idOf(main), idOf(node.item), node['@id']]
    .filter((each) => typeof each === 'string')
    .find((each) => /^(?:https?:)?\/|^[\w-]+\//.test(each));
}

// ── State ───────────────────────────────────────────────────────────────────────────────────────────

/** `window.__NEXT_STATE__ = {…}`, `var data = […];`: JSON that a script assigns. */
function assignedTo(script: string): readonly unknown[] {
  const found: unknown[] = [];
  let end = 0;
  let tried = 0;
  for (const match of script.matchAll(
    /(?:window(?:\.|\[["'])[\w$.]{1,60}(?:["']\])?|\b(?:var|let|const)\s[\w$]{1,60}|self\.[\w$]{1,60})\s?=\s?/g,
  )) {
    // Assignments inside a value that was already read are skipped.
    if (match.index < end) continue;
    tried += 1;
    if (tried > 50) break;
    const start = match.index + match[0].length;
    const call = /^JSON\.parse\(\s?(?=["'])/.exec(script.slice(start, start + 20));
    const text = call
      ? stringAt(script, start + call[0].length)
      : /^[{[]/.test(script.charAt(start))
        ? script.slice(start, endOfJson(script, start))
        : undefined;
    if (text === undefined) continue;
    end = start + text.length;
    if (text.length < 100) continue;
    const value = parseJson(text) ?? parseJson(text.replace(/:\s?(?:undefined|void 0)(?=[,}])/g, ':null'));
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** The value of the string literal that begins at `start`. */
function stringAt(script: string, start: number): string | undefined {
  const quote = script.charAt(start);
  for (let at = start + 1; at < script.length; at += 1) {
    if (script.charAt(at) === '\\') at += 1;
    else if (script.charAt(at) === quote) {
      const body = script.slice(start + 1, at);
      const json = quote === '"' ? body : body.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"');
      const value = parseJson(`"${json}"`);
      return typeof value === 'string' ? value : undefined;
    }
  }
  return undefined;
}

/** The position after the bracket that closes the one at `start`. */
function endOfJson(text: string, start: number): number {
  for (const { at, depth } of jsonMarks(text, start)) if (depth === 0) return at + 1;
  return text.length;
}

/** Pieces of the React flight payload: `self.__next_f.push([1,"…"])`. */
function flightOf(script: string): readonly string[] {
  if (!script.includes('__next_f')) return [];
  return [...script.matchAll(/__next_f\.push\((?=\[)/g)].flatMap(({ index, 0: { length } }) => {
    const value = parseJson(script.slice(index + length, endOfJson(script, index + length)));
    return Array.isArray(value) && typeof value[1] === 'string' ? [value[1]] : [];
  });
}

/** The payload's rows are `id:JSON`, one per line; rows without JSON are skipped. */
function flightRows(payload: string): readonly unknown[] {
  return payload.split('\n').flatMap((row) => {
    const json = /^[\da-f]{1,6}:(?=[[{])/.exec(row);
    return json ? (parseJson(row.slice(json[0].length)) ?? []) : [];
  });
}

/** Every array of objects that may be entries, however deep. */
function stateLists(state: unknown, page: Page, links: readonly PageLink[]): readonly PageEntry[][] {
  const lists: PageEntry[][] = [];
  let nodes = 0;
  const table =
    Array.isArray(state) && state.length > 20 && state.some((each) => typeof each === 'string') ? state : undefined;
  const stack: unknown[] = [table ? reviveTable(table) : state];
  while (stack.length > 0 && nodes < mostNodes) {
    const node = stack.pop();
    nodes += 1;
    if (Array.isArray(node)) {
      const objects = node.filter(isObject);
      if (objects.length >= fewestEntries) lists.push(entriesOfState(objects, page, links));
    }
    if (typeof node === 'object' && node !== null) {
      const values = Object.values(node);
      // Maps by id, as state libraries keep them.
      if (!Array.isArray(node) && values.length >= fewestEntries && values.every(isObject)) {
        lists.push(entriesOfState(values, page, links));
      }
      stack.push(...values.filter((value) => typeof value === 'object' && value !== null));
    }
  }
  return lists;
}

/** The flat form in which Nuxt 3 keeps its state: objects whose values are positions in one array. */
function reviveTable(table: readonly unknown[]): unknown {
  const at = (position: unknown): unknown => (typeof position === 'number' ? table[position] : position);
  const plainAt = (position: unknown) => (typeof at(position) === 'object' ? undefined : at(position));
  return table
    .filter(isObject)
    .map((node) => Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plainAt(value)])));
}

const titleKeys = 'title headline name heading subject widgetTitle articleTitle newsTitle postTitle Title'.split(' ');
const addressKeys =
  'url link href path permalink canonicalUrl fullUrl articleUrl uri pathname externalUrl sourceUrl jumpUrl'.split(' ');
const slugKeys = ['slug', 'articleId', 'itemId', 'newsId', 'postId', 'id', '_id'];
const dateKeys =
  'publishedAt publishDate publishedDate published_at publish_date published_date publishTime publish_time publishedOn published_on datePublished date_published pubDate pubTime publishAt releaseDate releasedAt date postedAt postDate first_publication_date displayDate createdAt created_at createTime create_time created ctime _createdAt time'.split(
    ' ',
  );
const summaryKeys = 'summary description excerpt subtitle abstract brief intro digest widgetContent'.split(' ');

/** Also looks one level down: `{ fields: { title } }`, `{ slug: { current } }`. */
function fieldOf(node: Json, keys: readonly string[]): string | undefined {
  const inner = Object.values(node).filter(isObject);
  for (const source of [node, ...inner]) {
    for (const key of keys) {
      const value = source[key];
      if (typeof value === 'string' && value.trim() !== '') return value;
      if (typeof value === 'number') return String(value);
      if (isObject(value)) {
        const nested = value.current ?? value.rendered ?? value.en ?? value.text ?? value.iso;
        if (typeof nested === 'string') return nested;
      }
    }
  }
  return undefined;
}

function entriesOfState(objects: readonly Json[], page: Page, links: readonly PageLink[]): PageEntry[] {
  const drafts = objects.slice(0, 3_000).flatMap((node) => {
    const title = fieldOf(node, titleKeys);
    if (title === undefined || weightOf(title) < 4) return [];
    return [{ node, address: fieldOf(node, addressKeys), slug: slugOf(node) }];
  });
  if (drafts.length < fewestEntries || drafts.length < objects.length / 2) return [];
  const toUrl = addressMaker(
    drafts.flatMap(({ slug }) => slug ?? []),
    page,
    links,
  );
  return unique(
    drafts.flatMap(({ node, address, slug }) => {
      const isAddress = address !== undefined && /^(?:https?:)?\/\/|^\/|^\.{1,2}\/|^[\w-]+\/\S/.test(address);
      const url = isAddress ? address : slug === undefined ? undefined : toUrl(slug);
      return entryOf(node, url, page.baseUrl) ?? [];
    }),
  );
}

function slugOf(node: Json): string | undefined {
  const slug = fieldOf(node, slugKeys);
  return slug !== undefined && /^[\p{L}\d][\p{L}\d/_.%-]{0,200}$/u.test(slug) ? slug : undefined;
}

/** How a slug becomes an address: like the page's own links with the same slugs, else below the page. */
function addressMaker(
  slugs: readonly string[],
  page: Page,
  links: readonly PageLink[],
): (slug: string) => string | undefined {
  const known = new Map<string, number>();
  const wanted = new Set(slugs);
  for (const { url } of links) {
    const { origin, pathname, search } = new URL(url);
    const parts = pathname.split('/');
    const last = parts.at(-1) || (parts.at(-2) ?? '');
    const slug = [last, last.replace(/\.\w{2,5}$/, '')].find((each) => wanted.has(percentDecode(each)));
    if (slug !== undefined && search === '') {
      const at = pathname.lastIndexOf(slug);
      const form = `${origin}${pathname.slice(0, at)}\n${pathname.slice(at + slug.length)}`;
      known.set(form, (known.get(form) ?? 0) + 1);
    }
  }
  const [best] = [...known].sort((a, b) => b[1] - a[1]);
  if (best) {
    const [before = '', after = ''] = best[0].split('\n');
    return (slug) => `${before}${slug}${after}`;
  }
  const own = URL.parse(page.address);
  // A number alone is a database id: without a link that shows its use it is not an address.
  if (!own || slugs.every((slug) => /^\d+$|^[\da-f-]{24,}$/.test(slug))) return () => undefined;
  const folder = own.pathname.replace(/\/$/, '');
  return (slug) => (slug.includes('/') ? `${own.origin}/${slug.replace(/^\//, '')}` : `${own.origin}${folder}/${slug}`);
}

// ── Both ────────────────────────────────────────────────────────────────────────────────────────────

function entryOf(node: Json, address: string | undefined, baseUrl: string): PageEntry | undefined {
  const url = webUrl(address, baseUrl);
  if (url === undefined) return undefined;
  return {
    key: keyOf(url),
    url,
    title: plainTextOfEither(fieldOf(node, titleKeys) ?? ''),
    summary: plainTextOfEither(fieldOf(node, summaryKeys) ?? ''),
    published: parseFeedDate(fieldOf(node, dateKeys) ?? ''),
  };
}

function unique(entries: readonly PageEntry[]): PageEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.key, entry])).values()].reverse();
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
