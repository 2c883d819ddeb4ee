/** A partition of items: item id → name of its group. */
export type Grouping = ReadonlyMap<string, string>;

export interface ClusterScores {
  /** Over all pairs of items that one of the groupings joins. */
  readonly pairs: { readonly right: number; readonly joined: number; readonly wanted: number };
  readonly precision: number;
  readonly recall: number;
  /** B³: precision and recall per item, averaged. */
  readonly bCubed: { readonly precision: number; readonly recall: number; readonly f1: number };
}

/** Compares a grouping with the labelled one, over the pairs that `counts` accepts. */
export function scoreClusters(
  found: Grouping,
  wanted: Grouping,
  counts: (a: string, b: string) => boolean = () => true,
): ClusterScores {
  const ids = [...wanted.keys()];
  let right = 0;
  let joined = 0;
  let same = 0;
  for (const [index, a] of ids.entries()) {
    for (const b of ids.slice(index + 1)) {
      if (!counts(a, b)) continue;
      const together = found.get(a) === found.get(b);
      const belong = wanted.get(a) === wanted.get(b);
      joined += Number(together);
      same += Number(belong);
      right += Number(together && belong);
    }
  }
  return {
    pairs: { right, joined, wanted: same },
    precision: joined === 0 ? 1 : right / joined,
    recall: same === 0 ? 1 : right / same,
    bCubed: scoreBCubed(found, wanted),
  };
}

function scoreBCubed(found: Grouping, wanted: Grouping): ClusterScores['bCubed'] {
  const foundGroups = invert(found);
  const wantedGroups = invert(wanted);
  let precision = 0;
  let recall = 0;
  for (const [id, group] of wanted) {
    const ours = foundGroups.get(found.get(id) ?? '') ?? new Set();
    const theirs = wantedGroups.get(group) ?? new Set();
    const common = [...ours].filter((member) => theirs.has(member)).length;
    precision += common / Math.max(1, ours.size) / wanted.size;
    recall += common / Math.max(1, theirs.size) / wanted.size;
  }
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

function invert(grouping: Grouping): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [id, group] of grouping) groups.set(group, (groups.get(group) ?? new Set()).add(id));
  return groups;
}
