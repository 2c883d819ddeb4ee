import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnyMarkup } from '../../../src/collect/read/plain-text.ts';
import { decodeUsual, readUsualMarkup } from '../../../src/collect/read/usual-markup.ts';

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

const names = fc.constantFrom(
  ...'a p b span br hr img li ul h2 h3 div td tr th table tbody thead dt dd dl blockquote'.split(' '),
  ...'P BR Div script style title select iframe svg video image custom'.split(' '),
);
const attributes = fc.constantFrom(
  '',
  ' href="/x?a=1&amp;b=2"',
  " title='>'",
  ' class=plain',
  ' hidden',
  '/',
  ' alt="<b>"',
);
const words = fc.constantFrom(
  '流明',
  'Lumen ',
  ' ',
  '\n',
  'a < b',
  'a<b',
  '1 > 0',
  ']]>',
  '<!-- note -->',
  '<!-->',
  '<!',
  '<',
);
const references = fc.constantFrom(
  '&amp;',
  '&nbsp;',
  '&#8217;',
  '&#x2019;',
  '&#55357;',
  '&#1;',
  '&copy',
  '&lt;b&gt;',
  '& ',
  '&T',
  '&#',
  '&infin;',
  '&amp;lt;',
);
const piece = fc.oneof(
  words,
  references,
  fc.tuple(names, attributes).map(([name, rest]) => `<${name}${rest}>`),
  names.map((name) => `</${name}>`),
  fc.constantFrom('<a href="/cut', '<p class', '</sp', '<img src="x" title="a'),
);
const markup = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('what the quick reader reads of usual markup is what the parser reads', () => {
  let read = 0;
  fc.assert(
    fc.property(markup, (html) => {
      const text = readUsualMarkup(html);
      if (text === undefined) return;
      read += 1;
      expect(oneLine(text)).toBe(oneLine(readAnyMarkup(html)));
    }),
    { seed: 18, numRuns: 4_000 },
  );
  expect(read).toBeGreaterThan(400);
});

test.each([
  ['<p>Nova&nbsp;2</p><p>is <b>out</b></p>', 'Nova 2 is out'],
  ['one<br>two<!-- three --><img src="/4.png" alt="four">', 'one two'],
  ['<span><p>a<div>b</div>c</span>d', 'a b cd'],
  ['<table><tr><td>1<td>2<tr><td>3</table>', '1 2 3'],
  ['Lumen raises <a href="https://lumen.example/a', 'Lumen raises'],
])('the quick reader reads %j', (html, text) => {
  expect(oneLine(readUsualMarkup(html) ?? 'left to the parser')).toBe(text);
});

test.each([
  '<script>1</script>',
  'a < b',
  '<![CDATA[a]]>',
  'a]]>',
  '&copy',
  '&#55357;&#56832;',
  '<p class=x>',
  '<!-->',
])('the quick reader leaves %j to the parser', (html) => expect(readUsualMarkup(html)).toBeUndefined());

test('references whose numbers HTML gives another meaning are left to the parser', () => {
  expect(decodeUsual('AT&T')).toBeUndefined();
  expect(decodeUsual('R & D &#8212; 100&#37;')).toBe('R & D — 100%');
  expect(decodeUsual('&#146;')).toBeUndefined();
  expect(decodeUsual('&#0;')).toBeUndefined();
});
