/** A digest that stands in a group file is edited there, by the pages and by the commands alike. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DeskWorld, openDeskWorld } from './desk-world.ts';

const main = `include: groups/*.yaml
digests:
  - id: daily
    boost: { 流明: 1 }
sections:
  - { id: models, title: 模型与产品, match: [发布] }
feeds:
  - { url: "https://lumen.example/feed", name: Lumen Blog }
`;
const research = `# of the research group
digests:
  - id: other
  - id: research   # ours
    schedule: "30 8 * * *"
`;

let desk: DeskWorld;
beforeEach(async () => {
  desk = await openDeskWorld({
    now: new Date('2026-02-01T12:00:00+08:00'),
    feeds: main,
    groups: { 'groups/b.yaml': research, 'groups/a.yaml': 'digests: [{ id: hardware }]\n' },
  });
});
afterEach(() => desk.close());

const path = () => join(desk.folder, 'feeds/groups/b.yaml');
const text = () => readFileSync(path(), 'utf8');
const digest = (id: string) => desk.settings.now().digests.find((each) => each.id === id);

/** Sends a form of the settings of a digest, with the stamp of its page. */
async function send(action: string, fields: Readonly<Record<string, string>>, id = 'research') {
  const page = await desk.see(`/settings?digest=${id}`);
  const stamp = /name="stamp" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return desk.send(action, { digest: id, stamp, ...fields });
}

test('with group files, every settings form writes only the file of its digest', async () => {
  await send('/settings/save', { time: '7:45', maxStories: '9' });
  await send('/settings/word', { kind: 'mute', word: '双十二' });
  await send('/settings/word', { kind: 'boost', word: '端侧' });
  await send('/settings/word', { kind: 'mute', word: '促销' });
  await send('/settings/unword', { kind: 'mute', word: '促销' });
  await send('/settings/room', {
    name: '研究群',
    address: 'https://open.feishu.cn/open-apis/bot/v2/hook/x',
    relay: '1',
  });
  expect(text()).toContain('# of the research group\ndigests:\n  - id: other\n  - id: research   # ours\n');
  expect(digest('research')).toMatchObject({
    schedule: '45 7 * * *',
    maxStories: 9,
    webhooks: ['WECOM_WEBHOOK_URL', 'ROOM_2_URL'],
  });
  expect(digest('research')?.mute.map(({ pattern }) => pattern.text)).toEqual(['双十二']);
  expect(digest('research')?.boost.map(({ pattern }) => pattern.text)).toEqual(['端侧']);
  expect(digest('other')?.mute).toEqual([]);
  expect(desk.feedsText()).toBe(main);
  expect(readFileSync(join(desk.folder, 'feeds/groups/a.yaml'), 'utf8')).toBe('digests: [{ id: hardware }]\n');
});

test('an edit after which a group file could not be loaded is refused', async () => {
  expect((await send('/settings/save', { format: 'smoke' })).text).toContain('这样改文件就读不了');
  expect(text()).toBe(research);
});

test('a group file that somebody changed meanwhile is not overwritten, and the difference is shown', async () => {
  const page = await desk.see('/settings?digest=research');
  const stamp = /name="stamp" value="([^"]+)"/.exec(page)?.[1] ?? '';
  writeFileSync(path(), research.replace('# ours', '# theirs'));
  const answer = await desk.send('/settings/word', { digest: 'research', stamp, kind: 'mute', word: '双十二' });
  expect(answer.status).toBe(409);
  expect(answer.text).toContain('id: research   # theirs');
  expect(text()).not.toContain('双十二');
});

test('undo restores the group file in which the last edit was made', async () => {
  await send('/settings/save', { time: '7:45' });
  expect(text()).toContain('45 7 * * *');
  await send('/settings/undo', {});
  expect(text()).toBe(research);
  expect(desk.feedsText()).toBe(main);
});

test('sections that several digests share are changed with the digest of feeds.yaml, and the page says so', async () => {
  const refused = await send('/settings/save', { 'section-models': '发布、上线' });
  expect(refused.text).toContain('几份日报共用它');
  await send('/settings/save', { 'section-models': '发布、上线' }, 'daily');
  expect(desk.feedsText()).toContain('match: [发布, 上线]');
});

test('a digest that has moved to another group file is edited there', async () => {
  renameSync(path(), join(desk.folder, 'feeds/groups/c.yaml'));
  await desk.settings.refresh();
  await send('/settings/save', { time: '7:45' });
  expect(readFileSync(join(desk.folder, 'feeds/groups/c.yaml'), 'utf8')).toContain('45 7 * * *');
});

test('an edit finds its digest after the digests of a group file were reordered', async () => {
  const page = await desk.see('/settings?digest=other');
  writeFileSync(path(), research.replace('digests:\n', 'digests:\n  - id: newcomer\n'));
  const stamp = /name="stamp" value="([^"]+)"/.exec(await desk.see('/settings?digest=other'))?.[1] ?? '';
  expect(page).not.toContain(stamp);
  await desk.send('/settings/word', { digest: 'other', stamp, kind: 'mute', word: '双十二' });
  expect(text()).toMatch(/- id: newcomer\n {2}- id: other\n {4}mute: \[\{ match: 双十二 \}\]/);
});
