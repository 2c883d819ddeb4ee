/** Computes small edits (splices) of YAML text that keep comments, order and style. */
import { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';

export interface Splice {
  readonly at: number;
  readonly drop: number;
  readonly insert: string;
}

export function spliced(text: string, { at, drop, insert }: Splice): string {
  return text.slice(0, at) + insert + text.slice(at + drop);
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/**
 * Replaces the plain value of a key, or adds the key after the first one with a plain value.
 * @param value YAML
 * @returns undefined when the style of the map allows no safe edit
 */
export function setValue(text: string, map: YAMLMap, key: string, value: string): Splice | undefined {
  const pair = pairOf(map, key);
  if (pair) {
    const [start, end] = rangeOf(text, pair.value) ?? [];
    return start === undefined || end === undefined ? undefined : { at: start, drop: end - start, insert: value };
  }
  const entry = `${quoteUnlessPlain(key)}: ${value}`;
  if (map.items.length === 0 && map.flow && map.range) {
    return { at: map.range[0], drop: map.range[1] - map.range[0], insert: `{ ${entry} }` };
  }
  const first = map.items.find((each) => isScalar(each.key) && isScalar(each.value));
  const keyStart = isScalar(first?.key) ? first.key.range?.[0] : undefined;
  const valueEnd = isScalar(first?.value) ? first.value.range?.[1] : undefined;
  if (keyStart === undefined || valueEnd === undefined) return undefined;
  if (map.flow) return { at: valueEnd, drop: 0, insert: `, ${entry}` };
  const indent = ' '.repeat(keyStart - lineStart(text, keyStart));
  return { at: lineEnd(text, valueEnd), drop: 0, insert: `${newline(text)}${indent}${entry}` };
}

/** The range of a plain value or a list; undefined for a list with comments inside, which would be lost. */
function rangeOf(text: string, node: unknown): readonly [number, number] | undefined {
  if (isScalar(node)) return node.range ? [node.range[0], node.range[1]] : undefined;
  if (!isSeq(node) || !node.range) return undefined;
  const last = node.items.at(-1);
  const end = node.flow ? node.range[1] : isScalar(last) ? last.range?.[1] : undefined;
  if (end === undefined || /(^|\s)#/.test(text.slice(node.range[0], end))) return undefined;
  return [node.range[0], end];
}

/** Removes a key with its value, but never the only key of a map. @returns undefined like `setValue` */
export function removeKey(text: string, map: YAMLMap, key: string): Splice | undefined {
  const pair = pairOf(map, key);
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const [, end] = rangeOf(text, pair?.value) ?? [];
  if (!pair || start === undefined || end === undefined || map.items.length === 1) return undefined;
  if (!map.flow) {
    // The first key of a list entry shares its line with the dash.
    return text.slice(lineStart(text, start), start).trim() === '' ? withoutLines(text, start, end) : undefined;
  }
  const index = map.items.indexOf(pair);
  const [before, after] = [map.items[index - 1], map.items[index + 1]];
  return withoutItem(start, end, {
    endBefore: before && rangeOf(text, before.value)?.[1],
    startAfter: isScalar(after?.key) ? after.key.range?.[0] : undefined,
  });
}

/** Removes whole lines. */
function withoutLines(text: string, start: number, end: number): Splice {
  const from = lineStart(text, start);
  const to = endOfBlock(text, end);
  return { at: from, drop: to + (text[to] === '\r' ? 2 : 1) - from, insert: '' };
}

/** Removes an item of a collection on one line, with the comma after it or before it. */
function withoutItem(
  start: number,
  end: number,
  { endBefore, startAfter }: { readonly endBefore: number | undefined; readonly startAfter: number | undefined },
): Splice {
  if (startAfter !== undefined) return { at: start, drop: startAfter - start, insert: '' };
  const from = endBefore ?? start;
  return { at: from, drop: end - from, insert: '' };
}

/** Adds an entry after the last one of a list, in its style. */
export function appendEntry(text: string, list: YAMLSeq, entry: object): Splice | undefined {
  const last = list.items.at(-1);
  if (!list.range) return undefined;
  if (last === undefined && list.flow) {
    return { at: list.range[0], drop: list.range[1] - list.range[0], insert: `[${yamlOf(entry)}]` };
  }
  if (!isMap(last) || !last.range) return undefined;
  if (list.flow) return { at: last.range[1], drop: 0, insert: `, ${yamlOf(entry)}` };
  const dashIndent = ' '.repeat(list.range[0] - lineStart(text, list.range[0]));
  const lines = last.flow ? [yamlOf(entry)] : Object.entries(entry).map(([key, value]) => `${key}: ${yamlOf(value)}`);
  const insert = lines
    .map((line, index) => `${newline(text)}${dashIndent}${index === 0 ? '- ' : '  '}${line}`)
    .join('');
  return { at: endOfBlock(text, last.range[1]), drop: 0, insert };
}

/** Removes an entry of a list and the comments on its lines; comments above it stay. */
export function removeEntry(text: string, list: YAMLSeq, index: number): Splice | undefined {
  const [before, entry, after] = [list.items[index - 1], list.items[index], list.items[index + 1]];
  if (!isMap(entry) || !entry.range) return undefined;
  const [start, end] = entry.range;
  if (!list.flow) return withoutLines(text, start, end);
  return withoutItem(start, end, {
    endBefore: isMap(before) ? before.range?.[1] : undefined,
    startAfter: isMap(after) ? after.range?.[0] : undefined,
  });
}

/** A value on one line. */
export function yamlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? quoteUnlessPlain(value) : String(value);
  const pairs = Object.entries(value).map(([key, part]) => `${quoteUnlessPlain(key)}: ${yamlOf(part)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** Replaces a collection by other YAML; undefined if comments inside it would be lost. */
export function replacedBy(text: string, node: unknown, yaml: string): Splice | undefined {
  if (!isMap(node) && !isSeq(node)) return undefined;
  const [from, to] = node.range ?? [0, 0];
  const content = text.slice(from, to).trimEnd();
  return /(^|\s)#/.test(content) ? undefined : { at: from, drop: content.length, insert: yaml };
}

/** Quotes a text unless YAML reads it as plain text in any case. YAML accepts JSON's quotes. */
function quoteUnlessPlain(value: string): string {
  const isPlain =
    /^[\p{L}][\p{L}\p{N} ._-]*(?<! )$/u.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : quoted(value);
}

export function quoted(value: string): string {
  return JSON.stringify(value);
}

export function newline(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the end of a line, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** The end of the last line of an entry; the parser's end may be after the line break. */
function endOfBlock(text: string, end: number): number {
  return text[end - 1] === '\n' ? end - (text[end - 2] === '\r' ? 2 : 1) : lineEnd(text, end);
}
