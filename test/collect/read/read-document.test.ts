import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type RawDocument, readDocument } from '../../../src/collect/read/read-document.ts';

const encoder = new TextEncoder();

async function read(document: string | Uint8Array, changes: Partial<RawDocument> = {}) {
  const bytes = typeof document === 'string' ? encoder.encode(document) : document;
  return readDocument({ bytes, contentType: undefined, url: 'https://lumen.example/feed', maxItems: 500, ...changes });
}

const item = (title: string, date: string) => `<item><title>${title}</title><pubDate>${date}</pubDate></item>`;
const feed = (head: string, title: string) =>
  `<rss version="2.0"><channel>${head}${item(title, '2026-01-31 08:30:00')}${item(title, 'Sat, 31 Jan 2026 08:30:00 CST')}</channel></rss>`;
async function instants(document: string, language?: 'zh' | 'en') {
  const reading = await read(document, { language });
  return reading.kind === 'feed' && reading.parsed.entries.map(({ publishedAt }) => publishedAt?.at.toISOString());
}
const beijing = ['2026-01-31T00:30:00.000Z', '2026-01-31T00:30:00.000Z'];
const elsewhere = ['2026-01-31T08:30:00.000Z', '2026-01-31T14:30:00.000Z'];

test.each([
  ['that feeds.yaml calls Chinese', '<title>Lumen</title>', 'Nova 5', 'zh', beijing],
  ['that calls itself Chinese', '<title>Lumen</title><language>zh-CN</language>', 'Nova 5', undefined, beijing],
  [
    'whose own title and entries are Chinese',
    '<title>流明日报</title><language>en-US</language>',
    '新星发布模型',
    undefined,
    beijing,
  ],
  ['that feeds.yaml calls English', '<title>流明日报</title>', '新星发布模型', 'en', elsewhere],
  ['whose entries are English', '<title>流明</title>', 'Nova 5 reads maps', undefined, elsewhere],
  ['in English', '<title>Lumen</title>', 'Nova 5 reads maps', undefined, elsewhere],
] as const)('whether a date without a zone is Beijing’s, in a feed %s', async (_, head, title, language, expected) => {
  expect(await instants(feed(head, title), language)).toEqual(expected);
});

test.each([
  ['gzip', gzipSync],
  ['brotli', brotliCompressSync],
  ['deflate', deflateRawSync],
  ['zstd', zstdCompressSync],
])('bytes of %s are named as binary and never shown as letters', async (_, compress) => {
  const text = Array.from({ length: 200 }, (_, index) => `Lumen ${index * 7919}`).join(' ');
  const reading = await read(new Uint8Array(compress(encoder.encode(text))));
  expect(reading).toMatchObject({ kind: 'failed', failure: { code: 'binary' } });
});

test('an error text in a legacy encoding is shown in the failure', async () => {
  const reading = await read(Uint8Array.from([0xb5, 0xc6, 0xcb, 0xfe, 0xca, 0xb5, 0xd1, 0xe9, 0xca, 0xd2]));
  expect(reading).toMatchObject({ kind: 'failed', failure: { code: 'text' } });
});
