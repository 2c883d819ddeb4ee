import { describe, expect, test, vi } from 'vitest';
import type { NowDesk } from '../../src/control/now-desk.ts';
import type { PreviewOnPage } from '../../src/server/preview-page.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import type { NowView } from '../../src/show/now.ts';
import { openServer, postForm } from './open-server.ts';
import { hostile, sampleDesks, sampleNow, samplePreview } from './samples.ts';

const authorization = `Basic ${btoa('me:token')}`;
const headers = { host: '127.0.0.1:8080', authorization };

async function see(url: string, now: Partial<NowDesk> = {}, options: Partial<ServerOptions> = {}): Promise<string> {
  const app = openServer({ token: () => 'token', desks: sampleDesks(now), ...options });
  return (await app.inject({ url, headers })).body;
}

async function post(url: string, fields: Readonly<Record<string, string>>, now: Partial<NowDesk>, options = {}) {
  const app = openServer({ token: () => 'token', desks: sampleDesks(now), ...options });
  const answer = await postForm(app, url, fields, headers);
  const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  const page = await app.inject({ url: answer.headers.location ?? '/', headers: { ...headers, cookie } });
  return { answer, page: page.body };
}

const withView = (changes: Partial<NowView>) => ({ view: async () => sampleNow(changes) });

describe('the page "now"', () => {
  test('says in one sentence what the groups got, and what to do', async () => {
    const page = await see('/');
    expect(page).toContain('<h1>今天 9:00 发了 15 条。产品群已送达，研发群还在排队。</h1>');
    expect(page).toContain('没有要你做的事。下一期明天 9:00。');
    expect(page).toContain('断线示例 读不到');
    expect(page).toContain('43 个正常');
    expect(page).toContain('aria-label="最近 30 期：准时 29，迟到 1"');
  });

  test('does not call feeds healthy before they are read', async () => {
    const { feeds } = sampleNow();
    const page = await see('/', withView({ feeds: { ...feeds, healthy: 44, unread: 44, causes: [] } }));
    expect(page).toContain('44 个还没有读过');
    expect(page).not.toMatch(/都正常|44 个正常/);
  });

  test('offers to replace a refused address at once', async () => {
    const robot = { webhook: 'RD_WEBHOOK_URL', name: '研发群' };
    const stand = { isBad: true, head: '机器人失效：研发群', lines: ['原因', '处理：换'], since: new Date(0), robot };
    const page = await see('/', withView({ level: 'red', stands: [stand] }));
    expect(page).toContain('action="/robot"');
    expect(page).toContain('研发群的新地址');
    expect(page.match(/class="btn main"/g)).toHaveLength(1);
    expect((await see('/')).match(/class="btn main"/g)).toHaveLength(1);
    expect(page).toContain('class="dot');
  });

  test('preselects the group that may lack an edition when it is sent again', async () => {
    const [edition] = sampleNow().editions;
    if (edition === undefined) throw new Error('The sample has an edition.');
    const rooms = edition.rooms.map((room, index) => ({
      ...room,
      state: index === 0 ? ('delivered' as const) : ('unsure' as const),
    }));
    const page = await see('/', withView({ editions: [{ ...edition, rooms }] }));
    expect(page).toMatch(/<details class="fold small" open><summary>再发这一期…/);
    expect(page).toContain('value="RD_WEBHOOK_URL" checked');
    expect(page).not.toContain('value="WECOM_WEBHOOK_URL" checked>产品群</label><label>');
  });

  test('does not offer to resend an edition that is still being sent', async () => {
    expect(await see('/')).not.toContain('再发这一期');
  });

  test('shows markup from outside as text', async () => {
    const stand = { isBad: true, head: hostile, lines: [hostile], since: new Date(0), robot: undefined };
    const page = await see('/', withView({ headline: hostile, stands: [stand], waiting: [hostile] }));
    expect(page).not.toMatch(/<script|<img/);
  });

  test('is in English when the configuration says so', async () => {
    expect(await see('/', {}, { language: () => 'en' })).toContain('Test message…');
  });
});

describe('sending from the page "now"', () => {
  test('shows what would be sent before its button', async () => {
    const page = await see('/send?digest=daily');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toContain('流明发布 Nova 3');
    expect(page).toContain('发出这 1 条');
  });

  test('says whether sending now uses up the coming edition', async () => {
    const instant = new Date('2026-02-01T08:00:00+08:00');
    const seeAt = (changes: Partial<PreviewOnPage>) =>
      see('/send?digest=daily', {}, { preview: async () => ({ ...samplePreview(), ...changes }) });
    expect(await seeAt({})).toContain('2月1日 周日 09:00 这一期，1 条。');
    expect(await seeAt({ instant })).toContain('把 2月1日 周日 09:00 这一期提前发出，1 条；到点不再发。');
    expect(await seeAt({ instant, isFurther: true })).toContain('2月1日 周日 09:00 的照常');
  });

  test('sends the edition due, or a further one', async () => {
    const run = vi.fn(() => 'started' as const);
    await post('/send', { digest: 'daily' }, {}, { run });
    expect(run).toHaveBeenCalledExactlyOnceWith('daily', 'due');
    const { page } = await post('/send', { digest: 'daily', further: '1' }, {}, { run });
    expect(run.mock.lastCall).toEqual(['daily', 'further']);
    expect(page).toContain('开始了');
    expect((await post('/send', { digest: 'nobody' }, {}, { run })).answer.statusCode).toBe(404);
  });

  test('resends an edition to the chosen groups', async () => {
    const resend = vi.fn(async () => ({ kind: 'done', did: { 'zh-CN': '再发了', en: 'sent' } }) as const);
    const { page } = await post(
      '/resend',
      { digest: 'daily', slot: '2026-02-01T09:00', room: 'RD_WEBHOOK_URL' },
      { resend },
    );
    expect(resend).toHaveBeenCalledWith({ digestId: 'daily', slot: '2026-02-01T09:00', webhooks: ['RD_WEBHOOK_URL'] });
    expect(page).toContain('再发了');
    expect((await post('/resend', { digest: 'daily' }, { resend })).page).toContain('没有选群');
  });

  test('reports why a test message failed', async () => {
    const test = async () => ({ kind: 'refused', fault: { 'zh-CN': '没有发成：连不上', en: 'failed' } }) as const;
    expect((await post('/test', { room: 'RD_WEBHOOK_URL' }, { test })).page).toMatch(
      /class="said-so bad" role="status">没有发成/,
    );
  });
});
