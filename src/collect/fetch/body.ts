/** Reading a response's body within a limit that holds after decompression. */
import { pipeline, Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unknown-compression'; readonly encoding: string };

export interface BodyToRead {
  readonly body: Readable;
  /** Value of Content-Encoding. */
  readonly contentEncoding: string;
  /** Most bytes, before and after decompression; reading ends as soon as there is one more. */
  readonly maxBytes: number;
  /** Called for every piece that arrives from the network. */
  readonly onPiece: () => void;
}

/** What a client may say in Accept-Encoding: all that `readBody` knows. */
export const acceptedEncodings = 'gzip, deflate, br, zstd';

/** A server that stacks more is playing. */
const mostEncodings = 2;
const pieceBytes = 64 * 1024;
/** RFC 9659: the largest window that HTTP allows. zlib's own default would take 128 MB for one response. */
const zstdWindowLog = 23;

/**
 * Reads and decompresses. Rejects with the stream's error when the connection breaks, and with `Z_BUF_ERROR`,
 * `Z_DATA_ERROR`, `ERR_…` or `ZSTD_…` when the compressed bytes are cut off or damaged.
 */
export async function readBody({ body, contentEncoding, maxBytes, onPiece }: BodyToRead): Promise<BodyReading> {
  const encodings = encodingNames(contentEncoding);
  const unknown = encodings.length > mostEncodings ? contentEncoding : encodings.find((name) => !isKnown(name));
  const arrivals = arrive(body, onPiece);
  try {
    if (unknown !== undefined) return { kind: 'unknown-compression', encoding: unknown };
    const first = await firstBytes(arrivals);
    if (first.length === 0) return { kind: 'read', bytes: first };
    const decoders = createDecoders(encodings, first);
    return await gather(decompress(rejoin(first, bounded(arrivals, maxBytes)), decoders), maxBytes);
  } catch (error) {
    if (error === tooLarge) return { kind: 'too-large' };
    throw error;
  } finally {
    discard(body);
  }
}

/** Gives a body up; what still happens to it is nobody's business. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

const tooLarge = new Error('more bytes than allowed');

function encodingNames(contentEncoding: string): readonly string[] {
  return contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''))
    .filter((name) => name !== '' && name !== 'identity');
}

function isKnown(name: string): boolean {
  return acceptedEncodings.split(', ').includes(name);
}

async function* arrive(body: Readable, onPiece: () => void): AsyncGenerator<Buffer> {
  for await (const piece of body) {
    onPiece();
    yield piece;
  }
}

/** Compression is told by the first two bytes, and a piece may hold one. */
async function firstBytes(pieces: AsyncGenerator<Buffer>): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 2) {
    const next = await pieces.next();
    if (next.done) break;
    bytes = Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

/** A decoder may swallow a great deal without giving anything back, so what goes in is bounded too. */
async function* bounded(pieces: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge;
    yield piece;
  }
}

async function* rejoin(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** The last encoding was applied last, so it is undone first. */
function createDecoders(encodings: readonly string[], first: Buffer): readonly Transform[] {
  // A `feed.xml.gz` that is served as a file is compressed although no header says so.
  if (encodings.length === 0) return isGzip(first) ? [createGunzip({ chunkSize: pieceBytes })] : [];
  return encodings.toReversed().flatMap((name, index) => createDecoder(name, index === 0 ? first : undefined));
}

/** @param first the first bytes, where they are known: servers label plain text as gzip */
function createDecoder(name: string, first: Buffer | undefined): readonly Transform[] {
  if (name === 'gzip') return first && !isGzip(first) ? [] : [createGunzip({ chunkSize: pieceBytes })];
  if (name === 'br') return [createBrotliDecompress({ chunkSize: pieceBytes })];
  if (name === 'zstd') {
    const params = { [constants.ZSTD_d_windowLogMax]: zstdWindowLog };
    return [createZstdDecompress({ chunkSize: pieceBytes, params })];
  }
  // "deflate" means the zlib format, and servers send the bare one as well.
  return first && !isZlib(first)
    ? [createInflateRaw({ chunkSize: pieceBytes })]
    : [createInflate({ chunkSize: pieceBytes })];
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZlib(bytes: Buffer): boolean {
  return bytes.length > 1 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function decompress(pieces: AsyncIterable<Buffer>, decoders: readonly Transform[]): AsyncIterable<Buffer> {
  const last = decoders.at(-1);
  if (last === undefined) return pieces;
  // Errors reach the reader of `last`; the callback is only there because pipeline wants one.
  pipeline([Readable.from(pieces), ...decoders], () => undefined);
  return last;
}

async function gather(pieces: AsyncIterable<Buffer>, maxBytes: number): Promise<BodyReading> {
  const gathered: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge;
    gathered.push(piece);
  }
  return { kind: 'read', bytes: Buffer.concat(gathered, size) };
}
