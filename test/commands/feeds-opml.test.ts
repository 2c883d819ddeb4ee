import { expect, test } from 'vitest';
import { decode } from '../../src/collect/read/decode.ts';
import { readOpml } from '../../src/control/opml.ts';

const opml = (encoding: string, outlines: string) =>
  `<?xml version="1.0" encoding="${encoding}"?><opml version="2.0"><body>${outlines}</body></opml>`;

test.each([
  [
    'latin1',
    Buffer.from(opml('ISO-8859-1', '<outline text="Caf\u00e9" xmlUrl="https://a.example/f"/>'), 'latin1'),
    'Café',
  ],
  [
    'UTF-16',
    Buffer.from(`\uFEFF${opml('UTF-16', '<outline text="流明" xmlUrl="https://a.example/f"/>')}`, 'utf16le'),
    '流明',
  ],
])('a file in %s is decoded as a feed is', (_, bytes, name) => {
  expect(readOpml(decode(bytes, undefined).text)).toMatchObject([{ name }]);
});

test('attributes in any case, feed: addresses and comments are understood', () => {
  const outlines =
    '<outline text="a" xmlurl="feed://a.example/f"/><OUTLINE TEXT="b" XMLURL="feed:https://b.example/f"/>' +
    '<outline text="c" isComment="true" xmlUrl="https://c.example/f"/>';
  expect(readOpml(opml('UTF-8', outlines)).map(({ name, url }) => [name, url])).toEqual([
    ['a', 'http://a.example/f'],
    ['b', 'https://b.example/f'],
  ]);
});
