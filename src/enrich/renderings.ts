import words from './headline-words.json' with { type: 'json' };

/**
 * Chinese renderings of the words that carry a headline, from headline-words.json.
 *
 * English: word prefixes in lower case, separated by `|`; a `$` ends a word. Chinese: characters or words; a Chinese
 * title has at least one of them when the English title has the word. A row lists every sense of its words: it must
 * detect a title in which `plunge` became a rise, not judge style.
 * Only words that stopped an error of the labelled titles are listed: every further one refuses free translations.
 */
export interface Rendering {
  readonly en: RegExp;
  readonly zh: RegExp;
  /** It turns what follows into a plan or a rumour, which words like 会议 and 功能 do not express. */
  readonly isDoubt: boolean;
}

export const renderings: readonly Rendering[] = words.renderings
  .map((line) => line.split(' = '))
  .map(([en = '', zh = '']) => ({
    en: new RegExp(`(?<![\\p{L}-])(?:${en.replaceAll('$', '(?![\\p{L}-])')})`, 'iu'),
    zh: new RegExp(zh.split(' ').join('|'), 'u'),
    isDoubt: /^(?:plans|could|wants|in talks|consider|reportedly|expected|propos)/u.test(en),
  }));
