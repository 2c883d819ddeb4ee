import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../ground/kinds.ts';
import { parseJson } from '../ground/parse-json.ts';
import { phrase } from '../ground/phrase.ts';
import type { Problem, Weights } from '../model.ts';
import { programDir } from './environment.ts';
import { problemWithoutPlace } from './problem.ts';
import { readTextFile, stampOf } from './text-file.ts';

/** Where the judge's weights are. The file is large, and most commands judge nothing: `readWeights` reads it at first use. */
export interface WeightsFile {
  /** Absolute. */
  readonly path: string;
  /** Changes when the file does. */
  readonly stamp: string;
}

export interface ReadWeights {
  readonly weights: Weights | undefined;
  /** Why there are none. The program then judges only by topics.yaml. */
  readonly weightsProblem: Problem | undefined;
}

/** judge.json in `feedsDir`, or the one that came with the program where that folder has none. It is not read. */
export function findWeights(feedsDir: string): WeightsFile {
  const own = join(feedsDir, 'judge.json');
  const path = existsSync(own) ? own : join(programDir, 'feeds/judge.json');
  return { path, stamp: stampOf(path) };
}

let latest: { readonly key: string; readonly weights: Weights } | undefined;

/**
 * While the file is the same it is not read again, and the weights are the same object, so that what was computed from
 * them stays true.
 */
export function readWeights({ path, stamp }: WeightsFile): ReadWeights {
  const key = `${path} ${stamp}`;
  if (latest?.key !== key) {
    const text = readTextFile(path);
    if (!text.ok) return without(text.what);
    if (text.value === undefined) return without(phrase('找不到这个文件', 'there is no such file'));
    const weights = toWeights(parseJson(text.value));
    if (weights === undefined) return without(phrase('内容读不懂', 'the file is invalid'));
    latest = { key, weights };
  }
  return { weights: latest.weights, weightsProblem: undefined };
}

/**
 * Not checked by zod: these thousands of rows would take it longer than all other files, and the process that composes
 * does not load it.
 */
function toWeights(value: unknown): Weights | undefined {
  if (!isTable(value, () => true)) return undefined;
  const { kinds, features, signs, thresholds, points, usual } = value as unknown as Weights;
  const isComplete =
    isList(kinds, isKind) &&
    kinds.length >= 2 &&
    isTable(features, (row) => isList(row, Number.isFinite) && row.length === kinds.length + 2) &&
    isTable(signs, (words) => isList(words, (word) => typeof word === 'string')) &&
    isTable(thresholds, () => true) &&
    isShare(thresholds.ai) &&
    isTable(thresholds.kinds, (share, kind) => isShare(share) && isKind(kind)) &&
    isTable(points, Number.isFinite) &&
    (usual === undefined || isList(usual, isShare));
  return isComplete ? { kinds, features, signs, thresholds, points, usual } : undefined;
}

function isTable(value: unknown, isValue: (value: unknown, key: string) => boolean): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, entry]) => isValue(entry, key));
}

function isList(value: unknown, isEntry: (entry: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every((entry) => isEntry(entry));
}

function isKind(value: unknown): boolean {
  return kinds.some((kind) => kind === value);
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function without(what: Problem['what']): ReadWeights {
  return {
    weights: undefined,
    weightsProblem: problemWithoutPlace('feeds/judge.json', {
      what: phrase(
        `${what['zh-CN']}：只按 topics.yaml 的词判断，选题会差一些`,
        `${what.en}: only the words of topics.yaml decide, so the selection is worse`,
      ),
      remedy: phrase('从程序的 feeds 文件夹复制一份 judge.json', 'copy judge.json from the program’s own feeds folder'),
    }),
  };
}
