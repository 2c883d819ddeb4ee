/** Finds the elements of a list page that belong to each of its addresses. */
import { type Element, isTag } from 'domhandler';
import { descendants, textOf, upwards, upwardsInPart, weightOf } from './page-dom.ts';
import type { PageRecord } from './page-entry.ts';
import type { PageLink } from './page-links.ts';

const shared = Symbol('several addresses');

/** For each element around links: the address that it holds, or `shared` when it holds several. */
export function heldBy(links: readonly PageLink[]): ReadonlyMap<Element, string | typeof shared> {
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

/** The largest element around a link that holds no other address. */
export function recordOf({ element, key }: PageLink, held: ReadonlyMap<Element, string | typeof shared>): Element {
  let record = element;
  for (const each of upwardsInPart(element)) {
    if (held.get(each) !== key) break;
    record = each;
  }
  return record;
}

/** A lone card has no neighbours that bound its record. Anything larger is not one entry. */
const largestRecord = { weight: 2_500, links: 25 } as const;

/** The records of links, in the order of the page. */
export function recordsOf(links: readonly PageLink[]): readonly PageRecord[] {
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

/** In a flat list (`h3 p p h3 p`, rows of a table) what stands between two records belongs to one of them. */
function flatSiblings(records: readonly Element[], held: ReadonlyMap<Element, string | typeof shared>) {
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
