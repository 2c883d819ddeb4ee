/**
 * What composing derives from its items and can take from an earlier composition: what the judge said of each item, and
 * which items are one story. Each has an identity, texts of everything that it depends on, and a stored text (JSON).
 * Judgements are of all items of the digest's feeds within its window. Clusters are of the candidates: a digest's own
 * words act before grouping, so an item that they exclude neither joins a story nor makes a word less rare.
 */
import type { Item } from '../model.ts';
import type { Cluster, Clustered } from './cluster/cluster.ts';
import type { ComposeInput, Groundwork } from './compose.ts';
import type { Candidate } from './judge/filter.ts';
import type { Said } from './judge/judge.ts';

/**
 * What the judgements of `items` depend on, beside topics, aliases and weights.
 * @param items all of them, in order
 */
export function* judgedIdentity({ feeds }: Pick<ComposeInput, 'feeds'>, items: readonly Item[]): Generator<string> {
  yield JSON.stringify(feeds.map(({ url, name }) => [url, name]));
  for (const item of items) yield JSON.stringify(identityOf(item));
}

/** How much an item is discussed is left out: it changes hourly, and only ranking and `isDiscussedPage` use it. */
function identityOf(item: Item) {
  const { feedUrl, entryId, title, url, canonicalUrl, summary, date, candidate, language, discussion } = item;
  const isDiscussed = discussion !== undefined;
  return [feedUrl, entryId, title, url, canonicalUrl, summary, date.getTime(), candidate, language, isDiscussed];
}

/** What the clusters of an edition without a language model's verdicts depend on, beside its judgements. */
export function* clusteredIdentity(
  { told, settings }: ComposeInput,
  { items, filtered }: Groundwork,
): Generator<string> {
  yield settings.language;
  for (const story of told) yield JSON.stringify(story);
  const places = new Map(items.map((item, place) => [item, place]));
  for (const { item, feed, closed } of filtered.candidates) {
    yield JSON.stringify([places.get(item), feed.name, closed]);
  }
}

/** @param items those of the identity, in its order */
export function writeJudged(said: ReadonlyMap<Item, Said>, items: readonly Item[]): string {
  return JSON.stringify(items.map((item) => said.get(item) ?? {}));
}

export function readJudged(text: string, items: readonly Item[]): Map<Item, Said> {
  const said = JSON.parse(text) as readonly Said[];
  return new Map(items.map((item, place) => [item, said[place] ?? {}]));
}

/** Clusters with their members' places among the candidates. */
interface StoredClusters extends Omit<Clustered, 'clusters' | 'doubts'> {
  readonly clusters: readonly (Omit<Cluster, 'members'> & { readonly members: readonly number[] })[];
}

export function writeClustered({ doubts: _, ...clustered }: Clustered, candidates: readonly Candidate[]): string {
  const places = new Map(candidates.map((candidate, place) => [candidate, place]));
  const clusters = clustered.clusters.map((cluster) => ({
    ...cluster,
    members: cluster.members.map((member) => places.get(member) ?? -1),
  }));
  return JSON.stringify({ ...clustered, clusters } satisfies StoredClusters);
}

export function readClustered(text: string, candidates: readonly Candidate[]): Clustered {
  const stored = JSON.parse(text) as StoredClusters;
  const clusters = stored.clusters.map((cluster) => ({
    background: cluster.background,
    update: cluster.update,
    members: cluster.members.map((place) => candidates[place] as Candidate),
  }));
  return { ...stored, clusters, doubts: [] };
}
