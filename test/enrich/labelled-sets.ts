/** The sets of labelled headlines: the least share of faithful ones that must pass, and of errors that must be stopped. */
export const labelledSets: readonly (readonly [file: string, passes: number, stops: number])[] = [
  ['unseen-titles.jsonl', 0.95, 0.94],
  ['held-out-titles.jsonl', 0.91, 0.92],
  ['fresh-titles.jsonl', 0.9, 0.82],
  ['latest-titles.jsonl', 0.9, 0.82],
  ['later-titles.jsonl', 0.88, 0.9],
  ['blind-titles.jsonl', 0.85, 0.82],
  ['outside-titles.jsonl', 0.93, 0.93],
  ['short-titles.jsonl', 0.92, 0.9],
  ['separate-titles.jsonl', 0.93, 0.94],
  ['added-titles.jsonl', 0.85, 0.85],
  ['further-titles.jsonl', 0.9, 0.93],
];
