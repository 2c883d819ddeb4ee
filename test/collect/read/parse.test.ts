import { describe, expect, test } from 'vitest';
import { readOrdinary } from '../../../src/collect/read/ordinary-feed.ts';
import { parseFeed } from '../../../src/collect/read/parse.ts';
import type { ParsedEntry, ParsedFeed } from '../../../src/collect/read/parsed-feed.ts';
import { sampleFeeds } from '../sample-feeds.ts';
import { readMutants } from './read-mutants.ts';

const baseUrl = 'https://feeds.example/dir/feed.xml';

async function read(document: string | undefined, maxEntries?: number): Promise<ParsedFeed> {
  const parsed = await parseFeed(document ?? '', baseUrl, maxEntries);
  if (parsed.kind === 'failed') throw new Error(parsed.failure.what.en);
  return parsed;
}

async function failureOf(document: string) {
  const parsed = await parseFeed(document, baseUrl);
  if (parsed.kind === 'feed') throw new Error('read as a feed');
  return parsed.failure;
}

async function entryOf(inner: string, attributes = ''): Promise<ParsedEntry> {
  const feed = await read(
    `<rss version="2.0" ${attributes}><channel><title>Mill</title><item>${inner}</item></channel></rss>`,
  );
  expect(feed.entries).toHaveLength(1);
  return feed.entries[0] as ParsedEntry;
}

test('RSS 2.0 is read with all fields of its entries', async () => {
  const feed = await read(sampleFeeds.rss);
  expect(feed).toMatchObject({
    format: 'rss',
    title: 'Lantern Lab & Friends',
    siteUrl: 'https://lantern.example/',
    ttlMs: 90 * 60_000,
    language: 'en-gb',
  });
  expect(feed.entries[0]).toEqual({
    id: 'lantern-17',
    url: 'https://lantern.example/news/maps?utm_source=rss',
    title: 'Lantern 3 reads maps',
    summary: 'The model reads maps & plans. It is small.',
    publishedAt: { at: new Date('2026-01-31T00:30:00Z'), precision: 'instant' },
    updatedAt: undefined,
    pictureUrl: 'https://lantern.example/map.png',
    commentsUrl: 'https://lantern.example/news/maps#comments',
    comments: 12,
    language: undefined,
  });
  expect(feed.entries[1]).toMatchObject({ summary: '它只有 2亿 参数。', publishedAt: { precision: 'day' } });
});

test('Atom 1.0 is read with xml:base, xhtml and an enclosure before the link', async () => {
  const feed = await read(sampleFeeds.atom);
  expect(feed).toMatchObject({
    format: 'atom',
    title: 'Kite & Co',
    siteUrl: 'https://kite.example/blog/',
    language: 'en',
  });
  expect(feed.entries).toMatchObject([
    {
      id: 'tag:kite.example,2026:1',
      url: 'https://kite.example/blog/kites-fly',
      title: 'Kites fly higher',
      summary: 'One bold step & a small one.',
      publishedAt: { at: new Date('2026-01-30T03:15:00Z') },
      updatedAt: { at: new Date('2026-01-30T10:00:00Z') },
    },
  ]);
});

test('RDF is read with the items that stand beside its channel', async () => {
  const feed = await read(sampleFeeds.rdf);
  expect(feed).toMatchObject({ format: 'rdf', title: 'Mill' });
  expect(feed.entries).toMatchObject([
    { id: 'https://mill.example/1', title: 'Grain prices', publishedAt: { at: new Date('2026-01-28T08:00:00Z') } },
  ]);
});

test('in a JSON Feed a field of the wrong type costs neither the entry nor the feed', async () => {
  const feed = await read(sampleFeeds.json);
  expect(feed).toMatchObject({ format: 'json', title: 'Quarry Notes', siteUrl: 'https://quarry.example/' });
  expect(feed.entries).toMatchObject([
    {
      id: '41',
      url: 'https://feeds.example/stone',
      title: 'Stone',
      summary: 'Hard & old',
      pictureUrl: 'https://feeds.example/dir/stone.jpg',
    },
    { id: 'b', title: '', summary: 'Only text <here>', publishedAt: undefined },
  ]);
});

test('RSS in JSON is read', async () => {
  const feed = await read(
    '{"rss":{"version":"2.0","channel":{"title":"T","item":[{"title":"A","link":"https://a.example/"}]}}}',
  );
  expect(feed).toMatchObject({ format: 'json', title: 'T', entries: [{ title: 'A', url: 'https://a.example/' }] });
});

test('Atom 0.3 is read with its own dates and base64', async () => {
  const feed = await read(`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="base64">S2l0ZXM=</title>
      <entry><id>k</id><issued>2026-01-02T03:04:05Z</issued><modified>2026-01-03T00:00:00Z</modified></entry></feed>`);
  expect(feed).toMatchObject({
    title: 'Kites',
    entries: [{ publishedAt: { at: new Date('2026-01-02T03:04:05Z') } }],
  });
});

test('text and picture of a Media RSS group are the entry’s', async () => {
  const feed = await read(sampleFeeds.media);
  expect(feed.entries).toMatchObject([
    {
      summary: 'Wind, wires and a song.',
      pictureUrl: 'https://video.example/9.jpg',
      url: 'https://video.example/watch?v=9',
    },
  ]);
});

test('an entry without a picture element has the first picture of its text', async () => {
  const body = '<![CDATA[A <img alt="no source"> then <img alt="b" src="/b.png?x=1&amp;y=2">, <img src="/c.png">]]>';
  const { pictureUrl } = await entryOf(`<description>${body}</description>`);
  expect(pictureUrl).toBe('https://feeds.example/b.png?x=1&y=2');
});

test('prefixed elements are known by their namespace, and others with the same name are not read', async () => {
  const feed = await read(`<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:z="urn:z"><a:title>Kites</a:title>
      <a:entry><z:title>No</z:title><a:title>Yes</a:title></a:entry></a:feed>`);
  expect(feed).toMatchObject({ format: 'atom', title: 'Kites', entries: [{ title: 'Yes' }] });
});

test('a guid is the link, unless it says that it is not one and there is another', async () => {
  expect(await entryOf('<guid>https://a.example/1</guid>')).toMatchObject({ url: 'https://a.example/1' });
  expect(await entryOf('<link>https://a.example/2</link><guid>https://a.example/1</guid>')).toMatchObject({
    id: 'https://a.example/1',
    url: 'https://a.example/2',
  });
  expect(await entryOf('<guid isPermaLink="false">17</guid>')).toMatchObject({ id: '17', url: undefined });
});

test('relative links are resolved against the place of the feed', async () => {
  expect(await entryOf('<link>../x?a=1&amp;b=2</link>')).toMatchObject({ url: 'https://feeds.example/x?a=1&b=2' });
});

test('relative links in a file are resolved against the site that the feed names', async () => {
  const document =
    '<rss version="2.0"><channel><link>https://mill.example/</link><item><link>/x</link></item></channel></rss>';
  expect(await parseFeed(document, '')).toMatchObject({ entries: [{ url: 'https://mill.example/x' }] });
});

test('an empty link beside another is passed over', async () => {
  const atom = 'xmlns:atom="http://www.w3.org/2005/Atom"';
  expect(await entryOf('<link/><atom:link href="https://a.example/1"/>', atom)).toMatchObject({
    url: 'https://a.example/1',
  });
});

test('a title without visible characters counts as missing', async () => {
  for (const title of ['&#8203;&#8203;', '&amp;#8203;', '\u200b\ufe0f', '<![CDATA[&zwnj; &#xad;]]>']) {
    const entry = await entryOf(`<title>${title}</title><description>Grain prices fall. More.</description>`);
    expect(entry.title).toBe('');
  }
});

test.each(['javascript:alert(1)', 'mailto:x@a.example', 'http://', '#top', 'data:text/html,x'])(
  '%s is not taken for the link of an entry',
  async (link) => {
    expect(await entryOf(`<title>T</title><link>${link}</link>`)).toMatchObject({ url: undefined });
  },
);

test('the publisher’s link is taken before FeedBurner’s', async () => {
  const entry = await entryOf(
    '<link>https://burner.example/~r/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink>',
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
  );
  expect(entry.url).toBe('https://a.example/1');
});

test('unescaped markup, undefined entities and <rss> without a version are read', async () => {
  const feed = await read(sampleFeeds.homemade);
  expect(feed.title).toBe('Old Board');
  expect(feed.entries).toMatchObject([
    { title: 'Tea & cakes for all', url: 'https://board.example/7', summary: 'Bring a friend and a cup please' },
    { title: 'No date here', url: 'https://feeds.example/8', publishedAt: undefined },
  ]);
});

test('of a document cut in the middle the whole entries are kept and the cut is reported', async () => {
  const whole = '<item><title>One</title></item><item><title>Two</title></item>';
  const feed = await read(`<rss version="2.0"><channel><title>T</title>${whole}<item><title>Thr`);
  expect(feed.entries.map(({ title }) => title)).toEqual(['One', 'Two']);
  expect(feed.problems).toMatchObject([
    { en: 'the document ends in the middle of an entry; its 2 whole entries are kept' },
  ]);
});

test('of JSON that is cut in the middle the whole entries are kept and the cut is reported', async () => {
  const feed = await read('{"title":"T","items":[{"id":"1","title":"a ]} \\" b"},{"id":"2"},{"id":"3","tit');
  expect(feed.entries.map(({ id }) => id)).toEqual(['1', '2']);
  expect(feed.problems).toHaveLength(1);
});

test('a document that ends in an endless text counts as cut', async () => {
  const feed = await read('{"x":[{"y":"z"}],"title":"a \\" [{","items":[{"id":"1"},{"id":"2","tit');
  expect(feed).toMatchObject({ title: 'a " [{', entries: [{ id: '1' }] });
  expect((await failureOf(`{"x":"${'\\"'.repeat(500_000)} "items":[ {"id":1},`)).code).toBe('text');
});

test('an entry that is never closed ends where the next begins', async () => {
  const feed = await read(
    '<rss version="2.0"><channel><item><title>One</title><item><title>Two</title></item></channel></rss>',
  );
  expect(feed.entries.map(({ title }) => title)).toEqual(['One', 'Two']);
});

test.each([
  ['white space', '\n\n  '],
  ['a warning of PHP', '<br />\n<b>Warning</b>: division by zero in <b>x.php</b><br />\n'],
])('a feed is read with %s before its declaration', async (_, junk) => {
  const feed = await read(
    `${junk}<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>A</title></item></channel></rss>`,
  );
  expect(feed.entries).toHaveLength(1);
});

describe('a feed inside a web page', () => {
  const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Nova &amp; Lumen</title>
    <item><title>a &lt; b</title><link>https://a.example/1</link></item></channel></rss>`;
  const escaped = feed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const notice = 'This XML file does not appear to have any style information associated with it.';

  test.each([
    ['as markup', `<html><body>${feed}</body></html>`],
    ['as markup after a fragment', `<div>loading</div>${feed}`],
    [
      'in a viewer',
      `<!DOCTYPE html><html><head><style>p{}</style></head><body><p>${notice}</p><div id="x">${feed}</div></body></html>`,
    ],
    ['as text', `<html><head></head><body><pre style="word-wrap: break-word;">${escaped}</pre></body></html>`],
    [
      'as coloured text',
      `<html><body><p>${notice}</p>${escaped.replace('&lt;rss', '<span class="tag">&lt;rss</span>')}</body></html>`,
    ],
  ])('a feed inside a web page is read %s', async (_, page) => {
    expect(await read(page)).toMatchObject({
      title: 'Nova & Lumen',
      entries: [{ title: 'a < b', url: 'https://a.example/1' }],
    });
  });

  test('a JSON Feed inside a web page is read', async () => {
    const page = '<html><body><pre>{"title":"Nova","items":[{"id":"1","title":"a &amp;lt; b"}]}</pre></body></html>';
    expect(await read(page)).toMatchObject({ format: 'json', title: 'Nova', entries: [{ title: 'a < b' }] });
  });

  test('a feed inside a web page is read when its links have lost their end tags', async () => {
    const page = `<html><body>${feed.replaceAll('</link>', '')}</body></html>`;
    expect(await read(page)).toMatchObject({ entries: [{ title: 'a < b', url: 'https://a.example/1' }] });
  });

  test.each([
    [
      'that shows one among other text',
      `<html><body><p>${'How to write a feed. '.repeat(20)}</p><pre>${escaped}</pre></body></html>`,
    ],
    ['that shows an error', '<html><body><pre>{"error":"slow down"}</pre></body></html>'],
    ['with an element that is called like one', '<html><body><feed class="x"></feed></body></html>'],
  ])('a web page %s is not read as a feed', async (_, page) => {
    expect((await failureOf(page)).code).toBe('html');
  });
});

test('a title is read from dc:title when there is no other', async () => {
  const feed =
    await read(`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><dc:title>Lumen</dc:title>
    <item><title/><dc:title>Nova 5</dc:title></item><item><title>&#x2800;</title><dc:title>Nova 6</dc:title></item></channel></rss>`);
  expect(feed).toMatchObject({ title: 'Lumen', entries: [{ title: 'Nova 5' }, { title: 'Nova 6' }] });
});

test.each([
  ['empty', ' \n'],
  ['html', '<!DOCTYPE html><html><head><title>Too many requests</title></head><body>…</body></html>'],
  ['html', '<html><body><p>Blocked'],
  ['json-error', '{"code":429,"message":"slow down"}'],
  ['json-error', '[1,2]'],
  ['opml', '<?xml version="1.0"?><opml version="2.0"><body/></opml>'],
  ['sitemap', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>'],
  ['not-a-feed', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['text', 'rate limited, come back later'],
  ['text', '{not json'],
  ['binary', '%PDF-1.7 \u00e2'],
])('what is not a feed is named %s: %s', async (code, document) => {
  const failure = await failureOf(document);
  expect(failure.code).toBe(code);
  expect(failure.remedy['zh-CN']).toMatch(/。$/);
  expect(failure.remedy.en).toMatch(/\.$/);
  expect(failure.remedy.en).not.toMatch(/(?<!digest )feeds (?:inspect|import)/);
});

test('the words for what is not a feed say what came instead', async () => {
  expect((await failureOf('{"error":{"message":"slow down"}}')).what.en).toContain('slow down');
  expect((await failureOf('<html><title>Just a moment</title>')).what['zh-CN']).toContain('“Just a moment”');
});

test('a feed without entries is a feed', async () => {
  expect((await read('<rss version="2.0"><channel><title>Quiet</title></channel></rss>')).entries).toEqual([]);
});

const bounded = { timeout: 60_000 };

test('of a feed with a million items only as many are read as are wanted', bounded, async () => {
  const document = `<rss version="2.0"><channel>${'<item><title>x</title></item>'.repeat(1_000_000)}</channel></rss>`;
  expect((await read(document, 100)).entries).toHaveLength(100);
});

test('entities inside entities (a billion laughs) are not expanded', bounded, async () => {
  const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join(
    '',
  );
  const document = `<!DOCTYPE x [<!ENTITY l0 "ha">${levels}]><rss version="2.0"><channel><item><title>A &l9; &l0;</title></item></channel></rss>`;
  expect((await read(document)).entries).toMatchObject([{ title: 'A &l9; ha' }]);
});

test('an entity repeated 300,000 times is put in a bounded number of times', bounded, async () => {
  const document = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(400)}">]><rss version="2.0"><channel><item><title>${'&a;'.repeat(300_000)}</title></item></channel></rss>`;
  expect((await read(document)).entries[0]?.title.length).toBe(1000);
});

test('external entities are never fetched', async () => {
  const document =
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><item><title>[&f;]</title></item></channel></rss>';
  expect((await read(document)).entries[0]?.title).toBe('[&f;]');
});

test('a title of two million characters is cut', bounded, async () => {
  expect((await entryOf(`<title>${'x'.repeat(2_000_000)}</title>`)).title).toHaveLength(1000);
});

test('900,000 open elements end the reading, not the program', bounded, async () => {
  const deep = '<a>'.repeat(900_000);
  expect((await failureOf(`<rss version="2.0"><channel>${deep}`)).code).toBe('too-deep');
  const feed = await read(`<rss version="2.0"><channel><item><title>A</title></item><item>${deep}`);
  expect(feed.entries).toMatchObject([{ title: 'A' }]);
  expect(feed.problems.map(({ en }) => en)).toEqual([
    'its elements are nested too deep; what follows was not read (entries kept: 1)',
  ]);
});

test('550,000 empty elements or attributes end the reading, not the program', bounded, async () => {
  const codes = [
    `<rss version="2.0"><channel><item>${'<a/>'.repeat(550_000)}`,
    `<rss version="2.0"${Array.from({ length: 550_000 }, (_, index) => ` a${index}=""`).join('')}><channel/></rss>`,
  ].map(async (document) => (await failureOf(document)).code);
  expect(await Promise.all(codes)).toEqual(['too-many-elements', 'too-many-elements']);
});

test('JSON that is too deep or too long ends the reading, not the program', bounded, async () => {
  const codes = ['['.repeat(900_000), '{"a":'.repeat(900_000), `{"items":[{}${',{}'.repeat(900_000)}]}`].map(
    async (document) => (await failureOf(document)).code,
  );
  expect(await Promise.all(codes)).toEqual(['too-deep', 'too-deep', 'too-many-elements']);
  expect(await read(`{"title":"${'['.repeat(1_000)}","items":[]}`)).toMatchObject({ title: '['.repeat(1_000) });
});

test.each(['<link ', '<title', '<link>', '<item ', '<a>', '&', '<![CDATA[', ' rel="', '<!--'])(
  'reading %s a hundred thousand times takes linear time',
  bounded,
  async (piece) => {
    await parseFeed(`<rss version="2.0"><channel><item>${piece.repeat(100_000)}`, baseUrl);
  },
);

test.each([
  ['description', '&lt;/'],
  ['description', 'if a &lt; b and c &lt; d '],
  ['content:encoded', '&lt;p '],
])('an ordinary <%s> that begins a tag again and again is read by rss-parser all the same', async (name, piece) => {
  const body = `Ada &amp; Bo: ${piece.repeat(25_000 / piece.length)}`;
  const document = `<rss version="2.0"><channel><item><${name}>${body}</${name}></item></channel></rss>`;
  expect(await readOrdinary(document, baseUrl, 500)).toBeDefined();
  expect((await read(document)).entries[0]?.summary).toMatch(/^Ada & Bo:/);
});

test('a declaration that never ends costs only its entry', bounded, async () => {
  const document = `<rss version="2.0"><channel><item><title>A</title></item><item><!${'x'.repeat(300_000)}</item>`;
  expect((await read(document)).entries).toMatchObject([{ title: 'A' }]);
});

test('30,000 namespaces around 5,000 declarations are not copied', bounded, async () => {
  const declared = Array.from({ length: 30_000 }, (_, index) => `xmlns:n${index}="urn:${index}"`).join(' ');
  const inner = '<n7:title xmlns:n7="urn:z">No</n7:title>'.repeat(5_000);
  const feed = await read(`<rss ${declared}><channel><item><title>A</title>${inner}</item></channel></rss>`);
  expect(feed.entries).toMatchObject([{ title: 'A' }]);
});

test('a namespace of a million slashes is read once', bounded, async () => {
  const feed = await read(
    `<rss xmlns:n="${'/'.repeat(1_000_000)}x"><channel><item><title>A</title></item></channel></rss>`,
  );
  expect(feed.entries).toMatchObject([{ title: 'A' }]);
});

test('elements with names of prototypes (__proto__) pollute nothing', async () => {
  await read('{"items":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"title":"A"}]}');
  await read(
    '<rss version="2.0"><channel><__proto__><polluted>1</polluted></__proto__><item><__proto__ polluted="1"/></item></channel></rss>',
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('1,500 damaged documents: no throw, none over a second, no unclean text', async () => {
  const documents = Object.values(sampleFeeds).map((feed) => new TextEncoder().encode(feed));
  const tally = await readMutants(documents, 1_500, 17);
  expect(tally.slowestMs).toBeLessThan(1000);
  expect(Math.min(tally.read, tally.named)).toBeGreaterThan(50);
});
