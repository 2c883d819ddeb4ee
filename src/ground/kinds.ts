/**
 * What an item is. `case`: a vendor's customer story. `bulletin`: audio, market movers, flashes of prices. `promo`:
 * advertising, jobs, events. `page`: a repository, a glossary, a home page: not an article.
 */
export type Kind = (typeof kinds)[number];
/** All kinds, by their names in the judge's weights and in the questions to a language model. */
export const kinds = [
  'news',
  'release',
  'patch',
  'paper',
  'opinion',
  'guide',
  'case',
  'bulletin',
  'roundup',
  'promo',
  'forum',
  'page',
] as const;

/** What a word in a headline indicates: the stage of an event, its direction, or the kind of report. */
export type Sign = (typeof signs)[number];
export const signs = [
  'rumour',
  'planned',
  'done',
  'settled',
  'failed',
  'rise',
  'fall',
  'guide',
  'paper',
  'ranking',
  'trial',
  'price',
  'reply',
  'dismissal',
  'denial',
  'quote',
  'opinion',
  'nothing',
] as const;
