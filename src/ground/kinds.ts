import type { Kind } from '../model.ts';

/** All kinds of a story, by the names in the judge's weights and in the questions to a language model. */
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
] as const satisfies readonly Kind[];
