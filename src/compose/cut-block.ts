import { phrase } from '../ground/phrase.ts';
import type { Format, Language, Phrase } from '../model.ts';
import { type Token, tokensOf } from './markup.ts';
import { type Dialect, dialects, utf8Bytes } from './text/dialects.ts';

/** A part that the splitter never cuts again: a whole block, or a fragment of a block larger than a message. */
export interface Fragment {
  readonly text: string;
  /** The text between it and the fragment before, unless a message begins here. */
  readonly joint: string;
  /** Marks open at its start and closers at its end, printed only when a message begins or ends here. */
  readonly open: string;
  readonly close: string;
}

export interface CutOptions {
  /** The longest fragment in the unit of its dialect, including its reopened and closed marks. */
  readonly room: number;
  readonly format: Format;
  readonly language: Language;
  /** Called for each exception: a link that lost its target, a grapheme that was cut. */
  readonly report: (what: Phrase) => void;
}

/** Where a text may be cut, from the best place to the worst. */
const levels = ['line', 'sentence', 'word', 'grapheme'] as const;
type Level = (typeof levels)[number];

/**
 * Cuts a block larger than `room` between lines. A line that is still too large is cut between sentences, a sentence
 * between words, and a word between graphemes. Links, addresses and mentions are never cut inside.
 */
export function cutBlock(text: string, options: CutOptions): readonly Fragment[] {
  const cutter = new Cutter(options);
  cutter.cut(tokensOf(text, options.format), 0);
  return cutter.fragments;
}

class Cutter {
  readonly fragments: Fragment[] = [];
  readonly #options: CutOptions;
  readonly #dialect: Dialect;
  /** Marks that are open at the end of the last fragment. */
  readonly #open: { readonly text: string; readonly closer: string }[] = [];
  #joint = '';

  constructor(options: CutOptions) {
    this.#options = options;
    this.#dialect = dialects[options.format];
  }

  cut(tokens: readonly Token[], depth: number): void {
    const level = levels[depth] ?? 'grapheme';
    for (const group of groupsOf(tokens, level)) {
      if (this.#fits(group)) this.#push(group);
      else if (depth + 1 < levels.length) this.cut(group, depth + 1);
      else this.#shrink(group);
    }
  }

  #fits(group: readonly Token[]): boolean {
    return this.#overhead(group) + this.#sizeOfAll(group) <= this.#options.room;
  }

  #sizeOf(text: string): number {
    return this.#dialect.sizeOf(text);
  }

  #sizeOfAll(group: readonly Token[]): number {
    let size = 0;
    for (const { text } of group) size += this.#sizeOf(text);
    return size;
  }

  /** The largest size of the marks reopened before the group and closed after it. */
  #overhead(group: readonly Token[]): number {
    let bytes = 0;
    for (const { text, closer } of this.#open) bytes += this.#sizeOf(text + closer);
    for (const token of group) if (token.kind === 'open') bytes += this.#sizeOf(token.closer);
    return bytes;
  }

  #push(group: readonly Token[]): void {
    const open = this.#open.map(({ text }) => text).join('');
    for (const token of group) {
      if (token.kind === 'open') this.#open.push(token);
      if (token.kind === 'close')
        this.#open.splice(
          this.#open.findLastIndex(({ closer }) => closer === token.text),
          1,
        );
    }
    const whole = group.map(({ text }) => text).join('');
    const text = whole.trimEnd();
    if (text === '') {
      this.#joint += whole;
      return;
    }
    const close = this.#open
      .map(({ closer }) => closer)
      .toReversed()
      .join('');
    this.fragments.push({ text, joint: this.#joint, open, close });
    this.#joint = whole.slice(text.length);
  }

  /** A group that is too large and has no place to cut: one link, one address, one grapheme. */
  #shrink(group: readonly Token[]): void {
    const index = group.findIndex(({ kind }) => kind === 'link' || kind === 'atom' || kind === 'text');
    const token = group[index];
    if (token?.kind === 'link')
      this.cut([...group.slice(0, index), ...this.#shorterLink(token, group), ...group.slice(index + 1)], 2);
    else if (token?.kind === 'atom')
      this.cut([...group.slice(0, index), this.#lostTarget(token.text), ...group.slice(index + 1)], 2);
    else this.#cutGrapheme(group);
  }

  /** The link keeps as much of its label as fits; the rest of the label follows as text. */
  #shorterLink(token: Token & { kind: 'link' }, group: readonly Token[]): readonly Token[] {
    const label = tokensOf(token.label, this.#options.format).filter(({ kind }) => kind !== 'link');
    const first = label.findIndex(({ kind, text }) => kind === 'text' && text.trim() !== '');
    const text = label[first]?.text ?? '';
    const beside = this.#overhead([...group, ...label]) + this.#sizeOfAll(group) - this.#sizeOf(token.text);
    const room = this.#options.room - beside - this.#sizeOf(this.#dialect.link('', token.url));
    const head = headAtWord(text, room, this.#dialect.sizeOf);
    if (head === '') return [...label, this.#lostTarget(token.url)];
    const rest: Token[] = head === text ? [] : [{ kind: 'text', text: text.slice(head.length) }];
    return [
      ...label.slice(0, first),
      { kind: 'link', text: this.#dialect.link(head, token.url), label: head, url: token.url },
      ...rest,
      ...label.slice(first + 1),
    ];
  }

  #lostTarget(url: string): Token {
    const bytes = utf8Bytes(url);
    this.#options.report(
      phrase(`链接过长（${bytes} 字节），已去掉地址`, `a link was too long (${bytes} bytes) and lost its target`),
    );
    return { kind: 'text', text: this.#options.language === 'en' ? ' (link too long)' : '（链接过长）' };
  }

  #cutGrapheme(group: readonly Token[]): void {
    this.#options.report(phrase('一个字符大于整条消息，已拆开', 'a grapheme was larger than a message and was cut'));
    const room = this.#options.room - this.#overhead(group);
    let part: Token[] = [];
    let bytes = 0;
    for (const token of group) {
      const units = token.kind === 'text' ? Array.from(token.text, (text): Token => ({ kind: 'text', text })) : [token];
      for (const unit of units) {
        bytes += this.#sizeOf(unit.text);
        if (bytes > room && part.length > 0) {
          this.#push(part);
          part = [];
          bytes = this.#sizeOf(unit.text);
        }
        part.push(unit);
      }
    }
    if (part.length > 0) this.#push(part);
  }
}

/** Groups of tokens between which this level may cut. An opening mark goes with what follows it. */
function groupsOf(tokens: readonly Token[], level: Level): readonly (readonly Token[])[] {
  const groups: Token[][] = [];
  let group: Token[] = [];
  const end = () => {
    if (group.length > 0) groups.push(group);
    group = [];
  };
  const standsAlone = level === 'word' || level === 'grapheme';
  for (const token of tokens) {
    if (token.kind === 'text') {
      let text = token.text;
      const extension = group.length === 0 ? (extending.exec(text)?.[0] ?? '') : '';
      if (extension !== '' && groups.length > 0) {
        groups.at(-1)?.push({ kind: 'text', text: extension });
        text = text.slice(extension.length);
      }
      const parts = partsOf(text, level);
      for (const [index, part] of parts.entries()) {
        group.push({ kind: 'text', text: part });
        if (index < parts.length - 1 || endsAt(part, level)) end();
      }
    } else if (token.kind === 'close' && group.length === 0 && groups.length > 0) {
      groups.at(-1)?.push(token);
    } else if (standsAlone && (token.kind === 'link' || token.kind === 'atom')) {
      if (group.some(({ kind }) => kind !== 'open')) {
        const marks = trailingOpeners(group);
        end();
        group = marks;
      }
      group.push(token);
      end();
    } else {
      group.push(token);
    }
  }
  end();
  return groups;
}

/** Takes the opening marks off the end of a group: they belong to what follows. */
function trailingOpeners(group: Token[]): Token[] {
  const last = group.findLastIndex(({ kind }) => kind !== 'open');
  return group.splice(last + 1);
}

/** Characters that continue the grapheme before them. */
const extend = '\\p{Grapheme_Extend}\\p{M}\\p{Emoji_Modifier}\\u200d';
const extending = new RegExp(`^[${extend}]+`, 'u');
/** Characters that belong to the grapheme after them (the Prepend class of Unicode). */
const prepend =
  '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u0d4e\\u{110bd}\\u{110cd}\\u{111c2}\\u{111c3}\\u{1193f}\\u{11941}\\u{11a3a}\\u{11a84}-\\u{11a89}\\u{11d46}\\u{11f02}';
const ideograph = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}';
const closing = '。，、；：！？）】》」』”’…—～,.;:!?)\\]}%';
const opening = '（【《「『“‘(\\[{';

const lineEnd = /\n+/g;
const sentenceEnd = new RegExp(
  `(?:[。！？；…]+[”’」』）】》"')\\]]*[ \\t]*|[.!?;]+["')\\]]*[ \\t]+)(?![${extend}])`,
  'gu',
);
const wordEnd = new RegExp(
  `(?<=[ \\t\\u3000])(?=[^ \\t\\u3000${extend}])|(?<=[${ideograph}。，、；：！？）】》」』”’…])(?=[^${closing}${extend}\\s])|(?<=[^${opening}${prepend}\\s])(?=[${ideograph}（【《「『“‘])`,
  'gu',
);

const hasWordEnd = new RegExp(`[ \\t\\u3000${ideograph}（【《「『“‘。，、；：！？）】》」』”’…]`, 'u');

/** The parts of a text between which this level may cut. */
function partsOf(text: string, level: Level): readonly string[] {
  if (text === '') return [];
  if (level === 'grapheme') return graphemesOf(text);
  if (level === 'word') return wordsOf(text);
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(level === 'line' ? lineEnd : sentenceEnd)) {
    const end = match.index + match[0].length;
    parts.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

/** Splits a text where a line may break: at spaces and beside 汉字, but not between 汉字 and their punctuation. */
export function wordsOf(text: string): readonly string[] {
  return hasWordEnd.test(text) ? text.split(wordEnd) : [text];
}

/** Whether a cut may follow this last part of a text token, whatever comes after it. */
function endsAt(part: string, level: Level): boolean {
  if (level === 'line') return part.endsWith('\n');
  if (level === 'sentence') return /(?:[。！？；…][”’」』）】》"')\]]*|[ \t])$/u.test(part);
  return level === 'grapheme' || /\s$/.test(part);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Characters that are one grapheme each beside any other of this class. */
const plain = /^[\x20-\x7e\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*$/;

function graphemesOf(text: string): readonly string[] {
  if (plain.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The longest beginning that fits, cut at a word if that keeps at least half of it, else at a grapheme. */
export function headAtWord(text: string, max: number, sizeOf: Dialect['sizeOf']): string {
  const byGraphemes = headThatFits(text, max, sizeOf);
  if (byGraphemes === text) return text;
  let byWords = '';
  for (const word of wordsOf(text)) {
    if (byWords.length + word.length > byGraphemes.length) break;
    byWords += word;
  }
  return byWords.trimEnd().length * 2 >= byGraphemes.length ? byWords.trimEnd() : byGraphemes;
}

function headThatFits(text: string, max: number, sizeOf: Dialect['sizeOf']): string {
  let size = 0;
  let end = 0;
  for (const grapheme of graphemesOf(text)) {
    size += sizeOf(grapheme);
    if (size > max) break;
    end += grapheme.length;
  }
  return text.slice(0, end);
}
