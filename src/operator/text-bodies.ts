import { splitText } from '../compose/split-text.ts';
import { escapedText } from '../compose/text/safe-text.ts';
import { bodiesFor, messageLimits } from '../deliver/rooms/rooms.ts';
import { mentionsOf, textPayload } from '../deliver/wecom.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import type { Language } from '../model.ts';

export interface TextOptions {
  /** The room's address; undefined when it is not set. */
  readonly address: string | undefined;
  readonly language: Language;
  /** Userids, mobile numbers or @all. Only WeCom robots can mention people. */
  readonly mention?: readonly string[];
}

/** Request bodies for a plain text of the program or its operator: one for WeCom, one or more for other rooms. */
export function textBodies(text: string, { address = '', language, mention = [] }: TextOptions): readonly string[] {
  const kind = roomKindOf(address);
  if (kind === 'wecom') {
    return [JSON.stringify(textPayload(text, mention.length === 0 ? undefined : mentionsOf(mention)))];
  }
  if (kind === 'webhook') {
    // Half of the limit: JSON escapes may double the length.
    const parts = splitText(text, { msgtype: 'text', limit: messageLimits.webhook / 2, language });
    return parts.flatMap((part) => bodiesFor(address, { msgtype: 'webhook', content: JSON.stringify({ text: part }) }));
  }
  const marked = text
    .split('\n')
    .map((line) => escapedText(line, kind))
    .join('\n');
  const parts = splitText(marked, { msgtype: kind, limit: messageLimits[kind], language });
  return parts.flatMap((content) => bodiesFor(address, { msgtype: kind, content }));
}
