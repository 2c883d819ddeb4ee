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
import { type Group, groupLinks, roughWeight } from './link-groups.ts';
import { type DateContext, dateInAddress, dateInLine, dateOf } from './page-date.ts';
import { childElements, isHeading, type Page, textOf, upwards, weightOf } from './page-dom.ts';
import { type ListEntry, labelsOf, type PageRecord, readRecord } from './page-entry.ts';
import type { PageLink } from './page-links.ts';
import { recordsOf } from './page-records.ts';

export interface PageList {
  /** In the order of the page. */
  readonly entries: readonly ListEntry[];
  /** Elements that hold the entries. */
  readonly records: readonly Element[];
  /** How much its entries look like entries, from 0 to about 8. */
  readonly quality: number;
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
  };
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
  const isWithin = ({ element }: PageLink) => upwards(element).some((each) => own.has(each));
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
  const titled = foldEntries(entries).filter(({ isAdvert, title }) => !isAdvert && title !== '');
  const dated = titled.filter(({ published }) => published !== undefined).length;
  const fitting = titled.filter(({ url }) => shapes.has(shapeOf(url))).length;
  if (titled.length < 4 || dated < titled.length * 0.7) return titled;
  return titled.filter(
    ({ url, published }) =>
      published !== undefined || shapes.has(shapeOf(url)) || fitting < titled.length * 0.6 || address === '',
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
