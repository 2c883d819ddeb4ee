import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FeedFetcher, FetcherOptions, FetchResult } from '../../../src/collect/fetch/fetch.ts';
import { type FeedServer, rssFeed, startFeedServer, startRawServer } from '../../support/feed-server.ts';
import { createTestFetcher } from '../test-fetcher.ts';

let server: FeedServer;
const toClose: (() => Promise<void>)[] = [];

beforeEach(async () => {
  server = await startFeedServer();
  toClose.push(() => server.close());
});

afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

const now = new Date('2026-02-01T01:00:00Z');

function createFetcher(options: Partial<FetcherOptions> = {}): FeedFetcher {
  const fetcher = createTestFetcher({ now: () => now, ...options });
  toClose.push(() => fetcher.close());
  return fetcher;
}

/** The address of a server that handles each connection itself. */
async function rawServer(talk: (socket: Socket) => void): Promise<string> {
  const { url, close } = await startRawServer(talk);
  toClose.push(close);
  return url;
}

const feed = rssFeed('Harbour', { items: 3 });

function textOf(result: FetchResult): string {
  if (result.kind !== 'body') throw new Error(`expected a body, got ${codeOf(result)}`);
  return Buffer.from(result.bytes).toString();
}

/** A gzip file with its name in its header, as `gzip feed.xml` makes it. */
function gzipFile(name: string, text: string): Buffer {
  const packed = gzipSync(text);
  packed.writeUInt8(8, 3);
  return Buffer.concat([packed.subarray(0, 10), Buffer.from(`${name}\0`), packed.subarray(10)]);
}

function wrongChecksum(packed: Buffer): Buffer {
  packed.writeUInt32LE(7, packed.length - 8);
  return packed;
}

function codeOf(result: FetchResult): string {
  return result.kind === 'failed' ? result.failure.code : result.kind;
}

async function codeFor(path: string, options: Partial<FetcherOptions> = {}): Promise<string> {
  return codeOf(await createFetcher(options).fetch({ url: server.url(path) }));
}

test('a feed comes as bytes with its type and validators', async () => {
  server.serve('/feed', { body: feed, etag: '"7"', headers: { 'content-type': 'application/rss+xml' } });
  const result = await createFetcher().fetch({ url: server.url('/feed') });
  expect(result).toMatchObject({
    kind: 'body',
    status: 200,
    contentType: 'application/rss+xml',
    etag: '"7"',
    hosts: ['127.0.0.1'],
    movedTo: undefined,
  });
  expect(textOf(result)).toBe(feed);
});

test('a feed that has not changed costs no body', async () => {
  server.serve('/feed', { body: feed, etag: '"7"' });
  const result = await createFetcher().fetch({ url: server.url('/feed'), etag: '"7"' });
  expect(result).toMatchObject({ kind: 'unchanged', status: 304, etag: '"7"' });
});

test('a feed is asked with Last-Modified as the server wrote it', async () => {
  server.serve('/feed', { body: feed });
  const lastModified = 'Sun, 01 Feb 2026 00:00:00 GMT';
  await createFetcher().fetch({ url: server.url('/feed'), lastModified });
  expect(server.requests[0]?.headers).toMatchObject({ 'if-modified-since': lastModified });
  expect(server.requests[0]?.headers).not.toHaveProperty('if-none-match');
});

test.each([
  ['gzip', gzipSync(feed)],
  ['x-gzip', gzipSync(feed)],
  ['br', brotliCompressSync(feed)],
  ['deflate', deflateSync(feed)],
  ['deflate', deflateRawSync(feed)],
  ['gzip, br', brotliCompressSync(gzipSync(feed))],
  ['identity', Buffer.from(feed)],
  // Labelled and not compressed, compressed and not labelled: both are served in the wild.
  ['gzip', Buffer.from(feed)],
  ['', gzipSync(feed)],
  ['', deflateSync(feed)],
  ['br', Buffer.from(feed)],
  ['zstd', Buffer.from(feed)],
  ['deflate', Buffer.from(feed)],
  ['br', gzipSync(feed)],
  ['deflate', gzipSync(feed)],
  ['zstd', deflateSync(feed)],
  ['gzip', brotliCompressSync(feed)],
  ['gzip', deflateRawSync(feed)],
  ['deflate', brotliCompressSync(feed)],
  ['utf-8', gzipSync(feed)],
  // What names no compression says nothing.
  ['utf-8', Buffer.from(feed)],
  ['aws-chunked', Buffer.from(feed)],
  ['none', Buffer.from(feed)],
  ['sdch', Buffer.from(feed)],
  ['binary, gzip', gzipSync(feed)],
  // Said once and done twice, said twice and done once, said three times.
  ['gzip', gzipSync(gzipSync(feed))],
  ['', gzipSync(gzipSync(feed))],
  ['gzip, gzip', gzipSync(feed)],
  ['br', brotliCompressSync(gzipSync(feed))],
  ['gzip, br, gzip', gzipSync(brotliCompressSync(gzipSync(feed)))],
  // What follows a whole stream is not the feed's.
  ['gzip', Buffer.concat([gzipSync(feed), Buffer.from('\n')])],
  ['gzip', Buffer.concat([gzipSync(feed), Buffer.from('<!-- served by Harbour -->')])],
  ['gzip', Buffer.concat([gzipSync(feed), Buffer.alloc(16)])],
  ['gzip', Buffer.concat([gzipSync(feed), gzipSync(feed).subarray(0, 40)])],
  ['gzip', Buffer.concat([gzipSync(feed.slice(0, 99)), gzipSync(feed.slice(99)), Buffer.from('\r\n')])],
  ['deflate', Buffer.concat([deflateSync(feed), Buffer.from('\n')])],
  ['br', Buffer.concat([brotliCompressSync(feed), Buffer.from('\n')])],
  // A gzip file that names itself.
  ['', gzipFile('feed.xml', feed)],
  ['gzip', brotliCompressSync(`${feed}${'<!-- -->'.repeat(30_000)}`)],
])('a feed compressed as "%s" is read', async (encoding, body) => {
  server.serve('/feed', { body, headers: encoding === '' ? {} : { 'content-encoding': encoding } });
  expect(textOf(await createFetcher().fetch({ url: server.url('/feed') })).replaceAll('<!-- -->', '')).toBe(feed);
});

test.each([
  ['gzip', gzipSync(feed)],
  ['deflate', deflateSync(feed)],
  ['deflate', deflateRawSync(feed)],
  ['br', brotliCompressSync(feed)],
  ['', gzipSync(feed)],
  ['', Buffer.from(feed)],
])('a feed compressed as "%s" is read though its first byte comes alone', async (encoding, body) => {
  server.serve('/feed', (_, response) => {
    response.writeHead(200, encoding === '' ? {} : { 'content-encoding': encoding });
    response.write(body.subarray(0, 1));
    setTimeout(() => response.end(body.subarray(1)), 50);
  });
  expect(textOf(await createFetcher().fetch({ url: server.url('/feed') }))).toBe(feed);
});

test('a feed has validators only if they can be sent back', async () => {
  const fetcher = createFetcher();
  for (const [etag, kept] of [
    ['W/"é"', 'W/"é"'],
    [`"${'x'.repeat(2_000)}"`, undefined],
  ] as const) {
    const url = await rawServer((socket) =>
      socket.end(Buffer.from(`HTTP/1.1 200 OK\r\netag: ${etag}\r\ncontent-length: 5\r\n\r\n<rss>`, 'latin1')),
    );
    expect(await fetcher.fetch({ url })).toMatchObject({ kind: 'body', etag: kept });
  }
});

test('a feed sees the User-Agent of the program, or its own', async () => {
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher();
  await fetcher.fetch({ url: server.url('/feed') });
  await fetcher.fetch({ url: server.url('/feed'), userAgent: 'Mozilla/5.0 (harbour)' });
  const agents = server.requests.map(({ headers }) => headers['user-agent']);
  expect(agents).toEqual(['ai-news-digest/test', 'Mozilla/5.0 (harbour)']);
});

test('a feed never gets a cookie back at the next reading', async () => {
  server.serve('/feed', { body: feed, headers: { 'set-cookie': 'visitor=1' } });
  const fetcher = createFetcher();
  await fetcher.fetch({ url: server.url('/feed') });
  await fetcher.fetch({ url: server.url('/feed') });
  expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
});

test('a feed says how long it stays fresh, and when to come back', async () => {
  server.serve('/fresh', { body: feed, headers: { 'cache-control': 'public, max-age=1800', age: '600' } });
  server.serve('/busy', { status: 503, headers: { 'retry-after': '120' } });
  const fetcher = createFetcher();
  expect(await fetcher.fetch({ url: server.url('/fresh') })).toMatchObject({ freshForMs: 1_200_000 });
  expect(await fetcher.fetch({ url: server.url('/busy') })).toMatchObject({
    kind: 'failed',
    failure: { code: 'http-503' },
    retryAfterMs: 120_000,
  });
});

const redirect = (status: number, location: string) => ({ status, headers: { location } });

test('redirects that are all permanent name the new address', async () => {
  server.serve('/old', redirect(301, '/older'));
  server.serve('/older', redirect(308, '/feed#top'));
  server.serve('/feed', { body: feed });
  const result = await createFetcher().fetch({ url: server.url('/old') });
  expect(result).toMatchObject({ kind: 'body', movedTo: server.url('/feed') });
});

test('redirects of which one is temporary name no new address', async () => {
  server.serve('/old', redirect(301, '/today'));
  server.serve('/today', redirect(302, '/feed'));
  server.serve('/feed', { body: feed });
  const result = await createFetcher().fetch({ url: server.url('/old') });
  expect(result).toMatchObject({ kind: 'body', finalUrl: server.url('/feed'), movedTo: undefined });
});

test('redirects are followed five times and no further', async () => {
  for (let hop = 0; hop < 9; hop++) server.serve(`/${hop}`, redirect(302, `/${hop + 1}`));
  server.serve('/5', { body: feed });
  expect(await codeFor('/0')).toBe('body');
  server.serve('/5', redirect(302, '/6'));
  server.serve('/6', { body: feed });
  expect(await codeFor('/0')).toBe('too-many-redirects');
  expect(await codeFor('/1')).toBe('body');
});

test.each([
  ['to itself', '/loop', 'redirect-loop'],
  ['to nowhere', undefined, 'bad-redirect'],
  ['to a file', 'file:///etc/passwd', 'bad-redirect'],
  ['to something that is not an address', 'http://[', 'bad-redirect'],
  ['to the metadata service of a cloud', 'http://169.254.169.254/latest/meta-data', 'private-address'],
  ['to a private literal', 'http://192.168.0.1/', 'private-address'],
  ['to a private literal in disguise', 'http://0xa.1/', 'private-address'],
  ['to a private literal inside IPv6', 'http://[::ffff:10.0.0.1]/', 'private-address'],
  ['to a name of this machine', 'http://localhost/', 'private-address'],
  ['to a name that resolves to a private address', 'http://intranet.example/', 'private-address'],
])('redirects %s are refused by name', async (_, location, code) => {
  server.serve('/loop', { status: 302, headers: location === undefined ? {} : { location } });
  const resolve = async () => [
    { address: '93.184.216.34', family: 4 },
    { address: '10.0.0.7', family: 4 },
  ];
  expect(await codeFor('/loop', { resolve })).toBe(code);
});

test('redirects to a private host are followed when feeds.yaml or PRIVATE_HOSTS names it', async () => {
  server.serve('/feed', { body: feed });
  server.serve('/away', redirect(302, server.url('/feed', '127.0.0.2')));
  expect(await codeFor('/away')).toBe('private-address');
  expect(await codeFor('/away', { feedUrls: [server.url('/', '127.0.0.2')] })).toBe('body');
  expect(await codeFor('/away', { privateHosts: ['127.0.0.0/24'] })).toBe('body');

  server.serve('/named', redirect(302, server.url('/feed', 'wiki.intranet.example')));
  const resolve = async () => [{ address: '127.0.0.3', family: 4 }];
  expect(await codeFor('/named', { resolve })).toBe('private-address');
  expect(await codeFor('/named', { resolve, privateHosts: ['intranet.example'] })).toBe('body');
  expect(await codeFor('/named', { resolve, privateHosts: ['127.0.0.3'] })).toBe('body');
});

test('redirects cannot slip past the check when DNS changes its answer', async () => {
  server.serve('/away', redirect(302, server.url('/feed', 'rebind.example')));
  let asked = 0;
  const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '93.184.216.34', family: 4 }];
  expect(await codeFor('/away', { resolve })).toBe('private-address');
  expect(asked).toBe(1);
});

test('redirects to a host of feeds.yaml on another port are refused', async () => {
  const other = await startFeedServer();
  toClose.push(() => other.close());
  server.serve('/away', redirect(302, other.url('/feed', '127.0.0.2')));
  other.serve('/feed', { body: feed });
  expect(await codeFor('/away', { feedUrls: [server.url('/', '127.0.0.2')] })).toBe('private-address');
  expect(await codeFor('/away', { feedUrls: [other.url('/', '127.0.0.2')] })).toBe('body');
});

test('redirects to the feed’s own host on another port are refused when that is private', async () => {
  const other = await startFeedServer();
  toClose.push(() => other.close());
  server.serve('/away', redirect(302, other.url('/feed')));
  other.serve('/feed', { body: feed });
  expect(await codeFor('/away')).toBe('private-address');
});

test('redirects to an address in raw UTF-8 go where a browser goes', async () => {
  server.serve('/%E7%9B%AE%E6%A0%87', { body: feed });
  const url = await rawServer((socket) =>
    socket.end(`HTTP/1.1 302 Found\r\nlocation: ${server.url('/目标')}\r\ncontent-length: 0\r\n\r\n`),
  );
  const fetcher = createFetcher({ feedUrls: [server.url('/')] });
  expect(codeOf(await fetcher.fetch({ url }))).toBe('body');
});

test('redirects to an address in Latin-1 keep its bytes', async () => {
  const url = await rawServer((socket) =>
    socket.end(Buffer.from('HTTP/1.1 302 Found\r\nlocation: /caf\xe9\r\ncontent-length: 0\r\n\r\n', 'latin1')),
  );
  const result = await createFetcher().fetch({ url });
  expect(codeOf(result)).toBe('redirect-loop');
});

const cookieOf = (path: string) => server.requests.filter((request) => request.path === path).at(-1)?.headers.cookie;
const serveIfCookie = (path: string, cookie: string, location: string) =>
  server.serve(path, (request, response) => {
    if (request.headers.cookie?.includes(cookie)) response.end(feed);
    else response.writeHead(302, { location, 'set-cookie': `${cookie}; Path=/; HttpOnly` }).end();
  });

test('redirects that want their cookie back lead to the feed, by a page beside it or by the same address', async () => {
  server.serve('/check', { status: 302, headers: { location: '/feed', 'set-cookie': 'tok=1; Path=/; HttpOnly' } });
  server.serve('/feed', (request, response) => {
    if (request.headers.cookie === 'tok=1') response.end(feed);
    else response.writeHead(302, { location: '/check' }).end();
  });
  expect(await codeFor('/feed')).toBe('body');

  serveIfCookie('/itself', 'tok=1', '/itself');
  expect(await codeFor('/itself')).toBe('body');
});

test('redirects get several cookies back, each renewed or removed one as it was last', async () => {
  const cookies = ['a=1', 'b=1', 'c=1; Max-Age=0', 'd=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=2', 'e=1; Path=/x'];
  server.serve('/away', (_, response) => response.writeHead(302, { location: '/feed', 'set-cookie': cookies }).end());
  server.serve('/feed', { body: feed });
  expect(await codeFor('/away')).toBe('body');
  expect(cookieOf('/feed')).toBe('a=1; b=2');
});

test('redirects that set a cookie keep the one that the user gave', async () => {
  serveIfCookie('/feed', 'tok=1', '/feed');
  const secret = () => 'reader=7';
  const request = { url: server.url('/feed'), headers: { Cookie: 'HARBOUR_COOKIE' } };
  expect(codeOf(await createFetcher({ secret }).fetch(request))).toBe('body');
  expect(cookieOf('/feed')).toBe('reader=7; tok=1');
});

test('redirects send a secure cookie to no other host, to no later reading and not without TLS', async () => {
  const location = server.url('/feed', '127.0.0.2');
  const headers = { location, 'set-cookie': 'tok=1; Path=/' };
  server.serve('/away', { status: 302, headers });
  server.serve('/secure', { status: 302, headers: { location: '/feed', 'set-cookie': 'tok=1; Secure' } });
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher({ feedUrls: [location] });
  for (const path of ['/away', '/feed', '/secure']) {
    expect(codeOf(await fetcher.fetch({ url: server.url(path) }))).toBe('body');
    expect(cookieOf('/feed')).toBeUndefined();
  }
});

test('redirects that ask for their cookie again and again still end', async () => {
  let count = 0;
  server.serve('/feed', (_, response) => {
    response.writeHead(302, { location: '/feed', 'set-cookie': `n=${count++}` }).end();
  });
  expect(await codeFor('/feed')).toBe('too-many-redirects');
});

test('redirects take validators along, and secrets to the same host only', async () => {
  const secret = (name: string) => (name === 'HARBOUR_TOKEN' ? 'Bearer canary' : undefined);
  server.serve('/here', redirect(302, '/again'));
  server.serve('/again', redirect(302, server.url('/feed', '127.0.0.2')));
  server.serve('/feed', { body: feed });
  await createFetcher({ secret, feedUrls: [server.url('/', '127.0.0.2')] }).fetch({
    url: server.url('/here').replace('http://', 'http://reader:canary@'),
    headers: { 'X-Token': 'HARBOUR_TOKEN' },
    etag: '"7"',
  });
  const [here, again, away] = server.requests.map(({ headers }) => headers);
  const login = `Basic ${Buffer.from('reader:canary').toString('base64')}`;
  expect(here).toMatchObject({ authorization: login, 'x-token': 'Bearer canary' });
  expect(again).toMatchObject({ authorization: login, 'x-token': 'Bearer canary', 'if-none-match': '"7"' });
  expect(away).not.toHaveProperty('authorization');
  expect(away).not.toHaveProperty('x-token');
});

const place = () => server.url('/feed', 'nova.example');
const resolveTo = (address: string) => async () => [{ address, family: 4 }];
const knownPublic = () => new Set([new URL(place()).host]);

test('a feed counts as private when its name resolves to a private address', async () => {
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher({ resolve: resolveTo('127.0.0.1') });
  expect(await fetcher.fetch({ url: place() })).toMatchObject({ kind: 'body', isPrivate: true });
});

test('a fake address from a proxy does not make a feed private', async () => {
  server.serve('/feed', { body: feed });
  const resolve = async () => ['127.0.0.1', '198.18.0.7'].map((address) => ({ address, family: 4 }));
  const result = await createFetcher({ resolve }).fetch({ url: place() });
  expect(result).toMatchObject({ kind: 'body', isPrivate: undefined });
});

test('a feed that was public before is refused, with that reason', async () => {
  server.serve('/feed', { body: feed });
  const result = await createFetcher({ resolve: resolveTo('127.0.0.1'), feedUrls: [place()] }).fetch({
    url: place(),
    knownPublic: knownPublic(),
  });
  expect(result).toMatchObject({
    failure: { code: 'private-address', what: { en: expect.stringContaining('before') } },
  });
  expect(server.requests).toHaveLength(0);
});

test('a feed that was public before is read when PRIVATE_HOSTS names it', async () => {
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher({ resolve: resolveTo('127.0.0.1'), privateHosts: ['nova.example'] });
  expect(codeOf(await fetcher.fetch({ url: place(), knownPublic: knownPublic() }))).toBe('body');
});

test('a fetch begins at the new address when told to, which is checked all the same', async () => {
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher();
  const url = server.url('/gone');
  const startAt = server.url('/feed');
  expect(await fetcher.fetch({ url, startAt })).toMatchObject({ kind: 'body', movedTo: startAt });
  expect(codeOf(await fetcher.fetch({ url, startAt: 'http://10.0.0.1/' }))).toBe('private-address');
});

const patient = { timeoutMs: 80, wholeTimeoutMs: 160 };
const slow = { timeoutMs: 300, wholeTimeoutMs: 400 };

test.each<[string, string, Partial<FetcherOptions>, (response: ServerResponse) => void]>([
  ['never answers', 'timeout', patient, () => undefined],
  ['stops in the middle of the body', 'stalled', patient, (response) => response.write(feed.slice(0, 99))],
  ['sends a byte at a time', 'too-slow', slow, (response) => repeat(response, 20, ' ')],
  ['answers 304 to an unconditional request', 'unasked-304', {}, (response) => response.writeHead(304).end()],
])('a server that %s ends in its own named error', async (_, code, options, answer) => {
  server.serve('/feed', (_, response) => answer(response));
  expect(await codeFor('/feed', options)).toBe(code);
});

test.each<[string, string, Partial<FetcherOptions>, (socket: Socket) => void]>([
  ['sends a header line at a time', 'timeout', patient, (socket) => repeat(socket, 20, 'x: y\r\n')],
  ['sends headers without end', 'headers-too-large', {}, (socket) => flood(socket, 'x-filler: y\r\n'.repeat(1_000))],
  [
    'breaks off before Content-Length is reached',
    'cut-off',
    {},
    (socket) => socket.end(`content-length: 9999\r\n\r\n${feed.slice(0, 99)}`),
  ],
  [
    'breaks off in the middle of a chunk',
    'cut-off',
    {},
    (socket) => socket.end('transfer-encoding: chunked\r\n\r\nff\r\n<rss'),
  ],
])('a server that %s ends in its own named error', async (_, code, options, talk) => {
  const url = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    talk(socket);
  });
  expect(codeOf(await createFetcher(options).fetch({ url }))).toBe(code);
});

/** Writes a piece again and again, with this pause. */
function repeat(stream: Writable, pauseMs: number, piece: string): void {
  const timer = setInterval(() => stream.write(piece), pauseMs);
  stream.on('close', () => clearInterval(timer));
}

/** Writes a piece as often as the other side reads. @returns how many bytes were written so far */
function flood(stream: Writable, piece: string): () => number {
  let sent = 0;
  const more = () => {
    while (!stream.destroyed && stream.write(piece)) sent += piece.length;
  };
  stream.on('drain', more);
  more();
  return () => sent;
}

test('a server that sends a body without end ends in its own named error', async () => {
  let sent = () => 0;
  server.serve('/feed', (_, response) => {
    sent = flood(response, ' '.repeat(64 * 1024));
  });
  expect(await codeFor('/feed')).toBe('too-large');
  expect(sent()).toBeLessThan(20_000_000);
});

test('a server that breaks off again and again ends when the time for the whole is over', async () => {
  let asked = 0;
  const url = await rawServer((socket) => {
    asked++;
    setTimeout(() => socket.resetAndDestroy(), 600);
  });
  expect(codeOf(await createFetcher({ wholeTimeoutMs: 1_000 }).fetch({ url }))).toBe('too-slow');
  expect(asked).toBe(2);
});

test.each([
  ['gzip', gzipSync],
  ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ['deflate', deflateSync],
] as const)('a server that sends a %s bomb ends early in its own named error', async (encoding, compress) => {
  const bomb = compress(Buffer.alloc(32_000_000));
  server.serve('/feed', { body: bomb, headers: { 'content-encoding': encoding } });
  const before = process.memoryUsage().arrayBuffers;
  expect(await codeFor('/feed')).toBe('too-large');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16_000_000);
});

test('a server that sends a bomb inside a bomb ends in its own named error', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(32_000_000)));
  server.serve('/feed', { body: bomb, headers: { 'content-encoding': 'gzip, gzip' } });
  expect(await codeFor('/feed')).toBe('too-large');
});

test.each([
  ['compressed four times', {}, [1, 2, 3, 4].reduce((bytes) => gzipSync(bytes), Buffer.from(feed)), 'too-many-layers'],
  ['compressed and damaged', { 'content-encoding': 'gzip' }, damaged(gzipSync(feed)), 'bad-compression'],
  ['compressed and damaged', { 'content-encoding': 'br' }, Buffer.alloc(600, 1), 'bad-compression'],
  ['compressed, and its checksum is wrong', {}, wrongChecksum(gzipSync(feed)), 'bad-compression'],
  ['a picture', {}, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'binary'],
  ['compressed and cut', { 'content-encoding': 'gzip' }, gzipSync(feed).subarray(0, 90), 'cut-off'],
  ['empty', {}, '', 'empty'],
  ['empty, and called compressed', { 'content-encoding': 'gzip' }, '', 'empty'],
])('a server that sends a body that is %s ends in its own named error', async (_, headers, body, code) => {
  server.serve('/feed', { headers: headers as Record<string, string>, body });
  expect(await codeFor('/feed')).toBe(code);
});

test.each([
  ['lines that end without CR', `HTTP/1.1 200 OK\ncontent-length: 5\n\n<rss>`, 'its lines do not end with CR LF'],
  ['a length twice', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\n<rss>', 'given twice'],
  ['a length that is not a number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n', 'Content-Length is wrong'],
  ['chunks without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'chunks are malformed'],
  ['a header with a space in its name', 'HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n', 'response headers'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', 'does not speak HTTP'],
])('a server that sends %s ends in its own named error', async (_, raw, what) => {
  const broken = await startRawServer((socket) => socket.end(raw));
  toClose.push(broken.close);
  const result = await createFetcher().fetch({ url: broken.url });
  expect(result).toMatchObject({ failure: { code: 'bad-http', what: { en: expect.stringContaining(what) } } });
});

test('a server that resets the connection, also when asked once more, ends in its own named error', async () => {
  let asked = 0;
  const url = await rawServer((socket) => {
    asked++;
    socket.resetAndDestroy();
  });
  expect(codeOf(await createFetcher().fetch({ url }))).toBe('reset');
  expect(asked).toBe(2);
});

test('a server that refuses connections ends in its own named error', async () => {
  const { url, close } = await startRawServer(() => undefined);
  await close();
  expect(codeOf(await createFetcher().fetch({ url }))).toBe('refused');
});

test('a server whose name DNS does not know ends in its own named error', async () => {
  const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  const result = await createFetcher({ resolve }).fetch({ url: 'http://nowhere.example/feed' });
  expect(codeOf(result)).toBe('dns');
  expect(result.status).toBeUndefined();
});

test.each([401, 403, 404, 410, 429, 451, 500, 503])(
  'a server that answers %d ends in its own named error',
  async (status) => {
    server.serve('/feed', { status, body: 'no' });
    expect(await codeFor('/feed')).toBe(`http-${status}`);
  },
);

test('a certificate of another host or of an unknown authority ends in its own named error', async () => {
  const { port, cert } = await startTlsServer();
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const trusting = createFetcher({ ca: cert, resolve });
  expect(codeOf(await trusting.fetch({ url: `https://elsewhere.example:${port}/` }))).toBe('body');
  expect(codeOf(await trusting.fetch({ url: `https://news.example:${port}/` }))).toBe('tls-name');
  expect(codeOf(await createFetcher({ resolve }).fetch({ url: `https://elsewhere.example:${port}/` }))).toBe(
    'tls-untrusted',
  );
  expect(codeOf(await trusting.fetch({ url: server.url('/feed').replace('http:', 'https:') }))).toBe('tls');
});

test('the feeds beside a hostile server are read as ever', async () => {
  server.serve('/hangs', () => undefined);
  server.serve('/huge', { body: Buffer.alloc(2_000_000, ' ') });
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher({ timeoutMs: 600 });
  const urls = [
    server.url('/hangs'),
    server.url('/huge', '127.0.0.2'),
    ...Array.from({ length: 20 }, (_, n) => server.url('/feed', `127.0.1.${n}`)),
  ];
  const results = await Promise.all(urls.map((url) => fetcher.fetch({ url })));
  expect(results.map(codeOf)).toEqual(['timeout', 'too-large', ...Array(20).fill('body')]);
});

const feedLength = Buffer.byteLength(feed);

test.each([
  ['whose length is said too long', `content-length: ${feedLength + 1}\r\n\r\n${feed}`],
  ['whose last chunk is missing', `transfer-encoding: chunked\r\n\r\n${feedLength.toString(16)}\r\n${feed}\r\n`],
])('a feed that is there to its last tag is read, and told to be odd: %s', async (_, rest) => {
  const url = await rawServer((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
  const result = await createFetcher().fetch({ url });
  expect(textOf(result)).toBe(feed);
  expect(result.kind === 'body' && result.problems).toHaveLength(1);
});

const page = (title: string, rest = '') => `<!DOCTYPE html><html><head><title>${title}</title></head>${rest}</html>`;

test.each([
  ['of Cloudflare, by its header', 403, { 'cf-mitigated': 'challenge' }, ''],
  ['of Cloudflare, by its page', 503, {}, page('Just a moment...')],
  ['of Cloudflare, by its script', 403, {}, page('', '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate"/>')],
  ['of AWS', 202, { 'x-amzn-waf-action': 'challenge' }, ''],
  ['of SiteGround', 202, { 'sg-captcha': 'challenge' }, ''],
  ['with 202 and any page', 202, {}, page('Loading')],
  ['of DataDome', 403, {}, page('lumen.example', '<script src="https://ct.captcha-delivery.com/c.js"></script>')],
  ['in Chinese', 403, {}, page('安全验证')],
  ['that answers 200', 200, {}, page('Just a moment...', '<script>window._cf_chl_opt={}</script>')],
  ['in compressed form', 403, { 'content-encoding': 'gzip' }, gzipSync(page('Just a moment...'))],
])('the robot check %s is named, with what may help', async (_, status, headers, body) => {
  server.serve('/feed', { status, headers: headers as Record<string, string>, body });
  const result = await createFetcher().fetch({ url: server.url('/feed') });
  expect(result).toMatchObject({
    failure: { code: 'robot-check', remedy: { en: expect.stringContaining('userAgent') } },
  });
});

test.each([
  ['a refusal in words', 403, page('Forbidden'), 'http-403'],
  ['a page that mentions a captcha', 404, page('Not found', '<div class="g-recaptcha"></div>'), 'http-404'],
  ['an ordinary page that loads a script of Cloudflare', 200, page('Lumen', '/cdn-cgi/challenge-platform/'), 'body'],
  [
    'a feed that reports about a check',
    200,
    feed.replace('What happened', 'Just a moment... verify you are human'),
    'body',
  ],
  ['a feed with 202', 202, feed, 'body'],
])('a robot check is not seen in %s', async (_, status, body, code) => {
  server.serve('/feed', { status, body });
  expect(await codeFor('/feed')).toBe(code);
});

test('a robot check keeps the time after which to come back', async () => {
  server.serve('/feed', { status: 429, headers: { 'retry-after': '60', 'cf-mitigated': 'challenge' } });
  expect(await createFetcher().fetch({ url: server.url('/feed') })).toMatchObject({ retryAfterMs: 60_000 });
});

test('a robot check that never ends its page is reported by its status', async () => {
  server.serve('/feed', (_, response) => response.writeHead(403).write('<html>'));
  expect(await codeFor('/feed', { timeoutMs: 500, wholeTimeoutMs: 1_000 })).toBe('http-403');
});

test('a program with too many open files says so, and does not blame the feed', async () => {
  const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'EMFILE' }));
  expect(codeOf(await createFetcher({ resolve }).fetch({ url: 'http://nova.example/feed' }))).toBe('too-many-files');
});

test('the limits of requests hold for each host and for all together', async () => {
  const open = new Map<string, number>();
  let most = 0;
  let mostOfOne = 0;
  const slow = (request: { socket: { localAddress?: string | undefined } }, end: () => void) => {
    const host = request.socket.localAddress ?? '';
    open.set(host, (open.get(host) ?? 0) + 1);
    mostOfOne = Math.max(mostOfOne, open.get(host) ?? 0);
    most = Math.max(
      most,
      [...open.values()].reduce((sum, each) => sum + each, 0),
    );
    setTimeout(() => {
      open.set(host, (open.get(host) ?? 0) - 1);
      end();
    }, 10);
  };
  server.serve('/feed', (request, response) => slow(request, () => response.end(feed)));
  const fetcher = createFetcher({ concurrency: 5, perHost: 2 });
  const hosts = Array.from({ length: 30 }, (_, n) => (n < 20 ? '127.0.0.1' : `127.0.2.${n}`));
  await Promise.all(hosts.map((host) => fetcher.fetch({ url: server.url('/feed', host) })));
  expect({ most, mostOfOne }).toEqual({ most: 5, mostOfOne: 2 });
});

test('the places of failed requests are free again', async () => {
  server.serve('/hangs', () => undefined);
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher({ timeoutMs: 500, concurrency: 1, perHost: 1 });
  const results = await Promise.all(
    ['/hangs', '/hangs', '/feed'].map((path) => fetcher.fetch({ url: server.url(path) })),
  );
  expect(results.map(codeOf)).toEqual(['timeout', 'timeout', 'body']);
});

test('the wait for a free place does not count as slowness', async () => {
  server.serve('/feed', { body: feed, latencyMs: 200 });
  const fetcher = createFetcher({ timeoutMs: 1_000, wholeTimeoutMs: 1_000, perHost: 1 });
  const results = await Promise.all(Array.from({ length: 6 }, () => fetcher.fetch({ url: server.url('/feed') })));
  expect(results.map(codeOf)).toEqual(Array(6).fill('body'));
});

test('requests that wait for a free place end at once when the program stops', async () => {
  server.serve('/feed', () => undefined);
  const controller = new AbortController();
  const result = createFetcher().fetch({
    url: server.url('/feed'),
    signal: controller.signal,
    onHop: () => setTimeout(() => controller.abort(), 5),
  });
  expect(codeOf(await result)).toBe('stopped');
});

test('a proxy gets what is not on this machine, and resolves it itself', async () => {
  server.serve('http://news.example/feed', { body: feed });
  const resolve = () => Promise.reject(new Error('must not be asked'));
  const fetcher = createFetcher({ resolve, proxies: { http: server.url(''), https: undefined, no: [] } });
  expect(codeOf(await fetcher.fetch({ url: 'http://news.example/feed' }))).toBe('body');
});

test('a proxy is not used on loopback, for NO_PROXY, and for proxy: false', async () => {
  server.serve('/feed', { body: feed });
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const dead = 'http://127.0.0.1:1';
  const fetcher = createFetcher({ resolve, proxies: { http: dead, https: dead, no: ['example.org'] } });
  const [, port] = server.host.split(':');
  const codeThrough = async (url: string, proxy = true) => codeOf(await fetcher.fetch({ url, proxy }));
  expect(await codeThrough(server.url('/feed'))).toBe('body');
  expect(await codeThrough(`http://news.example.org:${port}/feed`)).toBe('body');
  expect(await codeThrough(`http://news.example.com:${port}/feed`, false)).toBe('body');
  expect(await codeThrough(`http://news.example.com:${port}/feed`)).toBe('proxy');
});

test('a proxy carries https through a tunnel, with the certificate checked by us', async () => {
  const { port, cert } = await startTlsServer();
  const tunnel = await startTunnel(port);
  const fetcher = createFetcher({ ca: cert, proxies: { http: undefined, https: tunnel.url, no: [] } });
  const codeThrough = async (url: string) => codeOf(await fetcher.fetch({ url }));
  expect(await codeThrough('https://elsewhere.example/feed')).toBe('body');
  expect(await codeThrough('https://news.example/feed')).toBe('tls-name');
  expect(await codeThrough('https://refused.example/feed')).toBe('proxy');
  expect(tunnel.asked).toEqual(['elsewhere.example:443', 'news.example:443', 'refused.example:443']);
});

test('a proxy that refuses a request is reported with its status', async () => {
  server.serve('http://news.example/feed', { status: 407 });
  const tunnel = await startTunnel(0);
  const fetcher = createFetcher({ proxies: { http: server.url(''), https: tunnel.url, no: [] } });
  const said = async (url: string) => {
    const result = await fetcher.fetch({ url });
    return result.kind === 'failed' && `${result.failure.code}: ${result.failure.what.en}`;
  };
  const locked = 'proxy: the proxy wants a user name and a password, or they are wrong (407)';
  expect(await said('http://news.example/feed')).toBe(locked);
  expect(await said('https://locked.example/feed')).toBe(locked);
  expect(await said('https://refused.example/feed')).toBe(
    'proxy: the proxy cannot be reached, or cannot reach it (502)',
  );
});

test('a proxy is not asked for a private address that a redirect names', async () => {
  server.serve('http://news.example/feed', { status: 302, headers: { location: 'http://10.0.0.1/' } });
  const fetcher = createFetcher({ proxies: { http: server.url(''), https: undefined, no: [] } });
  expect(codeOf(await fetcher.fetch({ url: 'http://news.example/feed' }))).toBe('private-address');
});

test('secrets that are not set are named by their variable', async () => {
  const result = await createFetcher().fetch({
    url: server.url('/feed'),
    headers: { Authorization: 'HARBOUR_TOKEN' },
  });
  expect(result).toMatchObject({
    failure: { code: 'missing-variable', what: { en: expect.stringContaining('HARBOUR_TOKEN') } },
  });
  expect(server.requests).toEqual([]);
});

test('secrets never stand in a failure', async () => {
  server.serve('/moved', { status: 301, headers: { location: '/feed' } });
  server.serve('/feed', { body: feed });
  const fetcher = createFetcher({ secret: () => 'canary\r\nx: y' });
  const url = (path: string) => server.url(path).replace('http://', 'http://canary:canary@');
  const results = [
    await fetcher.fetch({ url: url('/missing') }),
    await fetcher.fetch({ url: url('/moved') }),
    await fetcher.fetch({ url: url('/feed'), headers: { 'X-Token': 'HARBOUR_TOKEN' } }),
    await fetcher.fetch({ url: 'http://canary:canary@127.0.0.1:1/' }),
  ];
  expect(results.map(codeOf)).toEqual(['http-404', 'body', 'bad-header', 'refused']);
  expect(JSON.stringify(results)).not.toContain('canary');
});

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, 20, 60);
  return copy;
}

/** With a certificate for elsewhere.example, signed by itself. */
async function startTlsServer() {
  const read = (name: string) => readFileSync(new URL(`../../fixtures/collect/${name}`, import.meta.url), 'utf8');
  const cert = read('elsewhere.crt');
  const tls = createTlsServer({ cert, key: read('elsewhere.key') }, (_, response) => response.end(feed));
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  toClose.push(() => new Promise((resolve) => tls.close(() => resolve())));
  return { cert, port: (tls.address() as AddressInfo).port };
}

/** A proxy whose tunnels all lead to one port of this machine. */
async function startTunnel(port: number) {
  const asked: string[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    if (url.startsWith('refused')) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    if (url.startsWith('locked')) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const target = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    target.pipe(socket).pipe(target);
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  toClose.push(
    () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  );
  return { asked, url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}
