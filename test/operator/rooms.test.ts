/** What the program tells people beside its editions arrives in a room of every kind, whole and without forged marks. */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { plainText } from '../../src/compose/markup.ts';
import type { Config } from '../../src/config/config.ts';
import { postToRoom } from '../../src/deliver/post-to-room.ts';
import { rooms } from '../../src/deliver/rooms/rooms.ts';
import { readStoredBody } from '../../src/deliver/rooms/stored-body.ts';
import { parseRoomAddress } from '../../src/ground/room-address.ts';
import type { Reminder } from '../../src/model.ts';
import { createOperatorAlerts } from '../../src/operator/alert-route.ts';
import { reminderMessages } from '../../src/operator/reminder-message.ts';
import { textBodies } from '../../src/operator/text-bodies.ts';
import { alertText, recoveryText } from '../../src/operator/texts/alert-text.ts';
import type { Store } from '../../src/store/store.ts';
import { createOutboxInMemory } from '../deliver/outbox-in-memory.ts';
import { type Row, rows } from '../deliver/rooms/contract.ts';
import { startMailServer } from '../deliver/rooms/mail-server.ts';
import { createRoomModel } from '../deliver/rooms/room-model.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { conditions, recoveries } from './alert-examples.ts';

const voice = { language: 'zh-CN', timezone: 'Asia/Shanghai' } as const;
const reminderText = '喝茶 [1] *一起* <@all> @everyone & 记得 `关灯`';
const golden = new URL('../golden/report.zh-CN.md', import.meta.url);
const report = plainText(readFileSync(golden, 'utf8').trimEnd(), 'markdown');

/** Bodies of an alert as the worker stores them. */
async function alertBodies(text: string, address: string): Promise<readonly string[]> {
  const store = createOutboxInMemory();
  const config = { secret: () => address, environment: { alertMention: [] }, language: 'zh-CN' };
  const send = createOperatorAlerts({
    clock: createFakeClock(),
    post: () => Promise.reject(new Error('Expected no post past the outbox')),
    store: store as unknown as Store,
    log: pino({ level: 'silent' }),
    config: () => config as unknown as Config,
    deliver: () => undefined,
  });
  await send({ text, mention: true });
  return (await store.unfinished()).map(({ body }) => body);
}

function reminderBodies(address: string): readonly string[] {
  const reminder = { id: 'tea', text: reminderText, mention: ['@all'] } as unknown as Reminder;
  const slot = { digestId: '', local: '2026-02-01T15:00', iso: '', instant: new Date(0) };
  const due = { reminder, slot, createdAt: new Date(0), address, language: 'zh-CN' } as const;
  return reminderMessages('ROOM', due).map(({ body }) => body);
}

/** What the room shows of these bodies. */
function shownBy(row: Row, address: string, bodies: readonly string[]) {
  let nowMs = 0;
  const model = createRoomModel(row.kind, { nowMs: () => (nowMs += 60_000) });
  const { wire } = rooms[row.kind];
  for (const raw of bodies) {
    const [url, body] = [parseRoomAddress(address, [])?.url, readStoredBody(raw)];
    if (wire.protocol !== 'http' || url === undefined || body === undefined) throw new Error('Expected a call');
    const request = wire.request({ url, body, raw, id: 'id', secret: undefined, now: new Date(0) });
    const { status, headers = {}, body: text } = model.judge(request);
    expect(wire.readAnswer({ status, headers, body: new TextEncoder().encode(text) }).kind).toBe('accepted');
  }
  return { text: model.shown.map((one) => one.text).join('\n'), problems: model.shown.flatMap((one) => one.problems) };
}

/** Look-alikes are what they look like, and a long text may be in parts. */
const looks = (text: string) =>
  text
    .replace(/ \(\d\/\d\)$/gm, '')
    .normalize('NFKC')
    .replaceAll('`', "'")
    .replace(/\s/g, '');

test.each(rows)('a room of kind $kind shows every alert, a reminder and the weekly report', async (row) => {
  const address = row.address('https://relay.example', 'secret4711');
  const alerts = [
    ...conditions.map((condition) => alertText(condition, voice)),
    ...recoveries.map((recovery) => recoveryText(recovery, voice)),
  ];
  for (const text of alerts) {
    const shown = shownBy(row, address, await alertBodies(text, address));
    expect(looks(shown.text)).toBe(looks(text));
    expect(shown.problems, text).toEqual([]);
  }
  const reminder = shownBy(row, address, reminderBodies(address));
  expect(looks(reminder.text)).toBe(looks(reminderText));
  expect(reminder.problems).toEqual([]);
  const whole = shownBy(row, address, textBodies(report, { address, language: 'zh-CN' }));
  expect(looks(whole.text)).toBe(looks(report));
  expect(whole.problems).toEqual([]);
});

test('mail brings an alert, a reminder and the weekly report', async () => {
  await using server = await startMailServer();
  const address = `smtp://digest:pass@127.0.0.1:${server.port}?from=digest@example.com&to=team@example.com`;
  const [condition] = conditions;
  if (condition === undefined) throw new Error('Expected an alert');
  const alert = alertText(condition, voice);
  const sent = [
    { text: alert, bodies: await alertBodies(alert, address) },
    { text: reminderText, bodies: reminderBodies(address) },
    { text: report, bodies: textBodies(report, { address, language: 'zh-CN' }) },
  ];
  for (const [index, { text, bodies }] of sent.entries()) {
    expect(bodies).toHaveLength(1);
    const [body = ''] = bodies;
    expect(await postToRoom({ address, body, id: `id-${index}`, timeoutMs: 3_000 })).toEqual({ kind: 'accepted' });
    const mail = await PostalMime.parse(server.received.at(-1)?.raw ?? '');
    expect(looks(mail.text ?? '')).toBe(looks(text));
    expect(mail.subject).toBe(text.split('\n')[0]);
  }
});
