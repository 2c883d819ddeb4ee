import type { Cluster } from '../cluster/cluster.ts';

/** A name and a version and nothing else, as in the titles of release feeds. */
const releaseTitle =
  /^(?<product>(?:[\w@./-]*[A-Za-z][\w@./-]*\s+){0,4}(?:version\s+)?)v?(?<version>\d+(?:\.\d+)+)[-+\w.]*$/iu;

/** A quick check first: every release title has a version, and few others do. */
const hasVersion = /\d\.\d/;

/** True for a release whose third number is above 0: v2.1.239, not v2.2.0. */
export function isPatchRelease(title: string): boolean {
  if (!hasVersion.test(title)) return false;
  const [, , patch] = releaseTitle.exec(title.trim())?.groups?.version?.split('.') ?? [];
  return Number(patch) > 0;
}

/**
 * Folds the releases that one feed lists of one product into one entry, the newest first. Each is an event of its own,
 * but nobody reads three patch releases in one morning.
 */
export function foldReleases(clusters: readonly Cluster[]): readonly Cluster[] {
  const newest = new Map<string, Cluster>();
  for (const cluster of clusters) {
    const product = productOf(cluster);
    if (product === undefined) continue;
    const other = newest.get(product);
    newest.set(product, other === undefined ? cluster : joined(other, cluster));
  }
  const folded = new Set<string>();
  return clusters.flatMap((cluster) => {
    const product = productOf(cluster);
    if (product === undefined) return [cluster];
    if (folded.has(product)) return [];
    folded.add(product);
    return [newest.get(product) ?? cluster];
  });
}

/** The feed and product that a cluster releases, if all its members are releases of one feed and product. */
function productOf({ members }: Cluster): string | undefined {
  const products = new Set(
    members.map(({ item }) => {
      const product = hasVersion.test(item.title) ? releaseTitle.exec(item.title.trim())?.groups?.product : undefined;
      return product === undefined ? undefined : `${item.feedUrl} ${product.trim().toLowerCase()}`;
    }),
  );
  return products.size === 1 ? [...products][0] : undefined;
}

function joined(a: Cluster, b: Cluster): Cluster {
  const members = [...a.members, ...b.members];
  return { ...a, members: members.sort((x, y) => y.item.date.getTime() - x.item.date.getTime()) };
}
