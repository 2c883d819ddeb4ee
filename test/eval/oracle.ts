/** The judgement round with a stand-in that answers from labels and is wrong now and then. */
import { type ClusterDoubt, clusterItems } from '../../src/compose/cluster/cluster.ts';
import { pairOf } from '../../src/compose/cluster/hearing.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Aliases, DigestSettings, EventVerdict } from '../../src/model.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import type { Grouping } from './score-clusters.ts';

export interface Heard {
  readonly groups: Grouping;
  /** Questions by the day of the later report. */
  readonly questions: ReadonlyMap<string, number>;
}

interface Oracle {
  readonly seed: number;
  /** The share of answers that are wrong. */
  readonly errors: number;
  readonly mostADay: number;
  readonly rounds: number;
}

/** Groups candidates whose labelled story is `storyOf` their entry id, asking an oracle where the rules are not sure. */
export function groupWithOracle(
  candidates: readonly Candidate[],
  { aliases, storyOf }: { readonly aliases: Aliases; readonly storyOf: (id: string) => string },
  { seed, errors, mostADay, rounds }: Oracle,
): Heard {
  const settings = { language: 'zh-CN' } as DigestSettings;
  const random = createSeededRandom(seed).next;
  const verdicts = new Map<string, EventVerdict>();
  const questions = new Map<string, number>();
  const answer = ({ between: [a, b] }: ClusterDoubt): EventVerdict => {
    const isRight = random() >= errors;
    return (storyOf(a.item.entryId) === storyOf(b.item.entryId)) === isRight ? 'same' : 'different';
  };
  const cluster = () => clusterItems(candidates, { aliases, told: [], settings, verdicts });
  let clustered = cluster();
  for (let round = 0; round < rounds; round += 1) {
    for (const doubt of clustered.doubts) {
      const [a, b] = doubt.between;
      const day = [a, b].map(({ item }) => item.date.toISOString().slice(0, 10)).sort()[1] ?? '';
      const asked = questions.get(day) ?? 0;
      if (asked >= mostADay) continue;
      questions.set(day, asked + 1);
      verdicts.set(pairOf(a.item.title, b.item.title), answer(doubt));
    }
    clustered = cluster();
  }
  const groups = new Map(candidates.map(({ item }) => [item.entryId, `alone ${item.entryId}`]));
  for (const [index, { members }] of clustered.clusters.entries()) {
    for (const { item } of members) groups.set(item.entryId, String(index));
  }
  return { groups, questions };
}
