import { expect, test } from 'vitest';
import { plainText, plainTextOfEither, removeControls } from '../../../src/collect/read/plain-text.ts';

test.each([
  ['<p>One</p><p>two</p>', 'One two'],
  ['One<br/>two', 'One two'],
  ['un<b>brok</b>en', 'unbroken'],
  ['<ul><li>a</li><li>b</li></ul>', 'a b'],
  ['safe<script>alert("x")</script><style>p{}</style>', 'safe'],
  ['<!-- hidden -->seen', 'seen'],
  ['5 &lt; 6 &amp; 7 &gt; 6', '5 < 6 & 7 > 6'],
  ['caf&eacute; &#8212; &#x2014; &hellip;', 'café — — …'],
  ['don&#146;t', 'don’t'],
  ['<a href="x">unclosed', 'unclosed'],
  ['cut in a tag <a href="https://a.exam', 'cut in a tag'],
  ['cut in a tag</stro', 'cut in a tag'],
  ['a<b and c', 'a<b and c'],
  ['Nova<5<br>Lumen', 'Nova<5 Lumen'],
  ['<!DOCTYPE ~', '<!DOCTYPE ~'],
  ['<a title="a<b" href="x">link</a>', 'link'],
  ['&#55357;&#56832;', '😀'],
  ['null&#0;byte', 'nullbyte'],
  ['<![CDATA[<p>inside</p>]]>', 'inside'],
  ['&undefined; stays', '&undefined; stays'],
  ['zero&#8203;width and soft&shy;hyphen', 'zerowidth and softhyphen'],
  ['&#8203;&#8203; &#x2060;&zwj;&#xfe0f;', ''],
  ['\u202eright\u202c to left\u200e', 'right to left'],
  ['👩‍❤️‍👩 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 stay', '👩‍❤️‍👩 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 stay'],
  ['葛󠄀城 and می‌خواهم stay', '葛󠄀城 and می‌خواهم stay'],
])('the markup %s becomes the text that a reader sees', (html, text) => {
  expect(plainText(html)).toBe(text);
});

test('markup that was escaped twice is read as markup', () => {
  expect(plainText('&lt;p&gt;Hello &amp;amp; bye&lt;/p&gt;')).toBe('Hello & bye');
});

test('markup that was escaped on purpose stays visible', () => {
  expect(plainText('<p>How the &lt;canvas&gt; element works</p>')).toBe('How the <canvas> element works');
});

test.each([
  ['The <canvas> element', 'The <canvas> element'],
  ['I <3 maps & tea', 'I <3 maps & tea'],
  ['A <em>fine</em> day', 'A fine day'],
  ['AT&amp;amp;T', 'AT&T'],
  ['if a<b and c>d', 'if a<b and c>d'],
  ['a &lt;b&gt; c', 'a <b> c'],
])('the text %s, which may be markup, is read as what it is', (value, text) => {
  expect(plainTextOfEither(value)).toBe(text);
});

test('quotes of windows-1252 that were taken for control characters are quotes again', () => {
  expect(removeControls('\u0093so\u0094 \u0081')).toBe('“so” ');
});

test('a book in one element is cut before it is read', () => {
  expect(plainText('x'.repeat(5_000_000)).length).toBeLessThan(500_000);
});

test.each([
  ['paragraphs', '<p>Nova <b>ships</b> &amp; sails, 100&nbsp;%.</p>\n'.repeat(400)],
  ['escaped markup', '&lt;p&gt;Nova &amp;amp; Lumen&lt;/p&gt; '.repeat(400)],
  [
    'a picture in the text itself',
    `<p>Nova</p><img src="data:image/png;base64,${'A'.repeat(20_000)}"><p>ships</p>${'Lumen '.repeat(400)}`,
  ],
  ['a script before the text', `<script>${'x < y; '.repeat(2_000)}</script>${'Lumen '.repeat(400)}`],
  ['white space', `Nova ships.${' \n'.repeat(4_000)}Lumen sails. ${'<br>'.repeat(3_000)}Ada rows.`],
])('the beginning of %s is the same, whether or not the rest is read', (_, markup) => {
  expect(plainText(markup, 1_500).slice(0, 1_500)).toBe(plainText(markup).slice(0, 1_500));
});

test('the beginning of a long text without markup is the same, whether or not the rest is read', () => {
  const text = 'Nova &amp;amp; Lumen, 100&nbsp;%. \n'.repeat(2_000);
  const beginning = plainTextOfEither(text, 1_500);
  expect(beginning.length).toBeLessThan(6_000);
  expect(beginning.slice(0, 1_500)).toBe(plainTextOfEither(text).slice(0, 1_500));
});

test('characters that are not seen are left out of every script', () => {
  const scripts = ['Lumen', '流明发布', 'ルーメン', 'Ада', '\u0915\u094d\u0937', '🚀'];
  for (const text of scripts) expect(plainTextOfEither(`${text}\u200b\u00ad!`)).toBe(`${text}!`);
});

test('markup that opens element upon element is not read to its end', () => {
  expect(plainText(`<p>Ada</p>${'<b>'.repeat(600)}Bo`)).toBe('Ada');
  expect(plainText(`${'<p>Ada<br><b>'.repeat(200)}Bo`)).toMatch(/Ada Bo$/);
  expect(plainText(`${'<p>Ada<br></p>'.repeat(2_000)}Bo`)).toMatch(/Ada Bo$/);
});

test.each([
  ['blank Braille cells', '\u2800\u2800'],
  ['500 accents', '\u0301'.repeat(500)],
  ['accents on a space', ' \u0301\u0308'],
  ['what is never shown', '\u200b\u00ad\u3164\ufe0f'],
  ['characters that no font has', '\ue000\u{f0000}'],
  ['an object that is not there', '\ufffc'],
])('a text of only %s is empty', (_, text) => {
  expect(plainTextOfEither(text)).toBe('');
  expect(plainText(`<p>${text}</p>`)).toBe('');
});

test('accents that are piled on one letter are cut', () => {
  expect(plainTextOfEither(`Nova${'\u0301'.repeat(500)}!`)).toBe(`Nova${'\u0301'.repeat(8)}!`);
});

test.each([
  ['&lt;![CDATA[流明]]&gt;', '流明'],
  ['a <![CDATA[b c]]>', 'a b c'],
  ['&lt;![CDATA[流明', '流明'],
  ['About <![CDATA[ in XML', 'About <![CDATA[ in XML'],
])('marks of CDATA do not show: %s', (text, shown) => {
  expect(plainTextOfEither(text)).toBe(shown);
});
