import { isHost } from '../../src/compose/cluster/signature.ts';
import { createPhraseFinder } from '../../src/compose/text/phrase-finder.ts';
import { foldTypography } from '../../src/ground/fold.ts';
import type { Alias, Aliases } from '../../src/model.ts';
import type { LabelledHeadline } from './labelled.ts';

const fewestStories = 5;
const fewestStoriesOfTerm = 3;

/** Only names in at least five stories, as if the others were too new for any list. Terms stay. */
export function frequentAliases(aliases: Aliases, headlines: readonly LabelledHeadline[]): Aliases {
  const stories = storiesByAlias(aliases, headlines);
  const names = aliases.names.filter(
    (alias) => alias.kind === 'term' || (stories.get(alias)?.size ?? 0) >= fewestStories,
  );
  return { ...aliases, names };
}

/** Only terms in at least three stories: the others may have been listed because these headlines have them. */
export function frequentTerms(aliases: Aliases, headlines: readonly LabelledHeadline[]): Aliases {
  const stories = storiesByAlias(aliases, headlines);
  const names = aliases.names.filter(
    (alias) => alias.kind !== 'term' || (stories.get(alias)?.size ?? 0) >= fewestStoriesOfTerm,
  );
  return { ...aliases, names };
}

function storiesByAlias(
  aliases: Aliases,
  headlines: readonly LabelledHeadline[],
): ReadonlyMap<Alias, ReadonlySet<string>> {
  const finder = createPhraseFinder(
    aliases.names.flatMap((alias) =>
      alias.names
        .filter((name) => !isHost(name))
        .map((phrase) => ({ phrase, meaning: alias, exactCase: alias.kind !== 'term' })),
    ),
  );
  const stories = new Map<Alias, Set<string>>();
  for (const { title, story } of headlines) {
    for (const { meaning } of finder.find(foldTypography(title))) {
      stories.set(meaning, (stories.get(meaning) ?? new Set()).add(story));
    }
  }
  return stories;
}
