import { expect, test } from 'vitest';
import { parseRoomAddress } from '../../src/ground/room-address.ts';
import { knownKindOf, mailAddresses } from '../../src/ground/room-kinds.ts';

test.each([
  ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k', 'wecom'],
  ['http://127.0.0.1:8080/send?key=k', 'wecom'],
  ['http://localhost:8080/send?key=k', 'wecom'],
  ['http://[::1]:8080/send?key=k', 'wecom'],
  [' https://robot.example/send?key=k\n', 'wecom'],
  ['ntfy+https://ntfy.example/news', 'ntfy'],
  ['smtp://digest:pass@mail.example?to=a@example.com', 'mail'],
])('%j leads to a room of the kind %s', (address, kind) => {
  expect(parseRoomAddress(address, [])?.kind).toBe(kind);
});

test('a percent sign in the login of a mail account does not make its address unreadable', () => {
  const url = new URL('smtps://us%er@mail.example?to=team@mail.example');
  expect(mailAddresses(url).from).toBe('us%er');
  expect(knownKindOf(url.href)?.lack(url)).toBeDefined();
});

test('the prefix that names the kind of room is not part of the URL', () => {
  expect(parseRoomAddress('ntfy+https://ntfy.example/news', [])?.url.href).toBe('https://ntfy.example/news');
  expect(parseRoomAddress('webhook+https://example.com/hook', [])?.url.href).toBe('https://example.com/hook');
});

test.each([
  '',
  'k',
  'http://robot.example/send?key=k',
  'ftp://robot.example',
  'http://127.0.0.1.example/',
  'smtp:///?to=a@example.com',
  'ntfy+ftp://ntfy.example/news',
])('nothing may be sent to %j', (address) => {
  expect(parseRoomAddress(address, [])).toBeUndefined();
});

const near = [
  'ntfy+http://192.168.1.20/news',
  'webhook+http://192.168.1.20:8080/hook',
  'http://192.168.1.20/send?key=k',
];

test.each(near)('http is allowed to %s where PRIVATE_HOSTS has it', (address) => {
  expect(parseRoomAddress(address, [])).toBeUndefined();
  expect(parseRoomAddress(address, ['10.0.0.0/8'])).toBeUndefined();
  expect(parseRoomAddress(address, ['192.168.0.0/16'])?.url.protocol).toBe('http:');
});

test('a private host may be named with its port', () => {
  expect(parseRoomAddress('ntfy+http://ntfy.lan/news', ['ntfy.lan:80'])).toBeDefined();
  expect(parseRoomAddress('ntfy+http://ntfy.lan:81/news', ['ntfy.lan:80'])).toBeUndefined();
});
