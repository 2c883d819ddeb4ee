import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPing } from '../../src/worker/ping.ts';

const heard: string[] = [];
const server = createServer((request, response) => {
  heard.push(request.url ?? '');
  if (request.url?.includes('silent')) return;
  response.statusCode = request.url?.includes('gone') ? 404 : 200;
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
  ['refused', () => `${origin}/gone/secret-uuid`],
  ['silent', () => `${origin}/silent/secret-uuid`],
  ['not there', () => 'http://127.0.0.1:9/secret-uuid'],
  ['no address', () => 'secret-uuid'],
])('a PING_URL that is %s is a warning without the secret, and never an error', async (_case, url) => {
  const { ping, warned } = pinger(url(), 100);

  await ping('success');

  expect(warned).toHaveLength(1);
  expect(JSON.stringify(warned)).not.toContain('secret');
});
