import { createServer as createTcpServer } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { ListenError } from '../../src/server/bare-server.ts';
import { healthOf } from '../../src/server/health.ts';
import { type ServerOptions, startServer } from '../../src/server/server.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { openServer } from './open-server.ts';
import { now, sampleOptions, sampleOutboxMessage, samplePreview, sampleSettings } from './samples.ts';

const token = 'let me in';
const authorization = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;
const host = '127.0.0.1:8080';

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(url: string, options: Partial<ServerOptions> = {}, { method = 'GET', headers = {} }: Asked = {}) {
  return openServer(options).inject({ url, method, headers: { host, ...headers } });
}

const withToken = { token: () => token };

describe('GET /healthz', () => {
  test('needs no login and shows last tick, next run and age of the outbox', async () => {
    const answer = await ask('/healthz', { host: '0.0.0.0' }, { headers: { host: 'anything.example' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      status: 'ok',
      level: 'green',
      lastTick: now.toISOString(),
      nextRun: '2026-02-02T01:00:00.000Z',
      outbox: { messages: 0, oldestSeconds: 0 },
      alerts: [],
    });
  });

  test('is unhealthy when the worker has not ticked for three minutes', async () => {
    const health = async () => healthAt(new Date(now.getTime() - 4 * 60_000));
    expect((await ask('/healthz', { health })).statusCode).toBe(503);
    expect((await ask('/readyz', { health })).statusCode).toBe(503);
  });

  test('is not ready because of the tick of an earlier process', async () => {
    const health = async () => healthAt(new Date(now.getTime() - 2 * 60_000));
    expect((await ask('/healthz', { health })).statusCode).toBe(200);
    expect((await ask('/readyz', { health })).statusCode).toBe(503);
  });

  test('shows the age of the oldest waiting message and the open alerts', () => {
    const older = sampleOutboxMessage({ createdAt: new Date(now.getTime() - 90_000) });
    const health = healthOf({ ...healthInput(now), unfinished: [sampleOutboxMessage({ createdAt: now }), older] });
    expect(health).toMatchObject({ outboxMessages: 2, outboxAgeMs: 90_000 });
  });

  test('is unhealthy and hides the reason when the store cannot be read', async () => {
    const health = () => Promise.reject(new Error('/data/digest.db is locked'));
    const answer = await ask('/healthz', { health });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toBe('{"status":"unhealthy"}');
  });

  function healthInput(tick: Date) {
    const facts = new Map([['worker:tick', tick.toISOString()]]);
    return {
      facts,
      now,
      startedAt: new Date(now.getTime() - 60_000),
      nextRun: undefined,
      unfinished: [],
      alerts: new Map(),
      arrivals: { lacking: false, unsure: false, held: false, thin: false },
    };
  }

  function healthAt(tick: Date) {
    return healthOf(healthInput(tick));
  }
});

describe('a page of the server', () => {
  test.each(['/', '/preview', '/metrics'])('%s is open on loopback', async (url) => {
    expect((await ask(url)).statusCode).toBe(200);
  });

  test.each(['/', '/preview', '/metrics'])('%s is closed to another name for this machine', async (url) => {
    const answer = await ask(url, {}, { headers: { host: 'evil.example' } });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('127.0.0.1');
  });

  test.each(['/', '/preview', '/metrics'])('%s asks for the token where one is set', async (url) => {
    const closed = await ask(url, withToken);
    expect(closed.statusCode).toBe(401);
    expect(closed.headers['www-authenticate']).toMatch(/^Basic /);
    const open = await ask(
      url,
      { ...withToken, host: '0.0.0.0' },
      { headers: { authorization, host: 'digest.example' } },
    );
    expect(open.statusCode).toBe(200);
  });

  test('is closed beyond loopback without a token', async () => {
    expect((await ask('/', { host: '0.0.0.0' })).statusCode).toBe(403);
  });

  test('asks for the token in force at the time of the request', async () => {
    let current = 'old';
    const app = openServer({ token: () => current });
    const statusCode = async () => (await app.inject({ url: '/', headers: { host, authorization } })).statusCode;
    expect(await statusCode()).toBe(401);
    current = token;
    expect(await statusCode()).toBe(200);
  });

  test.each(['/', '/preview', '/healthz', '/nothing'])('%s bears a strict policy', async (url) => {
    const { headers } = await ask(url);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; style-src-attr 'unsafe-hashes'(?: 'sha256-[^']+'){4}; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  test('such as /preview shows the requested digest, and lists the ids when it is unknown', async () => {
    const preview = vi.fn(async () => samplePreview());
    const digests = () => [sampleSettings(), { ...sampleSettings(), id: 'weekly' }];
    expect((await ask('/preview?digest=weekly', { preview, digests })).statusCode).toBe(200);
    expect(preview).toHaveBeenLastCalledWith('weekly');
    expect((await ask('/preview', { preview, digests })).statusCode).toBe(200);
    expect(preview).toHaveBeenLastCalledWith('daily');
    const missing = await ask('/preview?digest=%3Cscript%3E', { preview, digests });
    expect(missing.statusCode).toBe(404);
    expect(missing.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(missing.body).toContain('daily, weekly');
    expect(preview).toHaveBeenCalledTimes(2);
  });

  test('such as /preview is composed once for requests at the same time', async () => {
    let calls = 0;
    let finish: () => void = () => undefined;
    const composed = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const preview = async () => {
      calls += 1;
      await composed;
      return samplePreview();
    };
    const app = openServer({ preview });
    const asked = [1, 2, 3].map(() => app.inject({ url: '/preview', headers: { host } }));
    const later = Promise.all(asked);
    await vi.waitFor(() => expect(calls).toBe(1));
    finish();
    expect((await later).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(calls).toBe(1);
    await app.inject({ url: '/preview', headers: { host } });
    expect(calls).toBe(2);
  });

  test('does not show the cause of a failure, which is in the log', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const answer = await ask('/preview?digest=daily', {
      log,
      preview: () => Promise.reject(new Error('disk I/O error')),
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('disk');
    expect(lines.join('')).toContain('disk I/O error');
  });
});

describe('while PostgreSQL is down', () => {
  const text = { 'zh-CN': '连不上 db.example', en: 'db.example cannot be reached' };
  const down = new StoreError('unreachable', { what: text, remedy: text });

  /** Pages whose database is down until `set` says otherwise. */
  function brokenServer() {
    let isDown = true;
    let at = now;
    const sample = sampleOptions({ language: () => 'en' });
    const app = openServer({
      ...sample,
      now: () => at,
      health: () => (isDown ? Promise.reject(down) : sample.health()),
    });
    return {
      home: () => app.inject({ url: '/', headers: { host, accept: 'text/html' } }),
      probe: () => app.inject({ url: '/healthz', headers: { host } }),
      pass(minutes: number) {
        at = new Date(at.getTime() + minutes * 60_000);
      },
      set(broken: boolean) {
        isDown = broken;
      },
    };
  }

  test('a page says what is wrong, since when, what the program does and what to do, without the address', async () => {
    const server = brokenServer();
    await server.probe();
    server.pass(40);

    const answer = await server.home();

    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('<h1>Database down</h1>');
    expect(answer.body).toContain('PostgreSQL does not answer. It has been so since Sun 1 Feb, 12:00, or longer.');
    expect(answer.body).toContain('Effect: nothing can be collected or sent. Nothing is lost');
    expect(answer.body).toContain('To do: see whether the database server runs');
    expect(answer.body).not.toContain('db.example');
  });

  test('the time of the failure starts anew after the database has worked', async () => {
    const server = brokenServer();
    await server.home();
    server.set(false);
    expect((await server.home()).statusCode).toBe(200);
    server.pass(40);
    server.set(true);

    expect((await server.home()).body).toContain('since Sun 1 Feb, 12:40');
  });
});

describe('POST /run', () => {
  const post = (options: Partial<ServerOptions>, headers: Readonly<Record<string, string>>, url = '/run') =>
    ask(url, options, { method: 'POST', headers });

  test('runs with the token, and answers before it is done', async () => {
    const run = vi.fn(() => 'started' as const);
    const answer = await post({ ...withToken, run }, { authorization });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ digest: 'daily', answer: 'started' });
    expect(run).toHaveBeenCalledExactlyOnceWith('daily', 'due');
  });

  test.each([
    ['without a token set', {}, { authorization }, 403],
    ['without the token', withToken, {}, 401],
    ['from another site', withToken, { authorization, origin: 'https://evil.example' }, 403],
    ['from a sandboxed page', withToken, { authorization, origin: 'null' }, 403],
    ['when the browser says that it is cross-site', withToken, { authorization, 'sec-fetch-site': 'cross-site' }, 403],
  ] as const)('does nothing %s', async (_when, options, headers, status) => {
    const run = vi.fn(() => 'started' as const);
    expect((await post({ ...options, run }, headers)).statusCode).toBe(status);
    expect(run).not.toHaveBeenCalled();
  });

  test('answers 409 when the digest is already running', async () => {
    expect((await post({ ...withToken, run: () => 'busy' }, { authorization })).statusCode).toBe(409);
  });

  test('requires the name of a digest when there are several', async () => {
    const run = vi.fn(() => 'started' as const);
    const options = { ...withToken, run, digests: () => [sampleSettings(), { ...sampleSettings(), id: 'weekly' }] };
    expect((await post(options, { authorization })).statusCode).toBe(404);
    expect((await post(options, { authorization }, '/run?digest=other')).statusCode).toBe(404);
    expect(run).not.toHaveBeenCalled();
    expect((await post(options, { authorization }, '/run?digest=weekly')).statusCode).toBe(202);
  });

  test('has no effect as GET', async () => {
    expect((await ask('/run', withToken, { headers: { authorization } })).statusCode).toBe(404);
  });
});

describe('the access log', () => {
  test('has a line for each page, without query strings, tokens or headers', async () => {
    const lines: string[] = [];
    const log = pino({ base: null, level: 'debug' }, { write: (line: string) => void lines.push(line) });
    await ask('/preview?digest=daily&key=hidden', { ...withToken, log }, { headers: { authorization } });
    await ask('/healthz?key=hidden', { log });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 30, method: 'GET', path: '/preview', status: 200, msg: 'request served' }),
      expect.objectContaining({ level: 20, method: 'GET', path: '/healthz', status: 200 }),
    ]);
    expect(lines.join('')).not.toMatch(/hidden|Basic|let me in/);
  });
});

describe('the listening server', () => {
  test('answers on its address until it is closed', async () => {
    const server = await startServer(sampleOptions());
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
    await server.close();
    await expect(fetch(`${server.address}/healthz`)).rejects.toThrow('fetch failed');
  });

  test('rejects a crowd of anonymous requests before it reads or logs anything, and no request with a login', async () => {
    const lines: { readonly status?: number }[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const archive = await openScratchStore({ dataDir: '/nonexistent' });
    const server = await startServer(sampleOptions({ token: () => token, publicPages: () => true, archive, log }));
    try {
      const see = async (headers: Readonly<Record<string, string>> = {}) =>
        (await fetch(`${server.address}/editions`, { headers })).status;
      // The clock of the samples stands still, so nothing is filled up.
      for (let visit = 0; visit < 60; visit++) expect(await see()).toBe(200);
      const before = lines.length;
      for (let visit = 0; visit < 5; visit++) expect(await see()).toBe(429);
      expect(lines).toHaveLength(before);
      expect(await see({ authorization })).toBe(200);
      expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
    } finally {
      await server.close();
      await archive.close();
    }
  });

  test('limits its connections, so that feeds keep their file descriptors', () => {
    expect(openServer().server.maxConnections).toBe(100);
  });

  test('reports a port that is in use, with a remedy', async () => {
    const other = createTcpServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const failed = startServer(sampleOptions({ port }));
    await expect(failed).rejects.toThrow(ListenError);
    await expect(failed).rejects.toMatchObject({ phrase: { en: expect.stringContaining(`Port ${port} is used`) } });
    await new Promise((resolve) => other.close(resolve));
  });
});
