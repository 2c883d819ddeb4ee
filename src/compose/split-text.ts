import type { Block, Format, Language } from '../model.ts';
import { splitBlocks } from './split.ts';
import { dialects } from './text/dialects.ts';

export interface SplitTextOptions {
  readonly msgtype: Exclude<Format, 'news' | 'webhook'>;
  readonly limit: number;
  readonly language: Language;
}

/** Splits a person's text like a digest: paragraphs stay whole, and headings stay with what follows them. */
export function splitText(text: string, { msgtype, limit, language }: SplitTextOptions): readonly string[] {
  const blocks = blocksOf(text, msgtype);
  return splitBlocks(blocks, { limit, language, format: msgtype }).messages.map(({ content }) => content);
}

function blocksOf(text: string, msgtype: Format): readonly Block[] {
  const blocks: Block[] = [];
  let section = '';
  const paragraphs = text.replace(/\r\n?/g, '\n').split(/(\n[ \t]*(?:\n[ \t]*)+)/);
  for (let i = 0; i < paragraphs.length; i += 2) {
    for (const [index, part] of partsOf(paragraphs[i] ?? '', msgtype).entries()) {
      const spaced = index === 0;
      if (isHeading(part, msgtype)) {
        section = String(blocks.length);
        blocks.push({ kind: 'heading', text: part, spaced, section });
      } else if (section === '') blocks.push({ kind: 'text', text: part, spaced });
      else blocks.push({ kind: 'story', text: part, spaced, storyId: '', section });
    }
  }
  return blocks;
}

/** A heading line and the text directly below it are two blocks. */
function partsOf(paragraph: string, msgtype: Format): readonly string[] {
  const [line = ''] = paragraph.split('\n');
  if (paragraph.trim() === '') return [];
  if (!isHeading(line, msgtype) || line === paragraph) return [paragraph];
  return [line, paragraph.slice(line.length + 1)];
}

function isHeading(text: string, msgtype: Format): boolean {
  return dialects[msgtype].syntax === 'markdown' && /^#{1,6} [^\n]+$/.test(text);
}
