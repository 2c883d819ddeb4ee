/** Providers of language models by their names, with their addresses and usual models. */
import known from './model-providers.json' with { type: 'json' };

export const { providers } = known;

/** The provider of that name, in any case and with or without spaces. */
export function providerCalled(text: string): (typeof providers)[number] | undefined {
  const plain = (name: string) => name.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
  const wanted = plain(text);
  return providers.find(({ name, alsoCalled }) =>
    [name['zh-CN'], name.en, ...alsoCalled].some((one) => plain(one) === wanted),
  );
}

interface ModelName {
  readonly address: string;
  readonly name: string;
}

/** A model as typed in a form: a provider's name stands for its address, and for its usual model if none is typed. */
export function typedModel(
  { address, name }: ModelName,
  present?: { readonly baseUrl: string; readonly model: string },
): ModelName {
  const provider = providerCalled(address);
  if (provider === undefined) return { address, name };
  const { baseUrl, model } = provider;
  // A form that names another provider still has the model of the present one.
  const isLeft = name === present?.model && baseUrl !== present.baseUrl;
  return { address: baseUrl, name: isLeft || name === '' ? model : name };
}
