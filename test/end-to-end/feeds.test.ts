import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { rssFeed, startFeedServer } from '../support/feed-server.ts';
import { command } from '../support/main-file.ts';
import { canary, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const feedsFile = () => readFileSync(join(world.folder, 'feeds.yaml'), 'utf8');

const commented = (url: string) => `# my feeds, in my order
digests:
  - id: daily
feeds:
  - { url: "${url}", name: First, topic: ai } # the best one
`;

test('feeds add, disable and enable change one entry and no comment of feeds.yaml', async () => {
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  const added = await world.run(['feeds', 'add', world.feedUrl('polar-lab.xml')]);
  expect(added.code).toBe(0);
  expect(added.stdout).toContain('加上了 Polar Lab');
  expect(added.stdout).toContain('topic: general（像 AI 新闻的才收） · language: ');
  // The feed says 16:00 in UTC, which is the next day in Shanghai.
  expect(added.stdout).toMatch(/最新的：\n {4}2026-01-15 /);
  expect(added.stdout).toContain('它现在没有近期的、日期可信的新闻');
  expect(feedsFile()).toContain('# my feeds, in my order\n');
  expect(feedsFile()).toContain('# the best one\n');
  expect(feedsFile()).toContain(world.feedUrl('polar-lab.xml'));

  const before = feedsFile();
  expect(await world.run(['feeds', 'disable', 'First'])).toMatchObject({ code: 0 });
  expect(feedsFile()).toContain('enabled: false');
  expect(await world.run(['feeds', 'enable', 'First'])).toMatchObject({ code: 0 });
  expect(feedsFile().replace(/, enabled: true/, '')).toBe(before);
});

test('feeds add of a feed that exists already adds nothing and exits 0; for a disabled one it says how to enable it', async () => {
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  const before = feedsFile();
  const again = await world.run(['feeds', 'add', world.feedUrl('lumen-blog.atom')]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('First 已经在了') });
  expect(feedsFile()).toBe(before);
  expect(await world.run(['feeds', 'add', world.feedUrl('polar-lab.xml')])).toMatchObject({ code: 0 });
  expect(await world.run(['feeds', 'disable', 'First'])).toMatchObject({ code: 0 });
  const off = await world.run(['feeds', 'add', world.feedUrl('lumen-blog.atom')]);
  expect(off).toMatchObject({ code: 0, stdout: expect.stringContaining('feeds enable "First"') });
});

test('feeds add says how many recent items look like AI news and would be chosen, or that there are none', async () => {
  const server = await startFeedServer();
  onTestFinished(() => server.close());
  server.serve('/quiet.xml', {
    body: '<rss version="2.0"><channel><title>Quiet</title><link>https://quiet.example/</link></channel></rss>',
  });
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  const added = await world.run(['feeds', 'add', server.url('/quiet.xml')]);
  expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('\n  现在一条也没有。\n') });
  expect(added.stdout).not.toContain('最新的');

  const undated = '<item><title>流明发布 Nova 3</title><link>https://quiet.example/1</link></item>';
  server.serve('/undated.xml', {
    body: `<rss version="2.0"><channel><title>Undated</title>${undated}</channel></rss>`,
  });
  const { stdout } = await world.run(['feeds', 'add', server.url('/undated.xml')]);
  expect(stdout).toContain('它现在没有近期的、日期可信的新闻；以后新出现的会参加挑选。');
  expect(stdout).not.toContain('0 条里');

  server.serve('/fresh.xml', { body: rssFeed('Fresh', { items: 3, newest: new Date() }) });
  const fresh = await world.run(['feeds', 'add', server.url('/fresh.xml')]);
  expect(fresh.stdout).toMatch(/现在编一期：最近的 3 条里 \d 条像 AI 新闻，\d 条会选上/);
});

test('feeds add takes a known name from the catalogue, and refuses an address without a feed', async () => {
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  const before = feedsFile();
  expect(await world.run(['feeds', 'add', 'No Such Feed'])).toMatchObject({ code: 2 });
  expect(await world.run(['feeds', 'add', world.deadUrl])).toMatchObject({ code: 1 });
  expect(await world.run(['feeds', 'disable', 'Nobody'])).toMatchObject({ code: 2 });
  expect(feedsFile()).toBe(before);

  const env = { HTTPS_PROXY: new URL(world.deadUrl).origin };
  const added = await world.run(['feeds', 'add', 'bair'], { env });
  expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('现在读不到') });
  expect(feedsFile()).toContain('bair.berkeley.edu');
});

test('disable --unreachable lists what cannot be read now, wants a yes, and prints its undo', async () => {
  world.writeFeeds({
    feeds: [
      { url: world.deadUrl, name: 'Dead', topic: 'ai' },
      { url: world.feedUrl('lumen-blog.atom'), name: 'Alive', topic: 'ai' },
    ],
  });
  const checked = await world.run(['check', '--online']);
  expect(checked.stdout).toContain('怎么办：1 个要改好地址，或等它的服务器修好。都不行就停用它们：');
  expect(checked.stdout).not.toContain('HTTPS_PROXY');
  const asked = await world.run(['feeds', 'disable', '--unreachable']);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('再加 --yes') });
  expect(asked.stdout).toContain('x Dead  服务器拒绝连接');
  const done = await world.run(['feeds', 'disable', '--unreachable', '--yes']);
  expect(done).toMatchObject({
    code: 0,
    stdout: `Dead：已停用\n撤销：${command} feeds enable "Dead"\n`,
  });
  expect(feedsFile()).toContain('enabled: false');
  expect(await world.run(['feeds', 'enable', '--all'])).toMatchObject({ code: 0, stdout: 'Dead：已启用\n' });
});

test('feeds list --hosts names the host of a bridge', async () => {
  world.writeFeeds({ feeds: [{ url: 'rsshub:/lab/news', name: 'Lab', topic: 'ai' }] });
  const { stdout } = await world.run(['feeds', 'list', '--hosts'], { env: { RSSHUB_URL: 'https://rsshub.example' } });
  expect(stdout).toBe('rsshub.example\n');
});

test('during an outage feeds disable --unreachable disables nothing, and no output advises it', async () => {
  world.writeFeeds({
    feeds: [
      ...['a', 'b', 'c', 'd'].map((name) => ({ url: `${world.deadUrl}?${name}`, name, topic: 'ai' })),
      { url: world.feedUrl('lumen-blog.atom'), name: 'Alive', topic: 'ai' },
    ],
  });
  const before = feedsFile();
  const refused = await world.run(['feeds', 'disable', '--unreachable', '--yes']);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('这是你的网络，不是源') });
  expect(feedsFile()).toBe(before);
  const { stdout } = await world.run(['check', '--online']);
  expect(stdout).toContain('x 4 个源：a、b、c、d');
  expect(stdout).toContain('是这里的网络，不是源');
  expect(stdout).not.toContain('--unreachable');

  const added = await world.run(['feeds', 'add', `${world.deadUrl}?e`]);
  expect(added).toMatchObject({ code: 1, stderr: expect.stringContaining('过一会儿再试一次') });
});

test('of two feeds with the same name, the URL selects one to remove or disable', async () => {
  const [first, second] = [world.feedUrl('lumen-blog.atom'), world.feedUrl('polar-lab.xml')];
  world.writeFeeds({
    feeds: [
      { url: first, name: 'Twin', topic: 'ai' },
      { url: second, name: 'Twin', topic: 'ai' },
    ],
  });
  const unclear = await world.run(['feeds', 'disable', 'Twin']);
  expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining(second) });
  expect(await world.run(['feeds', 'remove', second])).toMatchObject({ code: 0 });
  expect(feedsFile()).not.toContain(second);
  expect(await world.run(['feeds', 'disable', 'Twin'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('没有一个启用的源'),
  });
});

test('mute and boost write one line each, for the given digest', async () => {
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  expect(await world.run(['mute', '发布会', '--days', '3'])).toMatchObject({ code: 0 });
  expect(await world.run(['boost', '/流明|Lumen/i'])).toMatchObject({ code: 0 });
  expect(feedsFile()).toMatch(/mute: \[\{ match: 发布会, until: "20\d\d-\d\d-\d\d" \}\]/);
  expect(feedsFile()).toContain('boost: { "/流明|Lumen/i": 2 }');
  expect(feedsFile()).toContain('# the best one\n');
  const unknown = await world.run(['boost', 'Lumen', '0']);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/“Lumen”不在清单里\n.*：\/流明\|Lumen\/i/) });
  const dropped = await world.run(['boost', '/流明|Lumen/i', '0']);
  expect(dropped).toMatchObject({ code: 0, stdout: expect.stringContaining('不再关注“/流明|Lumen/i”') });
  expect(feedsFile()).toContain('boost: {}');
  const heard = await world.run(['mute', '发布会', '--days', '0']);
  expect(heard).toMatchObject({ code: 0, stdout: expect.stringContaining('不再屏蔽“发布会”') });
  expect(feedsFile()).not.toContain('发布会');
  const again = await world.run(['mute', '发布会', '--days', '0']);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/“发布会”不在清单里\n.*清单是空的/) });
  expect(await world.run(['mute', '/half'])).toMatchObject({ code: 2, stderr: expect.stringContaining('/half/i') });
});

test('feeds export and import keep all feeds, with folders as tags', async () => {
  world.writeFeeds({
    feeds: [
      { url: world.feedUrl('a.xml'), name: 'A & <B>', topic: 'ai', tags: ['labs', 'en'] },
      { url: world.feedUrl('c.xml'), name: 'C', topic: 'general' },
    ],
  });
  const { stdout: opml } = await world.run(['feeds', 'export']);
  world.write('feeds.opml', opml);
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  expect(await world.run(['feeds', 'import', 'feeds.opml'])).toMatchObject({ code: 0, stdout: '加上了 2 个源\n' });

  const { stdout } = await world.run(['feeds', 'list', '--json']);
  const imported = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(imported).toMatchObject([
    { name: 'A & <B>', url: world.feedUrl('a.xml'), topic: 'ai', tags: ['labs', 'en'] },
    { name: 'C', url: world.feedUrl('c.xml'), topic: 'general', tags: [] },
  ]);
});

/** As feed readers export it: an empty folder, invalid addresses, one with a login, a known one in different case. */
const untidy = (known: string) => `<opml version="2.0"><body>
<outline text=" "><outline text="Folderless" xmlUrl="https://folderless.example/feed"/></outline>
<outline text="Old scheme" xmlUrl="feed://old.example/rss"/>
<outline text="Slash" XMLURL="https://old.example/rss/"/>
<outline text="Commented out" isComment="true" xmlUrl="https://off.example/rss"/>
<outline text="No address" xmlUrl=""/>
<outline text="First again" xmlUrl="${known}"/>
<outline text="Twice" xmlUrl="https://twice.example/feed"/>
<outline text="And again" xmlUrl="https://TWICE.example/feed"/>
<outline xmlUrl="https://nameless.example/feed"/>
<outline text="http://user:${canary}@login.example/feed" xmlUrl="http://user:${canary}@login.example/feed"/>
<outline xmlUrl="http://user:${canary}@"/>
</body></opml>`;

test('feeds import adds usable feeds, says why it leaves out others, and the configuration still loads', async () => {
  const url = world.feedUrl('lumen-blog.atom');
  world.write('feeds.yaml', commented(url));
  world.write('untidy.opml', untidy(url.replace('http:', 'HTTP:')));
  const imported = await world.run(['feeds', 'import', 'untidy.opml']);

  expect(imported).toMatchObject({ code: 0, stdout: '加上了 4 个源；另外 6 个已经有了或加不上\n' });
  expect(imported.stderr).toMatch(/^Slash {2}https:\/\/old\.example\/rss\/ 和 http:\/\/old\.example\/rss 是同一个源/m);
  expect(imported.stderr).toMatch(/^No address {2}.*url 写成了 ""/m);
  expect(imported.stderr).toMatch(/^http:\/\/login\.example\/feed {2}.*用户名或密码\n {4}改用 headers/m);
  expect(imported.stdout + imported.stderr + feedsFile()).not.toContain(canary);
  expect(await world.run(['check'])).toMatchObject({ code: 0 });
  const { stdout } = await world.run(['feeds', 'list', '--json']);
  const feeds = stdout.trim().split('\n').slice(1);
  expect(feeds.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { name: 'Folderless', tags: [] },
    { name: 'Old scheme', url: 'http://old.example/rss' },
    { name: 'Twice' },
    { name: 'nameless.example' },
  ]);
});

test('an edit of feeds.yaml after which it could not be read is refused, with what to do', async () => {
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  const before = feedsFile();
  const login = world.feedUrl('polar-lab.xml').replace('//', `//user:${canary}@`);
  const added = await world.run(['feeds', 'add', login]);
  expect(added).toMatchObject({ code: 2, stderr: expect.stringContaining('改用 headers：{ Authorization: 变量名 }') });
  expect(added.stdout + added.stderr).not.toContain(canary);

  const again = await world.run(['feeds', 'add', world.feedUrl('lumen-blog.atom').replace('http:', 'HTTP:')]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('First 已经在了') });
  const last = await world.run(['feeds', 'disable', 'First']);
  expect(last).toMatchObject({ code: 2, stderr: expect.stringContaining('没有一个启用的源') });
  expect(feedsFile()).toBe(before);
});

test('a file named on the command line is found from the folder in which ./digest was called', () => {
  world.write('mine.xml', '<rss version="2.0"><channel><title>Mine</title></channel></rss>');
  const script = join(import.meta.dirname, '../../digest');
  const answer = execFileSync(script, ['feeds', 'inspect', 'mine.xml', '--json'], { cwd: world.folder });
  expect(JSON.parse(answer.toString())).toMatchObject({ ok: true, title: 'Mine' });
});

test('feeds inspect shows the first words of a post without a title', async () => {
  world.write('feeds.yaml', commented(world.feedUrl('lumen-blog.atom')));
  const post = '<item><guid>1</guid><description>We release Lumen 3 today.</description></item>';
  world.write('posts.xml', `<rss version="2.0"><channel><title>Posts</title>${post}</channel></rss>`);
  expect((await world.run(['feeds', 'inspect', 'posts.xml'])).stdout).toContain('—  We release Lumen 3 today.');
});

test('feeds inspect shows in words and as JSON how a feed is read, and fails when it cannot be read', async () => {
  const { code, stdout } = await world.run([
    'feeds',
    'inspect',
    '--json',
    world.feedUrl('polar-lab.xml'),
    'no-such-file.xml',
  ]);
  expect(code).toBe(1);
  const [feed, missing] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(Object.keys(feed ?? {})).toEqual([
    'source',
    'ok',
    'format',
    'encoding',
    'title',
    'items',
    'problems',
    'error',
  ]);
  expect(feed).toMatchObject({ ok: true, format: 'rdf', title: 'Polar Lab', error: null });
  expect(missing).toMatchObject({ ok: false, source: 'no-such-file.xml', items: [] });
  const words = await world.run(['feeds', 'inspect', world.feedUrl('polar-lab.xml')]);
  expect(words.stdout).toContain('✓ Polar Lab');
});

test('check --online says what can be read from here, what cannot, and which hosts a firewall must let through', async () => {
  world.writeFeeds({
    feeds: [
      { url: world.deadUrl, name: 'Dead', topic: 'ai' },
      { url: world.feedUrl('lumen-blog.atom'), name: 'Alive', topic: 'ai' },
    ],
  });
  const { code, stdout } = await world.run(['check', '--online']);
  expect(code).toBe(0);
  expect(stdout).toContain('key 有效（没有往群里发消息）');
  expect(stdout).toContain('直连 1/2');
  expect(stdout).toContain('x Dead  服务器拒绝连接');
  expect(stdout).toContain('给网管的域名（含跳转，0 个）');
  expect(world.robot.received).toHaveLength(0);

  const refused = await world.run(['check', '--online'], { env: { WECOM_WEBHOOK_URL: `${world.robot.url}x` } });
  expect(refused).toMatchObject({ code: 2, stdout: expect.stringContaining('企业微信说地址无效（93000）') });
});
