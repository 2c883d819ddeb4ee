/**
 * `npm run calibrate -- --corpus DIR`: fits the scale of LLM_EMBEDDING_MODEL's cosines on the pairs of
 * DIR/stories/gold.jsonl (`{id,title,published,lang,story}`) and writes it into embeddings.json beside feeds.yaml.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cosine } from '../../src/compose/cluster/nearness.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parseScales, scalesFile } from '../../src/config/embedding-scales.ts';
import { embed } from '../../src/enrich/provider.ts';
import { fitScale } from './fit-scale.ts';
import { readLabelled } from './labelled.ts';

const { values } = parseArgs({ options: { corpus: { type: 'string' } } });
const loaded = loadConfig({ cwd: process.cwd(), env: process.env });
const llm = loaded.ok ? loaded.config.environment.llm : undefined;
if (!loaded.ok || llm === undefined || llm.embeddingModel === undefined || values.corpus === undefined) {
  process.stderr.write('Expected --corpus DIR, and LLM_BASE_URL, LLM_MODEL and LLM_EMBEDDING_MODEL in .env.\n');
  process.exit(2);
}
const { headlines } = await readLabelled(join(values.corpus, 'stories'));
const model = llm.embeddingModel;
const provider = {
  baseUrl: llm.baseUrl,
  model,
  apiKey: loaded.config.secret('LLM_API_KEY'),
  proxy: loaded.config.environment.proxies.https,
};
const vectors: Float32Array[] = [];
for (let from = 0; from < headlines.length; from += 64) {
  const titles = headlines.slice(from, from + 64).map(({ title }) => title);
  const answer = await embed(provider, titles, AbortSignal.timeout(60_000));
  if (answer === undefined) {
    process.stderr.write(`${model} gave no vectors: run \`npm run digest -- check --online\`.\n`);
    process.exit(1);
  }
  vectors.push(...answer.vectors.map(ofLength1));
}
const pairs = headlines.flatMap((a, i) =>
  headlines.slice(0, i).flatMap((b, j) => {
    const [one, other] = [vectors[i], vectors[j]];
    if (one === undefined || other === undefined || a.title === b.title) return [];
    return [{ cosine: cosine(one, other), same: a.story === b.story }];
  }),
);
const scale = fitScale(pairs);
const path = join(dirname(loaded.config.environment.feedsFile), scalesFile);
const models = parseScales(await readFile(path, 'utf8').catch(() => '')) ?? {};
await writeFile(path, `${JSON.stringify({ models: { ...models, [model]: scale } }, null, 2)}\n`);
process.stdout.write(
  `${model}: even at a cosine of ${scale.at.toFixed(3)}, slope ${scale.slope.toFixed(1)}, on ${pairs.length} pairs → ${path}\n`,
);

function ofLength1(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}
