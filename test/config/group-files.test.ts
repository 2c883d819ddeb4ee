import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { muteWord } from '../../src/config/feeds-file.ts';
import { load, told, valid, workspace } from './workspace.ts';

const main = `include: groups/*.yaml
digests:
  - id: daily
feeds:
  - { url: "https://news.example/feed", tags: [hardware] }
`;
const hardware = `digests:
  - id: hardware
    to: HARDWARE_ROOM
    feeds: { tags: [hardware] }
`;
const research = `# of the research group
digests:
  - id: research
    schedule: "30 8 * * *"
reminders:
  - { id: report, schedule: "0 17 * * 5", text: 请写周报, webhook: RESEARCH_ROOM }
`;

/** What is wrong, as `file:line  what`. */
async function problemsOf(files: Readonly<Record<string, string>>, feeds = main): Promise<string> {
  const loaded = await load({ feeds, files });
  return loaded.ok ? '' : told(loaded.problems, 'en');
}

test('digests and reminders of group files follow those of feeds.yaml, in the order of the files’ names', async () => {
  const files = { 'feeds/groups/b.yaml': research, 'feeds/groups/a.yaml': hardware, 'feeds/groups/.b.yaml.swp': '{' };
  const loaded = valid(await load({ feeds: main, files }));
  const { digests, reminders } = loaded.config;
  expect(digests.map(({ id, webhooks }) => `${id} → ${webhooks}`)).toEqual([
    'daily → WECOM_WEBHOOK_URL',
    'hardware → HARDWARE_ROOM',
    'research → WECOM_WEBHOOK_URL',
  ]);
  expect(reminders.map(({ id }) => id)).toEqual(['report']);
});

test('feeds.yaml may have no digest of its own, and a folder no file yet', async () => {
  const own = main.replace(/digests:\n.*\n/, '');
  const loaded = await load({ feeds: own, files: { 'feeds/groups/a.yaml': hardware } });
  expect(loaded.ok && loaded.config.digests.map(({ id }) => id)).toEqual(['hardware']);
  const alone = await load({ feeds: own });
  expect(alone.ok && alone.config.digests.map(({ id }) => id)).toEqual(['daily']);
});

test('a pattern that no file matches causes a warning', async () => {
  const written = async (include: string) => {
    const loaded = await load({
      feeds: main.replace('groups/*.yaml', include),
      files: { 'feeds/groups/a.yaml': hardware },
    });
    return loaded.ok ? told(loaded.warnings(), 'en') : told(loaded.problems, 'en');
  };
  expect(await written('group/*.yaml')).toContain(
    'feeds/feeds.yaml:1:10 no file matches group/*.yaml → check the names',
  );
  expect(await written('[groups/*.yaml, groups/*.yml]')).toContain(
    'feeds/feeds.yaml:1:26 no file matches groups/*.yml',
  );
  expect(await written('groups/*.yaml')).not.toContain('no file matches');
});

test('an empty group file is reported, with the keys that it may have', async () => {
  expect(await problemsOf({ 'feeds/groups/a.yaml': '# nothing yet\n' })).toBe(
    'feeds/groups/a.yaml the file is empty → delete the file, or write at least one of digests, reminders',
  );
});

test('errors of all group files are reported at once, with file and line', async () => {
  const problems = await problemsOf({
    'feeds/groups/a.yaml': hardware.replace('to: HARDWARE_ROOM', 'maxStories: many'),
    'feeds/groups/b.yaml': research.replace('"30 8 * * *"', '"30 8 * *"'),
    'feeds/groups/c.yaml': 'feeds: []\n',
    'feeds/groups/d.yaml': 'digests: [\n',
  });
  expect(problems).toMatch(/feeds\/groups\/a\.yaml:3\b.*maxStories/);
  expect(problems).toMatch(/feeds\/groups\/b\.yaml:4\b.*schedule/);
  expect(problems).toMatch(/feeds\/groups\/c\.yaml:1\b.*feeds/);
  expect(problems).toMatch(/feeds\/groups\/d\.yaml:\d/);
});

test('an empty value in a group file is reported once, at its own line', async () => {
  const files = {
    'feeds/groups/a.yaml': hardware,
    'feeds/groups/b.yaml': research.replace('schedule: "30 8 * * *"', 'schedule:'),
  };
  expect((await problemsOf(files)).split('\n')).toEqual([
    expect.stringMatching(/^feeds\/groups\/b\.yaml:4:5 schedule is empty/),
  ]);
  const noEntries = await problemsOf({ 'feeds/groups/a.yaml': 'reminders:\n' });
  expect(noEntries.split('\n')).toEqual([expect.stringMatching(/^feeds\/groups\/a\.yaml:1:1 reminders is empty/)]);
});

test('an id in two group files is reported in the second one', async () => {
  const problems = await problemsOf({
    'feeds/groups/a.yaml': hardware,
    'feeds/groups/b.yaml': research.replace('id: research', 'id: hardware'),
  });
  expect(problems).toMatch(
    /feeds\/groups\/b\.yaml:3\b.*duplicate id hardware, first used in line 2 of feeds\/groups\/a\.yaml/,
  );
});

test('a group file that is missing is reported at the line that names it', async () => {
  expect(await problemsOf({}, main.replace('groups/*.yaml', 'groups/sales.yaml'))).toMatch(
    /feeds\/feeds\.yaml:1\b.*no file feeds\/groups\/sales\.yaml/,
  );
});

test('a digest of a group file is not changed in feeds.yaml', () => {
  expect(muteWord(main, { digest: 'hardware', word: 'x', until: undefined })).toMatchObject({ ok: false });
});

test('a group file that breaks later keeps its last good version, and edits of the others take effect', async () => {
  const cwd = workspace({
    'feeds/feeds.yaml': main,
    'feeds/groups/a.yaml': hardware,
    'feeds/groups/b.yaml': research,
  });
  const again = async (groups?: Awaited<ReturnType<typeof loadConfig>>) => {
    const loaded = valid(
      loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates' } }, groups?.ok ? groups.groups : undefined),
    );
    return loaded;
  };
  const write = (name: string, text: string) => writeFileSync(join(cwd, 'feeds/groups', name), text);
  const first = await again();
  write('a.yaml', hardware.replace('to: HARDWARE_ROOM', 'maxStories: many'));
  write('b.yaml', research.replace('"30 8 * * *"', '"45 8 * * *"'));
  write('c.yaml', 'digests: [\n');

  const second = await again(first);

  expect(second.config.digests.map(({ id, webhooks, schedule }) => `${id} ${webhooks} ${schedule}`)).toEqual([
    'daily WECOM_WEBHOOK_URL 0 9 * * *',
    'hardware HARDWARE_ROOM 0 9 * * *',
    'research WECOM_WEBHOOK_URL 45 8 * * *',
  ]);
  expect(told(second.left ?? [], 'en')).toMatch(/groups\/c\.yaml:2.*\n.*groups\/a\.yaml:3/);

  write('a.yaml', hardware.replace('HARDWARE_ROOM', 'OTHER_ROOM'));
  write('c.yaml', 'digests: [{ id: sales }]\n');
  const third = await again(second);
  expect(third.left).toEqual([]);
  expect(third.config.digests.map(({ id, webhooks }) => `${id} ${webhooks}`)).toEqual([
    'daily WECOM_WEBHOOK_URL',
    'hardware OTHER_ROOM',
    'research WECOM_WEBHOOK_URL',
    'sales WECOM_WEBHOOK_URL',
  ]);

  // What is wrong with feeds.yaml itself still refuses all.
  writeFileSync(join(cwd, 'feeds/feeds.yaml'), main.replace('id: daily', 'id: [daily'));
  await expect(again(third)).rejects.toThrow(/feeds\.yaml/);
});
