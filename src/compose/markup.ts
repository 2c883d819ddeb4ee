import type { Format } from '../model.ts';
import { dialects, type Syntax } from './text/dialects.ts';

/**
 * A piece of inline markup, as the splitter sees it: what may be cut, what may not, and what is a pair. Joining the
 * text of all tokens gives the source.
 */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  /** A link; `text` is its whole markup. */
  | { readonly kind: 'link'; readonly text: string; readonly label: string; readonly url: string }
  /** A bare address or a mention: never cut. */
  | { readonly kind: 'atom'; readonly text: string }
  /** One half of a pair; it may be closed and reopened at a cut. */
  | { readonly kind: 'open'; readonly text: string; readonly closer: string }
  | { readonly kind: 'close'; readonly text: string };

const address = /https?:\/\/[^\s<>"'`（）【】「」《》，。；、！？]+/;
const link = /!?\[((?:[^[\]\n]|\[[^[\]\n]*\])*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/;
const markdown = new RegExp(
  `${link.source}|<@[^>\\s]{1,64}>|<font color=(?:"(?:info|comment|warning)"|'grey')>|</font>|\\*\\*|\`[^\`\\n]+\`|${address.source}`,
  'g',
);
/** `<a>` before other tags; entities are never cut. */
const htmlMarks = new RegExp(
  `<a href="([^"\\n]*)">(.*?)</a>|</?(?:b|i|u|s|span|font|code|small)(?: [^<>]*)?>|&(?:amp|lt|gt|quot|#\\d+);|${address.source}`,
  'gs',
);
const mrkdwn = new RegExp(`<(https?://[^|<>\\s]+)\\|([^<>]*)>|\\*|&(?:amp|lt|gt);|${address.source}`, 'g');
const marks: Readonly<Record<Syntax, RegExp>> = {
  markdown,
  html: htmlMarks,
  mrkdwn,
  plain: new RegExp(address.source, 'g'),
};

/** Reads the markup of one block. A mark without a partner is plain text. */
export function tokensOf(source: string, format: Format): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  const { syntax } = dialects[format];
  for (const match of source.matchAll(marks[syntax])) {
    if (match.index > end) tokens.push({ kind: 'text', text: source.slice(end, match.index) });
    end = match.index + match[0].length;
    tokens.push(...tokenOf(match, source[end], syntax));
  }
  if (end < source.length) tokens.push({ kind: 'text', text: source.slice(end) });
  return paired(tokens);
}

/** The tokens without their marks: what a reader sees. */
export function plainText(source: string, format: Format): string {
  const text = tokensOf(source, format)
    .map((token) => {
      if (token.kind === 'link') return token.label;
      return token.kind === 'open' || token.kind === 'close' ? '' : token.text;
    })
    .join('');
  return decoded(text, format);
}

/** The text of a token as a reader sees it: the entities of its dialect, if any, are decoded. */
export function decoded(text: string, format: Format): string {
  const { syntax } = dialects[format];
  return syntax === 'html' || syntax === 'mrkdwn' ? decodedOnce(text) : text;
}

const characters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function decodedOnce(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => characters[entity] ?? entity);
}

function tokenOf(match: RegExpExecArray, next: string | undefined, syntax: Syntax): readonly Token[] {
  const [text, first, second] = match;
  const [label, url] = syntax === 'markdown' ? [first, second] : [second, first];
  if (label !== undefined && url !== undefined) return [{ kind: 'link', text, label, url }];
  if (text.startsWith('</')) return [{ kind: 'close', text }];
  const tag = /^<([a-z]+)[ >]/.exec(text)?.[1];
  if (tag !== undefined) return [{ kind: 'open', text, closer: `</${tag}>` }];
  if (text === '**' || text === '*')
    return [next === undefined || /\s/.test(next) ? { kind: 'close', text } : { kind: 'open', text, closer: text }];
  if (text.startsWith('`')) {
    return [
      { kind: 'open', text: '`', closer: '`' },
      { kind: 'text', text: text.slice(1, -1) },
      { kind: 'close', text: '`' },
    ];
  }
  return [{ kind: 'atom', text }];
}

/** Pairs the marks; a mark without a partner becomes text, and so does a second opening of an open mark. */
function paired(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = [];
  const openAt = new Map<string, number>();
  for (const token of tokens) {
    if (token.kind !== 'open' && token.kind !== 'close') {
      result.push(token);
      continue;
    }
    const closer = token.kind === 'open' ? token.closer : token.text;
    const opened = openAt.get(closer);
    const closes = token.kind === 'close' || token.text === closer;
    if (opened !== undefined && closes && !endsInSpace(result)) {
      openAt.delete(closer);
      result.push({ kind: 'close', text: token.text });
    } else if (opened === undefined && token.kind === 'open') {
      openAt.set(closer, result.length);
      result.push(token);
    } else {
      result.push({ kind: 'text', text: token.text });
    }
  }
  for (const index of openAt.values()) result[index] = { kind: 'text', text: result[index]?.text ?? '' };
  return joined(result);
}

function endsInSpace(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  return last?.kind === 'text' && /\s$/.test(last.text);
}

function joined(tokens: readonly Token[]): readonly Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const last = result.at(-1);
    if (token.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { kind: 'text', text: last.text + token.text };
    else result.push(token);
  }
  return result;
}
