/**
 * A long feed in pieces that end after an entry, each decoded when it is read. The memory of short strings is used again,
 * while a string as long as the document needs new memory, which takes longer than decoding it.
 */
import type { Buffer } from 'node:buffer';
import { removeControls } from './plain-text.ts';

/** A text in parts. A string alone is not one: it would be read letter by letter. */
export type Pieces = object & Iterable<string>;

/** Shorter documents are decoded whole. At three bytes a character, every document that may be ordinary is. */
const longBytes = 100_000;
const pieceBytes = 24_000;

/** @returns undefined when the document is short or has no end tag of an entry */
export function piecesOf(utf8: Buffer): Pieces | undefined {
  if (utf8.length <= longBytes) return undefined;
  const endTag = ['</item>', '</entry>'].find((tag) => utf8.includes(tag));
  return endTag === undefined ? undefined : { [Symbol.iterator]: () => decodePieces(utf8, endTag) };
}

function* decodePieces(utf8: Buffer, endTag: string): Generator<string, undefined> {
  let start = 0;
  let searched = 0;
  let isInSection = false;
  for (let end = utf8.indexOf(endTag, pieceBytes); end !== -1; end = utf8.indexOf(endTag, end)) {
    end += endTag.length;
    const fresh = utf8.subarray(searched, end);
    searched = end;
    const [opened, closed] = [fresh.lastIndexOf('<![CDATA['), fresh.lastIndexOf(']]>')];
    if (opened !== closed) isInSection = opened > closed;
    // An end tag inside a CDATA section is text.
    if (isInSection) continue;
    yield removeControls(utf8.toString('utf8', start, end));
    start = end;
    end = Math.min(start + pieceBytes, utf8.length);
  }
  yield removeControls(utf8.toString('utf8', start));
}
