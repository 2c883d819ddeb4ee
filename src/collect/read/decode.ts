/**
 * Decodes bytes to text. Four things indicate the encoding of a feed, and they often disagree. The most reliable comes
 * first: byte-order mark, valid UTF-8, the charset of HTTP, the XML declaration.
 */

import { Buffer, isUtf8 } from 'node:buffer';
import { phrase } from '../../ground/phrase.ts';
import type { Phrase } from '../../model.ts';
import { type Pieces, piecesOf } from './document-pieces.ts';
import { guessEncoding } from './guess-encoding.ts';
import { removeControls } from './plain-text.ts';

export interface DecodedText {
  /** Without byte-order mark, control characters or lone surrogates. Of a long feed it is made at each access. */
  readonly text: string;
  /** The same text; of a long feed in pieces that end after an entry, each made when it is read. */
  readonly pieces: Pieces;
  /** As TextDecoder names it, or utf-32le / utf-32be. */
  readonly encoding: string;
  readonly problems: readonly Phrase[];
}

/** @param contentType the HTTP header, as it came */
export function decode(bytes: Uint8Array, contentType: string | undefined): DecodedText {
  const wide = wideEncoding(bytes);
  if (wide) return finish(decodeWide(bytes, wide), wide, []);
  const declared = () => declaredEncodings(bytes, contentType);
  // ISO-2022 uses only ASCII bytes, so it is valid UTF-8 as well; only the declaration tells them apart.
  const isEscaped = bytes.includes(0x1b) && declared().includes('iso-2022-jp');
  if (!isUtf8(bytes) || isEscaped) return decodeLegacy(bytes, declared());
  const utf8 = bufferOf(bytes);
  const pieces = piecesOf(utf8);
  if (!pieces) return finish(utf8.toString('utf8'), 'utf-8', []);
  return {
    pieces,
    get text() {
      return [...pieces].join('');
    },
    encoding: 'utf-8',
    problems: [],
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** UTF-16 and UTF-32 by byte-order mark, else by the position of the zero bytes in ASCII characters. */
function wideEncoding(bytes: Uint8Array): WideEncoding | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0) return (c === 0xfe && d === 0xff) || (c === 0 && d !== 0) ? 'utf-32be' : undefined;
  if (a && b === 0 && c === 0 && d === 0) return 'utf-32le';
  if (a && b === 0 && c && d === 0) return 'utf-16le';
  if (a === 0 && b && c === 0 && d) return 'utf-16be';
  return undefined;
}

function decodeWide(bytes: Uint8Array, encoding: WideEncoding): string {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new TextDecoder(encoding).decode(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, encoding === 'utf-32le');
    if (code <= 0x10ffff) parts.push(String.fromCodePoint(code));
  }
  return parts.join('');
}

/** HTTP first, then the document. */
function declaredEncodings(bytes: Uint8Array, contentType: string | undefined): readonly string[] {
  const head = bufferOf(bytes.subarray(0, 4096)).toString('latin1');
  const http = /charset\s{0,9}[=:]\s{0,9}["']?\s{0,9}([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  const xml = /<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]+)/i.exec(head)?.[1];
  const html = /<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]+)/i.exec(head)?.[1];
  const httpEncoding = encodingOf(http);
  const xmlEncoding = encodingOf(xml ?? html);
  // Servers often declare ISO-8859-1 (or ASCII) for everything: a multi-byte encoding of the document is tried first.
  const guessed = httpEncoding === 'windows-1252' && xmlEncoding !== undefined && multiByte.has(xmlEncoding);
  const order = guessed ? [xmlEncoding, httpEncoding] : [httpEncoding, xmlEncoding];
  return order.filter((encoding) => encoding !== undefined);
}

const multiByte = new Set(['gbk', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'iso-2022-jp']);

/** Names that feeds use and that the WHATWG's list (https://encoding.spec.whatwg.org/#names-and-labels) lacks. */
const aliases: Readonly<Record<string, string>> = {
  cp936: 'gb18030',
  ms936: 'gb18030',
  'windows-936': 'gb18030',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  cp932: 'shift_jis',
  'windows-932': 'shift_jis',
  cp950: 'big5',
  'windows-950': 'big5',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  ansi: 'windows-1252',
};

function encodingOf(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  const name = label.toLowerCase();
  try {
    return new TextDecoder(aliases[name] ?? name).encoding;
  } catch {
    return undefined;
  }
}

/** The bytes are not UTF-8: the first declared encoding in which they are valid counts, else a guess. */
function decodeLegacy(bytes: Uint8Array, declared: readonly string[]): DecodedText {
  for (const encoding of declared) {
    if (encoding.startsWith('utf')) continue;
    // GB18030 is a superset of GB2312 and GBK, and pages that declare gb2312 often need more.
    const text = decodeStrictly(bytes, encoding === 'gbk' ? 'gb18030' : encoding);
    if (text !== undefined) return finish(text, encoding, []);
  }
  const lossy = new TextDecoder('utf-8').decode(bytes);
  if (isMostlyUtf8(lossy)) return finish(lossy, 'utf-8', [brokenBytes('UTF-8')]);
  const named = declared.find((encoding) => !encoding.startsWith('utf'));
  if (named) return finish(new TextDecoder(named).decode(bytes), named, [brokenBytes(named)]);
  const guess = guessEncoding(bytes);
  return finish(new TextDecoder(guess).decode(bytes), guess, [undeclared(guess)]);
}

/** A few damaged bytes (a cut in the middle of a character) do not mean another encoding. */
function isMostlyUtf8(lossy: string): boolean {
  const sample = lossy.slice(0, 200_000);
  const broken = sample.match(/\ufffd/g)?.length ?? 0;
  const read = sample.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  return broken * 10 < read || (broken <= 3 && read > broken);
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function finish(text: string, encoding: string, problems: readonly Phrase[]): DecodedText {
  // A replacement character in the source stays; one that decoding made is removed.
  const own = problems.length === 0 && encoding === 'utf-8';
  const clean = removeControls(own ? text : text.replaceAll('\ufffd', ''));
  return { text: clean, pieces: [clean], encoding, problems };
}

function brokenBytes(encoding: string): Phrase {
  return phrase(`有些字节不是合法的 ${encoding}，已略去`, `some bytes are not valid ${encoding} and were left out`);
}

function undeclared(encoding: string): Phrase {
  return phrase(
    `没有声明编码，也不是 UTF-8；按 ${encoding} 读取`,
    `its encoding is not declared and not UTF-8; read as ${encoding}`,
  );
}
