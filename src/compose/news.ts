import { cutText } from '../ground/cut-text.ts';
import type { Message, MessageLimits } from '../model.ts';
import type { StoryView } from './template-views.ts';
import { utf8Bytes } from './text/dialects.ts';
import { cutAtClause } from './text/title-text.ts';

/** One card of a `news` message, in WeCom's own words. */
interface Article {
  readonly title: string;
  readonly description: string;
  readonly url: string;
  readonly picurl?: string;
}

export interface NewsStory {
  readonly storyId: string;
  readonly view: StoryView;
  readonly pictureUrl: string | undefined;
}

/** Whether a story can be a card: its address must fit, or the whole message is refused. */
export function fitsNews({ url }: { readonly url: string }, limits: MessageLimits['news']): boolean {
  return utf8Bytes(url) <= limits.urlBytes;
}

/** Stories as cards, up to `limits.articles` a message. Long titles are cut at a clause; the server cuts anywhere. */
export function renderNews(stories: readonly NewsStory[], limits: MessageLimits['news']): readonly Message[] {
  const messages: Message[] = [];
  for (let start = 0; start < stories.length; start += limits.articles) {
    const group = stories.slice(start, start + limits.articles);
    const content = JSON.stringify(group.map((story) => articleOf(story, limits)));
    messages.push({
      msgtype: 'news',
      content,
      bytes: utf8Bytes(content),
      storyIds: group.map(({ storyId }) => storyId),
    });
  }
  return messages;
}

function articleOf({ view, pictureUrl }: NewsStory, limits: MessageLimits['news']): Article {
  const credits = [view.names.join(view.language === 'en' ? ', ' : '、'), view.note].filter((text) => text !== '');
  const description = [view.summary, credits.join(' · ')].filter((text) => text !== '').join('\n');
  const update = view.language === 'en' ? 'Update: ' : '更新：';
  return {
    title: cutAtClause(
      `${view.number}. ${view.update === null ? '' : update}${view.title}`,
      limits.titleBytes,
      'bytes',
    ),
    description: cutText(description, limits.descriptionBytes, 'bytes'),
    url: view.url,
    ...(pictureUrl !== undefined && utf8Bytes(pictureUrl) <= limits.urlBytes ? { picurl: pictureUrl } : {}),
  };
}
