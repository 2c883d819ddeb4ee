/** The kinds of a story, as the judge's weights and the questions to a language model name them. */
import type { Kind } from '../model.ts';

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
