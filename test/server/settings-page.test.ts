import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { feedId } from '../../src/ground/feed-id.ts';
import { type DeskWorld, openDeskWorld, robotAddress } from './desk-world.ts';

let desk: DeskWorld;
beforeEach(async () => {
  desk = await openDeskWorld({ now: new Date('2026-02-01T12:00:00+08:00') });
});
afterEach(() => desk.close());

const daily = { digest: 'daily' };
const first = () => {
  const [digest] = desk.settings.now().digests;
  if (digest === undefined) throw new Error('A configuration has a digest.');
  return digest;
};

test('in English, lists in a field are separated by commas, as its hint says', async () => {
  const english = desk.feedsText().replace('title: AI 新闻日报', '$&\n    language: en').replace('[国内]', '[a, b]');
  desk.writeFeeds(english);
  await desk.settings.refresh();
  expect(await desk.see('/settings')).toContain('>发布, 上线</textarea>');
  expect(await desk.see(`/feeds/${feedId('https://stardust.example/rss')}`)).toContain('value="a, b"');
});

describe('the time on the settings page', () => {
  test('is described before it is saved, with the day from which it applies', async () => {
    const { text } = await desk.send('/settings/review', { ...daily, time: '8:30', days: 'workdays' });
    expect(text).toContain(
      '时间：<span class="from">工作日（含调休） 9:00</span> → <b>工作日（含调休） 8:30</b>，明天起',
    );
    expect(text).toContain('哪几天：<span class="from">每天</span> → <b>工作日（含调休）</b>');
    expect(first().schedule).toBe('0 9 * * *');

    const saved = await desk.send('/settings/save', { ...daily, time: '8:30' });
    expect(saved.text).toContain('时间 每天 9:00 → 每天 8:30，明天起');
    expect(first().schedule).toBe('30 8 * * *');
    expect(desk.feedsText()).toContain('# never change');
  });

  test('applies from today if it is still to come and today has no edition', async () => {
    expect((await desk.send('/settings/review', { ...daily, time: '18:00' })).text).toContain('今天起');
  });

  test.each([
    ['time', '25:00', '写成 9:00 这样，24 小时制'],
    ['time', 'soon', '写成 9:00 这样，24 小时制'],
    ['time', '0 25 * * *', '时间'],
    ['timezone', 'Asia/Shanghia', '是不是 Asia/Shanghai'],
  ])('%s %s is refused with what the command line says', async (field, value, told) => {
    const { status, text } = await desk.send('/settings/review', { ...daily, [field]: value });
    expect(status).toBe(422);
    expect(text).toContain('还不能存');
    expect(text).toContain(told);
    expect(text).toContain(`value="${value}" aria-invalid="true" aria-describedby="faults"`);
    expect(text.match(/aria-invalid="true"/g)).toHaveLength(1);
  });

  test('may be written with full-width digits, as the number of stories may', async () => {
    const { text } = await desk.send('/settings/review', { ...daily, time: '８：３０', maxStories: '２０' });
    expect(text).toContain('<b>每天 8:30</b>');
    expect(text).toContain('<b>20 条</b>');
    expect((await desk.send('/settings/review', { ...daily, time: '8点半' })).text).toContain('<b>每天 8:30</b>');
  });

  test('is reported as unchanged when the form changes nothing', async () => {
    expect((await desk.send('/settings/review', { ...daily, time: '9:00' })).text).toContain('没有改动');
  });
});

test('with a review before sending, the words say that a waiting edition stays as it is', async () => {
  const unchanged = '等人看的一期不变';
  expect(await desk.see('/settings')).not.toContain(unchanged);
  await desk.send('/settings/save', { ...daily, hold: '30m' });
  expect(await desk.see('/settings')).toContain(unchanged);
});

test('the settings page changes number of stories, language and format, and refuses values that could not be loaded', async () => {
  await desk.send('/settings/save', { ...daily, maxStories: '20', format: 'text' });
  expect(first()).toMatchObject({ maxStories: 20, format: 'text' });
  const before = desk.feedsText();
  expect((await desk.send('/settings/save', { ...daily, maxStories: 'many' })).text).toContain('1–200 的整数');
  expect((await desk.send('/settings/save', { ...daily, format: 'smoke' })).text).toContain('这样改文件就读不了');
  expect(desk.feedsText()).toBe(before);
});

describe('words on the settings page', () => {
  test('are muted for a while, boosted, and dropped again', async () => {
    expect((await desk.send('/settings/word', { ...daily, kind: 'mute', word: '双十二', days: '7' })).text).toContain(
      '屏蔽“双十二”，到 2026-02-07',
    );
    await desk.send('/settings/word', { ...daily, kind: 'boost', word: '端侧模型' });
    expect(first().mute.map(({ pattern, until }) => [pattern.text, until])).toEqual([
      ['招聘', undefined],
      ['双十二', '2026-02-07'],
    ]);
    const page = await desk.see('/settings');
    expect(page).toContain('端侧模型');
    expect(page).toContain('关注，加 1 分');
    await desk.send('/settings/unword', { ...daily, kind: 'mute', word: '招聘' });
    await desk.send('/settings/unword', { ...daily, kind: 'boost', word: '流明' });
    expect(first().mute).toHaveLength(1);
    expect(first().boost.map(({ pattern }) => pattern.text)).toEqual(['端侧模型']);
  });

  test('of a section are changed; markup in them stays text', async () => {
    const words = '发布、"><script>alert(1)</script>';
    const { text } = await desk.send('/settings/save', { ...daily, 'section-models': words });
    expect(text).not.toContain('<script>');
    expect(first().sections[0]?.match.map(({ text: word }) => word)).toEqual(['发布', '"><script>alert(1)</script>']);
  });
});

describe('undo on the settings page', () => {
  test('restores the text before the last change, once', async () => {
    const before = desk.feedsText();
    await desk.send('/settings/save', { ...daily, time: '8:30' });
    expect(await desk.see('/settings')).toContain('撤销这次改动');
    expect((await desk.send('/settings/undo', daily)).text).toContain('撤销：时间 每天 9:00 → 每天 8:30');
    expect(desk.feedsText()).toBe(before);
  });

  test('and other forms do not overwrite what was changed since they were opened', async () => {
    await desk.send('/settings/save', { ...daily, time: '8:30' });
    desk.writeFeeds(`${desk.feedsText()}# mine\n`);
    expect(await desk.see('/settings')).not.toContain('撤销这次改动');
    expect((await desk.send('/settings/undo', daily)).status).toBe(409);
    expect(desk.feedsText()).toContain('# mine');
  });
});

describe('groups on the settings page', () => {
  const other = robotAddress.replace('00000000-', '76543210-');

  test('have addresses that are written and never shown', async () => {
    expect(
      (await desk.send('/robot', { room: 'WECOM_WEBHOOK_URL', address: other, back: '/settings' })).text,
    ).toContain('换了日报群的地址');
    expect(desk.envText()).toContain(other);
    expect(desk.settings.now().secret('WECOM_WEBHOOK_URL')).toBe(other);
    for (const page of ['/settings', '/', '/log', '/feeds']) expect(await desk.see(page)).not.toContain('76543210');
    const signed = { address: 'https://oapi.dingtalk.com/robot/send?access_token=t', roomSecret: 'SEC0815' };
    await desk.send('/robot', { room: 'WECOM_WEBHOOK_URL', ...signed });
    await desk.send('/settings/room', { ...daily, name: '研发群', ...signed });
    for (const name of ['WECOM_WEBHOOK_URL', 'ROOM_2_URL'])
      expect(desk.envText()).toContain(`${name}_SECRET=SEC0815\n`);
    for (const page of ['/settings', '/', '/log']) expect(await desk.see(page)).not.toContain('SEC0815');
  });

  test('refuse an invalid address with the text of setup, and do not show it', async () => {
    const { text } = await desk.send('/robot', {
      room: 'WECOM_WEBHOOK_URL',
      address: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
    });
    expect(text).toContain('里没有 key=');
    const relay = { room: 'WECOM_WEBHOOK_URL', address: 'https://relay.example/send?key=s3cret' };
    expect((await desk.send('/robot', relay)).text).toContain('relay.example，不是认得的群机器人');
    expect((await desk.send('/robot', { ...relay, relay: '1' })).text).toContain('换了');
  });

  test('get a name, a test message, and another group beside them', async () => {
    await desk.send('/settings/name', { room: 'WECOM_WEBHOOK_URL', name: '产品群' });
    expect(await desk.see('/')).toContain('产品群');
    expect((await desk.send('/test', { room: 'WECOM_WEBHOOK_URL' })).text).toContain('给产品群发了一条测试消息');
    expect(desk.posted[0]?.body).toContain('测试消息');
    desk.outcome = { kind: 'not-delivered', cause: 'connect' };
    expect((await desk.send('/test', { room: 'WECOM_WEBHOOK_URL' })).text).toContain('测试消息没有发成：连不上');
    expect((await desk.send('/test', { room: 'HTTP_TOKEN' })).text).toContain('没有这个群');

    await desk.send('/settings/room', { ...daily, name: '研发群', address: other });
    expect(first().webhooks).toEqual(['WECOM_WEBHOOK_URL', 'ROOM_2_URL']);
    expect(await desk.see('/settings')).toContain('研发群');
  });

  test('leave no address in .env when the group could not be added', async () => {
    const added = { ...daily, name: '研发群', address: other };
    expect((await desk.send('/settings/room', { ...added, stamp: 'of an older page' })).status).toBe(409);
    expect(desk.envText()).not.toContain(other);
    await desk.send('/settings/room', added);
    expect(first().webhooks).toEqual(['WECOM_WEBHOOK_URL', 'ROOM_2_URL']);
  });
});

test('a value with a line break cannot write a second variable to .env', async () => {
  const before = desk.envText();
  const model = { address: 'https://llm.example/v1', model: 'nova', key: 'secret\nHTTP_TOKEN=owned' };
  const { status, text } = await desk.send('/settings/model', model);
  expect([status, text]).toEqual([200, expect.stringContaining('LLM_API_KEY 里有换行')]);
  expect(desk.envText()).toBe(before);
});

test('a provider of a language model is checked and set on the settings page, which never shows its key', async () => {
  expect(
    (await desk.send('/settings/model', { address: 'http://models.example/v1', model: 'm', key: 'k' })).text,
  ).toContain('不是模型服务的 https 地址');
  expect(
    (await desk.send('/settings/model', { address: 'https://models.example/v1', model: 'small', key: 's3cret-key' }))
      .text,
  ).toContain('语言模型：small');
  expect(desk.settings.now().environment.llm).toMatchObject({ model: 'small' });
  expect(await desk.see('/settings')).toContain('密钥已设置');
  expect(await desk.see('/settings')).not.toContain('s3cret-key');
});

test('a known provider is set by its name, with its usual model if none is named', async () => {
  const set = (address: string, model: string) => desk.send('/settings/model', { address, model, key: '' });
  await set('通义千问', '');
  expect(desk.settings.now().environment.llm).toMatchObject({
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    model: 'qwen-plus',
  });
  // The form still has the model of the former provider.
  await set('智谱', 'qwen-plus');
  expect(desk.settings.now().environment.llm).toMatchObject({ model: 'glm-4-flash-250414' });
  await set('kimi', 'nova-large');
  expect(desk.settings.now().environment.llm).toMatchObject({
    baseUrl: 'https://api.moonshot.cn/v1',
    model: 'nova-large',
  });
  expect(await desk.see('/settings')).toContain('写名字就行：DeepSeek、通义千问');
});

test('a language model is asked a question when it is saved and on request, and the page says what to do', async () => {
  const probe = { model: 'small', host: 'models.example', answer: undefined, tokens: undefined, durationMs: 1200 };
  desk.probes = [{ ...probe, status: 401 }];
  const model = { address: 'https://models.example/v1', model: 'small', key: 'wrong' };
  expect(await desk.see('/settings')).toContain('id="wait-hint">慢的模型要等到一分钟。');
  const saved = (await desk.send('/settings/model', model)).text;
  expect(saved).toContain('class="said-so bad"');
  expect(saved).toContain('语言模型：small\nsmall · models.example · 1.2 秒 · 密钥不对（401）：检查密钥');
  expect(await desk.see('/log')).not.toContain('密钥不对');

  desk.probes = [{ ...probe, status: 200, answer: '今天天气很好' }];
  const asked = (await desk.send('/settings/model/ask')).text;
  expect(asked).toContain('class="said-so" role="status">small · models.example · 1.2 秒 · 能用，试译：今天天气很好');

  desk.probes = [];
  expect((await desk.send('/settings/model', { address: '', model: '', key: '' })).text).toContain('不再用语言模型');
  expect(await desk.see('/settings')).not.toContain('/settings/model/ask');
});

test('the key of a language model stays with its provider', async () => {
  const set = (host: string, key: string, model = 'small') =>
    desk.send('/settings/model', { address: `https://${host}/v1`, model, key });
  const key = () => desk.settings.now().secret('LLM_API_KEY');
  await set('models.example', 's3cret-key');

  await set('models.example', '', 'large');
  expect(key()).toBe('s3cret-key');

  expect((await set('other.example', '')).text).toContain('原来的密钥已经去掉');
  expect(key()).toBeUndefined();
  expect(desk.envText()).not.toContain('s3cret-key');
});

test('without sections in feeds.yaml the settings page has no part for them', async () => {
  expect(await desk.see('/settings')).toContain('href="#sections"');
  const feeds = desk.feedsText().replace(/sections:\n(?: {2}.*\n)+/, 'sections: []\n');
  const bare = await openDeskWorld({ now: new Date('2026-02-01T12:00:00+08:00'), feeds });
  expect(await bare.see('/settings')).not.toContain('href="#sections"');
  await bare.close();
});

test('the list of parts on the settings page is in the order of the page', async () => {
  const page = await desk.see('/settings');
  const listed = [...page.matchAll(/<a href="#(\w+)">/g)].map(([, id]) => id);
  const shown = [...page.matchAll(/<section[^>]* id="(\w+)"/g)].map(([, id]) => id);
  expect(listed).toHaveLength(6);
  expect(shown.filter((id) => listed.includes(id))).toEqual(listed);
});
