/** JSON where a feed should be: a JSON Feed, one that was cut, or an error body. */
import { parseJson } from '../../ground/parse-json.ts';
import { phrase } from '../../ground/phrase.ts';
import { type Bound, beyondBounds } from './bounds.ts';
import { readJsonFeed } from './json-feed.ts';
import { readJsonList } from './json-lists.ts';
import { jsonMarks } from './json-marks.ts';
import { nameJson } from './non-feed.ts';
import type { ParsedDocument } from './parsed-feed.ts';

/** Deeper JSON is not a feed. */
const maxDepth = 100;
/** Several times the members and elements of a JSON Feed with 10,000 items. */
const maxElements = 500_000;

export function readJson(text: string, baseUrl: string, maxEntries: number): ParsedDocument {
  const bound = boundOf(text);
  if (bound) return { kind: 'failed', failure: beyondBounds(bound) };
  const whole = parseJson(text);
  const value = whole ?? parseJson(closeAfterLastItem(text) ?? '');
  if (value === undefined) return { kind: 'failed', failure: nameJson(text, undefined) };
  const feed = readJsonList(value, maxEntries) ?? readJsonFeed(value, baseUrl, maxEntries);
  if (!feed) return { kind: 'failed', failure: nameJson(text, value) };
  if (whole !== undefined) return feed;
  const cut = phrase(
    `JSON 在中间中断，只保留了完整的 ${feed.entries.length} 条`,
    `the JSON ends in the middle; its ${feed.entries.length} whole entries are kept`,
  );
  return { ...feed, problems: [...feed.problems, cut] };
}

/** Counts depth and elements outside strings, before any object is built. */
function boundOf(text: string): Bound | undefined {
  let elements = 0;
  for (const { depth } of jsonMarks(text)) {
    elements += 1;
    if (depth > maxDepth) return 'too-deep';
    if (elements > maxElements) return 'too-many-elements';
  }
  return undefined;
}

/** A cut JSON Feed, closed after the last whole element of its `items`. */
function closeAfterLastItem(text: string): string | undefined {
  const items = /"items?"\s{0,20}:\s{0,20}\[/.exec(text);
  if (!items) return undefined;
  let end = items.index + items[0].length;
  for (const { mark, at, depth } of jsonMarks(text, end)) {
    if (depth < 0) break;
    if (mark === '}' && depth === 0) end = at + 1;
  }
  return `${text.slice(0, end)}]${closers(text.slice(0, items.index))}`;
}

/** The closing brackets for those that are open at the end of this text, in order. */
function closers(text: string): string {
  const open: string[] = [];
  for (const { mark } of jsonMarks(text)) {
    if (mark === '{' || mark === '[') open.push(mark === '{' ? '}' : ']');
    else if (mark !== ',') open.pop();
  }
  return open.reverse().join('');
}
