import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { selectStories } from '../../../src/compose/choose/select.ts';
import { planNext } from '../../../src/deliver/plan-next.ts';
import { postToRoom } from '../../../src/deliver/post-to-room.ts';
import { probeRoom } from '../../../src/deliver/probe-room.ts';
import { bodiesFor, laneOf, roomHash } from '../../../src/deliver/rooms/rooms.ts';
import { smtpOutcome } from '../../../src/deliver/rooms/smtp-outcome.ts';
import { roomKindOf } from '../../../src/ground/room-kinds.ts';
import { day, feeds, makeInput, makeItem, makeSettings, makeStory } from '../../compose/invented.ts';
import { groupOf } from '../outbox-messages.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { parseFragment } from './small-html.ts';

const now = new Date('2026-02-01T01:00:00Z');
const addressOf = ({ port }: Pick<MailServer, 'port'>, to = 'team@example.com') =>
  `smtp://digest:canary%404711@127.0.0.1:${port}?from=digest@example.com&to=${to}`;

const hostile = makeStory([
  makeItem(feeds.lumen, '<script>alert(1)</script> "R&D" \r\nBcc: all@example.com', {
    url: 'https://lumen.example/a?b=1&c="2"',
  }),
]);
const [message] = selectStories(makeInput([...day, hostile], { settings: makeSettings({ format: 'mail' }) })).messages;
if (message === undefined) throw new Error('Expected a message');

function post(server: Pick<MailServer, 'port'>, to?: string) {
  const address = addressOf(server, to);
  return Promise.all(
    bodiesFor(address, message as NonNullable<typeof message>).map((body) =>
      postToRoom({ address, body, id: `id-${laneOf(body)}`, now, timeoutMs: 3_000 }),
    ),
  );
}

describe('a mail, read back by another library', () => {
  test('a mail has its headers, both alternatives, and the text of the preview', async () => {
    await using server = await startMailServer();
    expect(await post(server)).toEqual([{ kind: 'accepted' }]);
    expect(server.logins).toEqual(['digest']);
    const [mail] = server.received;
    const parsed = await PostalMime.parse(mail?.raw ?? '');
    expect(parsed.subject).toBe('AI 新闻日报｜1月15日 周四｜8 条');
    expect(parsed.from?.address).toBe('digest@example.com');
    expect(parsed.to?.map(({ address }) => address)).toEqual(['team@example.com']);
    expect(parsed.messageId).toBe('<id-team@example.com@example.com>');
    expect(new Date(parsed.date ?? '')).toEqual(now);
    const headers = Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      precedence: 'bulk',
      'list-id': '<digest.example.com>',
      'list-unsubscribe': '<mailto:digest@example.com?subject=unsubscribe>',
    });
    expect(headers.bcc).toBeUndefined();
    const html = parseFragment((parsed.html ?? '').trim(), {
      tags: ['div', 'span', 'b', 'a'],
      entities: ['lt', 'gt', 'amp', 'quot'],
    });
    expect(html?.text).toContain('流明发布 Nova 3，开源 70B 权重');
    expect(html?.text).toContain('<script>alert(1)</script> "R&D" Bcc: all@example.com');
    expect(html?.links).toContain('https://lumen.example/a?b=1&c=%222%22');
    expect(parsed.text).toContain('流明发布 Nova 3，开源 70B 权重\nhttps://stardust.example/nova-3\n');
    expect(parsed.text).toContain('<script>alert(1)</script> "R&D"');
    for (const line of mail?.raw.split('\r\n') ?? []) expect(line.length).toBeLessThanOrEqual(998);
  });

  test('a mail names the page to unsubscribe, where the address has one', async () => {
    await using server = await startMailServer();
    const address = `${addressOf(server)}&unsubscribe=https://example.com/off`;
    const [body = ''] = bodiesFor(address, message);
    await postToRoom({ address, body, id: 'x', now, timeoutMs: 3_000 });
    const { headers } = await PostalMime.parse(server.received[0]?.raw ?? '');
    expect(headers).toContainEqual(
      expect.objectContaining({
        key: 'list-unsubscribe',
        value: '<https://example.com/off>, <mailto:digest@example.com?subject=unsubscribe>',
      }),
    );
    expect(headers).toContainEqual(
      expect.objectContaining({ key: 'list-unsubscribe-post', value: 'List-Unsubscribe=One-Click' }),
    );
  });

  test('a mail is sent to each recipient alone, with the same Message-ID in every attempt', async () => {
    await using server = await startMailServer();
    expect(await post(server, 'a@example.com,b@example.com')).toEqual([{ kind: 'accepted' }, { kind: 'accepted' }]);
    await post(server, 'a@example.com');
    expect(server.received.map(({ to }) => to).toSorted()).toEqual([
      ['a@example.com'],
      ['a@example.com'],
      ['b@example.com'],
    ]);
    const ids = await Promise.all(server.received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(new Set(ids)).toEqual(new Set(['<id-a@example.com@example.com>', '<id-b@example.com@example.com>']));
  });
});

test.each([
  ['pa%ss', 'pa%ss'],
  ['50%25off', '50%off'],
])('the password %j of an address logs in as %j', async (typed, password) => {
  await using server = await startMailServer({ password });
  const address = addressOf(server).replace('canary%404711', typed);
  const [body = ''] = bodiesFor(address, message);
  expect(await postToRoom({ address, body, now, timeoutMs: 3_000 })).toEqual({ kind: 'accepted' });
});

describe('what a failed session comes to', () => {
  test('wrong credentials of a mail account stop the key', async () => {
    await using server = await startMailServer({ auth: [535, '5.7.8 Authentication failed'] });
    expect(await post(server)).toEqual([{ kind: 'key-refused', errcode: 535 }]);
  });

  test('a mailbox that does not exist is refused, the others are not', async () => {
    await using server = await startMailServer({
      rcpt: (to) => (to.startsWith('a@') ? [550, '5.1.1 no such user'] : undefined),
    });
    expect(await post(server, 'a@example.com,b@example.com')).toEqual([
      { kind: 'refused', errcode: 550 },
      { kind: 'accepted' },
    ]);
  });

  test('a mailbox that is busy gets the mail later', async () => {
    await using server = await startMailServer({ rcpt: () => [450, '4.2.1 greylisted'] });
    expect(await post(server)).toEqual([{ kind: 'not-delivered', cause: 'overloaded' }]);
  });

  test('a final code that means "too often" rests the key', async () => {
    await using server = await startMailServer({ data: [550, 'Ip frequency limited'] });
    expect(await post(server)).toEqual([{ kind: 'not-delivered', cause: 'rate' }]);
  });

  test.each([true, false])(
    'a session lost after the final dot leaves open whether the mail arrived (accepted: %s)',
    async (accepted) => {
      await using server = await startMailServer({ reset: { accepted } });
      expect(await post(server)).toEqual([{ kind: 'unsure', cause: 'reset' }]);
    },
  );

  test('a mail server that cannot be reached certainly did not get the mail', async () => {
    await using server = await startMailServer();
    const { port } = server;
    await server[Symbol.asyncDispose]();
    expect(await post({ port })).toMatchObject([{ kind: 'not-delivered', cause: 'connect' }]);
  });

  test.each([
    [
      { responseCode: 421, command: 'MAIL FROM' },
      { kind: 'not-delivered', cause: 'overloaded' },
    ],
    [
      { responseCode: 503, command: 'DATA' },
      { kind: 'not-delivered', cause: 'overloaded' },
    ],
    [
      { responseCode: 451, response: '451 MI:SFQ' },
      { kind: 'not-delivered', cause: 'rate' },
    ],
    [
      { responseCode: 554, response: '554 Reject by behaviour spam, too frequently sending' },
      { kind: 'not-delivered', cause: 'rate' },
    ],
    [
      { responseCode: 554, response: '554 DT:SPM' },
      { kind: 'refused', errcode: 554 },
    ],
    [
      { responseCode: 530, command: 'MAIL FROM' },
      { kind: 'key-refused', errcode: 530 },
    ],
    [{ code: 'EDNS' }, { kind: 'not-delivered', cause: 'connect', obstacle: 'dns' }],
  ])('the SMTP answer %j has its outcome', (error, outcome) => {
    expect(smtpOutcome(error, false)).toEqual(outcome);
  });
});

test('the check of a mail account logs in and sends nothing', async () => {
  await using server = await startMailServer();
  expect(await probeRoom({ address: addressOf(server), timeoutMs: 3_000 })).toEqual({ kind: 'accepted' });
  await using closed = await startMailServer({ auth: [535, 'no'] });
  expect(await probeRoom({ address: addressOf(closed), timeoutMs: 3_000 })).toEqual({
    kind: 'key-refused',
    errcode: 535,
  });
  expect([...server.received, ...closed.received]).toEqual([]);
});

test('one mail account has one rate limit for all recipients', () => {
  expect(roomKindOf(addressOf({ port: 25 }))).toBe('mail');
  expect(roomHash(addressOf({ port: 25 }, 'a@example.com'), [])).toBe(
    roomHash(addressOf({ port: 25 }, 'b@example.com'), []),
  );
});

test('a full mailbox does not hold up the other recipients', () => {
  const bodies = bodiesFor(addressOf({ port: 25 }, 'a@example.com,b@example.com'), message);
  const [first, second] = groupOf({ group: 'daily', parts: 2, now }).map((one, index) => ({
    ...one,
    id: index + 1,
    body: bodies[index] ?? '',
    state: 'waiting' as const,
    notBefore: undefined,
    attempts: [],
  }));
  if (first === undefined || second === undefined) throw new Error('Expected two messages');
  const next = planNext([first, second], {
    now,
    key: 'good',
    waitMs: 0,
    isResting: false,
    laneOf: ({ body }) => laneOf(body),
    pauseMs: ({ id }) => (id === 1 ? 60_000 : 0),
  });
  expect(next).toEqual({ kind: 'send', message: second });
});
