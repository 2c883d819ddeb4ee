import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLeniently } from '../../../src/collect/read/lenient-feed.ts';
import { readOrdinary } from '../../../src/collect/read/ordinary-feed.ts';
import { sampleFeeds } from '../sample-feeds.ts';

const baseUrl = 'https://feeds.example/dir/feed.xml';
const formatOf = async (document: string) => (await readOrdinary(document, baseUrl, 500))?.format;
const rssItem = (inner: string) =>
  `<rss version="2.0"><channel><title>Nova</title><item>${inner}</item></channel></rss>`;
const atomEntry = (inner: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>Nova</title><entry>${inner}</entry></feed>`;

const nova = rssItem('<title>Lumen 3</title>');

test.each([
  ['RSS 2.0', rssItem('<title>Lumen 3</title><link>https://a.example/1</link>'), 'rss'],
  ['Atom 1.0', atomEntry('<id>1</id><title>Lumen 3</title><link href="/1"/>'), 'atom'],
  ['a declaration, a comment and a style sheet before it', `<?xml version="1.0"?><!-- x --><?xsl a?>${nova}`, 'rss'],
  ['any text in a description', rssItem('<description><![CDATA[<p>a <b>b</b> & c]]></description>'), 'rss'],
  ['a date of RFC 822', rssItem('<pubDate>Sat, 31 Jan 2026 08:00:00 +0800</pubDate>'), 'rss'],
  ['a date of RFC 3339', atomEntry('<updated>2026-01-31T08:00:00.5+08:00</updated>'), 'atom'],
  ['a namespace that no element uses', nova.replace('<rss', '<rss xmlns:z="urn:z"'), 'rss'],
])('a document is ordinary: %s', async (_, document, format) => {
  expect(await formatOf(document)).toBe(format);
});

test('of a longer ordinary document only the wanted entries are read', async () => {
  const twice = nova.replace('</channel>', '<item><title>Lumen 4</title></item></channel>');
  expect((await readOrdinary(twice, baseUrl, 1))?.entries).toMatchObject([{ title: 'Lumen 3' }]);
});

test.each([
  ['nothing', ''],
  ['a text', 'rate limited'],
  ['an element that we do not know', rssItem('<media:group/>')],
  ['a known element in the wrong place', rssItem('<channel/>')],
  ['the same element twice', rssItem('<link>https://a.example/1</link><link>https://a.example/2</link>')],
  ['an attribute that we do not know', rssItem('<title xml:base="/x">Lumen</title>')],
  ['an attribute without quotes', rssItem('<guid isPermaLink=false>1</guid>')],
  ['markup in a title', rssItem('<title>Lumen <b>3</b></title>')],
  ['escaped markup in a title', rssItem('<title>Lumen &lt;b&gt;3&lt;/b&gt;</title>')],
  ['markup in a CDATA title', rssItem('<title><![CDATA[Lumen <b>3</b>]]></title>')],
  ['a date of another form', rssItem('<pubDate>31.01.2026</pubDate>')],
  ['an empty date', rssItem('<pubDate/>')],
  ['an entity that is not XML’s own', rssItem('<title>Lumen&nbsp;3</title>')],
  ['a reference to half a character', rssItem('<title>&#55357;&#56832;</title>')],
  ['XHTML', atomEntry('<content type="xhtml">a</content>')],
  ['a link of another relation', atomEntry('<link rel="enclosure" href="/1"/>')],
  ['an unclosed element', '<rss version="2.0"><channel><title>Nova</title>'],
  ['elements that overlap', '<rss version="2.0"><channel><title>Nova</channel></title></rss>'],
  ['a second root', nova + nova],
  ['an empty item', rssItem('')],
  ['RSS without a version', nova.replace(' version="2.0"', '')],
  ['RSS 0.91', nova.replace('2.0', '0.91')],
  ['a CDATA section without an end', nova.replace('Lumen 3', '<![CDATA[Lumen')],
  ['an instruction inside', nova.replace('<item>', '<?x?><item>')],
  ['Atom 0.3', '<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>'],
  ['a prefix that stands for another namespace', nova.replace('<rss', '<rss xmlns:dc="urn:z"')],
  ['a document type', `<!DOCTYPE rss>${nova}`],
  ['RDF', sampleFeeds.rdf ?? ''],
])('a document is not ordinary: %s', async (_, document) => {
  expect(await formatOf(document)).toBeUndefined();
});

test.each([
  ['more elements than a feed has', rssItem('<category/>'.repeat(50_000))],
  ['a document of more than 30,000 characters', rssItem(`<description>${'x'.repeat(30_000)}</description>`)],
  ['900,000 open elements', `<rss version="2.0"><channel>${'<a>'.repeat(900_000)}`],
])('a document is not ordinary, and is left early: %s', async (_, document) => {
  expect(await formatOf(document)).toBeUndefined();
});

const text = fc
  .array(
    fc.constantFrom(
      ...[
        'Lumen',
        '流明',
        'Nova 5',
        ' ',
        '\n',
        'a &amp; b',
        '&quot;',
        '&#8217;',
        '&#xe9;',
        '&amp;amp;',
        '&amp;nbsp;',
        '😀',
      ],
      ...['<![CDATA[ & ]]>', '<![CDATA[Nova]]>', '<!-- x -->', '.', '。', ']]', "'", '"'],
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));
const html = fc
  .array(
    fc.constantFrom('<![CDATA[<p>Lumen</p>]]>', '&lt;b&gt;流明&lt;/b&gt;', '<![CDATA[<img src="/a.png">]]>', 'x '),
    {
      maxLength: 4,
    },
  )
  .map((pieces) => pieces.join(''));
const address = fc.constantFrom(
  'https://a.example/1?a=1&amp;b=2',
  '/x',
  ' https://a.example/2\n',
  '',
  'mailto:x@a.example',
  '#a',
);

/** Some of these children, in any order, each at most once. */
function children(parts: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const made = Object.entries(parts).map(([name, content]) =>
    content.map((inner) => `<${name}>${inner}</${name.split(' ', 1)[0]}>`),
  );
  return fc
    .shuffledSubarray(made)
    .chain((some) => fc.tuple(...some))
    .map((elements) => elements.join('\n'));
}

const rfc822 = fc.constantFrom('Sat, 31 Jan 2026 08:00:00 GMT', '3 Feb 2026 08:00 +0800', '31 Feb 2026 08:00:00 GMT');
const rfc3339 = fc.constantFrom('2026-01-31T08:00:00Z', '2026-01-31T08:00:00.123+08:00', '2026-02-31T08:00:00Z');
const item = children({
  title: text,
  link: address,
  'guid isPermaLink="false"': fc.oneof(text, address),
  description: html,
  'content:encoded': html,
  author: fc.constantFrom('ada@a.example (Ada Birch)', 'Ada'),
  'dc:creator': text,
  pubDate: rfc822,
  comments: address,
  'slash:comments': fc.constantFrom('3', 'x', ''),
  'enclosure url="/p.png" type="image/png"': fc.constant(''),
});
const entry = children({
  id: fc.oneof(text, address),
  'title type="html"': text,
  'link href="/x"': fc.constant(''),
  summary: html,
  'content type="text"': html,
  updated: rfc3339,
  published: rfc3339,
  author: children({ name: text, email: fc.constant('ada@a.example') }),
});
const rssChannel = children({
  title: text,
  link: address,
  language: fc.constantFrom('zh-CN', 'en', 'x?'),
  ttl: fc.constantFrom('90', 'x'),
});
const atomChannel = children({
  title: text,
  'link rel="self" href="https://feeds.example/self"': fc.constant(''),
  'link href="https://feeds.example/"': fc.constant(''),
});
const document = fc.oneof(
  fc
    .tuple(rssChannel, fc.array(item, { maxLength: 3 }))
    .map(
      ([head, items]) =>
        `<rss version="2.0"><channel>${head}${items.map((inner) => `<item>${inner}</item>`).join('')}</channel></rss>`,
    ),
  fc
    .tuple(atomChannel, fc.array(entry, { maxLength: 3 }))
    .map(
      ([head, entries]) =>
        `<feed xmlns="http://www.w3.org/2005/Atom">${head}${entries.map((inner) => `<entry>${inner}</entry>`).join('')}</feed>`,
    ),
);

test('both readers read the same from every ordinary document', async () => {
  let ordinary = 0;
  await fc.assert(
    fc.asyncProperty(document, async (xml) => {
      // Entries may be empty, and rss-parser throws at impossible days: the lenient reader takes those documents.
      const read = await readOrdinary(xml, baseUrl, 500);
      if (!read) return;
      ordinary += 1;
      expect(read).toEqual(readLeniently([xml], baseUrl, 500));
    }),
    { numRuns: 1_500, seed: 20_261_128 },
  );
  expect(ordinary).toBeGreaterThan(1_000);
});
