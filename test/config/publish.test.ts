import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { load, oneFeed, workspace, wrong } from './workspace.ts';

test('publish becomes an absolute path; without it nothing is published', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': `publish: site\n${oneFeed}` });
  const loaded = loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates' } });
  expect(loaded.ok && loaded.config.publish).toBe(join(cwd, 'site'));
  const plain = await load({});
  expect(plain.ok && plain.config.publish).toBeUndefined();
});

test.each(['.', '..', '/', 'data', './feeds', 'feeds/..'])(
  'the folder %s is refused for publish: it contains files of the program',
  async (folder) => {
    expect(await wrong({ feeds: `publish: ${folder}\n${oneFeed}` })).toContain('feeds/feeds.yaml:1:10 publish');
  },
);

test('a folder inside DATA_DIR is accepted for publish', async () => {
  expect((await load({ feeds: `publish: data/site\n${oneFeed}` })).ok).toBe(true);
});

test.each(['"../up"', 'a/b', '".."', '"a\\\\b"', '".hidden"'])(
  'a digest whose id is a path cannot be published: %s',
  async (id) => {
    expect(await wrong({ feeds: `publish: site\ndigests: [{ id: ${id} }]\n${oneFeed}` })).toContain(
      'cannot be used as a folder name',
    );
  },
);

test('the link of a digest is an https address without a query, and its last slash is removed', async () => {
  const loaded = await load({ feeds: `digests: [{ link: "https://news.example/ai/" }]\n${oneFeed}` });
  expect(loaded.ok && loaded.config.digests[0]?.link).toBe('https://news.example/ai');
  for (const link of ['http://news.example', 'https://news.example/?a=1', 'https://news.example/#top', 'news.example'])
    expect(await wrong({ feeds: `digests: [{ link: "${link}" }]\n${oneFeed}` })).toContain('link');
});

test('a digest in the format news with a link is refused', async () => {
  const feeds = `digests: [{ format: news, link: "https://news.example" }]\n${oneFeed}`;
  expect(await wrong({ feeds })).toContain('format: news has no place for a link');
});

test('PUBLIC_PAGES is off until it says 1', async () => {
  const isOn = async (env: Record<string, string>) => {
    const loaded = await load({ env });
    return loaded.ok && loaded.config.environment.publicPages;
  };
  expect(await isOn({})).toBe(false);
  expect(await isOn({ PUBLIC_PAGES: '1' })).toBe(true);
  expect(await wrong({ env: { PUBLIC_PAGES: 'yes' } })).toContain('PUBLIC_PAGES is "yes"');
});
