import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { kinds } from '../ground/kinds.ts';
import { parseJson } from '../ground/parse-json.ts';
import { phrase } from '../ground/phrase.ts';
import type { Problem, Weights } from '../model.ts';
import { programDir } from './environment.ts';
import { problemWithoutPlace } from './problem.ts';
import { readTextFile, stampOf } from './text-file.ts';

const kind = z.enum(kinds);

/** Not checked by zod, which would take longer for these thousands of rows than for all other files. */
function isTable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((row) => Array.isArray(row) && row.every((weight) => typeof weight === 'number'));
}

const share = z.number().min(0).max(1);

const weightsSchema = z
  .object({
    kinds: z.array(kind).min(2),
    features: z.custom<Weights['features']>(isTable),
    signs: z.record(z.string(), z.array(z.string())),
    thresholds: z.object({ ai: share, kinds: z.partialRecord(kind, share) }),
    points: z.record(z.string(), z.number()),
    usual: z.array(share).optional(),
  })
  .refine(({ kinds, features }) => Object.values(features).every((row) => row.length === kinds.length + 2));

export interface ReadWeights {
  readonly weights: Weights | undefined;
  /** Why there are none. The program then judges only by topics.yaml. */
  readonly weightsProblem: Problem | undefined;
}

let latest: { readonly key: string; readonly weights: Weights } | undefined;

/**
 * Reads judge.json in `feedsDir`, or the one that came with the program where that folder has none. While the file is the
 * same it is not read again, and the weights are the same object, so that what was computed from them stays true.
 */
export function readWeights(feedsDir: string): ReadWeights {
  const own = join(feedsDir, 'judge.json');
  const path = existsSync(own) ? own : join(programDir, 'feeds/judge.json');
  const key = `${path} ${stampOf(path)}`;
  if (latest?.key !== key) {
    const text = readTextFile(path);
    if (!text.ok) return without(text.what);
    if (text.value === undefined) return without(phrase('找不到这个文件', 'there is no such file'));
    const parsed = weightsSchema.safeParse(parseJson(text.value));
    if (!parsed.success) return without(phrase('内容读不懂', 'the file is invalid'));
    latest = { key, weights: parsed.data };
  }
  return { weights: latest.weights, weightsProblem: undefined };
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
