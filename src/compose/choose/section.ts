import type { Alias, Aliases, Item, Kind, Section } from '../../model.ts';
import { onceFor } from '../once-for.ts';
import { compilePatterns } from '../text/patterns.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';
import { isBareTitle } from '../text/title-text.ts';

/** Finds the section of a story by its lead. Which stories are in 要闻 is decided when they are selected. */
export type FindSection = (lead: Item, kind: Kind) => string;

/** Sections with these ids also take stories that their words do not name: a paper, a release, a bare name. */
const research = 'research';
const models = 'models';
const companies = 'companies';

const namedIn: { readonly [kind in Alias['kind']]?: string } = {
  model: models,
  product: models,
  lab: companies,
  company: companies,
  person: companies,
};

/**
 * The first rule that applies decides: a paper is research; a release or a bare name is a model or product, unless the
 * title's words are about a company; the first section with words in the title; what the title names, a model or
 * product before its maker; the first section with words in the summary; the section without words.
 */
export function createSectionFinder(sections: readonly Section[], aliases: Aliases): FindSection {
  const ids = new Set(sections.map(({ id }) => id));
  const rest = sections.find(({ match }) => match.length === 0)?.id ?? sections.at(-1)?.id ?? 'more';
  const matchers = sections
    .filter(({ match }) => match.length > 0)
    .map(({ id, match }) => ({ id, matcher: compilePatterns(match) }));
  const byWords = (text: string) => matchers.find(({ matcher }) => matcher.first(text) !== undefined)?.id;
  const byName = nameFinderFor(aliases);
  return ({ title, summary }, kind) => {
    const isRelease = kind === 'release' || kind === 'patch' || isBareTitle(title);
    const titled = byWords(title);
    const found =
      (kind === 'paper' ? research : undefined) ??
      (isRelease && titled !== companies ? models : titled) ??
      byName(title) ??
      byWords(summary) ??
      rest;
    return ids.has(found) ? found : (titled ?? byWords(summary) ?? rest);
  };
}

const nameFinderFor = onceFor(({ names }: Aliases) => {
  const finder = createPhraseFinder(
    names.flatMap((alias) => {
      const section = namedIn[alias.kind];
      return section === undefined ? [] : alias.names.map((phrase) => ({ phrase, meaning: section, exactCase: true }));
    }),
  );
  return (title: string) => {
    const found = new Set(finder.find(title).map(({ meaning }) => meaning));
    return found.has(models) ? models : [...found][0];
  };
});
