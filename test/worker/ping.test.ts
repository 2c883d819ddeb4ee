import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPing } from '../../src/worker/ping.ts';

const heard: string[] = [];
const server = createServer((request, response) => {
  heard.push(request.url ?? '');
  if (request.url?.includes('silent')) return;
  if (request.url?.includes('gone')) response.statusCode = 404;
  if (request.url?.includes('moved')) response.writeHead(301, { location: 'https://ping.example/secret-uuid' });
  response.end('OK');
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function pinger(url: string | undefined, timeoutMs = 1000) {
  const warned: object[] = [];
  const ping = createPing({
    url: () => url,
    timeoutMs,
    log: { warn: (fields, message) => void warned.push({ ...fields, message }) },
  });
  return { ping, warned };
}

test('a ping adds start and fail to the path of PING_URL; success is the address itself', async () => {
  const { ping, warned } = pinger(`${origin}/ping/5f3c?rid=1`);

  await ping('start');
  await ping('success');
  await ping('fail');

  expect(heard).toEqual(['/ping/5f3c/start?rid=1', '/ping/5f3c?rid=1', '/ping/5f3c/fail?rid=1']);
  expect(warned).toEqual([]);
});

test('without PING_URL no ping is sent', async () => {
  const before = heard.length;

  await pinger(undefined).ping('start');

  expect(heard).toHaveLength(before);
});

test.each([
  ['refused', () => `${origin}/gone/secret-uuid`, { status: 404, message: 'ping refused' }],
  ['redirected', () => `${origin}/moved/secret-uuid`, { status: 301, message: 'ping refused' }],
  ['silent', () => `${origin}/silent/secret-uuid`, { code: 'TimeoutError', message: 'ping failed' }],
  ['not there', () => 'http://127.0.0.1:9/secret-uuid', { code: 'ECONNREFUSED', message: 'ping failed' }],
  ['no address', () => 'secret-uuid', { code: 'ERR_INVALID_URL', message: 'ping failed' }],
])('a PING_URL that is %s is a warning without the secret, and never an error', async (name, url, warning) => {
  const { ping, warned } = pinger(url(), name === 'silent' ? 100 : 10_000);

  await ping('success');

  expect(warned).toEqual([{ event: 'success', ...warning }]);
});
