import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { expect, test } from 'vitest';
import { readCatalogue } from '../../src/config/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { editorSchema } from '../../src/config/editor-schema.ts';
import { knownSecrets, knownSettings, programDir } from '../../src/config/environment.ts';
import { addFeed } from '../../src/config/feeds-file.ts';
import { loadKnowledge, parseKnowledge } from '../../src/config/knowledge.ts';
import { knowledgeKey, parsedKnowledgeFile, readParsedKnowledge } from '../../src/config/parsed-knowledge.ts';
import { readFeeds } from '../../src/config/read-feeds.ts';
import { load, told, valid } from './workspace.ts';

const file = (name: string) => join(programDir, name);

async function shippedFeeds() {
  const read = readFeeds({ path: file('feeds/feeds.yaml'), cwd: programDir, isSet: () => false });
  if (!read.ok) throw new Error(told(read.problems, 'en'));
  return read.settings;
}

test('about thirty feeds are read by default, at least half of them Chinese', async () => {
  const feeds = (await shippedFeeds()).feeds.filter(({ enabled }) => enabled);
  const chinese = feeds.filter(({ language, tags }) => language === 'zh' && tags.includes('国内'));
  expect(feeds.length).toBeGreaterThanOrEqual(25);
  expect(chinese.length).toBeGreaterThanOrEqual(feeds.length / 2);
});

// `setup` copies these files for an installation of the npm package, where ./digest becomes its own command.
test.each(['feeds/feeds.yaml', '.env.example', 'templates/markdown/story.liquid'])(
  'the comments of %s name no npm script, because only a clone has them',
  (name) => {
    const scripts = readFileSync(file(name), 'utf8').match(/npm run (?!calibrate)[^ ）]*/g);
    expect(scripts ?? []).toEqual([]);
  },
);

test('every default feed says its name, language and tags, and media and communities are filtered', async () => {
  const { feeds } = await shippedFeeds();
  const names = feeds.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, language, tags, topic } of feeds) {
    expect([name, language], name).not.toContain(undefined);
    expect(tags, name).not.toEqual([]);
    if (tags.includes('社区') || tags.includes('聚合')) expect(topic, name).toBe('general');
  }
});

test('the default digest has the sections of the target, and the last takes the rest', async () => {
  const [daily, ...others] = (await shippedFeeds()).digests;
  expect(others).toEqual([]);
  expect(daily).toMatchObject({ id: 'daily', schedule: '0 9 * * *', maxMessages: 1, webhooks: ['WECOM_WEBHOOK_URL'] });
  expect(daily?.sections.map(({ title }) => title)).toEqual(['公司与人物', '研究与安全', '模型与产品', '更多']);
});

test.each(['README.md', 'README.zh-CN.md'])(
  'the settings in %s are accepted, stand there with their defaults, and none is missing',
  async (name) => {
    const readme = readFileSync(file(name), 'utf8');
    const shown = valid(await load({ feeds: /```yaml\n([^`]+)```/.exec(readme)?.[1] ?? '' }));
    const plain = await load({});
    const { title: _, exclude: __, boost: ___, maxMessages: ____, ...digest } = shown.config.digests[0] ?? {};

    expect(plain.ok && plain.config.digests[0]).toMatchObject(digest);
    expect(plain.ok && plain.config.collect).toEqual(shown.config.collect);
    const { properties } = JSON.parse(editorSchema());
    const keys = [...Object.keys(properties), ...Object.keys(properties.digests.items.properties)];
    expect(keys.filter((key) => !readme.includes(`${key}:`))).toEqual([]);
  },
);

test.each(['feeds/feeds.yaml', 'feeds/catalogue.yaml', '.env.example'])(
  'the comments of %s name no command that works only in a clone with npm',
  (name) => expect(readFileSync(file(name), 'utf8')).not.toContain('npm run digest'),
);

test('the catalogue has the other known feeds, and says of each disabled one why', async () => {
  const known = readCatalogue(readFileSync(file('feeds/catalogue.yaml'), 'utf8'));
  const { feeds } = await shippedFeeds();
  const urls = [...feeds.map(({ url }) => url), ...known.map(({ url }) => url)];
  expect(urls).toHaveLength(311);
  expect(new Set(urls).size).toBe(urls.length);
  for (const { name, enabled, note } of known) {
    expect(name).toBeTruthy();
    if (enabled === false) expect(note, name).toBeTruthy();
  }
});

test('the editor schema is fresh (npm run schema)', () => {
  expect(readFileSync(file('feeds/feeds.schema.json'), 'utf8')).toBe(editorSchema());
});

test('.env.example names every variable once, and its defaults are the program’s', async () => {
  const example = readFileSync(file('.env.example'), 'utf8');
  const names = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual([...knownSecrets, ...knownSettings].toSorted());

  const uncommented = parseDotenv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, ''));
  const {
    HTTPS_PROXY: _,
    HTTP_PROXY: __,
    LLM_BASE_URL: ___,
    LLM_FALLBACK_BASE_URL: ____,
    DATABASE_URL: _____,
    ...defaults
  } = uncommented;
  const environmentOf = async (env: Record<string, string | undefined>) => {
    const loaded = loadConfig({ cwd: programDir, env });
    return loaded.ok ? loaded.config.environment : told(loaded.problems, 'en');
  };
  expect(await environmentOf(defaults)).toEqual(await environmentOf({}));
});

test('a feed of the catalogue can be added to the default feeds', () => {
  const text = readFileSync(file('feeds/feeds.yaml'), 'utf8');
  const deepSeek = readCatalogue(readFileSync(file('feeds/catalogue.yaml'), 'utf8')).find(
    ({ name }) => name === 'DeepSeek',
  );
  if (!deepSeek) throw new Error('no DeepSeek in the catalogue');
  const added = addFeed(text, { ...deepSeek, enabled: true });
  expect(added.ok && added.value.startsWith(text)).toBe(true);
  expect(added.ok && added.value.slice(text.length)).toMatch(
    /^ {2}- \{ url: "https:[^"]+deepseek_news\.xml", name: DeepSeek, topic: ai, language: en, weight: 3, .*note: ".*" \}\n$/,
  );
});

test('the parsed form of topics.yaml and aliases.yaml is that of the files beside it (else: npm run schema)', async () => {
  const feedsDir = file('feeds');
  const text = (name: string) => readFileSync(join(feedsDir, name), 'utf8');
  const key = knowledgeKey(text('topics.yaml'), text('aliases.yaml'));
  const { topics, aliases, problems } = parseKnowledge({ feedsDir });

  expect(problems).toEqual([]);
  expect(await readParsedKnowledge(join(feedsDir, parsedKnowledgeFile), key)).toEqual({ key, topics, aliases });
});

test('an edited topics.yaml is read itself, not its parsed form', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-'));
  cpSync(file('feeds/aliases.yaml'), join(folder, 'aliases.yaml'));
  writeFileSync(join(folder, 'topics.yaml'), 'words: [流明]\n');

  expect(loadKnowledge({ feedsDir: folder }).topics.words).toEqual(['流明']);
  rmSync(folder, { recursive: true });
});
