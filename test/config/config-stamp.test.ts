import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { configStamp } from '../../src/config/config-stamp.ts';

const feedsFile = 'report: {}\ninclude: groups/*.yaml\nfeeds: [{ url: "http://127.0.0.1:9/feed", topic: ai }]\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ai-news-digest-stamp-'));
  writeFileSync(join(folder, 'feeds.yaml'), feedsFile);
  cpSync(join(import.meta.dirname, '../../templates'), join(folder, 'templates'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function load() {
  const loaded = loadConfig({ cwd: folder, env: { FEEDS_FILE: 'feeds.yaml', TEMPLATES_DIR: 'templates' } });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ what }) => what.en).join());
  return loaded.config;
}

test.each([
  ['an edit of the same length', () => writeFileSync(join(folder, 'feeds.yaml'), feedsFile.replace(':9', ':8'))],
  [
    'a file that is put in its place',
    () => {
      writeFileSync(join(folder, 'next.yaml'), feedsFile);
      renameSync(join(folder, 'next.yaml'), join(folder, 'feeds.yaml'));
    },
  ],
  ['a template that is deleted', () => rmSync(join(folder, 'templates/text/story.liquid'))],
  ['templates that are gone', () => rmSync(join(folder, 'templates'), { recursive: true })],
  ['a new .env', () => writeFileSync(join(folder, '.env'), 'LOG_LEVEL=debug\n')],
  [
    'a group file that is new',
    () => {
      mkdirSync(join(folder, 'groups'));
      writeFileSync(join(folder, 'groups/a.yaml'), 'digests: []\n');
    },
  ],
  ['words of the user’s own', () => writeFileSync(join(folder, 'topics.yaml'), 'words: [AI]\n')],
])('the stamp of the configuration changes with %s and with nothing else', async (_what, edit) => {
  const config = await load();
  const before = configStamp(config, folder);
  await load();
  expect(configStamp(config, folder)).toBe(before);

  edit();
  expect(configStamp(config, folder)).not.toBe(before);
});

test('a report without settings is due on Mondays at nine; without the key none is sent', async () => {
  expect((await load()).report).toEqual({ schedule: '0 9 * * 1', timezone: 'Asia/Shanghai' });

  writeFileSync(join(folder, 'feeds.yaml'), feedsFile.replace('report: {}\n', ''));
  expect((await load()).report).toBeUndefined();
});
