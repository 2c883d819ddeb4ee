import { describe, expect, test } from 'vitest';
import { phrase } from '../../src/ground/phrase.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { guessLimits } from '../../src/server/sessions.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { openServer, postForm } from './open-server.ts';
import { memoryStore, now, sampleDesks } from './samples.ts';

const token = 'let me in';
const host = '127.0.0.1:8080';
const origin = `http://${host}`;

type App = ReturnType<typeof openServer>;

const open = (options: Partial<ServerOptions> = {}): App => openServer({ token: () => token, ...options });

type Texts = Readonly<Record<string, string>>;

function post(app: App, url: string, fields: Texts, headers: Texts) {
  return postForm(app, url, fields, { host, origin, ...headers });
}

function logIn(app: App, password = token, headers: Texts = {}) {
  return post(app, '/login', { password, next: '/log' }, headers);
}

async function loggedIn(app: App): Promise<string> {
  return String((await logIn(app)).headers['set-cookie']).split(';')[0] ?? '';
}

function see(app: App, url: string, cookie = '') {
  return app.inject({ url, headers: { host, accept: 'text/html', cookie } });
}

function leave(app: App, cookie: string, fields: Texts, headers: Texts = {}) {
  return post(app, '/logout', fields, { cookie, ...headers });
}

async function formTokenOf(app: App, cookie: string): Promise<string> {
  return /name="form" value="([^"]+)"/.exec((await see(app, '/log', cookie)).body)?.[1] ?? '';
}

test('the result of a change is shown once, only to the browser that made it', async () => {
  const app = open();
  const basic = { host, origin, authorization: `Basic ${btoa(`me:${token}`)}` };
  const sent = await post(app, '/resend', { digest: 'daily' }, basic);
  const cookie = String(sent.headers['set-cookie']);
  expect(cookie).toMatch(/^digest_notice=[\w-]{16}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=60$/);
  const seen = async (headers: Texts) => (await app.inject({ url: '/', headers: { ...basic, ...headers } })).body;
  expect(await seen({})).not.toContain('没有选群');
  expect(await seen({ cookie: 'digest_notice=' })).not.toContain('没有选群');
  expect(await seen({ cookie: cookie.split(';')[0] ?? '' })).toContain('没有选群');
  expect(await seen({ cookie: cookie.split(';')[0] ?? '' })).not.toContain('没有选群');
});

test('an error is a page for a browser and a line of text for other clients', async () => {
  const app = open();
  const cookie = await loggedIn(app);
  for (const url of ['/nothing', '/editions/daily/nothing', '/editions/..%2f..%2fetc/passwd']) {
    const page = await see(app, url, cookie);
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toContain('<html lang="zh-CN">');
    expect(page.body).toContain('<h1>没有这一页</h1>');
  }
  expect((await app.inject({ url: '/nothing', headers: { host } })).body).toBe('没有这一页\n');
  const expired = await leave(app, cookie, { form: 'old' }, { accept: 'text/html' });
  expect([expired.statusCode, expired.body]).toEqual([403, expect.stringContaining('<h1>这个页面过期了')]);
});

describe('the login', () => {
  test('a browser without a login is sent to it, and back to where it wanted to go', async () => {
    const app = open();
    const asked = await see(app, '/log?before=7');
    expect(asked.statusCode).toBe(303);
    expect(asked.headers.location).toBe('/login?next=%2Flog%3Fbefore%3D7');
    expect((await see(app, '/login?next=%2Flog')).body).toContain('name="next" value="/log"');
    const done = await logIn(app);
    expect([done.statusCode, done.headers.location]).toEqual([303, '/log']);
  });

  test('sets a cookie for 30 days that scripts and other sites cannot use', async () => {
    const app = open();
    const cookie = String((await logIn(app)).headers['set-cookie']);
    expect(cookie).toMatch(/^digest_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    const behindTls = await logIn(app, token, { origin: `https://${host}` });
    expect(String(behindTls.headers['set-cookie'])).toMatch(/; Secure$/);
  });

  test('stays valid for 30 days', async () => {
    let clock = now;
    const app = open({ now: () => clock });
    const cookie = await loggedIn(app);
    expect((await see(app, '/log', cookie)).statusCode).toBe(200);
    clock = new Date(now.getTime() + 30 * 86_400_000);
    expect((await see(app, '/log', cookie)).statusCode).toBe(303);
  });

  test('survives a restart, and ends when the token changes', async () => {
    let current = token;
    const store = memoryStore();
    const cookie = await loggedIn(open({ store }));
    const app = open({ store, token: () => current });
    expect((await see(app, '/log', cookie)).statusCode).toBe(200);
    current = 'another';
    expect((await see(app, '/log', cookie)).statusCode).toBe(303);
  });

  test('is stored in a form that cannot be used to log in', async () => {
    const store = memoryStore();
    const app = open({ store });
    const cookie = await loggedIn(app);
    const names = [...(await store.facts('session:')).keys()];
    expect(names).toHaveLength(1);
    expect(names.join()).not.toContain(cookie.split('=')[1]);
    const stored = names[0]?.slice('session:'.length) ?? '';
    expect((await see(app, '/log', `digest_session=${stored}`)).statusCode).toBe(303);
  });

  test('and the logout work on a full disk', async () => {
    const full = { what: phrase('满了', 'is full'), remedy: phrase('清理', 'free some') };
    const stored = memoryStore();
    const store = { ...stored, saveFact: () => Promise.reject(new StoreError('full', full)) };
    const earlier = await loggedIn(open({ store: stored }));
    const app = open({ store });
    const cookie = await loggedIn(app);
    expect((await see(app, '/log', cookie)).statusCode).toBe(200);
    for (const each of [cookie, earlier]) {
      const done = await leave(app, each, { form: await formTokenOf(app, each) });
      expect(done.statusCode).toBe(303);
      expect((await see(app, '/log', each)).statusCode).toBe(303);
    }
  });

  test('a session cookie planted before the login is valid neither before nor after it', async () => {
    const app = open();
    const planted = `digest_session=${'A'.repeat(43)}`;
    const answer = await logIn(app, token, { cookie: planted });
    expect(String(answer.headers['set-cookie'])).not.toContain('A'.repeat(43));
    expect((await see(app, '/log', planted)).statusCode).toBe(303);
  });

  test.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a\r\nset-cookie: x=1',
  ])('never leads to %j', async (next) => {
    const app = open();
    expect((await see(app, `/login?next=${encodeURIComponent(next)}`)).body).toContain('name="next" value="/"');
  });

  test('cannot be sent from another site', async () => {
    const app = open();
    const answer = await logIn(app, token, { origin: 'https://evil.example' });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('after five wrong passwords even the right one must wait ten minutes, by form or by header', async () => {
    let clock = now;
    const app = open({ now: () => clock });
    const cookie = await loggedIn(app);
    const answers = [];
    for (let guess = 0; guess < guessLimits.perAddress; guess++)
      answers.push((await logIn(app, `${guess}`)).statusCode);
    expect(new Set(answers)).toEqual(new Set([401]));
    expect((await logIn(app)).statusCode).toBe(429);
    const authorization = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;
    expect((await app.inject({ url: '/log', headers: { host, authorization } })).statusCode).toBe(429);
    // Who is logged in already is not locked out.
    expect((await see(app, '/log', cookie)).statusCode).toBe(200);
    clock = new Date(now.getTime() + guessLimits.withinMs);
    expect((await logIn(app)).statusCode).toBe(303);
  });

  test('counts wrong passwords in headers as well', async () => {
    const app = open();
    const guess = (password: string) =>
      app.inject({ url: '/log', headers: { host, authorization: `Basic ${btoa(`me:${password}`)}` } });
    for (let count = 0; count < guessLimits.perAddress; count++) expect((await guess('x')).statusCode).toBe(401);
    expect((await guess(token)).statusCode).toBe(429);
  });

  test('is found by a link from a chat, which comes without the cookie', async () => {
    const app = open();
    const headers = { host, accept: 'text/html', 'sec-fetch-site': 'cross-site' };
    const answer = await app.inject({ url: '/log', headers });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('<!doctype html><meta http-equiv="refresh" content="0;url=/log">');
  });
});

describe('without HTTP_TOKEN', () => {
  const withoutToken = { token: () => undefined, word: 'quiet-river-42' };

  test('on loopback, pages can be viewed, and changes need the one-time password from the log', async () => {
    const app = open(withoutToken);
    const seen = await see(app, '/log');
    expect(seen.statusCode).toBe(200);
    expect(seen.body).toContain('登录后可以改');
    expect((await app.inject({ method: 'POST', url: '/run', headers: { host } })).statusCode).toBe(401);
    expect((await logIn(app, 'quiet-river-42')).statusCode).toBe(303);
  });

  test('beyond loopback, every page needs the one-time password', async () => {
    const app = open({ ...withoutToken, host: '0.0.0.0' });
    expect((await see(app, '/log')).headers.location).toMatch(/^\/login/);
    expect((await see(app, '/login')).body).toContain('日志');
  });
});

describe('a change by a form', () => {
  test('needs the form token of its own login', async () => {
    const app = open();
    const [mine, theirs] = [await loggedIn(app), await loggedIn(app)];
    expect((await leave(app, mine, {})).statusCode).toBe(403);
    expect((await leave(app, mine, { form: await formTokenOf(app, theirs) })).statusCode).toBe(403);
    expect((await see(app, '/log', mine)).statusCode).toBe(200);
    expect((await leave(app, mine, { form: await formTokenOf(app, mine) })).statusCode).toBe(303);
    expect((await see(app, '/log', mine)).statusCode).toBe(303);
    expect((await see(app, '/log', theirs)).statusCode).toBe(200);
  });

  test('after the end of the login leads to the login page, which says that nothing was saved', async () => {
    const app = open();
    const headers = { accept: 'text/html', referer: `${origin}/settings/review` };
    const asked = await post(app, '/settings/word', { word: '招聘' }, headers);
    expect(asked.headers.location).toBe('/login?next=/settings&ended=1');
    const page = (await see(app, String(asked.headers.location))).body;
    expect(page).toContain('刚才的改动没有保存');
    expect(page).toContain('name="next" value="/settings"');
  });

  test('is made once when a double click sends it twice, and again when it is sent later or by a program', async () => {
    let clock = now;
    let resent = 0;
    const again = async () => {
      resent += 1;
      return { kind: 'done', did: phrase('再发了', 'sent again') } as const;
    };
    const store = memoryStore();
    const app = open({ store, now: () => clock, desks: sampleDesks({ resend: again }) });
    const cookie = await loggedIn(app);
    const fields = { form: await formTokenOf(app, cookie), room: 'WECOM_WEBHOOK_URL' };
    const answers = await Promise.all([1, 2].map(() => post(app, '/resend', fields, { cookie })));
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual([
      [303, '/'],
      [303, '/'],
    ]);
    expect(resent).toBe(1);
    expect(await store.changes({ limit: 9 })).toHaveLength(2);
    await post(app, '/resend', { ...fields, room: 'RD_WEBHOOK_URL' }, { cookie });
    clock = new Date(now.getTime() + 5_000);
    await post(app, '/resend', fields, { cookie });
    expect(resent).toBe(3);
    const authorization = `Basic ${btoa(`me:${token}`)}`;
    for (const _ of [1, 2]) await post(app, '/resend', { room: 'WECOM_WEBHOOK_URL' }, { authorization });
    expect(resent).toBe(5);
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:9' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
  ])('from %s is refused, with cookie and form token', async (_from, headers) => {
    const app = open();
    const cookie = await loggedIn(app);
    const answer = await leave(app, cookie, { form: await formTokenOf(app, cookie) }, headers);
    expect(answer.statusCode).toBe(403);
    expect((await see(app, '/log', cookie)).statusCode).toBe(200);
  });

  test('is refused when its body is not a form or is too large', async () => {
    const app = open();
    const cookie = await loggedIn(app);
    const send = (type: string, payload: string) =>
      app.inject({
        method: 'POST',
        url: '/logout',
        headers: { host, origin, cookie, 'content-type': type },
        payload,
      });
    expect((await send('multipart/form-data; boundary=x', 'nothing of the kind')).statusCode).toBe(400);
    expect((await send('text/plain', 'form=x')).statusCode).toBe(403);
    expect((await leave(app, cookie, { a: 'x'.repeat(2_000_001) })).statusCode).toBe(413);
  });

  test('needs no login when the request has the password', async () => {
    const app = open();
    const authorization = `Basic ${btoa(`anybody:${token}`)}`;
    const page = await app.inject({ url: '/log', headers: { host, accept: 'text/html', authorization } });
    expect(page.body).not.toContain('登录后可以改');
  });

  test('is made even if the log of changes cannot be written', async () => {
    const store = {
      ...memoryStore(),
      recordChange: () => Promise.reject(new Error('database or disk is full')),
    };
    const app = open({ store });
    const cookie = await loggedIn(app);
    const answer = await post(app, '/run?digest=daily', { form: await formTokenOf(app, cookie) }, { cookie });
    expect(answer.statusCode).toBe(202);
  });

  test('is recorded in the log of changes, with the page it came from', async () => {
    const store = memoryStore();
    const app = open({ store });
    const cookie = await loggedIn(app);
    const headers = { cookie, referer: `${origin}/?x=1` };
    await post(app, '/run?digest=daily', { form: await formTokenOf(app, cookie) }, headers);
    const changes = await store.changes({ limit: 9 });
    expect(changes.map(({ from, what }) => [from, what['zh-CN']])).toEqual([
      ['/', '现在就发 daily'],
      ['/login', '登录'],
    ]);
    const page = (await see(app, '/log', cookie)).body;
    expect(page).toContain('2月1日 周日 12:00');
    expect(page).toContain('现在就发 daily');
    // Pages by their names, not their paths.
    expect(page).toContain('<td class="small quiet second">登录</td>');
  });
});
