/** The scales of embedding models. `npm run calibrate` writes the file. */
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../ground/parse-json.ts';
import { phrase } from '../ground/phrase.ts';
import type { EmbeddingScale } from '../model.ts';
import type { Fault } from './problem.ts';
import { readTextFile } from './text-file.ts';

export const scalesFile = 'embeddings.json';

const schema = z.object({
  models: z.record(z.string(), z.object({ at: z.number().min(-1).max(1), slope: z.number().positive() })),
});

export interface ReadScale {
  /** undefined: there is no model, or it is not calibrated and therefore not used. */
  readonly scale: EmbeddingScale | undefined;
  readonly fault: Fault | undefined;
}

export function readEmbeddingScale(model: string | undefined, feedsDir: string): ReadScale {
  if (model === undefined) return { scale: undefined, fault: undefined };
  const text = readTextFile(join(feedsDir, scalesFile));
  const scale = text.ok ? parseScales(text.value ?? '')?.[model] : undefined;
  return { scale, fault: scale === undefined ? uncalibrated(model) : undefined };
}

/** The scales by model; undefined when the text is invalid. */
export function parseScales(text: string): Readonly<Record<string, EmbeddingScale>> | undefined {
  return schema.safeParse(parseJson(text)).data?.models;
}

function uncalibrated(model: string): Fault {
  return {
    what: phrase(
      `LLM_EMBEDDING_MODEL：不知道 ${model} 的余弦是什么意思，所以不用它`,
      `LLM_EMBEDDING_MODEL: ${model} is not calibrated, so it is not used`,
    ),
    remedy: phrase(
      '用带标注的标题校准：npm run calibrate -- --corpus 文件夹',
      'calibrate it on labelled headlines: npm run calibrate -- --corpus FOLDER',
    ),
  };
}
