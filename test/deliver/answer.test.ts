import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/deliver/answer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const answer = (errcode: unknown) =>
  readAnswer({ status: 200, body: bytes(JSON.stringify({ errcode, errmsg: 'whatever' })) });
const read = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  readAnswer({ status, body: bytes(body), headers });

const page = '<!DOCTYPE html>\n<html><title>Please log in to this network</title></html>';
const accepted = { kind: 'accepted' };

describe('an answer with an errcode', () => {
  test('an errcode of 0 means accepted, whatever the HTTP status', () => {
    for (const status of [200, 403, 500, 502, 503])
      expect(read(status, '{"errcode":0}'), `${status}`).toEqual(accepted);
  });

  test.each([
    [45009, 'rate'],
    [45033, 'concurrency'],
  ])('an errcode of %i means certainly not delivered: %s', (errcode, cause) => {
    expect(answer(errcode)).toEqual({ kind: 'not-delivered', cause });
  });

  test('an errcode of -1 leaves open whether the message was delivered', () => {
    expect(answer(-1)).toEqual({ kind: 'unsure', cause: 'busy' });
  });

  test.each([93000, 93004, 93008])('an errcode of %i refuses the key', (errcode) => {
    expect(answer(errcode)).toEqual({ kind: 'key-refused', errcode });
  });

  test.each([40008, 40058, 44004, 40039, 40009, 301019, 40007, 45008, 88888, 123456])(
    'an errcode of %i refuses the message',
    (errcode) => {
      expect(answer(errcode)).toEqual({ kind: 'refused', errcode });
    },
  );

  test('an errcode as text is read as the number', () => {
    expect(answer('0')).toEqual(accepted);
    expect(answer('45009')).toEqual({ kind: 'not-delivered', cause: 'rate' });
    expect(answer('none')).toEqual({ kind: 'unsure', cause: 'not-json' });
  });

  test('an errcode after a byte-order mark is read', () => {
    expect(read(200, '\uFEFF{"errcode":0}')).toEqual(accepted);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])('an answer in %s that was not requested is read', (contentEncoding, compress) => {
    const body = compress(bytes('\uFEFF{"errcode":"93000","errmsg":"invalid webhook url"}'));
    expect(readAnswer({ status: 200, headers: { 'content-encoding': contentEncoding }, body })).toEqual({
      kind: 'key-refused',
      errcode: 93000,
    });
  });

  test('an answer in gzip without a label, or plain under a wrong label, is read', () => {
    expect(readAnswer({ status: 200, body: gzipSync(bytes('{"errcode":0}')) })).toEqual(accepted);
    for (const contentEncoding of ['gzip', 'br', 'deflate', 'unheard-of']) {
      expect(
        readAnswer({ status: 200, headers: { 'content-encoding': contentEncoding }, body: bytes('{"errcode":0}') }),
        contentEncoding,
      ).toEqual(accepted);
    }
  });
});

describe('an answer without an errcode', () => {
  test('an answer that is a web page means certainly not delivered', () => {
    for (const status of [200, 203, 302, 403, 404, 407, 500, 502, 503, 504, 511]) {
      expect(read(status, page), `${status}`).toEqual({ kind: 'not-delivered', cause: 'intercepted' });
    }
    for (const start of [
      '\uFEFF \n<html>',
      '<HTML lang="zh">',
      '<script>',
      '<!-- login -->',
      '<?xml version="1.0"?>',
    ]) {
      expect(read(200, start), start).toEqual({ kind: 'not-delivered', cause: 'intercepted' });
    }
    expect(readAnswer({ status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync(bytes(page)) }).kind).toBe(
      'not-delivered',
    );
  });

  test('an answer that redirects or refuses the call means certainly not delivered', () => {
    for (const status of [301, 302, 307, 400, 403, 404, 407]) {
      expect(read(status, ''), `${status}`).toEqual({ kind: 'not-delivered', cause: 'intercepted' });
    }
  });

  test('an answer of 429, or of 503 with Retry-After, means certainly not delivered', () => {
    const overloaded = { kind: 'not-delivered', cause: 'overloaded' };
    expect(read(429, '{"message":"slow down"}')).toEqual(overloaded);
    expect(read(503, page, { 'retry-after': '5' })).toEqual(overloaded);
  });

  test('any other 5xx that is not a web page leaves open whether the message was delivered', () => {
    for (const status of [500, 502, 503, 504, 520]) {
      for (const body of ['', 'error', '502 Bad Gateway', '{"code":5}']) {
        expect(read(status, body), `${status} ${body}`).toEqual({ kind: 'unsure', cause: 'gateway' });
      }
    }
  });

  test('an answer of 200 that is empty, cut short or unknown leaves open whether the message was delivered', () => {
    for (const body of ['', '{}', 'null', '[]', 'ok', '{"errcode":0', '{"errcode":0.5}']) {
      expect(read(200, body), body).toEqual({ kind: 'unsure', cause: 'not-json' });
    }
    expect(read(204, '')).toEqual({ kind: 'unsure', cause: 'not-json' });
    const half = gzipSync(bytes('{"errcode":0}')).subarray(0, 16);
    expect(readAnswer({ status: 200, headers: { 'content-encoding': 'gzip' }, body: half }).kind).toBe('unsure');
  });
});
