import type { NewFeed } from './feeds-file.ts';
import { feedsFileSchema } from './feeds-schema.ts';
import { checkShape, parseYaml } from './yaml-file.ts';

/** An entry of the catalogue, ready for `addFeed`; `enabled: false` means that it is dead or not recommended. */
export type CatalogueFeed = NewFeed & { readonly name: string };

/**
 * Parses catalogue.yaml: known feeds, which are not polled.
 * @throws {Error} the text is not a catalogue. It comes with the program, so this is a bug.
 */
export function readCatalogue(text: string): readonly CatalogueFeed[] {
  const parsed = parseYaml(text, 'feeds/catalogue.yaml');
  const problems = parsed.ok ? checkShape(parsed.file, feedsFileSchema).problems : parsed.problems;
  const [problem] = problems;
  if (parsed.ok && !problem) {
    const { feeds } = parsed.file.data as { readonly feeds: readonly (CatalogueFeed & { readonly page?: string })[] };
    return feeds.map(({ page, ...feed }) => (page === undefined ? feed : { ...feed, url: page, isPage: true }));
  }
  throw new Error(`${problem?.file}:${problem?.line} ${problem?.what.en}`);
}
