import { expect, test } from 'vitest';
import { decode } from '../../../src/collect/read/decode.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytesOf = (hex: string) => Uint8Array.from(hex.split(' ').map((byte) => Number.parseInt(byte, 16)));

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const utf32 = (text: string) => Buffer.from(Uint32Array.from([...text], (each) => each.codePointAt(0) ?? 0).buffer);

function declaring(encoding: string, body: Uint8Array): Uint8Array {
  return Uint8Array.from([
    ...utf8(`<?xml version="1.0" encoding="${encoding}"?><title>`),
    ...body,
    ...utf8('</title>'),
  ]);
}

test('a byte-order mark wins over what the server says', () => {
  const bytes = utf16('\ufeff<rss>灯塔</rss>');
  expect(decode(bytes, 'text/xml; charset=iso-8859-1')).toMatchObject({
    text: '<rss>灯塔</rss>',
    encoding: 'utf-16le',
  });
});

test('valid UTF-8 wins over a server and a document that say otherwise', () => {
  const bytes = declaring('gb2312', utf8('灯塔 é'));
  expect(decode(bytes, 'application/xml; charset=windows-1252').text).toContain('灯塔 é');
});

test('the charset of the HTTP header wins over the XML declaration', () => {
  const bytes = declaring('iso-8859-1', bytesOf('cf e5 f0 ec fc'));
  expect(decode(bytes, 'text/xml;charset = "windows-1251"').text).toContain('Пермь');
});

test('a declared multi-byte encoding wins over a server that says Latin-1 for everything', () => {
  const bytes = declaring('gb2312', bytesOf('b5 c6 cb fe'));
  expect(decode(bytes, 'text/xml; charset=ISO-8859-1').text).toContain('灯塔');
});

test.each([
  ['gbk', 'b5 c6 cb fe', '灯塔'],
  ['gb18030', '81 30 84 36', '¥'],
  ['cp936', 'b5 c6 cb fe', '灯塔'],
  ['big5', 'bf 4f b6 f0', '燈塔'],
  ['shift_jis', '93 94 91 e4', '灯台'],
  ['euc-jp', 'c5 f4 c2 e6', '灯台'],
  ['iso-2022-jp', '1b 24 42 45 74 42 66 1b 28 42', '灯台'],
  ['euc-kr', 'b5 ee b4 eb', '등대'],
  ['koi8-r', 'cd c1 d1 cb', 'маяк'],
  ['windows-1251', 'ec e0 ff ea', 'маяк'],
  ['windows-1252', '93 e9 94', '“é”'],
  ['iso-8859-2', 'b1 e6', 'ąć'],
  ['iso-8859-15', 'a4', '€'],
])('bytes in the encoding %s are decoded when it is declared', (encoding, hex, text) => {
  expect(decode(declaring(encoding, bytesOf(hex)), undefined).text).toContain(text);
});

test.each([
  ['utf-16le', utf16('<rss>灯塔</rss>')],
  ['utf-16be', utf16('<rss>灯塔</rss>').swap16()],
  ['utf-32le', utf32('<rss>灯塔</rss>')],
  ['utf-32be', utf32('<rss>灯塔</rss>').swap32()],
])('%s is recognised without a byte-order mark', (encoding, bytes) => {
  expect(decode(bytes, undefined)).toMatchObject({ text: '<rss>灯塔</rss>', encoding });
});

test.each([
  ['gb18030', 'b5 c6 cb fe ca b5 d1 e9 ca d2 b7 a2 b2 bc d0 a1 c4 a3 d0 cd', '灯塔实验室发布小模型'],
  ['big5', 'bf 4f b6 f0 b9 ea c5 e7 ab c7', '燈塔實驗室'],
  ['koi8-r', 'cd c1 d1 cb 20 d3 d7 c5 d4 c9 d4', 'маяк светит'],
  ['windows-1251', 'ec e0 ff ea 20 f1 e2 e5 f2 e8 f2', 'маяк светит'],
  ['windows-1252', '63 61 66 e9 20 65 74 20 6c 27 e9 74 e9', "café et l'été"],
])('undeclared bytes that are not UTF-8 are read as %s by their distribution', (encoding, hex, text) => {
  const bytes = Uint8Array.from([...utf8('<rss><title>'), ...bytesOf(hex), ...utf8('</title></rss>')]);
  expect(decode(bytes, undefined)).toMatchObject({ encoding, text: `<rss><title>${text}</title></rss>` });
});

test('a guessed encoding is reported', () => {
  const bytes = Uint8Array.from([...utf8('<rss>caf'), 0xe9, ...utf8('</rss>')]);
  expect(decode(bytes, undefined).problems.map(({ en }) => en)).toEqual([
    'its encoding is not declared and not UTF-8; read as windows-1252',
  ]);
});

test('a few broken bytes do not make another encoding of UTF-8, and leave no replacement character', () => {
  const bytes = Uint8Array.from([...utf8('<title>灯塔实验室发布小模型'), 0xe7, 0x81]);
  const decoded = decode(bytes, undefined);
  expect(decoded).toMatchObject({ encoding: 'utf-8', text: '<title>灯塔实验室发布小模型' });
  expect(decoded.problems).toHaveLength(1);
});

test('control characters, byte-order marks in the middle and half surrogates are removed', () => {
  expect(decode(utf8('a\u0000b\u000bc\ufeffd\te\n'), undefined).text).toBe('abcd\te\n');
});

test('an unknown or absent charset is passed over', () => {
  const bytes = declaring('windows-1251', bytesOf('ec e0 ff ea'));
  expect(decode(bytes, 'text/xml; charset=klingon').text).toContain('маяк');
});

test('an empty document is decoded to an empty text', () => {
  expect(decode(new Uint8Array(), 'text/xml')).toMatchObject({ text: '', encoding: 'utf-8', problems: [] });
});

test('a header of white space is read in one pass', () => {
  expect(decode(utf8('<rss/>'), `text/xml; charset=${' '.repeat(300_000)}`).encoding).toBe('utf-8');
});
