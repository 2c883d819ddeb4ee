import type { Block, Format, Language, Phrase } from '../model.ts';
import { plainText } from './markup.ts';
import { cutBlock, headAtWord, type Piece, utf8Bytes } from './pieces.ts';

export interface SplitOptions {
  /** UTF-8 bytes that one message may have, its part mark included; at least 128. */
  readonly limitBytes: number;
  readonly language: Language;
  /** Which marks are markup. @default 'markdown' */
  readonly format?: Format;
}

export interface Split {
  readonly messages: readonly SplitMessage[];
  /** What could not be kept whole: links that lost their target, graphemes that were cut. */
  readonly reports: readonly Phrase[];
}

interface SplitMessage {
  readonly content: string;
  readonly bytes: number;
  readonly storyIds: readonly string[];
}

const leastLimitBytes = 128;
/** A repeated heading may take this share of a message. */
const headingShare = 4;

/**
 * Puts blocks into as few messages as possible, none larger than `limitBytes`. Blocks that fit are never cut; larger
 * ones are cut at the best place (see `cutBlock`). Nothing is lost or reordered, no heading stands last, a section
 * that goes on repeats its heading with 续, and each of several messages ends its first line in "(2/5)".
 */
export function splitBlocks(blocks: readonly Block[], options: SplitOptions): Split {
  const { limitBytes } = options;
  if (limitBytes < leastLimitBytes)
    throw new RangeError(`Expected limitBytes of at least ${leastLimitBytes}, got ${limitBytes}`);
  const clean = blocks.map(normalised).filter(({ text }) => text !== '');
  const whole = wholeMessage(clean);
  if (whole === undefined || whole.bytes <= limitBytes)
    return { messages: whole === undefined ? [] : [whole], reports: [] };
  // The width of "(k/n)" depends on n, and n on the width: the least width that is wide enough.
  let digits = digitsOf(Math.ceil(whole.bytes / limitBytes));
  let { split, width } = attempt(clean, options, digits);
  while (width > digits) ({ split, width } = attempt(clean, options, ++digits));
  while (width < digits) {
    const narrower = attempt(clean, options, --digits);
    if (narrower.width > digits) break;
    ({ split, width } = narrower);
  }
  return split;
}

/** Splits with room for part marks of so many digits; `width` is how many the result needs. */
function attempt(blocks: readonly Block[], options: SplitOptions, digits: number): { split: Split; width: number } {
  const reports: Phrase[] = [];
  const parts = partsOf(blocks, { ...options, digits, report: (what) => reports.push(what) });
  const ends = leastEnds(parts, { limitBytes: options.limitBytes, digits });
  return { split: { messages: messagesOf(parts, ends), reports }, width: digitsOf(ends.length) };
}

function digitsOf(count: number): number {
  return String(count).length;
}

function normalised(block: Block): Block {
  return {
    ...block,
    text: block.text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      .replace(/^\n+|\s+$/g, ''),
  };
}

function wholeMessage(blocks: readonly Block[]): SplitMessage | undefined {
  if (blocks.length === 0) return undefined;
  const content = blocks.map((block, index) => (index === 0 ? '' : jointOf(block)) + block.text).join('');
  const storyIds = blocks.flatMap((block) => (block.kind === 'story' ? [block.storyId] : []));
  return { content, bytes: utf8Bytes(content), storyIds: [...new Set(storyIds)] };
}

function jointOf(block: Block): string {
  return block.spaced ? '\n\n' : '\n';
}

// ── From blocks to parts that are small enough ──────────────────────────────────────────────────────

/** A piece, with what a message needs that begins or ends here. */
interface Part extends Piece {
  /** The repeated heading, when a message begins here and its section goes on; else empty. */
  readonly lead: string;
  /** The end of a heading: something must follow in the same message. */
  readonly endsHeading: boolean;
  readonly storyId: string | undefined;
}

interface PartOptions extends SplitOptions {
  readonly digits: number;
  readonly report: (what: Phrase) => void;
}

function partsOf(blocks: readonly Block[], options: PartOptions): readonly Part[] {
  const { limitBytes, language, digits, report } = options;
  const format = options.format ?? 'markdown';
  const quarter = Math.floor(limitBytes / headingShare);
  const leads = new Map<string, string>();
  const parts: Part[] = [];
  for (const [index, block] of blocks.entries()) {
    const isHeading = block.kind === 'heading';
    const lead = block.kind === 'story' ? (leads.get(block.section) ?? '') : '';
    const heading = headingAbove(parts.at(-1), block);
    // Right under its heading a block needs no repeated one, however its message begins.
    const above = heading > 0 ? heading : utf8Bytes(lead);
    const room = limitBytes - markBytes(digits, digits);
    const isWhole = utf8Bytes(block.text) <= (isHeading ? room / 2 : room - above);
    const roomBytes = isHeading ? quarter : room - Math.max(heading, utf8Bytes(lead));
    const pieces: readonly Piece[] = isWhole
      ? [{ text: block.text, joint: '', open: '', close: '' }]
      : cutBlock(block.text, { roomBytes, format, language, report });
    for (const [number, piece] of pieces.entries()) {
      const first = number === 0;
      parts.push({
        ...piece,
        joint: first ? (index === 0 ? '' : jointOf(block)) : piece.joint,
        lead: first && heading > 0 ? '' : lead,
        endsHeading: isHeading && number === pieces.length - 1,
        storyId: block.kind === 'story' ? block.storyId : undefined,
      });
    }
    if (isHeading) leads.set(block.section, `${repeatedHeading(block.text, { quarter, format, language })}\n`);
  }
  return parts;
}

/** Bytes of the heading that must stand in the same message, with what joins it to the block; 0 when there is none. */
function headingAbove(before: Part | undefined, block: Block): number {
  if (before?.endsHeading !== true) return 0;
  return utf8Bytes(before.open + before.text + before.close + jointOf(block));
}

/** The heading as it stands on a following message: with 续 inside its marks, at most a quarter of the limit. */
function repeatedHeading(
  text: string,
  { quarter, format, language }: { readonly quarter: number; readonly format: Format; readonly language: Language },
): string {
  const more = language === 'en' ? ' (continued)' : '（续）';
  const [line = ''] = text.split('\n');
  const [, inner = line, marks = ''] = /^(.*?)((?:\*\*|】|<\/font>|\s)*)$/su.exec(line) ?? [];
  const whole = inner + more + marks;
  // One byte is the newline behind it.
  if (utf8Bytes(whole) < quarter) return whole;
  const isBold = format !== 'text' && /^\*\*.*\*\*$/s.test(line);
  const [before, after] = isBold ? ['**', '**'] : ['', ''];
  const room = quarter - 1 - utf8Bytes(`${before}…${more}${after}`);
  return `${before}${headAtWord(plainText(line, format), room)}…${more}${after}`;
}

/** Bytes of " (k/n)". */
function markBytes(digitsOfPart: number, digitsOfTotal: number): number {
  return ' (/)'.length + digitsOfPart + digitsOfTotal;
}

// ── The least number of messages ────────────────────────────────────────────────────────────────────

interface Packing {
  readonly limitBytes: number;
  readonly digits: number;
}

/**
 * Indexes at which the messages end (exclusive), as few as possible: a breadth-first search over the places where a
 * message can end. Of several ways the one with the fullest first messages.
 */
function leastEnds(parts: readonly Part[], packing: Packing): readonly number[] {
  for (const mayEnd of [afterNoHeading, afterEmptySections, anywhere]) {
    const ends = searchEnds(parts, packing, mayEnd);
    if (ends !== undefined) return ends;
  }
  throw new Error('Expected every part to fit into a message of its own');
}

type MayEnd = (parts: readonly Part[], end: number) => boolean;

const afterNoHeading: MayEnd = (parts, end) => parts[end - 1]?.endsHeading !== true || end === parts.length;
/** A row of headings with nothing between them can be longer than a message. */
const afterEmptySections: MayEnd = (parts, end) => afterNoHeading(parts, end) || parts[end]?.endsHeading === true;
const anywhere: MayEnd = () => true;

function searchEnds(
  parts: readonly Part[],
  { limitBytes, digits }: Packing,
  mayEnd: MayEnd,
): readonly number[] | undefined {
  const total = parts.length;
  const sizes = measure(parts);
  const cameFrom = new Int32Array(total + 1).fill(-1);
  /** Every end up to here has been tried; those that only a later start can reach are in `pending`. */
  let tried = 0;
  let pending: number[] = [];
  let starts = [0];
  for (let number = 1; starts.length > 0; number++) {
    const room = limitBytes - markBytes(digitsOf(number), digits);
    const next: number[] = [];
    // Late starts first: a place reached from the latest start leaves the messages before it the fullest.
    for (const start of starts) {
      const reach = sizes.reach(start, room);
      for (; tried < reach; tried++) if (mayEnd(parts, tried + 1)) pending.push(tried + 1);
      pending = pending.filter((end) => {
        if (end <= start || end > reach || sizes.message(start, end) > room) return true;
        cameFrom[end] = start;
        next.push(end);
        return false;
      });
    }
    if (cameFrom[total] !== -1) return endsTo(total, cameFrom);
    starts = next.sort((a, b) => b - a);
  }
  return undefined;
}

interface Sizes {
  /** Bytes of the message that holds the parts from `start` up to `end` (exclusive), without its part mark. */
  message(start: number, end: number): number;
  /** The last `end` at which a message from `start` can be within `roomBytes`, closing marks not counted. */
  reach(start: number, roomBytes: number): number;
}

function measure(parts: readonly Part[]): Sizes {
  const joints = new Int32Array(parts.length);
  const opening = new Int32Array(parts.length);
  const closing = new Int32Array(parts.length);
  /** Bytes of all parts before the index, with their joints. */
  const before = new Float64Array(parts.length + 1);
  for (const [index, { text, joint, lead, open, close }] of parts.entries()) {
    joints[index] = utf8Bytes(joint);
    opening[index] = utf8Bytes(lead + open);
    closing[index] = utf8Bytes(close);
    before[index + 1] = (before[index] ?? 0) + (joints[index] ?? 0) + utf8Bytes(text);
  }
  const unclosed = (start: number, end: number) =>
    (opening[start] ?? 0) + (before[end] ?? 0) - (before[start] ?? 0) - (joints[start] ?? 0);
  return {
    message: (start, end) => unclosed(start, end) + (closing[end - 1] ?? 0),
    reach: (start, roomBytes) => {
      let low = start;
      let high = parts.length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (unclosed(start, middle) <= roomBytes) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

function endsTo(total: number, cameFrom: Int32Array): readonly number[] {
  const ends: number[] = [];
  for (let end = total; end > 0; end = cameFrom[end] ?? 0) ends.push(end);
  return ends.reverse();
}

// ── From parts to messages ──────────────────────────────────────────────────────────────────────────

function messagesOf(parts: readonly Part[], ends: readonly number[]): readonly SplitMessage[] {
  return ends.map((end, index) => {
    const inside = parts.slice(ends[index - 1] ?? 0, end);
    const [first] = inside;
    const body = inside.map(({ text, joint }, at) => (at === 0 ? '' : joint) + text).join('');
    const content = marked(
      `${first?.lead ?? ''}${first?.open ?? ''}${body}${inside.at(-1)?.close ?? ''}`,
      index + 1,
      ends.length,
    );
    const storyIds = inside.flatMap(({ storyId }) => (storyId === undefined ? [] : [storyId]));
    return { content, bytes: utf8Bytes(content), storyIds: [...new Set(storyIds)] };
  });
}

/** The part mark ends the first line; one message has none (a lost link can leave one of what was too much). */
function marked(content: string, number: number, total: number): string {
  if (total === 1) return content;
  const line = content.indexOf('\n');
  const end = line < 0 ? content.length : line;
  return `${content.slice(0, end)} (${number}/${total})${content.slice(end)}`;
}
