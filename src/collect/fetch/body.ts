/**
 * Reads a response body within a limit that also holds after decompression. The first bytes decide how a body is
 * compressed: Content-Encoding may name a compression that was not applied, or be missing. It is needed only for brotli
 * and raw deflate, which no first bytes identify.
 */
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import zlib, { brotliDecompress, constants, crc32, inflate, inflateRaw } from 'node:zlib';

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Buffer /** The connection ended early. */; readonly isCut: boolean }
  | { readonly kind: 'too-large' }
  /** More layers of compression than are undone. */
  | { readonly kind: 'too-many-layers' };

export interface BodyToRead {
  readonly body: Readable;
  /** Value of Content-Encoding. */
  readonly contentEncoding: string;
  /** Most bytes, before and after decompression; reading ends as soon as there is one more. */
  readonly maxBytes: number;
  /** Called for every piece that arrives from the network. */
  readonly onPiece: () => void;
}

/** Node has zstd since 22.15. */
const knowsZstd = 'zstdDecompress' in zlib;

/** The value of Accept-Encoding. */
export const acceptedEncodings = knowsZstd ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/** Code of the error when zstd was sent to a Node without it. */
export const noZstdCode = 'NO_ZSTD';

/** A compressed file that the server compresses again has two layers. More layers are treated as an attack. */
const mostLayers = 3;
/** RFC 9659: the largest window that HTTP allows. zlib's own default would take 128 MB for one response. */
const zstdWindowLog = 23;

/**
 * Reads and decompresses. Rejects with the stream's error when the connection breaks before a whole document arrived,
 * and with `Z_BUF_ERROR`, `Z_DATA_ERROR`, `ERR_…` or `ZSTD_…` when the compressed bytes are cut off or damaged.
 */
export async function readBody({ body, contentEncoding, maxBytes, onPiece }: BodyToRead): Promise<BodyReading> {
  try {
    const arrived = await gather(body, maxBytes, onPiece);
    if (arrived.bytes.length === 0 && arrived.error !== undefined) throw arrived.error;
    const bytes = await unpack(arrived.bytes, encodingNames(contentEncoding), maxBytes);
    if (bytes === undefined) return { kind: 'too-many-layers' };
    if (arrived.error === undefined) return { kind: 'read', bytes, isCut: false };
    // With a wrong Content-Length the document may still be complete.
    if (isWholeDocument(bytes)) return { kind: 'read', bytes, isCut: true };
    throw arrived.error;
  } catch (error) {
    if (error === tooLarge || isOutputLimit(error)) return { kind: 'too-large' };
    throw error;
  } finally {
    discard(body);
  }
}

/** Abandons a body; later errors of its stream are ignored. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

const tooLarge = new Error('more bytes than allowed');

async function gather(body: Readable, maxBytes: number, onPiece: () => void) {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of body) {
      onPiece();
      size += piece.length;
      if (size > maxBytes) throw tooLarge;
      pieces.push(piece);
    }
    return { bytes: Buffer.concat(pieces, size), error: undefined };
  } catch (error) {
    if (error === tooLarge) throw error;
    return { bytes: Buffer.concat(pieces, size), error };
  }
}

function isWholeDocument(bytes: Buffer): boolean {
  return /<\/(?:\w{1,20}:)?(?:rss|feed|rdf)>\s*$/i.test(bytes.subarray(-200).toString('latin1'));
}

type Encoding = 'gzip' | 'deflate' | 'br' | 'zstd';
type Decoder = (bytes: Buffer, maxBytes: number) => Promise<Buffer>;

/** Names that are not a compression (`utf-8`, `aws-chunked`, `binary`, `none`) are ignored. */
function encodingNames(contentEncoding: string): readonly Encoding[] {
  return contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''))
    .filter((name): name is Encoding => acceptedEncodings.split(', ').includes(name));
}

/** @returns undefined when there are more layers than are undone */
async function unpack(packed: Buffer, labels: readonly Encoding[], maxBytes: number): Promise<Buffer | undefined> {
  let bytes = packed;
  // The last encoding was applied last, so it is undone first.
  const left = [...labels];
  for (let layer = 0; layer < mostLayers; layer++) {
    const unpacked = await unpackOnce(bytes, left.pop(), maxBytes);
    if (unpacked === undefined) return bytes;
    bytes = unpacked;
  }
  return decoderOf(bytes) === undefined ? bytes : undefined;
}

/** @returns undefined when the bytes are not compressed */
async function unpackOnce(bytes: Buffer, label: Encoding | undefined, maxBytes: number): Promise<Buffer | undefined> {
  const byMagic = decoderOf(bytes);
  if (byMagic !== undefined) return byMagic(bytes, maxBytes);
  if (label === undefined || !isBinary(bytes)) return undefined;
  const [likely, other] = label === 'deflate' ? [unzipRaw, unbrotli] : [unbrotli, unzipRaw];
  try {
    return await likely(bytes, maxBytes);
  } catch (error) {
    if (isOutputLimit(error) || isCutOff(error)) throw error;
    return other(bytes, maxBytes).catch(() => {
      throw error;
    });
  }
}

/** Detected by the first bytes: RFC 1952 (gzip), RFC 1950 (zlib), RFC 8878 (zstd). */
function decoderOf(bytes: Buffer): Decoder | undefined {
  if (isGzip(bytes)) return gunzipMembers;
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return unzstd;
  const isZlib = bytes.length > 1 && (bytes.readUInt8(0) & 0x8f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return isZlib && isBinary(bytes) ? unzlib : undefined;
}

function isGzip(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Whether the bytes are not text in any encoding: text has hardly any control characters apart from white space. */
export function isBinary(bytes: Uint8Array): boolean {
  const beginning = bytes.subarray(0, 512);
  const text = Buffer.from(beginning).toString('latin1');
  // UTF-16, with a byte-order mark or before "<", "[" and "{".
  if (/^(?:\xff\xfe|\xfe\xff|\0[<{[]|[<{[]\0)/.test(text)) return false;
  // 0x1b begins an escape sequence of ISO-2022-JP.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is counted
  const controls = text.match(/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  return controls * 50 > beginning.length;
}

const inflateRawAsync = promisify(inflateRaw);
const unzipRaw: Decoder = (bytes, maxOutputLength) => inflateRawAsync(bytes, { maxOutputLength });
const unzlib: Decoder = (bytes, maxOutputLength) => promisify(inflate)(bytes, { maxOutputLength });
const unbrotli: Decoder = (bytes, maxOutputLength) => promisify(brotliDecompress)(bytes, { maxOutputLength });
const unzstd: Decoder = async (bytes, maxOutputLength) => {
  if (!knowsZstd) throw coded(noZstdCode);
  const params = { [constants.ZSTD_d_windowLogMax]: zstdWindowLog };
  return promisify(zlib.zstdDecompress)(bytes, { maxOutputLength, params });
};

/** All members of a gzip file. Anything after the last whole one (a newline, a server's comment) is ignored. */
async function gunzipMembers(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const members: Buffer[] = [];
  let rest = bytes;
  let size = 0;
  while (isGzip(rest)) {
    try {
      const member = await gunzipMember(rest, maxBytes - size);
      size += member.bytes.length;
      members.push(member.bytes);
      rest = member.rest;
    } catch (error) {
      if (members.length === 0 || isOutputLimit(error)) throw error;
      break;
    }
  }
  return Buffer.concat(members, size);
}

async function gunzipMember(packed: Buffer, maxBytes: number): Promise<{ bytes: Buffer; rest: Buffer }> {
  const compressed = packed.subarray(gzipHeaderLength(packed));
  const { bytes, consumed } = await inflateCounting(compressed, Math.max(maxBytes, 1));
  const trailer = compressed.subarray(consumed, consumed + 8);
  if (trailer.length < 8) throw coded('Z_BUF_ERROR');
  if (trailer.readUInt32LE(0) !== crc32(bytes)) throw coded('Z_DATA_ERROR');
  return { bytes, rest: compressed.subarray(consumed + 8) };
}

function inflateCounting(packed: Buffer, maxOutputLength: number): Promise<{ bytes: Buffer; consumed: number }> {
  return new Promise((resolve, reject) => {
    // With `info` the callback also gets the engine. Its bytesWritten is the number of input bytes used.
    inflateRaw(packed, { maxOutputLength, info: true }, (error, result) => {
      if (error) return reject(error);
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      resolve({ bytes: buffer, consumed: engine.bytesWritten });
    });
  });
}

/** RFC 1952 §2.3: ten bytes, then optional fields by the flags in the fourth. */
function gzipHeaderLength(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let length = 10;
  if (flags & 4) length += 2 + (bytes[length] ?? 0) + 256 * (bytes[length + 1] ?? 0);
  for (const flag of [8, 16]) if (flags & flag) length = bytes.indexOf(0, length) + 1 || bytes.length;
  return flags & 2 ? length + 2 : length;
}

function isCutOff(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
}

function isOutputLimit(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}

/** An error with a code, like those of Node. */
export function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
