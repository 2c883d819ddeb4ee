import type { LabelledHeadline, LabelledTopic } from './labelled.ts';
import type { Grouping } from './score-clusters.ts';

/** Methods of simpler programs, for comparison: one story per URL. */
export function groupByUrl(headlines: readonly LabelledHeadline[], canonical: (url: string) => string): Grouping {
  return new Map(headlines.map(({ id, url }) => [id, canonical(url)]));
}

/** Jaccard similarity of words and character pairs: from 0.4 on, one story. */
export function groupByBigrams(headlines: readonly LabelledHeadline[]): Grouping {
  const marks = headlines.map(({ title }) => marksOf(title));
  return chain(headlines, (a, b) => jaccard(marks[a] ?? new Set(), marks[b] ?? new Set()) >= 0.4);
}

/** Share of both titles' characters in their longest common subsequence: from 0.85 on, one story. */
export function groupByRatio(headlines: readonly LabelledHeadline[]): Grouping {
  return chain(headlines, (a, b) => ratio(headlines[a]?.title ?? '', headlines[b]?.title ?? '') >= 0.85);
}

/** AI if one of the usual words occurs. */
export function isAiByKeyword({ title, summary }: LabelledTopic): boolean {
  return /\bAI\b|人工智能|大模型|GPT|LLM|机器人|machine learning|artificial intelligence|OpenAI|Claude|Gemini|agent/i.test(
    `${title} ${summary}`,
  );
}

/** Round-up or promotion if one of the usual words occurs. */
export function isNoArticleByKeyword({ title }: LabelledTopic): boolean {
  return /早报|晚报|日报|周报|weekly|digest|newsletter|roundup|推广|招聘|广告|sponsored/i.test(title);
}

function chain(headlines: readonly LabelledHeadline[], alike: (a: number, b: number) => boolean): Grouping {
  const leaders = headlines.map((_, index) => index);
  const leaderOf = (index: number): number => {
    const leader = leaders[index] ?? index;
    return leader === index ? index : leaderOf(leader);
  };
  for (let a = 0; a < headlines.length; a += 1) {
    for (let b = a + 1; b < headlines.length; b += 1) if (alike(a, b)) leaders[leaderOf(b)] = leaderOf(a);
  }
  return new Map(headlines.map(({ id }, index) => [id, String(leaderOf(index))]));
}

function marksOf(title: string): Set<string> {
  const words = title.toLowerCase().match(/[a-z0-9.]+/g) ?? [];
  const runs = title.match(/\p{Script=Han}+/gu) ?? [];
  const pairs = runs.flatMap((run) => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)));
  return new Set([...words, ...pairs]);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((mark) => b.has(mark)).length;
  return common / Math.max(1, a.size + b.size - common);
}

/** Twice the length of the longest common subsequence, divided by the sum of both lengths. */
function ratio(a: string, b: string): number {
  if (Math.min(a.length, b.length) * 2 < 0.85 * (a.length + b.length)) return 0;
  let last = new Uint16Array(b.length + 1);
  for (const character of a) {
    const row = new Uint16Array(b.length + 1);
    for (let at = 0; at < b.length; at += 1) {
      row[at + 1] = character === b[at] ? (last[at] ?? 0) + 1 : Math.max(last[at + 1] ?? 0, row[at] ?? 0);
    }
    last = row;
  }
  return (2 * (last[b.length] ?? 0)) / (a.length + b.length);
}
