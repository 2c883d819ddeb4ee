/** JSON where a feed should be: a JSON Feed, one that was cut, or an error body. */
import { readJsonFeed } from './json-feed.ts';
import { nameJson } from './non-feed.ts';
import type { ParsedDocument } from './parsed-feed.ts';

export function readJson(text: string, baseUrl: string, maxEntries: number): ParsedDocument {
  const whole = parseJson(text);
  const value = whole ?? parseJson(closeAfterLastItem(text) ?? '');
  if (value === undefined) return { kind: 'failed', failure: nameJson(text, undefined) };
  const feed = readJsonFeed(value, baseUrl, maxEntries);
  if (!feed) return { kind: 'failed', failure: nameJson(text, value) };
  if (whole !== undefined) return feed;
  const cut = {
    'zh-CN': `JSON 在中间中断，只保留了完整的 ${feed.entries.length} 条`,
    en: `the JSON ends in the middle; its ${feed.entries.length} whole entries are kept`,
  };
  return { ...feed, problems: [...feed.problems, cut] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A cut JSON Feed, closed behind the last whole element of its `items`. */
function closeAfterLastItem(text: string): string | undefined {
  const items = /"items?"\s{0,20}:\s{0,20}\[/.exec(text);
  if (!items) return undefined;
  let depth = 0;
  let end = items.index + items[0].length;
  for (const { bracket, at } of brackets(text, end)) {
    depth += isOpening(bracket) ? 1 : -1;
    if (depth < 0) break;
    if (bracket === '}' && depth === 0) end = at + 1;
  }
  return `${text.slice(0, end)}]${closers(text.slice(0, items.index))}`;
}

/** The brackets that are open at the end of this text, closed in order. */
function closers(text: string): string {
  const open: string[] = [];
  for (const { bracket } of brackets(text, 0)) {
    if (isOpening(bracket)) open.push(bracket === '{' ? '}' : ']');
    else open.pop();
  }
  return open.reverse().join('');
}

function isOpening(bracket: string): boolean {
  return bracket === '{' || bracket === '[';
}

/** The brackets outside strings, in one pass: what follows a quote that is never closed is all string. */
function* brackets(text: string, from: number): Generator<{ readonly bracket: string; readonly at: number }> {
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') inString = !inString;
    else if (inString && char === '\\') at += 1;
    else if (!inString && '[]{}'.includes(char)) yield { bracket: char, at };
  }
}
