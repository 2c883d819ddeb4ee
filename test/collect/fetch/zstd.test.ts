/** zstd, which Node has since 22.15: what is asked for and read with it, and what is said without it. */
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { acceptedEncodings, readBody } from '../../../src/collect/fetch/body.ts';
import { fromError } from '../../../src/collect/fetch/failure.ts';
import { rssFeed } from '../../support/feed-server.ts';

const feed = rssFeed('Harbour', { items: 3 });
const nodeHasZstd = 'zstdCompressSync' in zlib;

async function read(bytes: Buffer, contentEncoding = 'zstd') {
  const body = Readable.from([bytes]);
  return readBody({ body, contentEncoding, maxBytes: 1_000_000, onPiece: () => undefined });
}

describe.runIf(nodeHasZstd)('with zstd', () => {
  test('a server may send it', () => {
    expect(acceptedEncodings).toBe('gzip, deflate, br, zstd');
  });

  test.each(['zstd', ''])('a body labelled "%s" is read', async (label) => {
    const reading = await read(zlib.zstdCompressSync(feed), label);
    expect(reading).toMatchObject({ kind: 'read', bytes: Buffer.from(feed) });
  });

  test('a bomb ends early', async () => {
    const bomb = zlib.zstdCompressSync(Buffer.alloc(32_000_000));
    const before = process.memoryUsage().arrayBuffers;
    expect(await read(bomb)).toEqual({ kind: 'too-large' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16_000_000);
  });

  test('a damaged body is named so', async () => {
    const damaged = zlib.zstdCompressSync(feed).fill(0xff, 20, 60);
    await expect(failureOf(damaged)).resolves.toMatchObject({
      code: 'bad-compression',
      what: { en: expect.stringContaining('damaged') },
    });
  });
});

describe.skipIf(nodeHasZstd)('without zstd', () => {
  test('a server is not told that it may send it', () => {
    expect(acceptedEncodings).toBe('gzip, deflate, br');
  });

  test('a body in it is said to be so, with what to do', async () => {
    const failure = await failureOf(Buffer.from('28b52ffd0458090000', 'hex'));
    expect(failure).toMatchObject({ code: 'bad-compression' });
    expect(failure.what.en).toContain('zstd');
    expect(failure.remedy.en).toContain('22.15');
  });
});

async function failureOf(bytes: Buffer) {
  const error = await read(bytes).then(
    () => undefined,
    (error) => error,
  );
  return fromError(error, { host: 'harbour.example', byProxy: false, inBody: true });
}
