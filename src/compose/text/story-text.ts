import { columnsOf } from '../../ground/columns.ts';
import type { Headlines, Language, Story } from '../../model.ts';
import { summarySentences } from './summary-text.ts';
import { cleanTitle, cutTitle, isBareTitle, shortenTitle } from './title-text.ts';
import type { WordingRules } from './wording.ts';

/** What the digest may print of a story; how much of it is printed depends on the bytes that are left. */
export interface StoryText {
  /** Whole, unless it would fill five lines on a phone. */
  readonly title: string;
  /** At most two lines on a phone, where it can be cut without losing the news; else the same as `title`. */
  readonly shortTitle: string;
  /** Whole sentences that say more than the title. Joined, at most 64 full-width or 160 Latin characters; one alone, 184. */
  readonly sentences: readonly string[];
  /** The title is a machine's translation. */
  readonly isTranslated: boolean;
  /** The sentences are a language model's. */
  readonly isRetold: boolean;
}

export interface TextOptions {
  readonly language: Language;
  readonly rules: WordingRules;
  /** Feeds' names by address. */
  readonly feedNames: ReadonlyMap<string, string>;
  readonly headlines: Headlines;
}

/** The widest title made of a bare name and a sentence that explains it: three lines on a phone. */
const telltaleColumns = 110;

/** The words of a story: the lead's title, and the best sentences of its items. */
export function textOfStory(story: Story, options: TextOptions): StoryText {
  const title = titleOf(story, options);
  const { headline, sentence } = options.headlines.get(story.lead.title) ?? {};
  const sentences = sentence === undefined ? sentencesOf(story, title, options) : [sentence];
  const isRetold = sentence !== undefined;
  if (headline !== undefined) return { ...textWith(headline, sentences), isTranslated: true, isRetold };
  if (isRetold) return { ...textWith(title, sentences), isRetold };
  const [first, ...rest] = sentences;
  if (first === undefined || !isBareTitle(title)) return textWith(title, sentences);
  const telling = tellingTitle(title, first);
  return columnsOf(telling) > telltaleColumns ? textWith(title, sentences) : textWith(telling, rest);
}

function textWith(title: string, sentences: readonly string[]): StoryText {
  return { title: cutTitle(title), shortTitle: shortenTitle(title), sentences, isTranslated: false, isRetold: false };
}

/** "Nova 3：a model that runs on a phone", or the sentence alone when it has all words of the name. */
function tellingTitle(title: string, sentence: string): string {
  const clause = sentence.replace(/[。.！!]$/u, '');
  const name = title.replace(/^(?:Introducing|Announcing|Meet)\s+/iu, '');
  const said = clause.toLowerCase();
  if (
    name
      .toLowerCase()
      .split(/\s+/u)
      .every((word) => said.includes(word))
  )
    return clause;
  return /\p{sc=Han}/u.test(clause) ? `${name}：${clause}` : `${name}: ${clause}`;
}

/**
 * The lead's title without the names of its site and column. One that begins with a version, or stands in a changelog,
 * gets its project's name.
 */
function titleOf({ lead, publishers }: Story, { feedNames, rules }: TextOptions): string {
  const feedName = feedNames.get(lead.feedUrl) ?? '';
  const publisher = publishers[0]?.name ?? '';
  const title = cleanTitle(cleanTitle(lead.title, feedName, rules), publisher, rules);
  const prefixed = (project: string, mark: string) =>
    title.toLowerCase().includes(project.toLowerCase()) ? title : `${project}${mark} ${title}`;
  if (beginsWithVersion.test(title)) return prefixed(projectOf(feedName, lead.feedUrl), '');
  return inChangelog.test(lead.url) && !isBareTitle(title) ? prefixed(projectOf(publisher, lead.url), ':') : title;
}

/** Not the changelog's own page, and not a release of a repository, whose title is a version. */
const inChangelog = /^https?:\/\/[^?#]*\/(?:changelog|release-notes)\/./i;

/** "v1.2.3", "Release 2.0", a build like "b4321", or "v1.2.3: New models"; but not "2.5 billion users". */
const beginsWithVersion =
  /^(?:(?:(?:patch )?release |version )?(?:v?\d+(?:\.\d+)+[-+\w.]*|v\d+)|b\d{3,})$|^v\d+(?:\.\d+)+[-+\w.]*(?:[:：]| [-–—])/i;

/** The name of the feed or publisher. A feed without one has its host's: then the folder of the releases in its address. */
function projectOf(feedName: string, feedUrl: string): string {
  const name = feedName
    .replace(/^Release notes from\s+/i, '')
    .replace(/\s*(?:Releases?|Changelog|Release notes|Blog|更新日志|版本|发布|博客)$/i, '');
  const { hostname = '', pathname = '' } = URL.parse(feedUrl) ?? {};
  const [, folder] = /([^/]+)\/(?:-\/)?(?:releases|tags)\b/.exec(pathname) ?? [];
  return folder !== undefined && (name === '' || name === hostname) ? folder : name;
}

/**
 * The lead's own sentences, else those of the first other item in the digest's language that has any. Below a translated
 * title only the latter, so that the line is in one language.
 */
function sentencesOf(
  { lead, items }: Story,
  title: string,
  { language, rules, headlines }: TextOptions,
): readonly string[] {
  const wanted = language === 'en' ? 'en' : 'zh';
  const others = items.filter((item) => item !== lead && item.language === wanted);
  const isTranslated = headlines.get(lead.title)?.headline !== undefined;
  for (const { summary } of isTranslated ? others : [lead, ...others]) {
    const sentences = summarySentences(summary, title, rules);
    if (sentences.length > 0) return sentences;
  }
  return [];
}
