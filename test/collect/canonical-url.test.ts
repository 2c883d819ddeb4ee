import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalUrl, printedUrl } from '../../src/collect/canonical-url.ts';

test.each([
  ['tracking', 'https://a.example/x?utm_source=rss&utm_medium=feed', 'https://a.example/x'],
  ['scheme and www', 'http://www.a.example/x', 'https://a.example/x'],
  ['trailing slash', 'https://a.example/x/', 'https://a.example/x'],
  ['directory index', 'https://a.example/x/index.html', 'https://a.example/x/'],
  ['order of parameters', 'https://a.example/x?b=2&a=1', 'https://a.example/x?a=1&b=2'],
  ['spelling of escapes', 'https://a.example/%e7%81%af?q=%7ex', 'https://a.example/灯?q=~x'],
  ['a parameter that says nothing', 'https://a.example/x?id=7&iv=', 'https://a.example/x?id=7'],
  ['the channel by which a reader came', 'https://a.example/x?f=rss', 'https://a.example/x'],
  [
    'shares of Chinese applications',
    'https://a.example/x?spm=a.b&share_token=1&from=timeline&nsukey=z',
    'https://a.example/x',
  ],
  ['where a weblog sends its readers from', 'https://a.example/x?ref=blog.kite.com', 'https://a.example/x'],
  ['mobile', 'https://m.a.example/x', 'https://a.example/x'],
  ['AMP by path', 'https://a.example/x/amp/', 'https://a.example/x'],
  ['AMP by parameter', 'https://a.example/x?amp=1', 'https://a.example/x'],
  ['AMP by host', 'https://amp.a.example/x', 'https://a.example/x'],
  ['AMP by cache', 'https://a-example.cdn.ampproject.org/c/s/a.example/x', 'https://a.example/x'],
  ['AMP by viewer', 'https://www.google.com/amp/s/a.example/x', 'https://a.example/x'],
  ['a redirector', 'https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%3Futm_id%3D1&sa=t', 'https://a.example/x'],
  ['a redirector like others', 'https://go.example/link?url=https%3A%2F%2Fa.example%2Fx', 'https://a.example/x'],
  [
    'redirectors in each other',
    'https://link.zhihu.com/?target=https%3A%2F%2Fgo.example%2Fredirect%3Fu%3Dhttps%253A%252F%252Fa.example%252Fx',
    'https://a.example/x',
  ],
  ['an anchor of a place', 'https://a.example/x#comments', 'https://a.example/x'],
  ['an anchor that tracks', 'https://a.example/x#xtor=RSS-1', 'https://a.example/x'],
  [
    'WeChat',
    'http://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&sn=s&chksm=c&scene=21#rd',
    'https://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&sn=s',
  ],
  ['a video', 'https://youtu.be/abcdefg?si=x', 'https://www.youtube.com/watch?v=abcdefg&t=3'],
  ['a paper', 'https://arxiv.org/pdf/2601.01234v1.pdf', 'http://arxiv.org/abs/2601.01234'],
])('%s: two addresses of one document have one canonical address', (_, a, b) => {
  expect(canonicalUrl(a)).toBe(canonicalUrl(b));
});

test.each([
  ['id in the query', 'https://a.example/detail?id=1', 'https://a.example/detail?id=2'],
  ['the query is the document', 'https://a.example/?some-title', 'https://a.example/?another-title'],
  ['a search', 'https://a.example/search?query=%E7%81%AF', 'https://a.example/search?query=%E5%A1%94'],
  ['the fragment is the document', 'https://a.example/log#1.2.3', 'https://a.example/log#1.2.4'],
  ['a page of a one-page site', 'https://a.example/#/post/1', 'https://a.example/#/post/2'],
  ['a page by a name that elsewhere tracks', 'https://a.example/x?at_page=1', 'https://a.example/x?at_page=2'],
  ['a channel that is a section', 'https://a.example/x?channel=home', 'https://a.example/x?channel=pc'],
  ['a branch', 'https://a.example/x?ref=main', 'https://a.example/x?ref=dev'],
  ['a currency', 'https://a.example/convert?from=USD&to=CNY', 'https://a.example/convert?from=EUR&to=CNY'],
  ['a page by number', 'https://a.example/x?from=20', 'https://a.example/x?from=40'],
  ['versions', 'https://a.example/tag/v1.2.1', 'https://a.example/tag/v1.2.10'],
  ['case of the path', 'https://a.example/AbC', 'https://a.example/abc'],
  ['a revision of a paper', 'https://arxiv.org/abs/2601.01234v2', 'https://arxiv.org/abs/2601.01234'],
  [
    'articles of WeChat',
    'https://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&sn=s',
    'https://mp.weixin.qq.com/s?__biz=B&mid=1&idx=2&sn=t',
  ],
  ['an encoded ampersand', 'https://a.example/x?q=a%26b', 'https://a.example/x?q=a&b'],
])('%s: addresses of different documents have different canonical addresses', (_, a, b) => {
  expect(canonicalUrl(a)).not.toBe(canonicalUrl(b));
});

test('the printed address is the publisher’s own, without what tracks', () => {
  expect(printedUrl('http://www.a.example/X/?b=%7e&utm_source=rss&a=1#part')).toBe(
    'http://www.a.example/X/?b=%7e&a=1#part',
  );
});

test('the printed address of a known redirector is its target', () => {
  expect(printedUrl('https://www.google.com/url?rct=j&url=https://a.example/x&ct=ga')).toBe('https://a.example/x');
});

test.each([
  [
    'https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%0A%23+forged%1b[31m',
    'https://a.example/x#%20forged%1B[31m',
  ],
  ['https://www.google.com/url?q=https%3A%2F%2Fa.example%2F%3Ctag%3E', 'https://a.example/%3Ctag%3E'],
  ['https://www.google.com/amp/s/a.example/x?b=1', 'https://a.example/x?b=1'],
  ['https://www.google.com/url?q=https%3A%2F%2F%3A80%2Fx', 'https://www.google.com/url?q=https%3A%2F%2F%3A80%2Fx'],
  ['https://www.google.com/amp/s/:80/x', 'https://www.google.com/amp/s/:80/x'],
  ['https://www.google.com/amp/s/intranet/x', 'https://www.google.com/amp/s/intranet/x'],
  ['https://a-example.cdn.ampproject.org/c/s/%0a', 'https://a-example.cdn.ampproject.org/c/s/%0a'],
])('the printed address of %s is %s', (url, printed) => {
  expect(printedUrl(url)).toBe(printed);
});

test('the printed address is not taken out of what only looks like a redirector', () => {
  const url = 'https://go.example/link?url=https%3A%2F%2Fa.example%2Fx';
  expect(printedUrl(url)).toBe(url);
});

test('a canonical address is its own canonical address', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const once = canonicalUrl(url);
      expect(canonicalUrl(once)).toBe(once);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('a host of a thousand labels and a query of a thousand pairs are not read a thousand times', () => {
  const query = Array.from({ length: 900 }, (_, index) => `b${index % 10}`).join('&');
  for (let index = 0; index < 30; index += 1) {
    const url = `https://${index}.${'a.'.repeat(1_000)}example/?${query}&utm_source=rss`;
    expect(printedUrl(url)).toBe(url.replace('&utm_source=rss', ''));
  }
});

test('text that is not a URL is returned unchanged', () => {
  expect(canonicalUrl('not a url')).toBe('not a url');
  expect(printedUrl('mailto:x@a.example')).toBe('mailto:x@a.example');
});

test.each([
  ['https://ada:secret@lumen.example/1?a=1', 'https://lumen.example/1?a=1'],
  ['https://ada@lumen.example:8443/1', 'https://lumen.example:8443/1'],
  ['https://google.com/url?q=https%3A%2F%2Fada%3Asecret%40lumen.example%2F1', 'https://lumen.example/1'],
  ['https://流明.example/新闻?词=1', 'https://xn--2hv23n.example/新闻?词=1'],
  ['https://lumеn.example/1', 'https://xn--lumn-x4d.example/1'],
  ['https://Lumen.Example/A@b', 'https://Lumen.Example/A@b'],
])('what is printed of %s shows neither a login nor a host in letters that mislead', (url, printed) => {
  expect(printedUrl(url)).toBe(printed);
});
