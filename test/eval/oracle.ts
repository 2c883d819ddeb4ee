/** The judgement round with an oracle that answers from labels and is sometimes wrong. */
import { type ClusterDoubt, clusterItems } from '../../src/compose/cluster/cluster.ts';
import { pairOf } from '../../src/compose/cluster/hearing.ts';
import { cosine } from '../../src/compose/cluster/nearness.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import type { Aliases, DigestSettings, EventVerdict, Nearness } from '../../src/model.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { toCandidate } from './candidates.ts';
import { fitScale } from './fit-scale.ts';
import type { LabelledHeadline } from './labelled.ts';
import { type Grouping, scoreClusters } from './score-clusters.ts';

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
  /** Vectors in addition to the oracle. @default none */
  readonly nearness?: Nearness | undefined;
}

/** Groups candidates, and asks an oracle when the rules are unsure. @param storyOf entry id → labelled story */
export function groupWithOracle(
  candidates: readonly Candidate[],
  { aliases, storyOf }: { readonly aliases: Aliases; readonly storyOf: (id: string) => string },
  { seed, errors, mostADay, rounds, nearness }: Oracle,
): Heard {
  const settings = { language: 'zh-CN' } as DigestSettings;
  const random = createSeededRandom(seed).next;
  const verdicts = new Map<string, EventVerdict>();
  const questions = new Map<string, number>();
  const answer = ({ between: [a, b] }: ClusterDoubt): EventVerdict => {
    const isRight = random() >= errors;
    return (storyOf(a.item.entryId) === storyOf(b.item.entryId)) === isRight ? 'same' : 'different';
  };
  const cluster = () => clusterItems(candidates, { aliases, told: [], settings, verdicts, nearness });
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

const dimensions = 256;

/**
 * Vectors as a good embedding model might give them: the labelled story's vector plus noise. Both have length 1 before
 * the noise is multiplied by its strength.
 */
export function standInVectors(
  titles: readonly { readonly title: string; readonly story: string }[],
  { seed, noise }: { readonly seed: number; readonly noise: number },
): ReadonlyMap<string, Float32Array> {
  const random = createSeededRandom(seed).next;
  const stories = new Map<string, Float32Array>();
  return new Map(
    titles.map(({ title, story }) => {
      const centre = stories.get(story) ?? randomVector(random);
      stories.set(story, centre);
      const strayed = randomVector(random);
      return [title, ofLength1(centre.map((value, at) => value + noise * (strayed[at] ?? 0)))];
    }),
  );
}

function randomVector(random: () => number): Float32Array {
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return ofLength1(Float32Array.from({ length: dimensions }, gauss));
}

function ofLength1(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export interface Asked {
  readonly method: string;
  /** Over all pairs across languages; means over the seeds. */
  readonly precision: number;
  readonly recall: number;
  readonly worst: { readonly precision: number; readonly recall: number };
  /** Total number, as a mean over the seeds; `mostADay` is the busiest day of any seed. */
  readonly questions: number;
  readonly mostADay: number;
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const errors = 0.05;
const noise = 1.5;

/** Across languages: without an oracle, with one that errs, and with simulated vectors in addition. */
export function measureAsked(headlines: readonly LabelledHeadline[], aliases: Aliases): readonly Asked[] {
  const ask = (method: string, { mostADay, vectors }: { readonly mostADay: number; readonly vectors: boolean }) =>
    summaryOf(
      method,
      headlines,
      (mostADay === 0 ? [1] : seeds).map((seed) =>
        groupWithOracle(
          headlines.map(toCandidate),
          { aliases, storyOf: storiesOf(headlines) },
          { seed, errors, mostADay, rounds: 3, nearness: vectors ? standInNearness(headlines, seed) : undefined },
        ),
      ),
    );
  return [
    ask('nobody asked', { mostADay: 0, vectors: false }),
    ask('oracle, 5 % errors', { mostADay: 120, vectors: false }),
    ask(`oracle, vectors (noise ${noise})`, { mostADay: 40, vectors: true }),
  ];
}

function storiesOf(headlines: readonly LabelledHeadline[]): (id: string) => string {
  const stories = new Map(headlines.map(({ id, story }) => [id, story]));
  return (id) => stories.get(id) ?? id;
}

function standInNearness(headlines: readonly LabelledHeadline[], seed: number): Nearness {
  const vectors = standInVectors(headlines, { seed, noise });
  const vectorOf = (title: string) => vectors.get(title) ?? new Float32Array();
  const pairs = headlines.flatMap((a, i) =>
    headlines
      .slice(0, i)
      .filter(({ title }) => title !== a.title)
      .map((b) => ({ cosine: cosine(vectorOf(a.title), vectorOf(b.title)), same: a.story === b.story })),
  );
  return { vectors, scale: fitScale(pairs) };
}

function summaryOf(method: string, headlines: readonly LabelledHeadline[], runs: readonly Heard[]): Asked {
  const wanted = new Map(headlines.map(({ id, story }) => [id, story]));
  const language = new Map(headlines.map(({ id, lang }) => [id, lang]));
  const scores = runs.map(({ groups }) => scoreClusters(groups, wanted, (a, b) => language.get(a) !== language.get(b)));
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const precisions = scores.map(({ precision }) => precision);
  const recalls = scores.map(({ recall }) => recall);
  const perDay = runs.map(({ questions }) => [...questions.values()]);
  return {
    method,
    precision: mean(precisions),
    recall: mean(recalls),
    worst: { precision: Math.min(...precisions), recall: Math.min(...recalls) },
    questions: mean(perDay.map((days) => days.reduce((sum, count) => sum + count, 0))),
    mostADay: Math.max(0, ...perDay.flat()),
  };
}
