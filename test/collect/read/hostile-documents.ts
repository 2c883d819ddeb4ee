/** Documents of about ten million characters, the most that a feed may have, made to fill memory. */
const length = 10_000_000;

function filled(before: string, piece: string, after = ''): string {
  return before + piece.repeat(Math.floor((length - before.length - after.length) / piece.length)) + after;
}

const rss = '<rss version="2.0"><channel><title>Nova</title>';
const end = '</channel></rss>';

export const hostileDocuments: Readonly<Record<string, () => string>> = {
  'open elements': () => filled(`${rss}<item>`, '<a>'),
  'open elements in HTML': () => filled('<!doctype html><html><body>', '<b>'),
  'open elements in a description': () =>
    filled(`${rss}<item><title>A</title><description><![CDATA[`, '<b>', `]]></description></item>${end}`),
  'open elements in a title': () => filled(`${rss}<item><title type="xhtml">`, '<b>', `</title></item>${end}`),
  'empty elements in an item': () => filled(`${rss}<item>`, '<a/>', `</item>${end}`),
  'empty elements in a channel': () => filled(rss, '<a/>', end),
  'empty items': () => filled(rss, '<item/>', end),
  attributes: () =>
    filled('<rss version="2.0"', ' a=""', `><channel><item/>${end}`).replace(
      / a=/g,
      (() => {
        let n = 0;
        return () => ` a${(n++).toString(36)}=`;
      })(),
    ),
  'an attribute': () => filled('<rss version="2.0" a="', 'x', `"><channel><item/>${end}`),
  'a title': () => filled(`${rss}<item><title>`, 'x', `</title></item>${end}`),
  'titles without an end': () => filled(`${rss}<item>`, '<title>'),
  'titles in titles': () => filled(`${rss}<item>`, '<title>', '</title>'),
  'a title of CDATA sections': () => filled(`${rss}<item><title>`, '<![CDATA[]]>', `</title></item>${end}`),
  'titles of unclosed CDATA': () => filled(rss, '<item><title><![CDATA[</title></item>'),
  'CDATA in a title': () => filled(`${rss}<item><title>`, '<![CDATA[', `</title></item>${end}`),
  'comments in a title': () => filled(`${rss}<item><title>`, '<!--', `</title></item>${end}`),
  'titles of less-than signs': () => filled(rss, '<item><title><<<<</title></item>', end),
  'guids that are long': () => filled(rss, `<item><guid>${'x'.repeat(20_000)}</guid></item>`, end),
  'nested arrays': () => filled('', '['),
  'nested objects': () => filled('', '{"a":'),
  'nested items': () => filled('{"items":[', '['),
  'JSON items': () => filled('{"items":[{}', ',{}', ']}'),
  'JSON numbers': () => filled('{"items":[0', ',0', ']}'),
  'JSON items of many fields': () => filled('{"items":[{"a":1}', ',{"a":1,"b":[],"c":{}}', ']}'),
  'nested arrays in a string': () => filled('{"items":[{"title":"', '[', '"}]}'),
};
