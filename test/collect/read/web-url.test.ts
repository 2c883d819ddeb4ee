import { expect, test } from 'vitest';
import { webUrl } from '../../../src/collect/read/web-url.ts';

const own = 'https://lumen.example/feed.xml';

test.each([
  ['www.lumen.example/b', 'https://www.lumen.example/b'],
  ['www.nova.example', 'https://www.nova.example'],
  ['lumen.example/c', 'https://lumen.example/c'],
  ['blog.lumen.example', 'https://blog.lumen.example'],
  ['nova.com/c?a=1', 'https://nova.com/c?a=1'],
  ['https//lumen.example/e', 'https://lumen.example/e'],
  ['http//lumen.example/e', 'http://lumen.example/e'],
  ['https/lumen.example/e', 'https://lumen.example/e'],
  ['https;//lumen.example/e', 'https://lumen.example/e'],
  ['https:///lumen.example/d', 'https://lumen.example/d'],
  ['https:/lumen.example/d', 'https://lumen.example/d'],
  ['https:lumen.example/d', 'https://lumen.example/d'],
  ['https: //lumen.example/d', 'https://lumen.example/d'],
  ['http://http://lumen.example/g', 'http://lumen.example/g'],
  ['http://https://lumen.example/g', 'https://lumen.example/g'],
  ['https://http//lumen.example/g', 'http://lumen.example/g'],
  ['://lumen.example/g', 'https://lumen.example/g'],
  ['<a href="https://lumen.example/k">k</a>', 'https://lumen.example/k'],
  ["<a class='x' href='/k'>k</a>", 'https://lumen.example/k'],
  ['<https://lumen.example/k>', 'https://lumen.example/k'],
  ['"https://lumen.example/k"', 'https://lumen.example/k'],
  ['[text](https://lumen.example/k)', 'https://lumen.example/k'],
  ['feed://lumen.example/h', 'http://lumen.example/h'],
  ['feed:https://lumen.example/h', 'https://lumen.example/h'],
  ['feed://https://lumen.example/h', 'https://lumen.example/h'],
  ['\u200bhttps://lumen.example/h\ufeff', 'https://lumen.example/h'],
])('the malformed link %s is repaired', (written, right) => {
  expect(webUrl(written, own)).toBe(right);
  expect(webUrl(right, own)).toBe(right);
});

test.each([
  ['//nova.example/x', 'https://nova.example/x'],
  ['?p=12', 'https://lumen.example/feed.xml?p=12'],
  ['1.html', 'https://lumen.example/1.html'],
  ['index.pl/2026/1', 'https://lumen.example/index.pl/2026/1'],
  ['2026/01/nova.com', 'https://lumen.example/2026/01/nova.com'],
  ['nova.com', 'https://lumen.example/nova.com'],
  ['https/guide', 'https://lumen.example/https/guide'],
  ['https://web.nova.example/2026/http://lumen.example/', 'https://web.nova.example/2026/http://lumen.example/'],
  ['https://https.nova.example/', 'https://https.nova.example/'],
  ['https://lumen.example/a b', 'https://lumen.example/a%20b'],
  ['http://localhost:8080/x', 'http://localhost:8080/x'],
  ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
])('the link %s stays as it is written', (written, right) => {
  expect(webUrl(written, own)).toBe(right);
});

test.each(['', '#top', 'mailto:ada@lumen.example', 'javascript:alert(1)', 'https://', 'http://[', 'data:text/html,x'])(
  '%j is not a link',
  (written) => {
    expect(webUrl(written, own)).toBeUndefined();
  },
);

test('the login in a feed’s address does not come into its entries', () => {
  expect(webUrl('/1', 'https://ada:secret@lumen.example/feed.xml')).toBe('https://lumen.example/1');
});
