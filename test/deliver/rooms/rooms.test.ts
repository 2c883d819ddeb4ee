/** What every kind of room must hold. A new kind is one row in contract.ts and its model in room-model.ts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectStories } from '../../../src/compose/choose/select.ts';
import { plainText } from '../../../src/compose/markup.ts';
import { postToRoom } from '../../../src/deliver/post-to-room.ts';
import { probeRoom } from '../../../src/deliver/probe-room.ts';
import type { HttpWire } from '../../../src/deliver/rooms/room.ts';
import { bodiesFor, messageLimits, roomOf } from '../../../src/deliver/rooms/rooms.ts';
import { readStoredBody } from '../../../src/deliver/rooms/stored-body.ts';
import { parseRoomAddress } from '../../../src/ground/room-address.ts';
import { roomKindOf } from '../../../src/ground/room-kinds.ts';
import type { Message, Story } from '../../../src/model.ts';
import { textBodies } from '../../../src/operator/text-bodies.ts';
import { hostileStory } from '../../compose/hostile-stories.ts';
import { day, makeInput, makeSettings } from '../../compose/invented.ts';
import { type Row, rows, strangeAnswers } from './contract.ts';
import { startModelServer } from './model-server.ts';
import { createRoomModel, type RoomModel } from './room-model.ts';

const now = new Date('2026-02-01T01:00:00Z');
const runs = Number(process.env.ROOM_RUNS ?? 5);

describe.each(rows)('$kind', (row) => {
  test('a room is recognised by its address', () => {
    expect(roomKindOf(row.address('https://relay.example', 'secret4711'))).toBe(row.kind);
  });

  test('a room shows what the preview shows, without faults that a reader would see', async () => {
    await using room = await startModelServer(row.kind, { nowMs: spaced(), now: () => now, secret: row.signing });
    const address = row.address(room.origin, 'secret4711');
    const messages = messagesOf(day, row);
    for (const body of messages.flatMap((message) => bodiesFor(address, message))) {
      expect(await postToRoom({ address, body, id: 'id-1', secret: row.signing, now, timeoutMs: 5_000 })).toMatchObject(
        {
          kind: 'accepted',
        },
      );
    }
    expect(room.model.shown.flatMap(({ problems }) => problems)).toEqual([]);
    if (row.kind === 'webhook') {
      expect(room.model.shown.map(({ text }) => text.split('\n').length)).toEqual([day.length]);
      return;
    }
    const previewed = messages.map(({ msgtype, content }) => lines(plainText(content, msgtype)));
    expect(room.model.shown.map(({ text }) => lines(text))).toEqual(previewed);
  });

  test(`holds ${runs} hostile digests: every message is taken, none forges a mark, a mention or a link`, () => {
    fc.assert(
      fc.property(fc.array(hostileStory, { minLength: 1, maxLength: 12 }), fc.boolean(), (stories, isSmall) => {
        // A small limit makes many parts.
        const messages = messagesOf(stories, row, isSmall ? smallLimit(row) : undefined);
        const model = createRoomModel(row.kind, { nowMs: spaced() });
        for (const message of messages) expect(judged(row, model, message)).toMatchObject({ kind: 'accepted' });
        expect(model.shown.flatMap(({ problems }) => problems)).toEqual([]);
        const hosts = model.shown.flatMap(({ links }) => links.map((link) => new URL(link).hostname));
        expect(hosts.filter((host) => host !== 'news.example' && host !== 'news.ycombinator.com')).toEqual([]);
        const limit = isSmall ? smallLimit(row) : messageLimits[row.kind];
        for (const { bytes } of messages) expect(bytes).toBeLessThanOrEqual(limit);
        // In order, each story in one run of messages.
        const told = messages.flatMap(({ storyIds }) => storyIds);
        const distinct = told.filter((id, index) => id !== told[index - 1]);
        expect(new Set(distinct).size).toBe(distinct.length);
      }),
      { seed: 20260116, numRuns: runs },
    );
  });

  test('a room accepts a long text written by a person, with marks as plain text', async () => {
    const text = `*Hallo* <@U1> [a](b) _c_ &amp; https://feeds.example/a_b?c=d&e=f\n${'很长的一句话。'.repeat(2_500)}`;
    const model = createRoomModel(row.kind, { nowMs: spaced() });
    const address = row.address('https://relay.example', 'secret4711');
    const bodies = textBodies(text, { address, language: 'zh-CN' });
    for (const body of bodies) expect(judgedBody(row, model, body)).toMatchObject({ kind: 'accepted' });
    const shown = model.shown.map((one) => one.text.replace(/\s|\(\d+\/\d+\)/g, '')).join('');
    expect(shown.match(/很长的一句话/g)?.length).toBe(2_500);
  });

  test.each(row.answers)('the answer %i %j of a room has its outcome', (status, body, outcome) => {
    expect(read(row, status, body)).toMatchObject(outcome);
  });

  test.each(strangeAnswers)('the answer %i %j of a room never counts as accepted', (status, body) => {
    expect(read(row, status, body).kind).not.toBe('accepted');
  });

  test('a room pauses as long as Retry-After says', () => {
    if (row.kind !== 'slack' && row.kind !== 'webhook') return;
    const answer = { status: 429, body: bytes('rate_limited'), headers: { 'retry-after': '30' } };
    expect(wireOf(row).readAnswer(answer)).toEqual({ kind: 'not-delivered', cause: 'rate', restMs: 30_000 });
  });

  test('a reset after the call was read leaves open whether it arrived', async () => {
    await using room = await startModelServer(row.kind, { nowMs: spaced(), answer: 'reset' });
    const address = row.address(room.origin, 'secret4711');
    const [body = ''] = textBodies('早报', { address, language: 'zh-CN' });
    expect(await postToRoom({ address, body, timeoutMs: 5_000 })).toEqual({ kind: 'unsure', cause: 'reset' });
  });

  test('a message for another kind of room is never posted', async () => {
    await using room = await startModelServer(row.kind, { nowMs: spaced() });
    const address = row.address(room.origin, 'secret4711');
    const body = '{"msgtype":"markdown","markdown":{"content":"早报"}}';
    expect(await postToRoom({ address, body, timeoutMs: 5_000 })).toEqual({ kind: 'refused', errcode: 0 });
    expect(room.model.shown).toEqual([]);
  });
});

describe.each(rows.filter(({ signing }) => signing !== undefined))('a signed room of the kind $kind', (row) => {
  test('a signed room accepts the right secret; a wrong or missing one stops the key', () => {
    const model = createRoomModel(row.kind, { nowMs: spaced(), now: () => now, secret: row.signing });
    const [message] = messagesOf(day, row);
    if (message === undefined) throw new Error('Expected a message');
    expect(judged(row, model, message, row.signing).kind).toBe('accepted');
    expect(judged(row, model, message, 'whsec_d3JvbmctYW5kLWxvbmctZW5vdWdo').kind).toBe('key-refused');
    expect(judged(row, model, message, undefined).kind).toBe('key-refused');
  });
});

test.each(['telegram', 'discord'] as const)('%s is asked whether it knows its key, and posts nothing', async (kind) => {
  const row = rows.find((one) => one.kind === kind);
  let isKeyKnown = true;
  await using room = await startModelServer(kind, { nowMs: spaced(), isKeyKnown: () => isKeyKnown });
  const address = row?.address(room.origin, 'secret4711') ?? '';
  expect(await probeRoom({ address, timeoutMs: 5_000 })).toMatchObject({ kind: 'accepted' });
  if (kind === 'telegram') {
    const elsewhere = address.replace('chat=-100777', 'chat=777');
    expect(await probeRoom({ address: elsewhere, timeoutMs: 5_000 })).toEqual({ kind: 'key-refused', errcode: 400 });
  }
  isKeyKnown = false;
  expect(await probeRoom({ address, timeoutMs: 5_000 })).toMatchObject({ kind: 'key-refused' });
  expect(room.model.shown).toEqual([]);
  expect(await probeRoom({ address: row?.address('http://127.0.0.1:9', 'x') ?? '', timeoutMs: 5_000 })).toMatchObject({
    kind: 'not-delivered',
  });
});

test('other kinds of room cannot be probed without posting', async () => {
  for (const row of rows.filter(({ kind }) => kind !== 'telegram' && kind !== 'discord')) {
    const address = row.address('https://relay.example', 'secret4711');
    expect(await probeRoom({ address, timeoutMs: 1 })).toBeUndefined();
  }
});

test('no other kind of room is recognised as WeCom, and WeCom as no other', () => {
  expect(roomKindOf('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k')).toBe('wecom');
  expect(roomKindOf('https://relay.example/one')).toBe('wecom');
  expect(roomKindOf('http://127.0.0.1:8080/cgi-bin/webhook/send?key=k')).toBe('wecom');
});

/** JSON has no splitter: one story must fit. */
function smallLimit({ kind }: Row): number {
  return kind === 'webhook' ? 4_000 : 700;
}

function messagesOf(stories: readonly Story[], row: Row, limit?: number): readonly Message[] {
  const limits = limit === undefined ? messageLimits : { ...messageLimits, [row.kind]: limit };
  const settings = makeSettings({ maxMessages: undefined, format: row.kind });
  return selectStories(makeInput(stories, { settings, limits })).messages;
}

function wireOf(row: Row): HttpWire {
  const { wire } = roomOf(row.address('https://relay.example', 'secret4711'));
  if (wire.protocol !== 'http') throw new Error('Expected a room on HTTP');
  return wire;
}

function judged(row: Row, model: RoomModel, message: Message, secret?: string | undefined) {
  const [body = ''] = bodiesFor(row.address('https://relay.example', 'secret4711'), message);
  return judgedBody(row, model, body, secret);
}

function judgedBody(row: Row, model: RoomModel, raw: string, secret?: string | undefined) {
  const address = row.address('https://relay.example', 'secret4711');
  const url = parseRoomAddress(address, [])?.url;
  const body = readStoredBody(raw);
  if (url === undefined || body === undefined) throw new Error('Expected an address and a body');
  const wire = wireOf(row);
  const request = wire.request({ url, body, raw, id: 'id-1', secret, now });
  const answer = model.judge(request);
  return wire.readAnswer({ status: answer.status, body: bytes(answer.body), headers: answer.headers ?? {} });
}

function read(row: Row, status: number, body: object | string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return wireOf(row).readAnswer({ status, body: bytes(text), headers: {} });
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** A clock that no rate minds. */
function spaced(): () => number {
  let nowMs = 0;
  return () => (nowMs += 60_000);
}

/** What a reader sees line by line; blank lines differ between a card's title and its body. */
function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
