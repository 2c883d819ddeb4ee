import { phrase } from '../ground/phrase.ts';
import type { Block, Digest, DigestSettings, Feed, Headlines, Phrase, Story, Templates, Wording } from '../model.ts';
import { type Amount, type Amounts, leastAmount } from './choose/allot.ts';
import { namesOfFeeds, viewStory } from './story-view.ts';
import type { EditionView, StoryView } from './template-views.ts';
import { type CompiledTemplates, compileTemplates } from './templates.ts';
import { dialects } from './text/dialects.ts';
import { safeText, safeUrl } from './text/safe-text.ts';
import { type StoryText, type TextOptions, textOfStory } from './text/story-text.ts';
import { joinSentences } from './text/summary-text.ts';
import { compileWording } from './text/wording.ts';

/** An edition to print: the digest, and what only its first and last lines show. */
export interface Edition {
  readonly digest: Pick<Digest, 'settings' | 'slot' | 'sections' | 'coverage' | 'late'>;
  /** How much of each story is printed. */
  readonly amounts: Amounts;
  /** How many stories were selected before the byte limit cut some off. */
  readonly selected: number;
  /** "春节 9 天": shown in the first line when the edition covers more than its usual time. */
  readonly backlog?: string | undefined;
  /** Its address, for the last line. */
  readonly link?: string | undefined;
}

export interface DigestRenderer {
  /** The edition as blocks, for the splitter. */
  blocks(edition: Edition): readonly Block[];
  /** The stories in reading order, numbered through, as the templates see them. */
  views(edition: Edition): readonly { readonly storyId: string; readonly view: StoryView }[];
  /** The length of a story's block when it is printed with an amount. */
  bytes(edition: Edition): (storyId: string, amount: Amount) => number;
  /** The first line alone. */
  header(edition: Edition): string;
}

/** Renders editions of one digest. A story is rendered once for each place and amount, however many attempts. */
export function createDigestRenderer(input: {
  readonly settings: DigestSettings;
  readonly feeds: readonly Feed[];
  readonly templates: Templates;
  readonly wording: Wording;
  readonly headlines?: Headlines | undefined;
}): DigestRenderer {
  const { settings, feeds, headlines = new Map() } = input;
  const { format, language, timezone } = settings;
  // News has no templates: on an empty day its first line is sent as text.
  const templateFormat = format === 'news' || format === 'webhook' ? 'text' : format;
  const locale = { language, timezone, format: templateFormat };
  const templates = compileTemplates(input.templates[templateFormat], locale);
  const rules = compileWording(input.wording);
  const words = rememberText({ language, feedNames: namesOfFeeds(feeds), rules, headlines });
  const rendered = new Map<string, { readonly view: StoryView; readonly text: string }>();
  const story = (placed: Placed, amount: Amount) => {
    const text = words(placed.story);
    const title = amount.wholeTitle ? text.title : text.shortTitle;
    const sentences = text.sentences.slice(0, amount.sentences);
    const key = `${placed.number} ${placed.top} ${title.length} ${sentences.length} ${placed.story.id}`;
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const view = viewStory(
      {
        ...placed,
        title,
        summary: joinSentences(sentences),
        isTranslated: text.isTranslated,
        isRetold: text.isRetold && sentences.length > 0,
      },
      { format, language, rules },
    );
    const fresh = { view, text: format === templateFormat ? templates.story(view) : '' };
    rendered.set(key, fresh);
    return fresh;
  };
  const shown = (placed: Placed, amounts: Amounts) => story(placed, amounts.get(placed.story.id) ?? leastAmount);
  return {
    blocks: (edition) => blocksOf(edition, templates, words, (placed) => shown(placed, edition.amounts)),
    views: (edition) =>
      placedStories(edition).map((placed) => ({
        storyId: placed.story.id,
        view: shown(placed, edition.amounts).view,
      })),
    bytes: (edition) => {
      const places = new Map(placedStories(edition).map((placed) => [placed.story.id, placed]));
      return (storyId, amount) => {
        const placed = places.get(storyId);
        return placed === undefined ? 0 : dialects[format].sizeOf(story(placed, amount).text);
      };
    },
    header: (edition) => templates.header(editionView(edition, words)),
  };
}

/** The words of a story. */
type Words = (story: Story) => StoryText;

function rememberText(options: TextOptions): Words {
  const texts = new Map<string, StoryText>();
  return (story) => {
    const text = texts.get(story.id) ?? textOfStory(story, options);
    texts.set(story.id, text);
    return text;
  };
}

interface Placed {
  readonly story: Story;
  readonly number: number;
  readonly top: boolean;
}

function placedStories({ digest }: Edition): readonly Placed[] {
  const placed: Placed[] = [];
  for (const { id, stories } of digest.sections) {
    for (const story of stories) placed.push({ story, number: placed.length + 1, top: id === 'top' });
  }
  return placed;
}

function blocksOf(
  edition: Edition,
  templates: CompiledTemplates,
  words: Words,
  show: (placed: Placed) => { readonly view: StoryView; readonly text: string },
): readonly Block[] {
  const { settings, sections } = edition.digest;
  const { format, language } = settings;
  const view = editionView(edition, words);
  const blocks: Block[] = [{ kind: 'text', text: templates.header(view), spaced: false }];
  const shown = placedStories(edition).map(show);
  let number = 0;
  for (const section of sections) {
    const title = safeText(section.title, format);
    const hasHeading = sections.length > 1 || section.id !== 'more';
    if (hasHeading) {
      blocks.push({ kind: 'heading', text: templates.section({ language, title }), spaced: true, section: section.id });
    }
    for (const [index, { id: storyId }] of section.stories.entries()) {
      const isLong = (at: number) => section.id === 'top' || shown[at]?.view.summary !== '';
      // A story of more than one line is set apart; plain text has no bytes to spare.
      const isApart = dialects[format].syntax !== 'plain' && (isLong(number) || isLong(number - 1));
      const spaced = index === 0 ? !hasHeading : isApart;
      blocks.push({ kind: 'story', text: shown[number]?.text ?? '', spaced, storyId, section: section.id });
      number++;
    }
  }
  if (view.stories > 0) {
    const lines = [templates.footer(view), edition.link === undefined ? '' : linkLine(edition.link, settings)];
    blocks.push({ kind: 'text', text: lines.filter((line) => line !== '').join('\n'), spaced: true });
  }
  return blocks.filter(({ text }) => text !== '');
}

/** One link to the edition's own page. */
function linkLine(link: string, { format, language }: DigestSettings): string {
  const words = language === 'en' ? 'All of it, and what was left out' : '看这一期和没选上的';
  const { syntax, link: linked } = dialects[format];
  if (syntax !== 'plain') return linked(words, safeUrl(link, format));
  return `${words}${language === 'en' ? ': ' : '：'}${safeUrl(link, format)}`;
}

function editionView({ digest, selected, backlog }: Edition, words: Words): EditionView {
  const { settings, slot, sections, coverage, late } = digest;
  const stories = sections.reduce((sum, section) => sum + section.stories.length, 0);
  return {
    language: settings.language,
    title: safeText(settings.title, settings.format),
    slot: slot.instant,
    stories,
    selected: Math.max(selected, stories),
    late,
    backlog: safeText(backlog ?? '', settings.format),
    thin: coverage.thin,
    feeds: coverage.feeds,
    feedsRead: coverage.feedsRead,
    hours: coverage.windowHours,
    items: coverage.items,
    translated: sections.flatMap((section) => section.stories).filter((story) => words(story).isTranslated).length,
  };
}

/** Titles of the sections that the program itself makes. */
export const ownSections: Readonly<Record<'top' | 'more', Phrase>> = {
  top: phrase('要闻', 'Top stories'),
  more: phrase('更多', 'More'),
};
