import { expect, test } from 'vitest';
import { isPrivateAddress } from '../../../src/collect/fetch/private-address.ts';
import { parseHostList } from '../../../src/ground/host-list.ts';

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  'fd00::1',
  'fe80::1',
  'ff02::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:c0a8:101::1',
])('%s is a private address', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  '1.1.1.1',
  '100.63.255.255',
  '172.32.0.1',
  '192.169.0.1',
  '198.18.0.1',
  '198.19.255.255',
  '2606:4700::1111',
  '::ffff:1.1.1.1',
  '64:ff9b::101:101',
  '2002:101:101::1',
  'news.example',
  '',
])('%s is not a private address', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

const list = parseHostList([
  'intranet.example',
  '.lab.example',
  '*.wiki.example',
  '10.0.0.0/8',
  'fd00::/8',
  '192.168.7.7',
  'tight.example:8080',
  '999.1.1.1/8',
  '172.16.0.0/',
]);

test.each([
  ['intranet.example', true],
  ['news.intranet.example', true],
  ['notintranet.example', false],
  ['lab.example', true],
  ['a.b.lab.example', true],
  ['x.wiki.example', true],
  ['10.9.9.9', true],
  ['11.0.0.1', false],
  ['fd12::1', true],
  ['192.168.7.7', true],
  ['192.168.7.8', false],
  ['example', false],
])('whether a list of hosts has %s: %s', (host, expected) => {
  expect(list.hasHost(host, '443')).toBe(expected);
});

test('a list of hosts may name a port', () => {
  expect(list.hasHost('tight.example', '8080')).toBe(true);
  expect(list.hasHost('tight.example', '443')).toBe(false);
});

test('a list of hosts may name every host', () => {
  expect(parseHostList(['*']).hasHost('news.example')).toBe(true);
  expect(parseHostList(['']).hasHost('news.example')).toBe(false);
});
