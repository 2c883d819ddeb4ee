/**
 * The list of entries on a page: the most regular group of links with titles and dates.
 *
 * Links in the same place of the same structure form a group. The record of a link is the largest element around it
 * that holds no other address of its group. Groups are weighed by how much their records look like entries, and the
 * best group is the list. Links that are as rich, or whose addresses have the same shape, join it (a featured card, the
 * section of another month). Records with one address are merged, the richer one first.
 */
import { type Element, isTag } from 'domhandler';
import type { FeedDate } from '../read/parsed-feed.ts';
import { type DateContext, dateInAddress, dateInLine, dateOf } from './page-date.ts';
import {
  childElements,
  classesOf,
  descendants,
  isHeading,
  type Page,
  parentElement,
  textOf,
  upwards,
  weightOf,
} from './page-dom.ts';
import { type ListEntry, labelsOf, type PageRecord, readRecord } from './page-entry.ts';
import type { PageLink } from './page-links.ts';

export interface PageList {
  /** In the order of the page. */
  readonly entries: readonly ListEntry[];
  /** Elements that hold the entries. */
  readonly records: readonly Element[];
  /** How much its entries look like entries, from 0 to about 8. */
  readonly quality: number;
  /** The common shapes of the entries' addresses. */
  readonly shapes: ReadonlySet<string>;
}

/** A group of links with less quality is a menu. */
const leastQuality = 2.4;
/** Only this many groups are weighed in full; a page has hundreds. */
const mostWeighed = 60;

export function findList(page: Page, links: readonly PageLink[], context: DateContext): PageList | undefined {
  const groups = groupLinks(links.filter(({ zone }) => zone !== 'menu'));
  const weighed = groups
    .sort((a, b) => roughWeight(b) - roughWeight(a))
    .slice(0, mostWeighed)
    .map((group) => weigh(group, page, context))
    .filter(({ entries }) => entries.length > 0);
  const best = weighed.filter(isList).sort((a, b) => b.score - a.score)[0];
  if (!best) return undefined;
  const shapes = shapesOf(best.entries);
  const chosen = joinLinks(best, weighed, links, shapes);
  const records = recordsOf(chosen);
  const entries = readAll(records, context);
  return {
    entries: withoutAdverts(entries, shapes, page.address),
    records: records.flatMap(({ elements }) => elements),
    quality: best.quality,
    shapes,
  };
}

type Group = readonly PageLink[];

// ── Groups ──────────────────────────────────────────────────────────────────────────────────────────

/** Groups links by their place in the structure. Groups with equal addresses, or equal but for a class, are joined. */
function groupLinks(links: readonly PageLink[]): Group[] {
  const byPlace = Map.groupBy(links, ({ element, zone }) => `${zone} ${placeOf(element)} ${classKey(element)}`);
  const byAddresses = joinEqual([...byPlace.values()].flatMap(splitColumns));
  const byTags = Map.groupBy(byAddresses, ([first]) => (first ? `${first.zone} ${placeOf(first.element)}` : ''));
  return [...byTags.values()].flatMap(joinSiblings);
}

function placeOf(element: Element): string {
  return [...upwards(element)].map((each) => (each.name === 'td' ? `td${cellOf(each)}` : each.name)).join('<');
}

/** The column of a table cell, which distinguishes links as a class does. */
function cellOf(cell: Element): number {
  return cell.parent ? cell.parent.children.filter(isTag).indexOf(cell) : 0;
}

/** Classes of the link and the elements around it, without those that vary between entries. */
function classKey(element: Element): string {
  return [...upwards(element)]
    .slice(0, 3)
    .map((each) =>
      classesOf(each)
        .filter((token) => !variable.test(token))
        .sort()
        .join('.'),
    )
    .join('<');
}

const variable =
  /\d|^(?:first|last|odd|even|active|current|selected|featured|sticky|new|hot|visited|on|hover|alt)$|^(?:is|has|js)-|^(?:category|tag|status|format|post)-/i;

/** Splits links that come several to a parent, such as a label before each title, into one group for each position. */
function splitColumns(group: Group): readonly Group[] {
  const rows = [...Map.groupBy(group, ({ element }) => element.parent).values()];
  const columns = Math.max(...rows.map((row) => row.length));
  const isTable = rows.length >= 3 && columns <= 6 && rows.filter((row) => row.length > 1).length >= rows.length * 0.6;
  if (!isTable) return [group];
  return Array.from({ length: columns }, (_, column) => rows.flatMap((row) => row[column] ?? [])).filter(
    ({ length }) => length > 0,
  );
}

/** Joins groups with the same addresses: picture, title and "Read more" of the same entries. */
function joinEqual(groups: readonly Group[]): Group[] {
  const joined: { links: PageLink[]; keys: Set<string> }[] = [];
  for (const group of [...groups].sort((a, b) => b.length - a.length)) {
    const keys = new Set(group.map(({ key }) => key));
    const same = joined.find(
      (other) =>
        other.keys.size >= 2 &&
        keys.size >= 2 &&
        keys.intersection(other.keys).size >= 0.8 * Math.max(keys.size, other.keys.size),
    );
    if (same) same.links.push(...group);
    else joined.push({ links: [...group], keys });
  }
  return joined.map(({ links }) => links);
}

/** Joins groups in one place whose records look alike and share a container, unless one is in the other's record. */
function joinSiblings(groups: readonly Group[]): Group[] {
  const joined: { links: PageLink[]; containers: Set<Element>; looks: ReadonlySet<string> }[] = [];
  for (const group of groups) {
    const records = outermost(group);
    const containers = new Set([...records.values()].flatMap((record) => parentElement(record) ?? []));
    const keys = new Set(group.map(({ key }) => key));
    const looks = looksOf(records.keys().next().value);
    const other = joined.find(
      ({ links, containers: theirs, looks: theirLooks }) =>
        containers.intersection(theirs).size > 0 &&
        looks.intersection(theirLooks).size * 2 >= looks.union(theirLooks).size &&
        !alternate(links, group) &&
        links.every(
          ({ key, element }) => keys.has(key) || ![...upwards(element)].some((each) => records.get(each) === each),
        ),
    );
    if (other) {
      other.links.push(...group);
      for (const container of containers) other.containers.add(container);
    } else joined.push({ links: [...group], containers, looks });
  }
  return joined.map(({ links }) => links);
}

/** Whether two groups alternate, as when each entry has two rows. */
function alternate(one: Group, other: Group): boolean {
  if (one.length < 3 || Math.abs(one.length - other.length) > 1) return false;
  const order = [...one.map((link) => ({ link, of: 1 })), ...other.map((link) => ({ link, of: 2 }))].sort(
    (a, b) => a.link.order - b.link.order,
  );
  return order.every(({ of }, index) => of !== order[index + 1]?.of);
}

/** The names of the elements in a record. */
function looksOf(record: Element | undefined): ReadonlySet<string> {
  return new Set(record ? [record, ...descendants(record)].map(({ name }) => name) : []);
}

/** For each link, the outermost element that holds no other address of the group. Each record is its own key. */
function outermost(group: Group): ReadonlyMap<Element, Element> {
  const held = heldBy(group);
  const found = new Map<Element, Element>();
  for (const link of group) {
    const record = recordOf(link, held);
    found.set(record, record);
  }
  return found;
}

function roughWeight(group: Group): number {
  const keys = new Set(group.map(({ key }) => key));
  const text = [...new Set(group.map(({ element }) => textOf(element)))];
  const mean = text.reduce((sum, each) => sum + Math.min(weightOf(each), 80), 0) / Math.max(text.length, 1);
  return Math.log2(1 + keys.size) * (5 + mean) * (group[0]?.zone === 'side' ? 0.5 : 1);
}

// ── Records ─────────────────────────────────────────────────────────────────────────────────────────

const shared = Symbol('several addresses');

/** For each element around links: the address that it holds, or `shared` when it holds several. */
function heldBy(links: readonly PageLink[]): ReadonlyMap<Element, string | typeof shared> {
  const held = new Map<Element, string | typeof shared>();
  for (const { element, key } of links) {
    for (const each of upwards(element)) {
      const before = held.get(each);
      if (before === shared) break;
      held.set(each, before === undefined || before === key ? key : shared);
    }
  }
  return held;
}

function recordOf({ element, key }: PageLink, held: ReadonlyMap<Element, string | typeof shared>): Element {
  let record = element;
  for (const each of upwards(element)) {
    if (held.get(each) !== key || /^(?:body|html|main)$/.test(each.name)) break;
    record = each;
  }
  return record;
}

/** A lone card has no neighbours that bound its record. Anything larger is not one entry. */
const largestRecord = { weight: 2_500, links: 25 } as const;

function recordsOf(links: readonly PageLink[]): readonly PageRecord[] {
  const held = heldBy(links);
  const records = new Map<Element, PageLink[]>();
  for (const link of links) {
    const record = bounded(recordOf(link, held), link.element);
    records.set(record, [...(records.get(record) ?? []), link]);
  }
  const roots = [...records.keys()];
  const flat = flatSiblings(roots, held);
  return roots.flatMap((root) => {
    const [link] = records.get(root) ?? [];
    if (!link) return [];
    const elements = [...(flat.before.get(root) ?? []), root, ...(flat.after.get(root) ?? [])];
    const all = records.get(root) ?? [];
    return [{ key: link.key, url: link.url, elements, links: all.map(({ element }) => element) }];
  });
}

function bounded(record: Element, link: Element): Element {
  let found = link;
  for (const each of upwards(link)) {
    if (descendants(each).filter(({ name }) => name === 'a').length > largestRecord.links) break;
    if (weightOf(textOf(each)) > largestRecord.weight) break;
    found = each;
    if (each === record) break;
  }
  return found;
}

interface Flat {
  readonly before: ReadonlyMap<Element, readonly Element[]>;
  readonly after: ReadonlyMap<Element, readonly Element[]>;
}

/** In a flat list (`h3 p p h3 p`, rows of a table) what stands between two records belongs to one of them. */
function flatSiblings(records: readonly Element[], held: ReadonlyMap<Element, string | typeof shared>): Flat {
  const before = new Map<Element, readonly Element[]>();
  const after = new Map<Element, readonly Element[]>();
  const byParent = Map.groupBy(records, (record) => record.parent);
  for (const [parent, siblings] of byParent) {
    if (!parent || siblings.length < 2) continue;
    const gaps = gapsBetween(parent.children.filter(isTag), new Set(siblings), held);
    const filled = gaps.between.filter((gap) => gap.length > 0).length;
    if (filled < (siblings.length - 1) / 2) continue;
    const isDated = (gap: readonly Element[]) =>
      gap.some((element) => element.name === 'time' || /\d/.test(textOf(element)));
    const leads = isDated(gaps.first) && !isDated(gaps.last);
    for (const [index, record] of siblings.entries()) {
      if (leads) before.set(record, index === 0 ? gaps.first : (gaps.between[index - 1] ?? []));
      else after.set(record, index === siblings.length - 1 ? gaps.last : (gaps.between[index] ?? []));
    }
  }
  return { before, after };
}

function gapsBetween(
  children: readonly Element[],
  records: ReadonlySet<Element>,
  held: ReadonlyMap<Element, string | typeof shared>,
) {
  const runs: Element[][] = [[]];
  for (const child of children) {
    if (records.has(child)) runs.push([]);
    else if (!held.has(child) && textOf(child) !== '') runs.at(-1)?.push(child);
  }
  // The whole rest of the page may follow the last record, so it gets no more elements than the longest gap has.
  const between = runs.slice(1, -1);
  const most = Math.max(0, ...between.map((run) => run.length));
  const first = runs[0] ?? [];
  return { first: first.slice(Math.max(0, first.length - most)), between, last: (runs.at(-1) ?? []).slice(0, most) };
}

// ── Weighing ────────────────────────────────────────────────────────────────────────────────────────

interface Weighed {
  readonly group: Group;
  readonly entries: readonly ListEntry[];
  /** Mean of its records. */
  readonly quality: number;
  readonly score: number;
  readonly datedShare: number;
  readonly meanTitle: number;
}

function weigh(group: Group, page: Page, context: DateContext): Weighed {
  const records = recordsOf(group);
  const entries = foldEntries(readAll(records, context)).filter(({ title }) => title !== '');
  const under = pathUnder(page.address);
  const mean = (of: (entry: ListEntry) => number) =>
    entries.reduce((sum, entry) => sum + of(entry), 0) / (entries.length || 1);
  const datedShare = mean(({ published }) => (published ? 1 : 0));
  const distinct = new Set(entries.map(({ title }) => title)).size / (entries.length || 1);
  const quality =
    (mean(({ title }) => titleWorth(title)) * distinct +
      2 * datedShare +
      mean(({ hasHeading }) => (hasHeading ? 1 : 0)) +
      mean(({ summary }) => (summary === '' ? 0 : 0.5)) +
      mean(({ pictureUrl }) => (pictureUrl === undefined ? 0 : 0.3)) +
      mean(({ url }) => (under !== undefined && isUnder(url, under) ? 1 : 0))) *
    (0.3 + 0.7 * mean(({ isOwnTitle }) => (isOwnTitle ? 1 : 0))) *
    (group[0]?.zone === 'side' ? 0.5 : 1);
  return {
    group,
    entries,
    quality,
    score: quality * Math.log2(1 + entries.length),
    datedShare,
    meanTitle: mean(({ title }) => Math.min(weightOf(title), 100)),
  };
}

function titleWorth(title: string): number {
  const weight = weightOf(title);
  if (weight < 8) return 0;
  if (weight < 16) return 0.5;
  if (weight < 26) return 1.2;
  return weight <= 180 ? 2 : 1;
}

function isList({ entries, quality, datedShare, meanTitle }: Weighed): boolean {
  if (quality < leastQuality || entries.length < 2) return false;
  if (datedShare >= 0.5) return true;
  return entries.length >= 3 && meanTitle >= 17;
}

function pathUnder(address: string): URL | undefined {
  const url = URL.parse(address);
  return url && url.pathname.length > 1 ? url : undefined;
}

function isUnder(address: string, page: URL): boolean {
  const url = URL.parse(address);
  const folder = page.pathname.replace(/\/(?:index(?:\.\w+)?)?$/, '');
  return url !== null && folder !== '' && bareHost(url) === bareHost(page) && url.pathname.startsWith(`${folder}/`);
}

function bareHost({ host }: URL): string {
  return host.replace(/^www\./, '');
}

// ── What joins the list ─────────────────────────────────────────────────────────────────────────────

/** Host, folder and kind of the last part: `lumen.example/news/ slug`. */
function shapeOf(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const last = parts.pop() ?? '';
  const folder = parts.map((part) => (/^\d+$/.test(part) ? '9' : part)).join('/');
  const kind = last.replace(/\d+/g, '9').replace(/[^.9]*[a-z\p{L}%-][^.]*/iu, 'slug');
  const query = [...url.searchParams.keys()].filter((name) => /id$|^(?:p|a|n)$/i.test(name)).join();
  return `${bareHost(url)}/${folder}/ ${kind} ${query}`;
}

function shapesOf(entries: readonly ListEntry[]): ReadonlySet<string> {
  const counts = Map.groupBy(entries, ({ url }) => shapeOf(url));
  return new Set(
    [...counts].filter(([, all]) => all.length >= Math.max(2, entries.length * 0.15)).map(([shape]) => shape),
  );
}

function joinLinks(
  best: Weighed,
  weighed: readonly Weighed[],
  links: readonly PageLink[],
  shapes: ReadonlySet<string>,
): readonly PageLink[] {
  const isSide = best.group[0]?.zone === 'side';
  const own = new Set(recordsOf(best.group).flatMap(({ elements }) => elements));
  const isWithin = ({ element }: PageLink) => [...upwards(element)].some((each) => own.has(each));
  const chosen = new Set(best.entries.map(({ key }) => key));
  for (const other of weighed) {
    if (other === best || (other.group[0]?.zone === 'side') !== isSide) continue;
    // Links inside its records: authors, tags and sources.
    if (other.group.filter(isWithin).length > other.group.length / 2) continue;
    const isAsRich = isList(other) && other.quality >= 0.75 * best.quality && other.datedShare >= 0.6 * best.datedShare;
    for (const entry of other.entries) {
      const fits = shapes.has(shapeOf(entry.url)) && weightOf(entry.title) >= 10;
      const isDated = entry.published !== undefined;
      const isRich = best.datedShare >= 0.7 ? isDated : isDated || entry.hasHeading || weightOf(entry.title) >= 20;
      if (isAsRich || (fits && isRich)) chosen.add(entry.key);
    }
  }
  return links.filter(({ key, zone }) => chosen.has(key) && zone !== 'menu' && (isSide || zone === 'content'));
}

/** Where most entries are dated or have a usual address, an entry with neither is an advert of the same class. */
function withoutAdverts(
  entries: readonly ListEntry[],
  shapes: ReadonlySet<string>,
  address: string,
): readonly ListEntry[] {
  const told = foldEntries(entries).filter(({ isAdvert, title }) => !isAdvert && title !== '');
  const dated = told.filter(({ published }) => published !== undefined).length;
  const fitting = told.filter(({ url }) => shapes.has(shapeOf(url))).length;
  if (told.length < 4 || dated < told.length * 0.7) return told;
  return told.filter(
    ({ url, published }) =>
      published !== undefined || shapes.has(shapeOf(url)) || fitting < told.length * 0.6 || address === '',
  );
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────

function readAll(records: readonly PageRecord[], context: DateContext): readonly ListEntry[] {
  const labels = labelsOf(records);
  const yearOver = yearsOver();
  const read = records.map((record) => {
    const [first] = record.elements;
    return readRecord(record, { ...context, labels, year: first && yearOver(first) });
  });
  const dated = read.filter(({ published }) => published !== undefined).length;
  const dateOver = dated * 2 < read.length ? datesOver(records, context) : undefined;
  return read.map((entry, index) => {
    const [first] = records[index]?.elements ?? [];
    const published = entry.published ?? (first && dateOver?.(first)) ?? dateInAddress(entry.url, context.now);
    return { ...entry, published };
  });
}

/** Merges records with one address: the richer one, completed by the others, in the place of the first. */
function foldEntries(entries: readonly ListEntry[]): readonly ListEntry[] {
  const folded = new Map<string, ListEntry>();
  for (const entry of entries) {
    const before = folded.get(entry.key);
    folded.set(entry.key, before ? richer(before, entry) : entry);
  }
  return [...folded.values()];
}

function richer(one: ListEntry, other: ListEntry): ListEntry {
  const worth = ({ title, hasHeading, published, summary }: ListEntry) =>
    (title === '' ? 0 : 2) +
    (hasHeading ? 1 : 0) +
    (published ? 1 : 0) +
    (summary ? 0.5 : 0) -
    (/…|\.{3}$/.test(title) ? 1 : 0);
  const [first, second] = worth(other) > worth(one) ? [other, one] : [one, other];
  return {
    ...first,
    title: first.title || second.title,
    published: first.published ?? second.published,
    summary: first.summary || second.summary,
    pictureUrl: first.pictureUrl ?? second.pictureUrl,
    isAdvert: first.isAdvert && second.isAdvert,
  };
}

/** How many levels above a record its heading may be. */
const mostLevels = 5;

/**
 * Finds what the nearest element before a record, or before one of its ancestors, says. Each element is examined only
 * once, however many records follow it.
 */
function createLookAbove<T>(said: (element: Element) => T | undefined): (record: Element) => T | undefined {
  const known = new Map<Element, T | undefined>();
  const before = (element: Element): T | undefined => {
    const passed: Element[] = [];
    let found: T | undefined;
    for (let each: Element | undefined = element; each !== undefined; each = previousElement(each)) {
      if (known.has(each)) {
        found = known.get(each);
        break;
      }
      passed.push(each);
      const previous = previousElement(each);
      found = previous && said(previous);
      if (found !== undefined) break;
    }
    for (const each of passed) known.set(each, found);
    return found;
  };
  return (record) => {
    let level = 0;
    for (const each of upwards(record)) {
      if (/^(?:body|html)$/.test(each.name) || level > mostLevels) return undefined;
      level += 1;
      const found = before(each);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function previousElement(element: Element): Element | undefined {
  for (let before = element.prev; before; before = before.prev) if (isTag(before)) return before;
  return undefined;
}

/** The year of the heading above, for days that are printed without one: `<h2>2025</h2> … Dec 3`. */
function yearsOver(): (record: Element) => number | undefined {
  return createLookAbove((element) => {
    if (!isHeading(element) && childElements(element).length > 2) return undefined;
    const year = /^(?:\p{L}{3,9}\s)?(20\d\d)(?:\s?年(?:\s?\d{1,2}\s?月)?)?$/u.exec(textOf(element))?.[1];
    return year === undefined ? undefined : Number(year);
  });
}

/** A date above several records: `<h3>January 5, 2026</h3><ul>…`. */
function datesOver(records: readonly PageRecord[], context: DateContext): (record: Element) => FeedDate | undefined {
  const held = new Set(records.flatMap(({ elements }) => elements.flatMap((element) => [...upwards(element)])));
  return createLookAbove((element) => {
    if (held.has(element)) return undefined;
    const text = textOf(element);
    if (text === '' || text.length > 60) return undefined;
    const isMarked = isHeading(element) || element.name === 'time';
    return dateOf(text, context) ?? (isMarked ? dateInLine(text, context) : undefined);
  });
}
