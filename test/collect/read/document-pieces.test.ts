import { expect, test } from 'vitest';
import { decode } from '../../../src/collect/read/decode.ts';
import { parseFeed } from '../../../src/collect/read/parse.ts';

const address = 'https://lumen.example/feed';

/** 300 entries; the article of every tenth shows the markup of a feed, and every twentieth title has a bare `<`. */
function longFeed(entry: 'item' | 'entry'): string {
  const entries = Array.from({ length: 300 }, (_, index) => {
    const markup = index % 10 === 0 ? `</${entry}> <${entry}> <title>a<b</title>` : '';
    const title = index % 20 === 0 ? `流明 <${index}` : `流明 ${index}`;
    return `<${entry}><title>${title}</title><description><![CDATA[${markup}${'文章。'.repeat(100)}]]></description></${entry}>`;
  });
  return `<rss version="2.0"><channel><title>流明</title>${entries.join('\n')}</channel></rss>`;
}

test.each(['item', 'entry'] as const)(
  'a long feed of <%s> elements reads the same in pieces as whole',
  async (entry) => {
    const text = longFeed(entry);
    const decoded = decode(new TextEncoder().encode(text), undefined);
    expect([...decoded.pieces].length).toBeGreaterThan(5);
    expect(decoded.text).toBe(text);
    const inPieces = await parseFeed(decoded, address);
    expect(inPieces).toEqual(await parseFeed(text, address));
    expect(inPieces).toMatchObject({ title: '流明', entries: { length: 300, 20: { title: '流明 <20' } } });
  },
);

test('every piece of a long feed but the last ends after an entry, outside of a CDATA section', () => {
  const pieces = [...decode(new TextEncoder().encode(longFeed('item')), undefined).pieces].slice(0, -1);
  expect(pieces.filter((piece) => !piece.endsWith(']]></description></item>'))).toEqual([]);
});

test('a long feed that ends inside an entry keeps its whole entries', async () => {
  const cut = new TextEncoder().encode(longFeed('item').slice(0, -300));
  const parsed = await parseFeed(decode(cut, undefined), address);
  expect(parsed).toMatchObject({ entries: { length: 299 }, problems: [{ en: expect.stringContaining('299') }] });
});

test('what follows the last wanted entry of a long feed is not decoded', async () => {
  const { pieces } = decode(new TextEncoder().encode(longFeed('item')), undefined);
  let made = 0;
  const counted = {
    *[Symbol.iterator]() {
      for (const piece of pieces) {
        made += 1;
        yield piece;
      }
    },
  };
  await parseFeed({ text: '', pieces: counted }, address, 3);
  // The first is looked at before it is read.
  expect(made).toBe(2);
});

test('entities that a long feed declares are expanded in all of its pieces', async () => {
  const text = `<!DOCTYPE rss [<!ENTITY lab "Nova Lab">]>${longFeed('item').replaceAll('流明 299', '&lab; 299')}`;
  const parsed = await parseFeed(decode(new TextEncoder().encode(text), undefined), address);
  expect(parsed).toMatchObject({ entries: { 299: { title: 'Nova Lab 299' } } });
});
