import type { NewFeed } from './feeds-file.ts';
import { feedsFileSchema } from './feeds-schema.ts';
import { checkShape, parseYaml } from './yaml-file.ts';

/** A known feed as the catalogue writes it, ready for `addFeed`; `enabled: false` says that it is dead or not advised. */
export type CatalogueFeed = NewFeed & { readonly name: string };

/**
 * Reads the text of catalogue.yaml: more known feeds, none of which is polled.
 * @throws {Error} the text is not a catalogue; it comes with the program, so that is a bug and not a user's mistake
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
