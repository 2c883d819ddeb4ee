import type { App } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import type { Provider } from '../enrich/provider.ts';

/** The part of the App that uses a language model. */
export function enrichPart({
  clock,
  signal,
}: Pick<App, 'clock' | 'signal'>): Pick<App, 'modelStatus' | 'probeModels' | 'languageModel'> {
  return {
    async modelStatus({ environment: { llm, dataDir } }) {
      if (llm === undefined) return undefined;
      const { readModelUse } = await import('../enrich/answer-cache.ts');
      const use = readModelUse(dataDir, clock.now().toISOString().slice(0, 10));
      return { ...use, name: llm.model, host: new URL(llm.baseUrl).host, cap: llm.dailyTokens };
    },
    async probeModels(config) {
      const { llm } = config.environment;
      if (llm === undefined) return [];
      const { probeEmbedding, probeModel } = await import('../enrich/probe-model.ts');
      const providers = providersOf(config);
      const [first] = providers;
      const isCalibrated = config.embeddingScale !== undefined;
      return Promise.all([
        ...providers.map(async (provider, at) => ({ ...(await probeModel(provider, signal)), isFallback: at > 0 })),
        ...(first === undefined || llm.embeddingModel === undefined
          ? []
          : [probeEmbedding({ ...first, model: llm.embeddingModel }, { isCalibrated, signal })]),
      ]);
    },
    async languageModel(config, { isOffline = false, signal: own, onAsk } = {}) {
      const { llm, dataDir } = config.environment;
      const providers = providersOf(config);
      const [first] = providers;
      if (llm === undefined || first === undefined) return undefined;
      const scale = config.embeddingScale;
      const { createLanguageModel } = await import('../enrich/language-model.ts');
      return createLanguageModel({
        aliases: config.aliases,
        providers,
        embedding:
          scale === undefined || llm.embeddingModel === undefined
            ? undefined
            : { provider: { ...first, model: llm.embeddingModel }, scale },
        dataDir,
        dailyTokens: llm.dailyTokens,
        now: clock.now(),
        signal: own === undefined ? signal : AbortSignal.any([signal, own]),
        isOffline,
        onAsk,
      });
    },
  };
}

/** The providers, in the order in which they are tried. */
function providersOf({ environment: { llm, proxies }, secret }: Config): readonly Provider[] {
  if (llm === undefined) return [];
  const { fallback } = llm;
  const first = { baseUrl: llm.baseUrl, model: llm.model, apiKey: secret('LLM_API_KEY'), proxy: proxies.https };
  if (fallback === undefined) return [first];
  return [first, { ...fallback, apiKey: secret('LLM_FALLBACK_API_KEY'), proxy: proxies.https }];
}
