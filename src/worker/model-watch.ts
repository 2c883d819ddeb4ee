import type { ModelStatus, TextAnswer } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import { atCapShare, type ModelTrouble } from '../operator/condition.ts';
import type { ScheduleStore } from '../store/store.ts';

export interface ModelWatch {
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact'>;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
}

/** Editions in a row whose calls, and whose second readings, all failed. */
const inARow = { outcome: 'model:silent', readings: 'model:unread' } as const;
/** One failed edition may be transient; after the second one an alert is raised. */
const silentEditions = 2;
/** A gate that refuses all answers, or none, is reported only after this number of answers. */
const judgedAtLeast = { all: 5, none: 50 } as const;

/** After an edition: alerts on a failing provider, a suspicious refusal rate of the gate, and a nearly exhausted budget. */
export async function watchModel(
  { store, alerts }: ModelWatch,
  answer: TextAnswer | undefined,
  use: ModelStatus | undefined,
): Promise<void> {
  if (use === undefined) return alerts.clear({ kind: 'model-good' });
  const silent = await countEditions('outcome');
  const unread = await countEditions('readings');
  const trouble = troubleOf(silent, unread, use);
  if (trouble === undefined) return alerts.clear({ kind: 'model-good' });
  await alerts.raise({ kind: 'model', trouble, use, editions: trouble === 'unread' ? unread : silent });

  async function countEditions(of: keyof typeof inARow): Promise<number> {
    const before = Number((await store.fact(inARow[of])) ?? 0);
    const now = silentAfter(before, answer?.[of]);
    if (now !== before) await store.saveFact(inARow[of], `${now}`);
    return now;
  }
}

function silentAfter(before: number, outcome: TextAnswer['outcome'] | undefined): number {
  if (outcome === 'silent') return before + 1;
  return outcome === 'answered' ? 0 : before;
}

/** The most severe problem; undefined if there is none. */
function troubleOf(
  silent: number,
  unread: number,
  { tokens, cap, passed, refused }: ModelStatus,
): ModelTrouble | undefined {
  const refusals = Object.values(refused).reduce((sum, times) => sum + times, 0);
  if (silent >= silentEditions) return 'silent';
  if (tokens >= cap * atCapShare) return 'at-cap';
  if (passed === 0 && refusals >= judgedAtLeast.all) return 'refuses-all';
  if (refusals === 0 && passed >= judgedAtLeast.none) return 'refuses-none';
  if (unread >= silentEditions) return 'unread';
  return tokens >= cap * 0.8 ? 'near-cap' : undefined;
}
