/** What a language model could correct in a draft; a pure function of the draft. */
import type { AskedText, Doubt, Item } from '../model.ts';
import type { Desk } from './choose/select.ts';
import type { ClusterDoubt } from './cluster/cluster.ts';
import { pairOf } from './cluster/hearing.ts';

interface Draft {
  /** The most useful first. */
  readonly clusters: readonly ClusterDoubt[];
  readonly desk: Desk;
}

/** The most useful questions first: those whose answers can change what is told. */
export function proposeDoubts({ clusters, desk }: Draft): readonly Doubt[] {
  const near = new Set(desk.input.stories.flatMap(({ items }) => items.map(({ canonicalUrl }) => canonicalUrl)));
  const isNear = ({ between }: ClusterDoubt) => between.some(({ item }) => near.has(item.canonicalUrl));
  return [...clusters.filter(isNear), ...clusters.filter((doubt) => !isNear(doubt))].map(toDoubt);
}

function toDoubt({ between }: ClusterDoubt): Doubt {
  // The earlier one first: "next" says that the second one is a later step of the first.
  const [a, b] = between
    .map(({ item }) => item)
    .sort((x, y) => x.date.getTime() - y.date.getTime() || (x.title < y.title ? -1 : 1));
  if (a === undefined || b === undefined) throw new Error('Expected two reports, got fewer');
  return { id: pairOf(a.title, b.title), texts: [askedText(a), askedText(b)] };
}

function askedText({ title, summary }: Item): AskedText {
  return { title, summary };
}
