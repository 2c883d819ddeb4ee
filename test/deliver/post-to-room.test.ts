import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { postToRoom } from '../../src/deliver/post-to-room.ts';
import { probeRoom } from '../../src/deliver/probe-room.ts';
import { textPayload, toBody } from '../../src/deliver/wecom.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { contents, type Fault, standInRobot } from '../support/robot.ts';

const body = toBody(textPayload('早报'));
/** For calls that will not be answered. */
const timeoutMs = 150;

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function postWith(fault: Fault | undefined) {
  await using robot = await standInRobot({ clock: createFakeClock(), faults: () => fault });
  const patienceMs = fault?.kind === 'silence' ? timeoutMs : 5_000;
  return {
    outcome: await postToRoom({ address: robot.url, body, timeoutMs: patienceMs }),
    received: contents(robot),
  };
}

describe('one POST', () => {
  test('a POST that is accepted is in the group, byte for byte', async () => {
    await using robot = await standInRobot({ clock: createFakeClock() });
    expect(await postToRoom({ address: robot.url, body, timeoutMs: 5_000 })).toEqual({ kind: 'accepted' });
    expect(robot.received.map((received) => received.body)).toEqual([body]);
  });

  test.each<[string, Fault, object]>([
    ['-1', { kind: 'errcode', errcode: -1 }, { kind: 'unsure', cause: 'busy' }],
    ['45009', { kind: 'errcode', errcode: 45009 }, { kind: 'not-delivered', cause: 'rate' }],
    ['45033', { kind: 'errcode', errcode: 45033 }, { kind: 'not-delivered', cause: 'concurrency' }],
    ['40058', { kind: 'errcode', errcode: 40058 }, { kind: 'refused', errcode: 40058 }],
    ['93000', { kind: 'errcode', errcode: 93000 }, { kind: 'key-refused', errcode: 93000 }],
    ['a 503 with Retry-After', { kind: 'overloaded' }, { kind: 'not-delivered', cause: 'overloaded' }],
    ['a 502', { kind: 'bad-gateway', accepted: false }, { kind: 'unsure', cause: 'gateway' }],
    ['a login page', { kind: 'login-page' }, { kind: 'not-delivered', cause: 'intercepted' }],
    ['half an answer', { kind: 'cut-short', accepted: false }, { kind: 'unsure', cause: 'not-json' }],
    ['a reset before', { kind: 'reset', accepted: false }, { kind: 'unsure', cause: 'reset' }],
    ['silence', { kind: 'silence', accepted: false }, { kind: 'unsure', cause: 'timeout' }],
  ])('a POST answered with %s did not reach the group, and its outcome says so', async (_, fault, outcome) => {
    expect(await postWith(fault)).toEqual({ outcome, received: [] });
  });

  test.each<[string, Fault, object]>([
    ['a reset', { kind: 'reset', accepted: true }, { kind: 'unsure', cause: 'reset' }],
    ['silence', { kind: 'silence', accepted: true }, { kind: 'unsure', cause: 'timeout' }],
    ['half an answer', { kind: 'cut-short', accepted: true }, { kind: 'unsure', cause: 'not-json' }],
    ['a 502', { kind: 'bad-gateway', accepted: true }, { kind: 'unsure', cause: 'gateway' }],
    ['a slow answer', { kind: 'slow', ms: 60_000 }, { kind: 'accepted' }],
  ])('a POST that was accepted and then answered with %s did reach the group', async (_, fault, outcome) => {
    expect(await postWith(fault)).toEqual({ outcome, received: ['早报'] });
  });

  test('a POST that never connected certainly did not arrive', async () => {
    const closed = createServer();
    const port = await portOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    const address = `http://127.0.0.1:${port}/send?key=k`;
    expect(await postToRoom({ address, body, timeoutMs })).toEqual({
      kind: 'not-delivered',
      cause: 'connect',
      obstacle: 'refused',
    });
  });

  test('a POST without a TLS connection certainly did not arrive', async () => {
    const port = await portOf(createTcpServer((socket) => socket.on('data', () => socket.destroy())));
    const address = `https://127.0.0.1:${port}/send?key=k`;
    expect(await postToRoom({ address, body, timeoutMs })).toMatchObject({ kind: 'not-delivered', cause: 'connect' });
    const mute = await portOf(createTcpServer());
    expect(await postToRoom({ address: `https://127.0.0.1:${mute}/send?key=k`, body, timeoutMs })).toMatchObject({
      kind: 'not-delivered',
      cause: 'connect',
    });
  });

  test('a POST whose answer never ends is unsure, however long it is', async () => {
    const port = await portOf(
      createServer((_, response) => {
        response.writeHead(200);
        const more = setInterval(() => response.write('x'.repeat(8192)), 1);
        response.on('close', () => clearInterval(more));
      }),
    );
    const address = `http://127.0.0.1:${port}/send?key=k`;
    expect(await postToRoom({ address, body, timeoutMs: 5_000 })).toEqual({ kind: 'unsure', cause: 'not-json' });
  });

  test('a POST to something that is not a robot’s address counts as a refused key', async () => {
    for (const address of ['', 'not an address', 'http://robot.example/send?key=k', 'https://']) {
      expect(await postToRoom({ address, body, timeoutMs })).toEqual({ kind: 'key-refused', errcode: 0 });
    }
  });

  test('a POST that is aborted may have arrived', async () => {
    const off = new AbortController();
    await using robot = await standInRobot({
      clock: createFakeClock(),
      faults: () => ({ kind: 'silence', accepted: true }),
      afterAnswer: () => off.abort(),
    });
    const outcome = await postToRoom({ address: robot.url, body, timeoutMs: 5_000, signal: off.signal });
    expect(outcome).toEqual({ kind: 'unsure', cause: 'timeout' });
    expect(contents(robot)).toEqual(['早报']);
  });

  test('a POST is judged by the part of its answer that arrived', async () => {
    const answers = ['<html><title>Log in</title>', '{"errcode":0}', '{"errcode":'];
    const port = await portOf(
      createServer((_, response) => {
        response.writeHead(200, { 'content-length': '9999' });
        response.write(answers.shift() ?? '', () => setImmediate(() => response.destroy()));
      }),
    );
    const post = () => postToRoom({ address: `http://127.0.0.1:${port}/send?key=k`, body, timeoutMs: 5_000 });
    expect([await post(), await post(), await post()]).toEqual([
      { kind: 'not-delivered', cause: 'intercepted' },
      { kind: 'accepted' },
      { kind: 'unsure', cause: 'not-json' },
    ]);
  });

  test('the answer of a relay is read although it is compressed and starts with a byte-order mark', async () => {
    const port = await portOf(
      createServer((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('\uFEFF{"errcode":"0","errmsg":"ok"}'));
      }),
    );
    const address = `http://127.0.0.1:${port}/send?key=k`;
    expect(await postToRoom({ address, body, timeoutMs: 5_000 })).toEqual({ kind: 'accepted' });
  });

  test('each POST has a connection of its own', async () => {
    const ports = new Set<number | undefined>();
    const port = await portOf(
      createServer((request, response) => {
        ports.add(request.socket.remotePort);
        response.end('{"errcode":0}');
      }),
    );
    for (let number = 1; number <= 3; number++) {
      await postToRoom({ address: `http://127.0.0.1:${port}/send?key=k`, body, timeoutMs: 5_000 });
    }
    expect(ports.size).toBe(3);
  });
});

describe('through a proxy', () => {
  test('an address on this machine is never reached through a proxy', async () => {
    await using robot = await standInRobot({ clock: createFakeClock() });
    const outcome = await postToRoom({ address: robot.url, body, timeoutMs: 5_000, proxy: 'http://127.0.0.1:1' });
    expect(outcome).toEqual({ kind: 'accepted' });
  });

  test('a proxy is asked for a tunnel to the host only, and a refused tunnel carried nothing', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url, JSON.stringify(request.headers));
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const port = await portOf(proxy);
    const outcome = await postToRoom({
      address: 'https://robot.example/send?key=canary',
      body,
      timeoutMs: 2_000,
      proxy: `http://127.0.0.1:${port}`,
    });
    expect(outcome).toMatchObject({ kind: 'not-delivered', cause: 'connect', obstacle: 'proxy' });
    expect(asked[0]).toBe('robot.example:443');
    expect(asked.join()).not.toContain('canary');
  });

  test('a proxy that is not a URL, or cannot be reached, certainly carried nothing', async () => {
    for (const proxy of ['not a proxy', 'http://127.0.0.1:1']) {
      const outcome = await postToRoom({ address: 'https://robot.example/send?key=k', body, timeoutMs: 2_000, proxy });
      expect(outcome).toMatchObject({ kind: 'not-delivered', cause: 'connect' });
    }
  });
});

test('a probe reports whether the robot knows its key, and posts nothing', async () => {
  await using robot = await standInRobot({ clock: createFakeClock() });
  expect(await probeRoom({ address: robot.url, timeoutMs: 5_000 })).toEqual({ kind: 'accepted' });
  const wrong = robot.url.replace(/key=.*/, 'key=wrong');
  expect(await probeRoom({ address: wrong, timeoutMs: 5_000 })).toEqual({ kind: 'key-refused', errcode: 93000 });
  expect(robot.received).toEqual([]);
});

test('the stand-in answers as the robot does: HTTP 200, the errcode in body and headers, a new hint every time', async () => {
  await using robot = await standInRobot({ clock: createFakeClock() });
  const ask = async () => {
    const response = await fetch(robot.url.replace(/key=.*/, 'key=wrong'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { status: response.status, header: response.headers.get('error-code'), json: await response.json() };
  };
  const [first, second] = [await ask(), await ask()];
  expect(first).toMatchObject({ status: 200, header: '93000', json: { errcode: 93000 } });
  const { errmsg } = first.json as { errmsg: string };
  expect(errmsg).toMatch(/^invalid webhook url, hint: \[\d{25}\], from ip: [\d.]+, more info at https:/);
  expect(errmsg).not.toBe((second.json as { errmsg: string }).errmsg);
});

test('a client that hangs up while the stand-in thinks does not disturb the next one', async () => {
  const clock = createFakeClock();
  const release = Promise.withResolvers<void>();
  await using robot = await standInRobot({
    clock,
    beforeAnswer: (number) => (number === 1 ? release.promise : undefined),
  });
  const socket = connect(Number(new URL(robot.url).port), '127.0.0.1');
  const head = `POST /send?key=stand-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json`;
  socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  while (robot.received.length === 0) await new Promise(setImmediate);
  socket.destroy();
  release.resolve();
  await new Promise(setImmediate);
  expect(await postToRoom({ address: robot.url, body, timeoutMs: 5_000 })).toEqual({ kind: 'accepted' });
});
