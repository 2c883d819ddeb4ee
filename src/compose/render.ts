import type { Block, Digest, DigestSettings, Feed, Language, Templates } from '../model.ts';
import { namesOfFeeds, viewStory } from './story-view.ts';
import type { EditionView, StoryView } from './template-views.ts';
import { type CompiledTemplates, compileTemplates } from './templates.ts';
import { safeText } from './text/safe-text.ts';

/** An edition as it is to be shown: the digest, and what only its first and last lines tell. */
export interface Edition {
  readonly digest: Pick<Digest, 'settings' | 'slot' | 'sections' | 'coverage' | 'late'>;
  /** How many stories were selected before the limit of bytes cut some off. */
  readonly selected: number;
  /** "春节 9 天": said in the first line when the edition covers more than its usual time. */
  readonly backlog?: string | undefined;
}

export interface DigestRenderer {
  /** The edition as blocks, for the splitter. */
  blocks(edition: Edition): readonly Block[];
  /** The stories in reading order, numbered through, as the templates see them. */
  views(edition: Edition): readonly { readonly storyId: string; readonly view: StoryView }[];
  /** The first line alone. */
  header(edition: Edition): string;
}

/** Renders editions of one digest. A story that was rendered before, in the same place, is not rendered again. */
export function createDigestRenderer(input: {
  readonly settings: DigestSettings;
  readonly feeds: readonly Feed[];
  readonly templates: Templates;
}): DigestRenderer {
  const { settings, feeds } = input;
  const { format, language, timezone } = settings;
  // News has no templates: its first line, on an empty day, is sent as text.
  const templates = compileTemplates(input.templates[format === 'news' ? 'text' : format], { language, timezone });
  const options = { format, language, feedNames: namesOfFeeds(feeds) };
  const rendered = new Map<string, { readonly view: StoryView; readonly text: string }>();
  const story = (placed: Placed) => {
    const key = `${placed.number} ${placed.top} ${placed.story.id}`;
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const view = viewStory(placed.story, placed, options);
    const fresh = { view, text: format === 'news' ? '' : templates.story(view) };
    rendered.set(key, fresh);
    return fresh;
  };
  return {
    blocks: (edition) => blocksOf(edition, templates, (placed) => story(placed).text),
    views: (edition) =>
      placedStories(edition).map((placed) => ({ storyId: placed.story.id, view: story(placed).view })),
    header: (edition) => templates.header(editionView(edition)),
  };
}

type DigestStory = Digest['sections'][number]['stories'][number];

interface Placed {
  readonly story: DigestStory;
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
  textOf: (placed: Placed) => string,
): readonly Block[] {
  const { settings, sections } = edition.digest;
  const { format, language } = settings;
  const view = editionView(edition);
  const blocks: Block[] = [{ kind: 'text', text: templates.header(view), spaced: false }];
  const texts = placedStories(edition).map(textOf);
  let number = 0;
  for (const section of sections) {
    const title = safeText(section.title, format);
    const hasHeading = sections.length > 1 || section.id !== 'more';
    if (hasHeading) {
      blocks.push({ kind: 'heading', text: templates.section({ language, title }), spaced: true, section: section.id });
    }
    for (const [index, { id: storyId }] of section.stories.entries()) {
      // 要闻 has room to breathe, where a story is more than a line; text has none to give away.
      const spaced = index === 0 ? !hasHeading : section.id === 'top' && format !== 'text';
      blocks.push({ kind: 'story', text: texts[number] ?? '', spaced, storyId, section: section.id });
      number++;
    }
  }
  if (view.stories > 0) blocks.push({ kind: 'text', text: templates.footer(view), spaced: true });
  return blocks.filter(({ text }) => text !== '');
}

function editionView({ digest, selected, backlog }: Edition): EditionView {
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
  };
}

/** Titles of the sections that the program itself makes. */
export const ownSections: Readonly<Record<'top' | 'more', Readonly<Record<Language, string>>>> = {
  top: { 'zh-CN': '要闻', en: 'Top stories' },
  more: { 'zh-CN': '更多', en: 'More' },
};
