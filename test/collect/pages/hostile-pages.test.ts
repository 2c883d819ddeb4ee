import { expect, test } from 'vitest';
import { readWebSource } from '../../../src/collect/pages/read-web-source.ts';

/** Far more than an idle machine needs, and far less than work that grows with the square of the page. */
const patienceMs = 20_000;
const page = (body: string) => `<!doctype html><html><head><title>N</title></head><body>${body}</body></html>`;
const times = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at)).join('');

test.each([
  ['nested too deep', page('<div>'.repeat(100_000)), 'too-deep'],
  ['too many elements', page('<i></i>'.repeat(200_000)), 'too-many-elements'],
  ['a script of open braces', page(`<script>${'var a={'.repeat(100_000)}</script>`), 'script-page'],
  ['thousands of sections', page(times(3_000, (at) => `<h2 id="v${at}">v1.${at}.0</h2><p>2026-01-01</p>`)), undefined],
  ['a long attribute', page(`<a href="/x" title="${'x'.repeat(3_000_000)}">y</a>`), 'html'],
])('a hostile page is read in bounded time: %s', (_, text, code) => {
  const before = process.threadCpuUsage();
  const read = readWebSource({ text, address: 'https://x.example/news', now: new Date('2026-02-01'), maxEntries: 500 });
  expect(read.kind === 'failed' ? read.failure.code : undefined).toBe(code);
  // Time of this thread, not of the wall: other tests keep the machine busy.
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(patienceMs);
});
