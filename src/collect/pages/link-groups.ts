/** Groups the links of a page by their place in its structure. */
import { type Element, isTag } from 'domhandler';
import { classesOf, descendants, parentElement, textOf, upwards, weightOf } from './page-dom.ts';
import type { PageLink } from './page-links.ts';
import { heldBy, recordOf } from './page-records.ts';

export type Group = readonly PageLink[];

/** Groups links by their place in the structure. Groups with equal addresses, or equal but for a class, are joined. */
export function groupLinks(links: readonly PageLink[]): Group[] {
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
          ({ key, element }) => keys.has(key) || !upwards(element).some((each) => records.get(each) === each),
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

/** A first estimate of how much a group looks like a list of entries. */
export function roughWeight(group: Group): number {
  const keys = new Set(group.map(({ key }) => key));
  const text = [...new Set(group.map(({ element }) => textOf(element)))];
  const mean = text.reduce((sum, each) => sum + Math.min(weightOf(each), 80), 0) / Math.max(text.length, 1);
  return Math.log2(1 + keys.size) * (5 + mean) * (group[0]?.zone === 'side' ? 0.5 : 1);
}
