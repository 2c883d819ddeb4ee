import type { Block, Format, Language, Phrase } from '../model.ts';
import { cutBlock, type Fragment, headAtWord } from './cut-block.ts';
import { plainText } from './markup.ts';
import { dialects } from './text/dialects.ts';
import { escaped } from './text/safe-text.ts';

export interface SplitOptions {
  /** The longest message in the unit of its dialect, including its part mark; at least 128. */
  readonly limit: number;
  readonly language: Language;
  /** Which marks are markup. @default 'markdown' */
  readonly format?: Format;
}

export interface Split {
  readonly messages: readonly SplitMessage[];
  /** What could not be kept whole: links that lost their target, graphemes that were cut. */
  readonly reports: readonly Phrase[];
}

type Size = (text: string) => number;

interface SplitMessage {
  readonly content: string;
  readonly bytes: number;
  readonly storyIds: readonly string[];
}

const leastLimit = 128;
/** A repeated heading may take this share of a message. */
const headingShare = 4;

/**
 * Puts blocks into as few messages as possible, none larger than `limit`. Blocks that fit are never cut; larger ones
 * are cut at the best place (see `cutBlock`). Nothing is lost or reordered, and no message ends in a heading. A section
 * that continues repeats its heading with 续. Each of several messages ends its first line in "(2/5)".
 */
export function splitBlocks(blocks: readonly Block[], options: SplitOptions): Split {
  const { limit } = options;
  if (limit < leastLimit) throw new RangeError(`Expected limit of at least ${leastLimit}, got ${limit}`);
  const clean = blocks.map(normalised).filter(({ text }) => text !== '');
  const { sizeOf } = dialects[options.format ?? 'markdown'];
  const whole = wholeMessage(clean, sizeOf);
  if (whole === undefined || whole.bytes <= limit) return { messages: whole === undefined ? [] : [whole], reports: [] };
  // The width of "(k/n)" depends on n, and n on the width: find the least width that is enough.
  let digits = digitsOf(Math.ceil(whole.bytes / limit));
  let { split, width } = attempt(clean, options, digits);
  while (width > digits) ({ split, width } = attempt(clean, options, ++digits));
  while (width < digits) {
    const narrower = attempt(clean, options, --digits);
    if (narrower.width > digits) break;
    ({ split, width } = narrower);
  }
  return split;
}

/** Splits with room for part marks of `digits` digits; `width` is how many the result needs. */
function attempt(blocks: readonly Block[], options: SplitOptions, digits: number): { split: Split; width: number } {
  const { sizeOf } = dialects[options.format ?? 'markdown'];
  const reports: Phrase[] = [];
  const fragments = fragmentsOf(blocks, { ...options, digits, report: (what) => reports.push(what) });
  const ends = leastEnds(fragments, { limit: options.limit, digits, sizeOf });
  return { split: { messages: messagesOf(fragments, ends, sizeOf), reports }, width: digitsOf(ends.length) };
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

function wholeMessage(blocks: readonly Block[], sizeOf: Size): SplitMessage | undefined {
  if (blocks.length === 0) return undefined;
  const content = blocks.map((block, index) => (index === 0 ? '' : jointOf(block)) + block.text).join('');
  const storyIds = blocks.flatMap((block) => (block.kind === 'story' ? [block.storyId] : []));
  return { content, bytes: sizeOf(content), storyIds: [...new Set(storyIds)] };
}

function jointOf(block: Block): string {
  return block.spaced ? '\n\n' : '\n';
}

// ── From blocks to fragments that are small enough ──────────────────────────────────────────────────

/** A fragment, with what a message that begins or ends here needs. */
interface PlacedFragment extends Fragment {
  /** The repeated heading, for when a message begins here inside a section; else empty. */
  readonly lead: string;
  /** The end of a heading: something must follow in the same message. */
  readonly endsHeading: boolean;
  readonly storyId: string | undefined;
}

interface FragmentOptions extends SplitOptions {
  readonly digits: number;
  readonly report: (what: Phrase) => void;
}

function fragmentsOf(blocks: readonly Block[], options: FragmentOptions): readonly PlacedFragment[] {
  const { limit, language, digits, report } = options;
  const format = options.format ?? 'markdown';
  const { sizeOf } = dialects[format];
  const quarter = Math.floor(limit / headingShare);
  const leads = new Map<string, string>();
  const fragments: PlacedFragment[] = [];
  for (const [index, block] of blocks.entries()) {
    const isHeading = block.kind === 'heading';
    const lead = block.kind === 'story' ? (leads.get(block.section) ?? '') : '';
    const heading = headingAbove(fragments.at(-1), block, sizeOf);
    // A block right under its heading needs no repeated heading, however its message begins.
    const above = heading > 0 ? heading : sizeOf(lead);
    const room = limit - markBytes(digits, digits);
    const isWhole = sizeOf(block.text) <= (isHeading ? room / 2 : room - above);
    const roomOfEach = isHeading ? quarter : room - Math.max(heading, sizeOf(lead));
    const cut: readonly Fragment[] = isWhole
      ? [{ text: block.text, joint: '', open: '', close: '' }]
      : cutBlock(block.text, { room: roomOfEach, format, language, report });
    for (const [number, fragment] of cut.entries()) {
      const first = number === 0;
      fragments.push({
        ...fragment,
        joint: first ? (index === 0 ? '' : jointOf(block)) : fragment.joint,
        lead: first && heading > 0 ? '' : lead,
        endsHeading: isHeading && number === cut.length - 1,
        storyId: block.kind === 'story' ? block.storyId : undefined,
      });
    }
    if (isHeading) leads.set(block.section, `${repeatedHeading(block.text, { quarter, format, language })}\n`);
  }
  return fragments;
}

/** Bytes of the heading that must be in the same message, with what joins it to the block; 0 when there is none. */
function headingAbove(before: PlacedFragment | undefined, block: Block, sizeOf: Size): number {
  if (before?.endsHeading !== true) return 0;
  return sizeOf(before.open + before.text + before.close + jointOf(block));
}

/** The heading as repeated on a following message: with 续 inside its marks, at most a quarter of the limit. */
function repeatedHeading(
  text: string,
  { quarter, format, language }: { readonly quarter: number; readonly format: Format; readonly language: Language },
): string {
  const more = language === 'en' ? ' (continued)' : '（续）';
  const [line = ''] = text.split('\n');
  const { bold, sizeOf } = dialects[format];
  const [, inner = line, marks = ''] = closingMarks.exec(line) ?? [];
  const whole = inner + more + marks;
  // One unit is the newline after it.
  if (sizeOf(whole) < quarter) return whole;
  const isBold = line.startsWith(bold[0]) && line.endsWith(bold[1]);
  const [before, after] = isBold ? bold : ['', ''];
  const room = quarter - 1 - sizeOf(`${before}…${more}${after}`);
  return `${before}${escapedHead(plainText(line, format), room, format)}…${more}${after}`;
}

/** Marks of every dialect that can end a heading. */
const closingMarks = /^(.*?)((?:\*\*|(?<!\*)\*(?!\*)|】|<\/\w+>|\s)*)$/su;

/** The text was decoded; escaping it again may make it longer. */
function escapedHead(text: string, room: number, format: Format): string {
  const { sizeOf, syntax } = dialects[format];
  if (syntax !== 'html' && syntax !== 'mrkdwn') return headAtWord(text, room, sizeOf);
  let head = headAtWord(text, room, sizeOf);
  while (head !== '' && sizeOf(escaped(head, format)) > room) head = headAtWord(head, sizeOf(head) - 1, sizeOf);
  return escaped(head, format);
}

/** The length of " (k/n)", the same in every unit. */
function markBytes(digitsOfPart: number, digitsOfTotal: number): number {
  return ' (/)'.length + digitsOfPart + digitsOfTotal;
}

// ── The least number of messages ────────────────────────────────────────────────────────────────────

interface Packing {
  readonly limit: number;
  readonly digits: number;
  readonly sizeOf: Size;
}

/**
 * Indexes at which the messages end (exclusive), as few as possible: a breadth-first search over the places where a
 * message can end. Of several solutions, the one with the fullest first messages.
 */
function leastEnds(fragments: readonly PlacedFragment[], packing: Packing): readonly number[] {
  for (const mayEnd of [afterNoHeading, afterEmptySections, anywhere]) {
    const ends = searchEnds(fragments, packing, mayEnd);
    if (ends !== undefined) return ends;
  }
  throw new Error('Expected every fragment to fit into a message of its own');
}

type MayEnd = (fragments: readonly PlacedFragment[], end: number) => boolean;

const afterNoHeading: MayEnd = (fragments, end) => fragments[end - 1]?.endsHeading !== true || end === fragments.length;
/** A row of headings with nothing between them can be longer than a message. */
const afterEmptySections: MayEnd = (fragments, end) =>
  afterNoHeading(fragments, end) || fragments[end]?.endsHeading === true;
const anywhere: MayEnd = () => true;

function searchEnds(
  fragments: readonly PlacedFragment[],
  { limit, digits, sizeOf }: Packing,
  mayEnd: MayEnd,
): readonly number[] | undefined {
  const total = fragments.length;
  const sizes = measure(fragments, sizeOf);
  const cameFrom = new Int32Array(total + 1).fill(-1);
  /** Every end up to here has been tried; those that only a later start can reach are in `pending`. */
  let tried = 0;
  let pending: number[] = [];
  let starts = [0];
  for (let number = 1; starts.length > 0; number++) {
    const room = limit - markBytes(digitsOf(number), digits);
    const next: number[] = [];
    // Late starts first: an end reached from the latest start leaves the fullest messages before it.
    for (const start of starts) {
      const reach = sizes.reach(start, room);
      for (; tried < reach; tried++) if (mayEnd(fragments, tried + 1)) pending.push(tried + 1);
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
  /** Bytes of the message that holds the fragments from `start` up to `end` (exclusive), without its part mark. */
  message(start: number, end: number): number;
  /** The last `end` for which a message from `start` fits into `room`, not counting closing marks. */
  reach(start: number, room: number): number;
}

function measure(fragments: readonly PlacedFragment[], sizeOf: Size): Sizes {
  const joints = new Int32Array(fragments.length);
  const opening = new Int32Array(fragments.length);
  const closing = new Int32Array(fragments.length);
  /** Bytes of all fragments before the index, with their joints. */
  const before = new Float64Array(fragments.length + 1);
  for (const [index, { text, joint, lead, open, close }] of fragments.entries()) {
    joints[index] = sizeOf(joint);
    opening[index] = sizeOf(lead + open);
    closing[index] = sizeOf(close);
    before[index + 1] = (before[index] ?? 0) + (joints[index] ?? 0) + sizeOf(text);
  }
  const unclosed = (start: number, end: number) =>
    (opening[start] ?? 0) + (before[end] ?? 0) - (before[start] ?? 0) - (joints[start] ?? 0);
  return {
    message: (start, end) => unclosed(start, end) + (closing[end - 1] ?? 0),
    reach: (start, room) => {
      let low = start;
      let high = fragments.length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (unclosed(start, middle) <= room) low = middle;
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

// ── From fragments to messages ──────────────────────────────────────────────────────────────────────

function messagesOf(
  fragments: readonly PlacedFragment[],
  ends: readonly number[],
  sizeOf: Size,
): readonly SplitMessage[] {
  return ends.map((end, index) => {
    const inside = fragments.slice(ends[index - 1] ?? 0, end);
    const [first] = inside;
    const body = inside.map(({ text, joint }, at) => (at === 0 ? '' : joint) + text).join('');
    const content = marked(
      `${first?.lead ?? ''}${first?.open ?? ''}${body}${inside.at(-1)?.close ?? ''}`,
      index + 1,
      ends.length,
    );
    const storyIds = inside.flatMap(({ storyId }) => (storyId === undefined ? [] : [storyId]));
    return { content, bytes: sizeOf(content), storyIds: [...new Set(storyIds)] };
  });
}

/** The part mark ends the first line; a single message has none (losing a link can leave just one). */
function marked(content: string, number: number, total: number): string {
  if (total === 1) return content;
  const line = content.indexOf('\n');
  const end = line < 0 ? content.length : line;
  return `${content.slice(0, end)} (${number}/${total})${content.slice(end)}`;
}
