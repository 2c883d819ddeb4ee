/** Measures a model as the second reader of labelled translations. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { openAnswerCache } from '../../src/enrich/answer-cache.ts';
import { newCalls } from '../../src/enrich/calls.ts';
import { refusalOf } from '../../src/enrich/grounding.ts';
import type { Model } from '../../src/enrich/headlines.ts';
import { complete } from '../../src/enrich/provider.ts';
import { secondReading } from '../../src/enrich/second-reading.ts';
import type { Aliases } from '../../src/model.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { languageOf, type TranslatedTitle } from './translations.ts';

type Ask = NonNullable<Model['ask']>;

/** The model of LLM_BASE_URL, LLM_MODEL and LLM_API_KEY. */
export function readerOf(env: NodeJS.ProcessEnv): Ask {
  const loaded = loadConfig({ cwd: process.cwd(), env });
  const llm = loaded.ok ? loaded.config.environment.llm : undefined;
  if (!loaded.ok || llm === undefined) throw new Error('Expected LLM_BASE_URL and LLM_MODEL in .env');
  const { secret, environment } = loaded.config;
  const provider = { ...llm, apiKey: secret('LLM_API_KEY'), proxy: environment.proxies.https };
  return (prompt, signal) => complete(provider, prompt, signal);
}

const batchSize = 12;
const patienceMs = 60_000;

/** What the reader makes of those that pass the gate: in random order, one batch after the other. */
export async function readerReport(titles: readonly TranslatedTitle[], aliases: Aliases, ask: Ask): Promise<string> {
  const { next: random } = createSeededRandom(1);
  const passed = titles
    .filter(
      ({ source, answer, ...title }) =>
        refusalOf({ source, answer, language: languageOf({ source, answer, ...title }), aliases }) === undefined,
    )
    .map((title) => ({ title, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ title }) => ({ title, wanted: { part: 'headline' as const, source: title.source }, answer: title.answer }));
  const folder = mkdtempSync(join(tmpdir(), 'reader-'));
  const cache = openAnswerCache(folder);
  const calls = newCalls();
  const refused = new Set<TranslatedTitle>();
  for (const [language, texts] of Map.groupBy(passed, ({ title }) => languageOf(title))) {
    for (let from = 0; from < texts.length; from += batchSize) {
      const signal = AbortSignal.timeout(patienceMs);
      const limits = {
        cache,
        day: 'all',
        dailyTokens: Number.MAX_SAFE_INTEGER,
        signal,
        elapsedMs: () => performance.now(),
      };
      const named = await secondReading(texts.slice(from, from + batchSize), { language, ask, limits, calls });
      for (const { title } of named.keys()) refused.add(title);
    }
  }
  cache.close();
  rmSync(folder, { recursive: true });
  const row = (name: string, isFaithful: boolean) => {
    const all = passed.filter(({ title }) => title.faithful === isFaithful);
    return `${name} ${all.filter(({ title }) => refused.has(title)).length} of ${all.length}`;
  };
  return [
    row('errors that pass the gate, refused by the reader     ', false),
    row('faithful titles that pass it, refused by the reader  ', true),
    `calls ${calls.made}, failed ${calls.failed}`,
    ...[...refused].map(
      ({ source, answer, faithful }) => `\n${faithful ? 'faithful' : 'error'}:\n  ${source}\n  ${answer}`,
    ),
    '',
  ].join('\n');
}
