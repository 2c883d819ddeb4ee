import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SiteFile, siteFiles } from '../../src/server/site.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { writeSite } from '../../src/worker/site-folder.ts';
import { hostile } from '../server/samples.ts';
import { acceptAll, at, sampleEdition, sampleItem, sampleStory } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { newFolder } from '../support/new-folder.ts';

let parent: string;
let folder: string;
let store: Store;
beforeEach(async () => {
  parent = newFolder();
  folder = join(parent, 'site');
  store = await openScratchStore({ dataDir: '/nonexistent' });
});
afterEach(() => store.close());

async function tell(day: string, title: string, { digestId = 'daily', arrives = true } = {}) {
  const entryId = `${digestId}-${day}`;
  const stories = [sampleStory(entryId, [sampleItem({ entryId, title })])];
  const saved = await store.saveEdition(sampleEdition({ digestId, day, stories }));
  if (arrives) await acceptAll(store, saved);
}

function publish(digests = [digestSettings()]) {
  return writeSite(folder, siteFiles({ archive: store, digests, language: 'zh-CN', now: at('04:00') }));
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function paths(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function* these(...files: Partial<SiteFile>[]): AsyncGenerator<SiteFile> {
  for (const file of files) yield { path: 'a.html', isSettled: false, render: async () => 'text', ...file };
}

test('the published folder has a page for each delivered edition, an index for each month, and the feeds', async () => {
  await tell('2026-02-28', '二月的事');
  await tell('2026-03-01', '三月的事');
  await tell('2026-03-02', '没有送达', { arrives: false });
  await publish();
  expect(paths()).toEqual([
    'editions/2026-02.html',
    'editions/2026-03.html',
    'editions/daily/2026-02-28T0900.html',
    'editions/daily/2026-02.html',
    'editions/daily/2026-03-01T0900.html',
    'editions/daily/2026-03.html',
    'editions/daily/feed.json',
    'editions/daily/feed.xml',
    'editions/daily/index.html',
    'editions/index.html',
    'feed.json',
    'feed.xml',
    'index.html',
  ]);
  expect(read('index.html')).toContain('三月的事');
  expect(read('editions/2026-02.html')).toContain('二月的事');
  expect(paths().map(read).join('')).not.toContain('没有送达');
});

test('every link in the published folder leads to an existing file, wherever the folder is', async () => {
  await tell('2026-02-28', '甲');
  await tell('2026-03-01', '乙');
  await tell('2026-03-02', '丙', { digestId: '午报' });
  await publish([digestSettings(), digestSettings({ id: '午报', title: '午报' })]);
  const there = new Set(paths());
  for (const path of paths().filter((name) => name.endsWith('.html'))) {
    const links = [...read(path).matchAll(/href="([^"#]+)"/g)].map(([, href = '']) => href);
    for (const href of links.filter((link) => !/^(?:https?|data):/.test(link))) {
      const target = normalize(join(dirname(path), decodeURIComponent(href)));
      expect([path, href, there.has(target)]).toEqual([path, href, true]);
    }
  }
});

test('a published page loads nothing from other hosts and escapes markup', async () => {
  await tell('2026-03-01', hostile);
  await publish();
  for (const path of paths().filter((name) => !name.endsWith('.json')))
    expect([path, /<script|<img|<link rel="stylesheet"/.test(read(path))]).toEqual([path, false]);
  expect(read('index.html')).toContain('http-equiv="Content-Security-Policy"');
});

test('unchanged files of the published folder are not written again, and old editions are not rendered', async () => {
  for (let day = 10; day < 25; day++) await tell(`2026-02-${day}`, `第 ${day} 天`);
  expect((await publish()).written).toBe(paths().length);
  const old = join(folder, 'editions/daily/2026-02-10T0900.html');
  writeFileSync(old, 'as it was');
  expect((await publish()).written).toBe(0);
  await tell('2026-02-25', '又一天');
  // Its own page, the page before it, and the lists and feeds.
  expect((await publish()).written).toBe(11);
  expect(readFileSync(old, 'utf8')).toBe('as it was');
  expect(read('editions/daily/2026-02-24T0900.html')).toContain('2026-02-25T0900.html');
});

test('a published file gets its name when it is complete, and everybody may read it', async () => {
  const partial = these({ path: 'deep/b.html', render: () => Promise.reject(new Error('no more')) });
  await expect(writeSite(folder, partial)).rejects.toThrow('no more');
  await writeSite(folder, these({ path: 'deep/a.html' }));
  expect(paths()).toEqual(['deep/a.html']);
  expect(statSync(join(folder, 'deep/a.html')).mode & 0o444).toBe(0o444);
});

test.each(['../a.html', 'x/../../a.html', '/etc/a.html', '..', '', 'x/../..'])(
  'a path that leads out of the published folder is refused: %s',
  async (path) => {
    // A leading slash is a path from the folder: its first part is empty.
    const isInside = path === '/etc/a.html';
    const result = writeSite(folder, these({ path }));
    if (isInside) await result;
    else await expect(result).rejects.toThrow();
    expect(readdirSync(parent)).toEqual(['site']);
  },
);

test('a symbolic link in the published folder is not followed out of it', async () => {
  const outside = join(parent, 'outside');
  mkdirSync(outside);
  mkdirSync(folder);
  symlinkSync(outside, join(folder, 'editions'));
  writeFileSync(join(outside, 'secret'), 'secret');
  symlinkSync(join(outside, 'secret'), join(folder, 'index.html'));
  await expect(writeSite(folder, these({ path: 'editions/deep/a.html' }))).rejects.toThrow('leads out of it');
  await writeSite(folder, these({ path: 'index.html' }));
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
  expect(read('index.html')).toBe('text');
  expect(readdirSync(outside)).toEqual(['secret']);
});
