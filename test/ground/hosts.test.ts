import { expect, test } from 'vitest';
import { hostOf, isLoopback } from '../../src/ground/hosts.ts';

test.each(['localhost', 'LOCALHOST', 'localhost.', 'api.localhost', '127.0.0.1', '127.5.0.1', '::1', '[::1]'])(
  'the host %s is this machine',
  (host) => expect(isLoopback(host)).toBe(true),
);

test.each(['::ffff:127.0.0.1', '[::ffff:7f00:1]'])('%s is an IPv4 loopback address inside an IPv6 one', (host) =>
  expect(isLoopback(host)).toBe(true),
);

test.each(['localhost.example.com', '10.0.0.1', '0.0.0.0', '::', '128.0.0.1', ''])(
  'the host %s is another machine',
  (host) => expect(isLoopback(host)).toBe(false),
);

test('a host has neither brackets nor a final dot nor capitals, and what is not a URL has none', () => {
  expect(hostOf('https://[::1]:8443/x')).toBe('::1');
  expect(hostOf('https://News.Example.COM./feed')).toBe('news.example.com');
  expect(hostOf('not a URL')).toBeUndefined();
  expect(hostOf('mailto:a@example.com')).toBeUndefined();
});
