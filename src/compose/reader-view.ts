import { columnsOf } from '../ground/columns.ts';
import type { Message } from '../model.ts';
import { wordsOf } from './cut-block.ts';
import { plainText } from './markup.ts';
import { dialects } from './text/dialects.ts';

/** Indents a story's later lines under its title. */
const indent = '   ';

/**
 * A message as its reader sees it, for a terminal: marks are gone, a link is its title, the grey part of a line is set
 * apart, and lines wrap at `columns` (half-width columns, at least 20). No line break at the end.
 */
export function readerView(
  message: Pick<Message, 'msgtype' | 'content'>,
  { columns = 80 }: { readonly columns?: number } = {},
): string {
  const width = Math.max(20, columns);
  const lines = linesOf(message);
  return lines.flatMap(({ text, isBelow }) => wrapped(text, isBelow ? indent : '', width)).join('\n');
}

function linesOf(message: Pick<Message, 'msgtype' | 'content'>): readonly SeenLine[] {
  if (message.msgtype === 'news') return cardLines(message.content);
  if (message.msgtype !== 'webhook') return seenLines(message);
  const json = JSON.stringify(JSON.parse(message.content), undefined, 2);
  return json.split('\n').map((text) => ({ text, isBelow: false }));
}

interface SeenLine {
  readonly text: string;
  /** It belongs to the story above. */
  readonly isBelow: boolean;
}

function seenLines({ msgtype, content }: Pick<Message, 'msgtype' | 'content'>): readonly SeenLine[] {
  let inStory = false;
  return content.split('\n').map((line) => {
    const isFirst = /^\d+\. /.test(line);
    const isHeading = /^(?:\*\*|\*(?=\S)|<b>|【|#{1,6} )/.test(line);
    const isBelow = inStory && !isFirst && !isHeading && line !== '';
    inStory = isFirst || isBelow;
    const apart = isFirst ? line.replace(/(\]\([^()\s]*\)) (?=<font color="comment">(?!·))/, '$1　') : line;
    return {
      text: dialects[msgtype].syntax === 'plain' ? line : plainText(apart, msgtype).replace(/^#{1,6} /, ''),
      isBelow,
    };
  });
}

function cardLines(content: string): readonly SeenLine[] {
  const articles = JSON.parse(content) as readonly { readonly title: string; readonly description: string }[];
  return articles.flatMap(({ title, description }) => [
    { text: title, isBelow: false },
    ...description.split('\n').map((text) => ({ text, isBelow: true })),
  ]);
}

/** Lines of at most `width` columns; a word that is wider (an address) stays whole. */
function wrapped(text: string, before: string, width: number): readonly string[] {
  const lines: string[] = [];
  // A story's wrapped first line continues under its title.
  const hanging = /^\d+\. /.test(text) ? indent : before;
  let line = before;
  for (const word of wordsOf(text)) {
    if (columnsOf(line + word.trimEnd()) > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = hanging;
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}
