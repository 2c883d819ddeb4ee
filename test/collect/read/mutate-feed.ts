/** Damages documents the way networks, editors and attackers do. */
import type { SeededRandom } from '../../support/seeded-random.ts';

const fragments = [
  '<',
  '>',
  '&',
  '&#',
  '&#0;',
  '&#55357;',
  '&#x110000;',
  '&nbsp;',
  '&undefined;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<item>',
  '</item>',
  '<entry>',
  '<title>',
  '</title>',
  '<link/>',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '<?xml encoding="gbk"?>',
  '\u0000',
  '\u001b',
  '\ufffe',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '\\u0000',
  '\\ud83d',
  ' xml:base="//["',
  ' xmlns="x"',
  ' type="xhtml"',
  '__proto__',
  '0000-99-99T99:99:99Z',
  '中文',
  '<content type="application/octet-stream">',
  'http://[',
  'javascript:x',
] as const;

/** @param documents the mutant takes from one or two of these */
export function mutate(documents: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  const one = documents[random.integer(0, documents.length - 1)] ?? new Uint8Array();
  let bytes = one.slice(0, 200_000);
  const times = random.integer(1, 8);
  for (let time = 0; time < times; time += 1) bytes = mutateOnce(bytes, documents, random);
  return bytes;
}

function mutateOnce(
  bytes: Uint8Array,
  documents: readonly Uint8Array[],
  random: SeededRandom,
): Uint8Array<ArrayBuffer> {
  const at = random.integer(0, bytes.length);
  const end = Math.min(bytes.length, at + random.integer(1, 400));
  switch (random.integer(0, 6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return join(bytes.slice(0, at), bytes.slice(end));
    case 2:
      return join(bytes.slice(0, end), bytes.slice(at));
    case 3: {
      const flipped = bytes.slice();
      for (let index = at; index < Math.min(end, at + 4); index += 1) flipped[index] = random.integer(0, 255);
      return flipped;
    }
    case 4: {
      const other = documents[random.integer(0, documents.length - 1)] ?? bytes;
      return join(bytes.slice(0, at), other.slice(random.integer(0, other.length)));
    }
    default:
      return join(bytes.slice(0, at), new TextEncoder().encode(random.pick(fragments)), bytes.slice(at));
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
