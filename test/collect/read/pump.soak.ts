/** A fragment again and again, in each place of a feed: no time grows with the square of a length. */
import { expect, test } from 'vitest';
import { toItems } from '../../../src/collect/item.ts';
import { decode } from '../../../src/collect/read/decode.ts';
import { parseFeed } from '../../../src/collect/read/parse.ts';

/** What takes a second at 200 kB because it grows with the square takes a quarter of it at 100 kB. */
const length = 100_000;
const longestMs = 250;

/**
 * Read first, because it takes a fraction of the time. What is read so quickly at this share of the length takes less than
 * `longestMs` at the whole length, even if its time grows with the cube.
 */
const shortShare = 0.3;

const fragments = [
  ...['<', '</', '<!', '<!--', '-->', '<![CDATA[', ']]>', '<!DOCTYPE ', '<!ENTITY ', '<?', '>', 'if a < b and c < d '],
  ...['&', '&#', '&#x', '&amp;', '&lt;', '&nbsp;', '&#55357;', '\u0080', '\ufffd', '\u200b', '\u200d', '\u0301', '😀'],
  ...['<a>', '<b>', '</b>', '<p>', '<p ', '</p>', '<br>', '<br ', '<div>', '<svg>', '<form>', '<table>', '<script>'],
  ...['<img ', "<img src='", '<img src ', '<a href="', '<title>', '<link ', '<link>', '<link/>', '<item>', '<item '],
  ...['<x xmlns:y="z">', '<media:group>', '<atom:link ', ' xmlns:a="', ' rel="', ' type=', ' a="b"', 'x<p', 'x</p'],
  ...['"', '\\"', '\\', '[', ']', '{', '}', '[{', '{"id":1},', '"items":[', '(', ')', "'", ' ', '\n', '\t', '\r\n'],
  ...[
    'http://',
    'https://a.example ',
    '@',
    'a@',
    'a@b (',
    ':',
    '.',
    'a.',
    ',',
    ';',
    '-',
    '_',
    '/',
    '../',
    '?',
    '#',
    '=',
  ],
  ...[
    '&a=b',
    'from=1&',
    '%',
    '%20',
    '1',
    '12 ',
    '1:',
    '+',
    'Jan ',
    'a ',
    '。',
    '｜',
    'Comments URL: https://a ',
    'Points: ',
  ],
];
const endings = ['</a>', '</b>', '</p>', '>', '"', ')', ' ', ']]>', '-->', '}', ';', 'x'];

const rss = (inner: string) => `<rss version="2.0"><channel><item><title>A</title>${inner}</item></channel></rss>`;
const atom = (inner: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>${inner}</entry></feed>`;
const json = (fields: object) =>
  JSON.stringify({ title: 'T', items: [{ id: '1', url: 'https://a.example/', ...fields }] });
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Where text may be whatever a publisher writes. */
const places: Readonly<Record<string, (text: string) => string>> = {
  'RSS description': (text) => rss(`<description>${escaped(text)}</description>`),
  'RSS content:encoded': (text) => rss(`<content:encoded><![CDATA[${text}]]></content:encoded>`),
  'RSS title': (text) => `<rss version="2.0"><channel><item><title>${escaped(text)}</title></item></channel></rss>`,
  'RSS link': (text) => rss(`<link>${escaped(text)}</link>`),
  'RSS link with a host': (text) => rss(`<link>https://a.example/${escaped(text)}</link>`),
  'RSS guid': (text) => rss(`<guid>${escaped(text)}</guid>`),
  'RSS pubDate': (text) => rss(`<pubDate>${escaped(text)}</pubDate>`),
  'RSS author': (text) => rss(`<author>${escaped(text)}</author>`),
  'RSS comments': (text) =>
    rss(`<comments>${escaped(text)}</comments><slash:comments>${escaped(text)}</slash:comments>`),
  'RSS enclosure': (text) => rss(`<enclosure url="${escaped(text)}" type="image/png"/>`),
  'RSS channel': (text) =>
    rss('').replace(
      '<item>',
      `<title>${escaped(text)}</title><ttl>${escaped(text)}</ttl><language>${escaped(text)}</language><item>`,
    ),
  'Atom title, date and author': (text) =>
    atom(
      `<title type="html">${escaped(text)}</title><updated>${escaped(text)}</updated><author><name>${escaped(text)}</name></author>`,
    ),
  'Atom content': (text) => atom(`<content type="html">${escaped(text)}</content>`),
  'Atom link': (text) => atom(`<link rel="alternate" href="${escaped(text)}"/>`),
  'JSON title and HTML': (text) => json({ title: text, content_html: text }),
  'JSON text': (text) => json({ content_text: text }),
  'JSON addresses': (text) => json({ id: text, url: text, image: text }),
  'JSON dates and author': (text) => json({ date_published: text, author: text, language: text }),
};

/** Where it breaks the document. */
const breaches: Readonly<Record<string, (text: string) => string>> = {
  'an RSS description': (text) => rss(`<description>${text}</description>`),
  'an RSS item': rss,
  'an RSS channel': (text) => `<rss version="2.0"><channel>${text}`,
  'the root': (text) => `<rss version="2.0" ${text}><channel><item><title>A</title></item></channel></rss>`,
  'the beginning': (text) => `<?xml version="1.0"?>${text}${rss('')}`,
  'the whole': (text) => text,
  XHTML: (text) => atom(`<content type="xhtml"><div>${text}</div></content>`),
  'a JSON string': (text) => `{"title":"${text}`,
  'JSON before its items': (text) => `{"x":"${text} "items":[ {"id":1},`,
  'JSON items': (text) => `{"items":[{"id":1},${text}`,
  'a web page': (text) => `<!doctype html><html><head><title>${text}`,
};

const repeated = (fragment: string, characters: number) => fragment.repeat(Math.ceil(characters / fragment.length));

test.each(Object.entries({ ...places, ...breaches }))(
  '100 kB of any fragment are read in 250 ms, wherever they stand: %s',
  async (_, documentOf) => {
    const slow: string[] = [];
    for (const fragment of fragments) {
      if (await isSlow((characters) => documentOf(repeated(fragment, characters)))) slow.push(fragment);
    }
    expect(slow).toEqual([]);
  },
);

test.each(['RSS description', 'RSS author', 'an RSS item', 'XHTML', 'JSON before its items'])(
  '50 kB of any fragment, and 50 kB of what might end it, are read in 250 ms: %s',
  async (place) => {
    const documentOf = { ...places, ...breaches }[place] ?? rss;
    const slow: string[] = [];
    for (const fragment of fragments) {
      for (const ending of endings) {
        const pumped = (characters: number) =>
          documentOf(repeated(fragment, characters / 2) + repeated(ending, characters / 2));
        if (await isSlow(pumped)) slow.push(`${fragment} … ${ending}`);
      }
    }
    expect(slow).toEqual([]);
  },
);

/** Slow each time: once, the machine may have been. */
async function isSlow(documentOf: (characters: number) => string): Promise<boolean> {
  if ((await readingMs(documentOf(length * shortShare))) <= longestMs * shortShare ** 3) return false;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if ((await readingMs(documentOf(length))) <= longestMs) return false;
  }
  return true;
}

/** Time of this thread, not of the wall: other tests keep the machine busy. */
async function readingMs(document: string): Promise<number> {
  const now = new Date('2026-02-01T00:00:00Z');
  const feed = { url: 'https://feeds.example/x', language: undefined, maxItems: 500 };
  const bytes = new TextEncoder().encode(document);
  const before = process.threadCpuUsage();
  const parsed = await parseFeed(decode(bytes, undefined), feed.url);
  if (parsed.kind === 'feed') toItems(parsed, { feed, known: new Map(), now, firstReading: false });
  const used = process.threadCpuUsage(before);
  return (used.user + used.system) / 1_000;
}
