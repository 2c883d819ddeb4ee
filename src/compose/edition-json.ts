import type { Digest, Message } from '../model.ts';
import type { StoryView } from './template-views.ts';
import { utf8Bytes } from './text/dialects.ts';

export interface JsonStory {
  readonly storyId: string;
  readonly view: StoryView;
  readonly section: string;
}

/**
 * The edition as JSON for programs, in as many messages as the limit requires. Text is plain, unescaped and on one
 * line. docs/rooms.md documents the fields.
 */
export function renderJson(
  stories: readonly JsonStory[],
  { digest, limit }: { readonly digest: Pick<Digest, 'settings' | 'slot'>; readonly limit: number },
): readonly Message[] {
  const { id, title, timezone, language } = digest.settings;
  const head = { id, title, slot: digest.slot.iso, timezone, language, stories: stories.length };
  // Room for the head and for the numbers of the parts.
  const room = limit - utf8Bytes(JSON.stringify({ digest: head, part: 999, parts: 999, stories: [] }));
  const parts = groupsWithin(stories, room);
  return parts.map((part, index) => {
    const rows = part.map(rowOf);
    const content = JSON.stringify({ digest: head, part: index + 1, parts: parts.length, stories: rows });
    const storyIds = part.map(({ storyId }) => storyId);
    return { msgtype: 'webhook', content, bytes: utf8Bytes(content), storyIds };
  });
}

/** In order, as many in each part as fit; an edition without stories is one part. */
function groupsWithin(stories: readonly JsonStory[], room: number): readonly (readonly JsonStory[])[] {
  const groups: JsonStory[][] = [[]];
  let used = 0;
  for (const story of stories) {
    const size = utf8Bytes(JSON.stringify(rowOf(story))) + 1;
    if (used + size > room && groups.at(-1)?.length !== 0) {
      groups.push([]);
      used = 0;
    }
    groups.at(-1)?.push(story);
    used += size;
  }
  return groups;
}

function rowOf({ view, section }: JsonStory) {
  const { number, top, title, url, summary, source, names, note, discussion, links, background, update } = view;
  return { number, section, top, title, url, summary, source, names, note, discussion, links, background, update };
}
