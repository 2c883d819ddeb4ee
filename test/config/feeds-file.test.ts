import { chmodSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/config.ts';
import { createUserFile, editFeedsFile, editFile, writeEnv } from '../../src/config/edit-file.ts';
import { setEnv } from '../../src/config/env-file.ts';
import {
  addFeed,
  addRoom,
  boostWord,
  changeFeed,
  muteWord,
  removeFeed,
  setDigest,
  setEnabled,
  setSectionWords,
  unboostWord,
  unmuteWord,
} from '../../src/config/feeds-file.ts';
import { accept, type Parsed } from '../../src/config/problem.ts';
import { anyText } from '../support/any-text.ts';
import { valid, workspace } from './workspace.ts';

const file = `# My feeds
digests:
  - id: daily   # never change
    title: "News"
    schedule: '0 9 * * *'  # at nine

feeds:
  # flow style
  - { url: "https://a.example/feed", name: A, weight: 2 }   # good
  - &b { url: https://b.example/feed, enabled: false, note: "a, b: {c}" }

  # block style
  - url: https://c.example/feed   # the address
    name: C
    tags:
      - one
  - name: D
    url: https://d.example/feed
    enabled: true # for now
  - <<: *b
    url: https://e.example/feed
  # the end

calendar: {}
`;
const windows = file.replaceAll('\n', '\r\n');

/** The lines that differ, as a patch shows them. */
function changes(before: string, edited: Parsed<string>): string[] {
  if (!edited.ok) throw new Error(edited.what.en);
  const [old, now] = [before.split('\n'), edited.value.split('\n')];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
  ];
}

test('disabling adds the key to a feed in flow style', () => {
  expect(changes(file, setEnabled(file, 'https://a.example/feed', false))).toEqual([
    '-  - { url: "https://a.example/feed", name: A, weight: 2 }   # good',
    '+  - { url: "https://a.example/feed", enabled: false, name: A, weight: 2 }   # good',
  ]);
});

test('disabling adds a line to a feed in block style', () => {
  expect(changes(file, setEnabled(file, 'https://c.example/feed', false))).toEqual(['+    enabled: false']);
});

test('disabling keeps Windows line ends', () => {
  expect(changes(windows, setEnabled(windows, 'https://c.example/feed', false))).toEqual(['+    enabled: false\r']);
});

test('disabling replaces the value that is there', () => {
  expect(changes(file, setEnabled(file, 'https://d.example/feed', false))).toEqual([
    '-    enabled: true # for now',
    '+    enabled: false # for now',
  ]);
});

test('enabling gives a feed its own value where it inherits another', () => {
  expect(changes(file, setEnabled(file, 'https://e.example/feed', true))).toEqual(['+    enabled: true']);
});

test('enabling a feed whose value another feed inherits is refused', () => {
  expect(setEnabled(file, 'https://b.example/feed', true)).toMatchObject({
    ok: false,
    what: { en: 'the entry uses a YAML feature that cannot be edited here (such as an alias), and was not changed' },
  });
});

test('enabling an enabled feed leaves the file as it is', () => {
  expect(changes(file, setEnabled(file, 'https://a.example/feed', true))).toEqual([]);
  expect(changes(file, setEnabled(file, 'https://b.example/feed', false))).toEqual([]);
});

test('enabling a feed that is not there, or in a broken file, is refused', () => {
  expect(setEnabled(file, 'https://z.example/feed', true)).toMatchObject({ what: { en: 'there is no such feed' } });
  expect(setEnabled('feeds: [', 'https://z.example/feed', true)).toMatchObject({
    what: { en: 'the file is not valid YAML and was not changed' },
  });
});

test('enabling undoes disabling byte for byte, once the key is there', () => {
  const once = setEnabled(file, 'https://d.example/feed', false);
  expect(once.ok && setEnabled(once.value, 'https://d.example/feed', true)).toEqual({ ok: true, value: file });
});

describe('adding a feed', () => {
  test('a page of the catalogue is added with the way in which it is read', async () => {
    const { feeds } = parse(readFileSync('feeds/catalogue.yaml', 'utf8')) as { feeds: { page?: string }[] };
    const known = feeds.find(({ page }) => page?.includes('github.com/trending'));
    const { page: url = '', ...facts } = known ?? {};
    const added = addFeed(file, { ...facts, url, isPage: true });
    if (!added.ok) throw new Error(added.what.en);
    expect((parse(added.value, { merge: true }) as { feeds: unknown[] }).feeds.at(-1)).toEqual(known);
    expect(known).toHaveProperty('select.item');
  });

  const feed = {
    url: 'https://new.example/feed',
    name: '新 #1: "x"',
    topic: 'ai',
    weight: 2,
    tags: ['a', 'b c'],
  } as const;
  const flow = '- { url: "https://new.example/feed", name: "新 #1: \\"x\\"", topic: ai, weight: 2, tags: [a, b c] }';

  test('a new feed is added last, in the style of the one before it', () => {
    expect(changes(file, addFeed(file, feed))).toEqual([
      '+  - url: "https://new.example/feed"',
      '+    name: "新 #1: \\"x\\""',
      '+    topic: ai',
      '+    weight: 2',
      '+    tags: [a, b c]',
    ]);
    const flowFile = 'feeds:\n- { url: https://a.example/feed } # one\n# end\n';
    expect(changes(flowFile, addFeed(flowFile, feed))).toEqual([`+${flow}`]);
  });

  test('adding a feed keeps Windows line ends', () => {
    expect(changes(windows, addFeed(windows, { url: 'https://new.example/feed' }))).toEqual([
      '+  - url: "https://new.example/feed"\r',
    ]);
  });

  test.each([
    ['feeds: []\n', `feeds: [${flow.slice(2)}]\n`],
    ['feeds:\ncalendar: {}\n', `feeds:\n  ${flow}\ncalendar: {}\n`],
    ['calendar: {}', `calendar: {}\nfeeds:\n  ${flow}\n`],
    ['feeds: [{ url: https://a.example/feed }]', `feeds: [{ url: https://a.example/feed }, ${flow.slice(2)}]`],
    ['feeds:\n  - url: https://a.example/feed', null],
    ['feeds:\n  - url: https://a.example/feed\n    note: |\n      two\n      lines\ncalendar: {}\n', null],
    [
      '\uFEFFfeeds:\n  - { url: https://a.example/feed }\n',
      `\uFEFFfeeds:\n  - { url: https://a.example/feed }\n  ${flow}\n`,
    ],
  ])('a new feed is added to %j', (before, after) => {
    const added = addFeed(before, feed);
    if (after !== null) expect(added).toEqual({ ok: true, value: after });
    expect(added.ok && parse(added.value).feeds.at(-1)).toEqual(feed);
  });

  test('adding a feed that is there already is refused', () => {
    expect(addFeed(file, { url: 'https://c.example/feed' })).toMatchObject({
      ok: false,
      what: { en: 'this feed already exists' },
    });
  });

  test('any name and note of an added feed are read back unchanged', () => {
    fc.assert(
      fc.property(anyText({ minLength: 1 }), fc.string(), (name, note) => {
        const added = addFeed(file, { url: 'https://new.example/feed', name, note });
        expect(added.ok && parse(added.value, { merge: true }).feeds.at(-1)).toEqual({
          url: 'https://new.example/feed',
          name,
          note,
        });
      }),
      { seed: 20_260_201, numRuns: 50 },
    );
  });
});

test('the first digest gets another hour, and its comments stay', () => {
  expect(changes(file, setDigest(file, { digest: 'daily', key: 'schedule', value: '30 8 * * *' }))).toEqual([
    "-    schedule: '0 9 * * *'  # at nine",
    '+    schedule: "30 8 * * *"  # at nine',
  ]);
  expect(setDigest('feeds: []\n', { digest: 'daily', key: 'schedule', value: '30 8 * * *' }).ok).toBe(false);
});

test('removing a feed removes its lines and the comments on them, and no others', () => {
  expect(changes(file, removeFeed(file, 'https://a.example/feed'))).toEqual([
    '-  - { url: "https://a.example/feed", name: A, weight: 2 }   # good',
  ]);
  expect(changes(file, removeFeed(file, 'https://c.example/feed'))).toEqual([
    '-  - url: https://c.example/feed   # the address',
    '-    name: C',
    '-    tags:',
    '-      - one',
  ]);
});

test.each(['{"url":"https://a.example/"},{"url":"https://b.example/"},{"url":"https://c.example/"}'])(
  'a feed is removed from a list in one line: %s',
  (list) => {
    const text = `feeds: [${list}]\n`;
    for (const letter of ['a', 'b', 'c']) {
      const removed = removeFeed(text, `https://${letter}.example/`);
      expect(removed.ok && parse(removed.value).feeds).toHaveLength(2);
    }
  },
);

test('removing a feed that is not there is refused', () => {
  expect(removeFeed(file, 'https://z.example/feed')).toMatchObject({ ok: false });
});

const digestOf = (text: Parsed<string>) => (text.ok ? (parse(text.value, { merge: true }).digests[0] as object) : text);

test.each([
  ['digests:\n  - id: daily # mine\nfeeds: []\n'],
  ['digests:\n  - id: daily\n    mute: []\n    boost: {}\nfeeds: []\n'],
  ['digests: [{ id: daily }]\n'],
  [file],
])('a word is muted and boosted in %j', (text) => {
  const muted = muteWord(text, { digest: 'daily', word: '发布会', until: '2026-03-01' });
  expect(digestOf(muted)).toMatchObject({ mute: [{ match: '发布会', until: '2026-03-01' }] });
  expect(digestOf(boostWord(text, { digest: 'daily', word: '/流明|Lumen/i', points: 2 }))).toMatchObject({
    boost: { '/流明|Lumen/i': 2 },
  });
});

test('muting and boosting add to the list, and change a word that is there already', () => {
  const text = `digests:
  - id: daily
    mute:
      - { match: 发布会 } # enough of them
      - match: Nova
        until: 2026-01-01
    boost:
      Lumen: 2 # ours
feeds: []
`;
  expect(changes(text, muteWord(text, { digest: 'daily', word: 'AI 手机', until: undefined }))).toEqual([
    '+      - match: AI 手机',
  ]);
  expect(changes(text, muteWord(text, { digest: 'daily', word: 'Nova', until: '2026-03-01' }))).toEqual([
    '-        until: 2026-01-01',
    '+        until: 2026-03-01',
  ]);
  expect(changes(text, muteWord(text, { digest: 'daily', word: 'Nova', until: undefined }))).toEqual([
    '-      - match: Nova',
    '-        until: 2026-01-01',
    '+      - { match: Nova }',
  ]);
  expect(changes(text, muteWord(text, { digest: 'daily', word: '发布会', until: undefined }))).toEqual([]);
  expect(changes(text, boostWord(text, { digest: 'daily', word: 'Lumen', points: 3 }))).toEqual([
    '-      Lumen: 2 # ours',
    '+      Lumen: 3 # ours',
  ]);
  expect(changes(text, boostWord(text, { digest: 'daily', word: 'Nova 3', points: -1 }))).toEqual([
    '+      Nova 3: -1',
  ]);
});

test('an edit keeps mode, link and byte-order mark, and leaves nothing beside', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': `\uFEFF${file}` });
  const path = join(cwd, 'feeds/feeds.yaml');
  chmodSync(path, 0o640);
  symlinkSync(path, join(cwd, 'link.yaml'));

  await editFile(join(cwd, 'link.yaml'), (text) => setEnabled(text, 'https://d.example/feed', false));

  expect(readFileSync(path, 'utf8')).toBe(`\uFEFF${file}`.replace('enabled: true #', 'enabled: false #'));
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(() => statSync(`${path}.new`)).toThrow();
});

// Only root can become another user; other users meet the folder as it is.
test('a folder that cannot be written refuses the edit: the file is named, with what to do', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': file });
  const path = realpathSync(join(cwd, 'feeds/feeds.yaml'));
  chmodSync(cwd, 0o755);
  chmodSync(dirname(path), 0o555);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    const edited = await editFile(path, (text) => setEnabled(text, 'https://d.example/feed', false));
    if (edited.ok) throw new Error('The folder can be written.');
    expect(edited.what.en).toContain(`${path} cannot be changed: the user with uid`);
    expect(edited.remedy['zh-CN']).toContain(`sudo chmod u+rw '${dirname(path)}' '${path}'`);
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(dirname(path), 0o755);
  }
  expect(readFileSync(path, 'utf8')).toBe(file);
});

test.skipIf(process.geteuid?.() !== 0)('a folder that cannot be made names the folder above it', async () => {
  const cwd = workspace({ 'shipped.yaml': file });
  chmodSync(cwd, 0o755);
  process.seteuid?.(65534);
  try {
    const from = join(cwd, 'shipped.yaml');
    const made = await createUserFile({ from, to: join(cwd, 'own/my-feeds.yaml') }, accept);
    if (made.ok) throw new Error('The folder can be written.');
    expect(made.remedy.en).toMatch(new RegExp(`sudo chown \\d+ '${cwd}' && sudo chmod u\\+rw '${cwd}'`));
  } finally {
    process.seteuid?.(0);
  }
});

test.each([
  ['EROFS', 'its disk is mounted read-only', ':ro'],
  ['ENOSPC', 'the disk is full', 'df -h'],
])('an edit that fails with %s is refused, with what to do', async (code, what, remedy) => {
  const path = join(workspace({ 'feeds/feeds.yaml': file }), 'feeds/feeds.yaml');
  const edited = await editFile(path, () => {
    throw Object.assign(new Error(code), { code });
  });
  if (edited.ok) throw new Error('The edit was made.');
  expect(edited.what.en).toContain(what);
  expect(edited.remedy.en).toContain(remedy);
});

test('an edit that is refused leaves the file unchanged', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': file });
  const path = join(cwd, 'feeds/feeds.yaml');
  const before = statSync(path).mtimeMs;
  expect(await editFile(path, (text) => setEnabled(text, 'https://z.example/', true))).toMatchObject({ ok: false });
  expect(statSync(path).mtimeMs).toBe(before);
});

test.each<[string, (text: string) => Parsed<string>]>([
  ['an address that is not one', (text) => addFeed(text, { url: 'new.example/feed' })],
  ['no address', (text) => addFeed(text, { url: '' })],
  ['a login in the address', (text) => addFeed(text, { url: 'https://user:canary@new.example/feed' })],
  ['an address that is there in other letters', (text) => addFeed(text, { url: 'https://A.example/feed' })],
  ['an empty tag', (text) => addFeed(text, { url: 'https://new.example/feed', tags: [''] })],
  ['a blank name', (text) => addFeed(text, { url: 'https://new.example/feed', name: ' ' })],
  ['a header whose variable is not set', (text) => setEnabled(text, 'https://secret.example/feed', true)],
  ['the last feed switched off', (text) => setEnabled(text, 'https://a.example/feed', false)],
  ['an hour that no day has', (text) => setDigest(text, { digest: 'daily', key: 'schedule', value: '0 24 * * *' })],
])('an edit after which the file would not load is not written: %s', async (_, edit) => {
  const before = `digests: [{ schedule: 0 9 * * * }]
feeds:
  - { url: "https://a.example/feed" }
  - { url: "https://secret.example/feed", headers: { Authorization: NEWS_TOKEN }, enabled: false }
`;
  const cwd = workspace({ 'feeds/feeds.yaml': before });
  const world = { cwd, env: { TEMPLATES_DIR: 'templates' } };
  const loaded = valid(loadConfig(world));

  const edited = await editFeedsFile(loaded.config.environment.feedsFile, loaded.config, edit);

  expect(edited.ok).toBe(false);
  expect(JSON.stringify(edited)).not.toContain('canary');
  expect(readFileSync(join(cwd, 'feeds/feeds.yaml'), 'utf8')).toBe(before);
  expect(loadConfig(world)).toMatchObject({ ok: true });
});

test('a user’s own file is made once and never overwritten', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': file });
  const own = {
    from: join(cwd, 'feeds/feeds.yaml'),
    to: join(cwd, 'feeds/my.yaml'),
  };
  const edit = (text: string) => setDigest(text, { digest: 'daily', key: 'schedule', value: '30 8 * * *' });
  await createUserFile(own, edit);
  expect(readFileSync(own.to, 'utf8')).toBe(file.replace("'0 9 * * *'", '"30 8 * * *"'));
  await expect(createUserFile(own, edit)).rejects.toMatchObject({ code: 'EEXIST' });
});

test('.env is made from the example, only for its owner, and edited afterwards', async () => {
  const cwd = workspace({});
  const path = join(cwd, '.env');
  await writeEnv({ path, values: { A: '1' }, template: '# one\nA=\n# B=2\n' });
  expect(readFileSync(path, 'utf8')).toBe('# one\nA=1\n# B=2\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o644);
  await writeEnv({ path, values: { B: '3', C: '4' } });
  expect(readFileSync(path, 'utf8')).toBe('# one\nA=1\nB=3\nC=4\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ['', 'A=x\n'],
  ['# note\nB=1\n', '# note\nB=1\nA=x\n'],
  ['B=1', 'B=1\nA=x\n'],
  ['A=\nB=1\n', 'A=x\nB=1\n'],
  ['A=1\nA=2\n', 'A=1\nA=x\n'],
  ['  export A = "old" # why\nB=1\n', 'A=x\nB=1\n'],
  ['# A=\nB=1\n', 'A=x\nB=1\n'],
  ['# A=\nA=1\n', '# A=\nA=x\n'],
  ['AA=1\n', 'AA=1\nA=x\n'],
  ['A=1\r\nB=1\nC=1\r\n', 'A=x\r\nB=1\nC=1\r\n'],
  ['B=1\r\n', 'B=1\r\nA=x\r\n'],
])('a variable is set in the .env %j', (before, after) => {
  expect(setEnv(before, 'A', 'x')).toBe(after);
});

test('a variable’s value is put in quotes where it needs them', () => {
  expect(setEnv('', 'A', 'https://robot.example/send?key=1&b=2')).toBe('A=https://robot.example/send?key=1&b=2\n');
  expect(setEnv('', 'A', 'a #b')).toBe("A='a #b'\n");
  expect(setEnv('', 'A', "it's")).toBe('A="it\'s"\n');
});

test('a value that .env cannot express is refused without being shown', () => {
  for (const value of [`canary#'"\``, 'canary\nB=1']) {
    expect(() => setEnv('', 'A', value)).toThrow(/^\.env cannot hold this value of A$/);
  }
});

test('a feed’s weight, tags and address are changed in one edit', () => {
  const edited = changeFeed(file, 'https://c.example/feed', {
    url: 'https://c.example/new',
    weight: 3,
    tags: ['国内', 'a: b'],
  });
  expect(edited).toMatchObject({ ok: true, value: expect.stringMatching(/tags:\s+\[国内, "a: b"\]/) });
  expect(edited).toMatchObject({
    value: expect.stringContaining('"https://c.example/new"   # the address\n    weight: 3'),
  });
});

test('changing a feed that is not there is refused', () => {
  expect(changeFeed(file, 'https://nobody.example', { weight: 1 })).toMatchObject({ ok: false });
});

test('a digest’s settings are changed, and a room is added where its rooms are listed', () => {
  expect(changes(file, setDigest(file, { digest: 'daily', key: 'maxStories', value: 20 }))).toEqual([
    '+    maxStories: 20',
  ]);
  expect(changes(file, addRoom(file, { digest: 'daily', room: 'B_URL' }))).toEqual([
    '+    webhook: [WECOM_WEBHOOK_URL, B_URL]',
  ]);
  for (const [key, rooms] of [
    ['webhook', 'A_URL'],
    ['to', '[A_URL]'],
    ['to', '\n      - A_URL'],
  ] as const) {
    const text = `digests:\n  - id: daily\n    ${key}: ${rooms}   # ours\n`;
    const edited = addRoom(text, { digest: 'daily', room: 'B_URL' });
    expect(parse(edited.ok ? edited.value : '')).toEqual({ digests: [{ id: 'daily', [key]: ['A_URL', 'B_URL'] }] });
    expect(edited).toMatchObject({ value: expect.stringContaining('# ours') });
  }
  const both = 'digests:\n  - { id: daily, webhook: A_URL, to: [TEAM_MAIL] }\n';
  expect(addRoom(both, { digest: 'daily', room: 'B_URL' })).toMatchObject({
    value: 'digests:\n  - { id: daily, webhook: A_URL, to: [TEAM_MAIL, B_URL] }\n',
  });
  expect(setDigest(file, { digest: 'nobody', key: 'maxStories', value: 20 })).toMatchObject({ ok: false });
});

const words = `digests:
  - id: daily
    mute:
      - { match: Nova, until: 2026-03-01 }   # loud
      - match: 发布会
    boost: { 流明: 1, "AI 手机": -1 } # mine
sections:
  - { id: models, title: 模型, match: [发布, 上线] }
  - id: people
    title: 人物
    match:
      - 加入
      # leaving
      - 离职
feeds: []
`;

test('a word is unmuted, the last one too', () => {
  const one = unmuteWord(words, { digest: 'daily', word: 'Nova' });
  expect(changes(words, one)).toEqual(['-      - { match: Nova, until: 2026-03-01 }   # loud']);
  const none = unmuteWord(one.ok ? one.value : '', { digest: 'daily', word: '发布会' });
  expect(none).toMatchObject({ ok: true, value: expect.stringMatching(/mute:\s+\[\]\n {4}boost/) });
  expect(unmuteWord(words, { digest: 'daily', word: 'nobody' })).toMatchObject({ ok: false });
});

test('points of a word are taken away, the last ones too', () => {
  const one = unboostWord(words, { digest: 'daily', word: '流明' });
  expect(changes(words, one)).toEqual([
    '-    boost: { 流明: 1, "AI 手机": -1 } # mine',
    '+    boost: { "AI 手机": -1 } # mine',
  ]);
  expect(changes(words, unboostWord(words, { digest: 'daily', word: 'nobody' }))).toEqual([]);
  expect(changes(words, unboostWord(one.ok ? one.value : '', { digest: 'daily', word: 'AI 手机' }))).toContain(
    '+    boost: {} # mine',
  );
});

test('a section’s words are changed; a list with comments inside is refused', () => {
  expect(
    changes(words, setSectionWords(words, { digest: undefined, id: 'models', words: ['发布', '/v\\d/'] })),
  ).toEqual([
    '-  - { id: models, title: 模型, match: [发布, 上线] }',
    '+  - { id: models, title: 模型, match: [发布, "/v\\\\d/"] }',
  ]);
  expect(setSectionWords(words, { digest: undefined, id: 'people', words: ['加入'] })).toMatchObject({ ok: false });
});

test('twenty edits at the same time are all in the file', async () => {
  const path = join(workspace({ 'feeds/feeds.yaml': file }), 'feeds/feeds.yaml');
  const urls = Array.from({ length: 20 }, (_, index) => `https://${index}.example/feed`);
  const edits = await Promise.all(urls.map((url) => editFile(path, (text) => addFeed(text, { url, name: 'New' }))));
  expect(edits.every(({ ok }) => ok)).toBe(true);
  const text = readFileSync(path, 'utf8');
  for (const url of urls) expect(text).toContain(url);
  expect(text).toContain('# never change');
});
