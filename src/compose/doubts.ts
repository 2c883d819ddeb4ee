/** What a language model could put right in a draft: a pure function of it. */
import type { AskedText, Doubt, Item } from '../model.ts';
import type { Desk } from './choose/select.ts';
import type { ClusterDoubt } from './cluster/cluster.ts';
import { pairOf } from './cluster/hearing.ts';
import type { Candidate } from './judge/filter.ts';

export interface Draft {
  readonly clusters: readonly ClusterDoubt[];
  readonly candidates: readonly Candidate[];
  /** Of general feeds, dropped as off topic, with the probability that they are about AI after all. */
  readonly offTopic: readonly { readonly item: Item; readonly ai: number }[];
  readonly desk: Desk;
}

/** From which and up to which probability it is worth asking whether an item is about AI. */
const unsureAi = { from: 0.15, to: 0.85 } as const;
/** Around the last story that is told: what a better judgement of worth puts in or out. */
const aroundCut = { told: 5, missed: 10 } as const;
/** Of three questions two are about events. */
const eventsInARow = 2;

/** The most useful question first: those whose answer can change what is told. */
export function proposeDoubts({ clusters, candidates, offTopic, desk }: Draft): readonly Doubt[] {
  const near = new Set(desk.input.stories.flatMap(({ items }) => items.map(({ canonicalUrl }) => canonicalUrl)));
  const isNear = ({ between }: ClusterDoubt) => between.some(({ item }) => near.has(item.canonicalUrl));
  const events = [...clusters.filter(isNear), ...clusters.filter((doubt) => !isNear(doubt))].map(eventDoubt);
  const cut = desk.order.length;
  const leads = desk.input.stories
    .slice(Math.max(0, cut - aroundCut.told), cut + aroundCut.missed)
    .map(({ lead }) => lead);
  const topics = [...candidates.filter(({ topic }) => topic !== 'feed'), ...offTopic]
    .filter(({ ai }) => ai > unsureAi.from && ai < unsureAi.to)
    .sort((a, b) => Math.abs(a.ai - 0.5) - Math.abs(b.ai - 0.5))
    .map(({ item }) => item);
  const items = new Map([...leads, ...topics].map((item) => [item.title, itemDoubt(item)]));
  return interleaved(events, [...items.values()]);
}

function eventDoubt({ between }: ClusterDoubt): Doubt {
  // The earlier one first: "next" says that the second one is a later step of the first.
  const [a, b] = between
    .map(({ item }) => item)
    .sort((x, y) => x.date.getTime() - y.date.getTime() || (x.title < y.title ? -1 : 1));
  if (a === undefined || b === undefined) throw new Error('Expected two reports, got fewer');
  return { about: 'event', id: pairOf(a.title, b.title), texts: [askedText(a), askedText(b)] };
}

function itemDoubt(item: Item): Doubt {
  return { about: 'item', id: item.title, text: askedText(item) };
}

function askedText({ title, summary }: Item): AskedText {
  return { title, summary };
}

function interleaved(events: readonly Doubt[], items: readonly Doubt[]): readonly Doubt[] {
  const rows = Math.max(Math.ceil(events.length / eventsInARow), items.length);
  return Array.from({ length: rows }, (_, row) => [
    ...events.slice(row * eventsInARow, (row + 1) * eventsInARow),
    ...items.slice(row, row + 1),
  ]).flat();
}
