import { expect, test } from 'vitest';
import { addFeed, setEnabled } from '../../src/config/feeds-file.ts';
import { parseFeeds } from '../../src/config/read-feeds.ts';

const read = (feeds: string) => parseFeeds(`feeds:\n${feeds}`, { name: 'feeds/feeds.yaml', isSet: () => true });

test('a page is an entry beside feeds, with its own selectors', () => {
  const file = read(
    '  - { page: "https://lumen.example/news", match: /news/, select: { item: .card, title: h3 } }\n  - { url: "https://nova.example/feed" }\n',
  );
  expect(file.ok && file.settings.feeds).toMatchObject([
    {
      url: 'https://lumen.example/news',
      name: 'lumen.example',
      page: { match: '/news/', select: { item: '.card', title: 'h3' } },
    },
    { url: 'https://nova.example/feed', page: undefined },
  ]);
});

test.each([
  ['{ url: "https://a.example/f", page: "https://a.example/p" }', 'url and page are both set'],
  ['{ url: "https://a.example/f", match: /news/ }', 'match is only allowed with page'],
  ['{ page: "https://a.example/p", select: { title: h3 } }', 'item is missing'],
])('the entry %s is refused', (entry, what) => {
  const file = read(`  - ${entry}\n`);
  expect(file.ok ? [] : file.problems.map((problem) => problem.what.en)).toContain(what);
});

test('a page is added to the file and found there again', () => {
  const added = addFeed('feeds:\n  - { url: "https://nova.example/feed" }\n', {
    url: 'https://lumen.example/news',
    isPage: true,
  });
  expect(added.ok && added.value).toContain('- { page: "https://lumen.example/news" }');
  const off = added.ok && setEnabled(added.value, 'https://lumen.example/news', false);
  expect(off && (off.ok ? off.value : off.what.en)).toContain('page: "https://lumen.example/news", enabled: false');
});
