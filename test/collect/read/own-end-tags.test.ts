import { expect, test } from 'vitest';
import { readLeniently } from '../../../src/collect/read/lenient-feed.ts';
import { endFieldsAtTheirEndTags } from '../../../src/collect/read/own-end-tags.ts';

const rest =
  '<link>https://lumen.example/1</link><guid>g1</guid><pubDate>Sat, 31 Jan 2026 08:00:00 GMT</pubDate><description><![CDATA[d]]></description>';
const next = `<item><title>The next one</title>${rest}</item>`;
const feedOf = (item: string) =>
  `<rss version="2.0"><channel><title>Lumen</title><item>${item}</item>${next}</channel></rss>`;

function entriesOf(item: string) {
  const reading = readLeniently([feedOf(item)], 'https://lumen.example/', 500);
  if (reading.kind !== 'feed') throw new Error('Expected a feed');
  return reading.entries;
}

const whole = { id: 'g1', url: 'https://lumen.example/1', publishedAt: { at: new Date('2026-01-31T08:00:00Z') } };

test.each([
  ['Nova <5 needs a fix', 'Nova <5 needs a fix'],
  ['a<b', 'a<b'],
  ['a<b and c', 'a<b and c'],
  ['a<b and c>d', 'a<b and c>d'],
  ['I <3 Lumen', 'I <3 Lumen'],
  ['x <- y', 'x <- y'],
  ['<<< merge', '<<< merge'],
  ['a <! b', 'a <! b'],
  ['<', '<'],
  ['流明<5', '流明<5'],
  ['What is <?php echo', 'What is <?php echo'],
  ['What is <?php echo 1 ?>', 'What is <?php echo 1 ?>'],
  ['A vector<int> of Nova', 'A vector<int> of Nova'],
  ['Map<String, List<Nova>>', 'Map<String, List<Nova>>'],
  ['<!-- open', '<!-- open'],
  ['<![CDATA[Nova is open', 'Nova is open'],
  ['<![CDATA[Nova]]> <![CDATA[is open', 'Nova is open'],
])('a title that is written %s ends at its own end tag', (written, title) => {
  expect(entriesOf(`<title>${written}</title>${rest}`)).toMatchObject([{ title, ...whole }, { title: 'The next one' }]);
});

test.each([
  ['Nova < Lumen', 'Nova < Lumen'],
  ['<b>Nova</b> opens', 'Nova opens'],
  ['Nova<br>Lumen', 'Nova Lumen'],
  ['<a href="https://a.example/">Nova</a> opens', 'Nova opens'],
  ['No<!-- not this -->va', 'Nova'],
  ['<![CDATA[<3 Nova]]>', '<3 Nova'],
  ['<![CDATA[About </title> and <title>]]>', 'About </title> and <title>'],
  ['<![CDATA[About <item> elements]]>', 'About <item> elements'],
  ['Nova <em>and</em> <i>Lumen</i> <3', 'Nova and Lumen <3'],
])('a title keeps what is markup: %s', (written, title) => {
  expect(entriesOf(`<title>${written}</title>${rest}`)).toMatchObject([{ title, ...whole }, { title: 'The next one' }]);
});

test('a link, an identity and a date end at their own end tags', () => {
  const entries = entriesOf(
    '<link>https://lumen.example/?a<b</link><guid>a<b</guid><pubDate>Sat, 31 Jan 2026 08:00:00 GMT</pubDate><title>Nova</title>',
  );
  expect(entries).toMatchObject([
    { url: 'https://lumen.example/?a%3Cb', id: 'a<b', title: 'Nova' },
    { title: 'The next one' },
  ]);
});

test('a field without an end tag ends at the next tag', () => {
  const entries = entriesOf('<title>Nova<link>https://lumen.example/1<guid>g1</guid><link href="/2">');
  expect(entries).toMatchObject([
    { title: 'Nova', url: 'https://lumen.example/1', id: 'g1' },
    { title: 'The next one' },
  ]);
});

test('the fields of Atom end at their own end tags', () => {
  const reading = readLeniently(
    [
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>Nova <5</a:title><a:id>1</a:id></a:entry></a:feed>',
    ],
    '',
    500,
  );
  expect(reading).toMatchObject({ entries: [{ title: 'Nova <5', id: '1' }] });
});

test.each([
  ['text of a description', '<description><![CDATA[<title>a<b</title>]]></description>'],
  ['a comment', '<!-- <title>a<b</title> -->'],
  ['XHTML', '<title type="xhtml"><div>a <x:y>b</x:y></div></title>'],
])('a `<` in %s is left as it stands', (_, item) => {
  const document = feedOf(item);
  expect(endFieldsAtTheirEndTags(document)).toBe(document);
});

test.each([
  '<title>',
  '<title><![CDATA[</title>',
  '<title><![CDATA[',
  '<title><',
  '<![CDATA[<title></title>]]',
  '<x1:title><',
])('mending %s a hundred thousand times takes linear time', (piece) => {
  const before = process.threadCpuUsage();
  endFieldsAtTheirEndTags(feedOf(piece.repeat(100_000)));
  const used = process.threadCpuUsage(before);
  expect((used.user + used.system) / 1000).toBeLessThan(2_000);
});
