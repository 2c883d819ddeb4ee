/** How well scores rank headlines that the fit has not seen. */
import type { Row } from './rows.ts';

export interface WorthFigures {
  readonly rows: number;
  /** Spearman's rank correlation of score and worth. */
  readonly rankCorrelation: number;
  /** The chance that a headline of worth 2 or 3 has a higher score than one of worth 0 or 1. */
  readonly auc: number;
  /** Of the headlines with at least two points: the share of worth 2 or 3. */
  readonly precisionAtFloor: number;
  /** Of the headlines of worth 2 or 3: the share with at least two points. */
  readonly recallAtFloor: number;
  /** Of the 15 best headlines of each day with at least 30: the share of worth 2 or 3. */
  readonly precisionAt15: number;
}

interface Scored {
  readonly row: Row;
  readonly score: number;
}

export function worthFigures(scored: readonly Scored[]): WorthFigures {
  const good = scored.filter(({ row }) => (row.worth ?? 0) >= 2);
  const told = scored.filter(({ score }) => score >= 2);
  const toldGood = told.filter(({ row }) => (row.worth ?? 0) >= 2).length;
  const days = [...Map.groupBy(scored, ({ row }) => row.day).values()].filter((day) => day.length >= 30);
  const best = days.flatMap((day) => day.toSorted((a, b) => b.score - a.score).slice(0, 15));
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    rows: scored.length,
    rankCorrelation: round(
      correlation(ranks(scored.map(({ score }) => score)), ranks(scored.map(({ row }) => row.worth ?? 0))),
    ),
    auc: round(aucOf(scored)),
    precisionAtFloor: round(toldGood / Math.max(1, told.length)),
    recallAtFloor: round(toldGood / Math.max(1, good.length)),
    precisionAt15: round(best.filter(({ row }) => (row.worth ?? 0) >= 2).length / Math.max(1, best.length)),
  };
}

function aucOf(scored: readonly Scored[]): number {
  const rank = ranks(scored.map(({ score }) => score));
  const isGood = scored.map(({ row }) => (row.worth ?? 0) >= 2);
  const good = isGood.filter(Boolean).length;
  const sum = rank.reduce((total, each, index) => total + (isGood[index] ? each : 0), 0);
  return (sum - (good * (good + 1)) / 2) / (good * (scored.length - good));
}

/** Ranks from 1; equal values share the mean of their ranks. */
function ranks(numbers: readonly number[]): number[] {
  const order = numbers.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const found: number[] = [];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && order[to]?.value === order[from]?.value) to += 1;
    for (let at = from; at < to; at += 1) found[order[at]?.index ?? 0] = (from + to + 1) / 2;
    from = to;
  }
  return found;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = a.reduce((sum, value, index) => sum + (value - meanA) * ((b[index] ?? 0) - meanB), 0);
  const spread = (list: readonly number[], middle: number) =>
    list.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return product / Math.sqrt(spread(a, meanA) * spread(b, meanB));
}
