import { parseFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import { readDocument } from '../../src/collect/read/read-document.ts';
import { atomFeed, type EditionFeed, jsonFeed } from '../../src/server/edition-feed.ts';
import type { EditionHead } from '../../src/store/store.ts';
import { slotOn } from '../store/samples.ts';
import { hostile, sampleOutboxMessage } from './samples.ts';

function head(day: string, changes: Partial<EditionHead> = {}): EditionHead {
  const slot = slotOn(day);
  return {
    id: 1,
    digestId: 'daily',
    slot,
    number: 1,
    title: 'AI 新闻日报',
    composedAt: slot.instant,
    late: false,
    stories: 2,
    lead: '流明发布 Nova 3',
    delivered: true,
    ...changes,
  };
}

function sampleFeed(changes: Partial<EditionFeed> = {}): EditionFeed {
  const messages = [sampleOutboxMessage(), sampleOutboxMessage({ id: 2, webhook: 'SECOND_GROUP' })];
  return {
    title: 'AI 新闻日报',
    language: 'zh-CN',
    digestId: 'daily',
    base: 'https://news.example',
    entries: [
      { head: head('2026-02-02', { number: 2 }), messages },
      { head: head('2026-02-01'), messages },
    ],
    ...changes,
  };
}

async function readOurs(text: string) {
  const read = await readDocument({
    bytes: new TextEncoder().encode(text),
    contentType: undefined,
    url: 'https://news.example/feed',
    maxItems: 100,
  });
  if (read.kind === 'failed') throw new Error(read.failure.what.en);
  return read.parsed;
}

const bothForms = [
  ['atom', () => atomFeed(sampleFeed(), 'feed.xml')],
  ['json', () => jsonFeed(sampleFeed(), 'feed.json')],
] as const;

test.each(bothForms)(
  'the %s feed of the editions is read without problems by our own reader',
  async (format, render) => {
    const parsed = await readOurs(render());
    expect(parsed).toMatchObject({ format, title: 'AI 新闻日报', problems: [] });
    expect(parsed.entries).toMatchObject([
      {
        id: 'urn:ai-news-digest:edition:daily:2026-02-02T09%3A00:2',
        title: '2月2日 周一：流明发布 Nova 3',
        url: 'https://news.example/editions/daily/2026-02-02T0900-2.html',
      },
      { url: 'https://news.example/editions/daily/2026-02-01T0900.html' },
    ]);
  },
);

test.each(bothForms)('the %s feed of the editions is read completely by another reader', (format, render) => {
  const { format: found, feed } = parseFeed(render());
  expect(found).toBe(format);
  expect(JSON.stringify(feed)).toContain('urn:ai-news-digest:edition:daily:2026-02-01T09%3A00:1');
  expect(JSON.stringify(feed)).toContain('上下文 100 万字');
});

test('an entry of the editions’ feed has the message once, however many groups got it', () => {
  expect(atomFeed(sampleFeed(), 'feed.xml').match(/上下文 100 万字/g)).toHaveLength(2);
});

test('for a digest that also goes by mail, an entry has the group’s message and no mail address', () => {
  const mail = (to: string) => JSON.stringify({ msgtype: 'mail', mail: { content: '信里的样子', to } });
  const messages = ['a@reader.example', 'b@reader.example'].map((to) =>
    sampleOutboxMessage({ webhook: 'MAIL', body: mail(to) }),
  );
  const entry = (all: typeof messages) =>
    atomFeed(sampleFeed({ entries: [{ head: head('2026-02-02'), messages: all }] }), 'feed.xml');
  expect(entry([...messages, sampleOutboxMessage()])).toContain('上下文 100 万字');
  expect(entry([...messages, sampleOutboxMessage()])).not.toContain('信里的样子');
  expect(entry(messages).match(/信里的样子/g)).toHaveLength(1);
  expect(entry(messages)).not.toContain('reader.example');
});

test('no id of an entry contains the address of the pages, so a feed that moves repeats nothing', async () => {
  const ids = async (base: string | undefined) =>
    (await readOurs(atomFeed(sampleFeed({ base }), 'feed.xml'))).entries.map(({ id }) => id);
  expect(await ids('https://elsewhere.example/news')).toEqual(await ids(undefined));
});

test('markup and control characters from outside break neither the Atom nor the JSON feed', async () => {
  const title = `${hostile}]]>\u0000\u000b`;
  const body = JSON.stringify({ msgtype: 'markdown', markdown: { content: `${hostile}\u0001]]>` } });
  const entries = [{ head: head('2026-02-02', { lead: title }), messages: [sampleOutboxMessage({ body })] }];
  const atom = atomFeed(sampleFeed({ title, entries }), 'feed.xml');
  expect(atom).not.toContain('<script');
  expect(atom).not.toContain('\u0000');
  for (const text of [atom, jsonFeed(sampleFeed({ title, entries }), 'feed.json')]) {
    const parsed = await readOurs(text);
    expect(parsed.problems).toEqual([]);
    expect(parsed.entries).toHaveLength(1);
    expect(parsed.entries[0]?.title).toContain('quote');
  }
});

test('a feed of editions without entries is a valid feed', async () => {
  for (const text of [
    atomFeed(sampleFeed({ entries: [] }), 'feed.xml'),
    jsonFeed(sampleFeed({ entries: [] }), 'feed.json'),
  ])
    expect((await readOurs(text)).entries).toEqual([]);
});
