/** A command loads what it needs and nothing else: that is what makes a small command quick. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mainFile } from '../support/main-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loads-'));
  const feeds = { digests: [{ id: 'daily' }], feeds: [{ url: 'http://127.0.0.1:9/feed', name: 'Lumen', topic: 'ai' }] };
  writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify(feeds));
});

afterAll(() => rmSync(folder, { recursive: true }));

const shared = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  FEEDS_FILE: 'feeds.yaml',
  HTTP_PORT: '0',
};

const configuration = ['src/config/config.ts', 'src/config/knowledge.ts', 'zod', 're2js', 'liquidjs', 'node-cron'];
const services = [
  'undici',
  'fastify',
  'prom-client',
  'pino',
  'p-queue',
  'rss-parser',
  'htmlparser2',
  '@modelcontextprotocol',
];

test.each([
  { command: '--version', not: [...configuration, ...services, 'src/config/', 'yaml', 'commander'] },
  { command: '--help', not: [...configuration, ...services] },
  { command: 'status --healthy', not: [...configuration, ...services] },
  { command: 'check', not: ['src/enrich/', ...services] },
  { command: 'status', not: ['src/enrich/', 'liquidjs', ...services] },
  { command: 'digests list', not: ['liquidjs', ...services] },
])('$command loads no module that it does not need', ({ command, not }) => {
  const loaded = loadedBy(command.split(' '));

  expect(loaded.some((url) => url.endsWith('/src/program/program.ts'))).toBe(true);
  for (const name of not) {
    const part = name.startsWith('src/') ? `/${name}` : `/node_modules/${name}/`;
    expect(
      loaded.filter((url) => url.includes(part)),
      name,
    ).toEqual([]);
  }
});

test('preview loads neither the enrich room nor the fetch of Node.js beside ours', () => {
  const loaded = loadedBy(['preview']);

  expect(loaded.filter((url) => url.includes('/src/enrich/'))).toEqual([]);
  expect(loaded).toContain('NativeModule http');
  expect(loaded.filter((name) => name.includes('internal/deps/undici'))).toEqual([]);
  expect(loaded.some((name) => name.includes('/node_modules/undici/lib/dispatcher/agent.js'))).toBe(true);
  expect(
    loaded.filter((name) => /\/node_modules\/undici\/(index\.js|lib\/(web|mock|cache|interceptor))/.test(name)),
  ).toEqual([]);
});

test('the worker on SQLite loads neither the client of PostgreSQL nor the engine that shares work', async () => {
  const file = join(folder, 'start');
  const worker = spawn(
    process.execPath,
    ['--import', join(import.meta.dirname, 'record-loads.ts'), mainFile, 'start'],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...shared,
        LOG_FORMAT: 'json',
        WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/cgi-bin/webhook/send?key=k',
        LOADS_FILE: file,
      },
    },
  );
  try {
    let log = '';
    for await (const chunk of worker.stderr) {
      log += String(chunk);
      if (log.includes('worker started')) break;
    }
  } finally {
    worker.kill('SIGKILL');
  }
  const loaded = readFileSync(file, 'utf8');
  expect(loaded).toContain('/src/worker/worker.ts');
  // What collects has a process of its own, and what sends is loaded by the first message.
  for (const name of ['/node_modules/undici/', '/node_modules/rss-parser/', '/collect/collect.ts']) {
    expect(loaded).not.toContain(name);
  }
  // Nothing of a language model without one.
  expect(loaded).not.toContain('/src/enrich/');
  for (const name of ['/node_modules/pg/', '/node_modules/pg-boss/', '/job-taker.ts', '/postgres-']) {
    expect(loaded).not.toContain(name);
  }
});

test('a process that only composes does not load zod', () => {
  const edition = join(import.meta.dirname, '../../src/edition/edition.ts');
  const loaded = loadedByNode([edition]);

  expect(loaded.some((url) => url.endsWith('/src/config/weights-file.ts'))).toBe(true);
  expect(loaded.filter((url) => url.includes('/node_modules/zod/'))).toEqual([]);
});

function loadedBy(args: readonly string[]): readonly string[] {
  return loadedByNode([mainFile, ...args]);
}

function loadedByNode(args: readonly string[]): readonly string[] {
  const file = join(folder, args.map((arg) => basename(arg)).join('-'));
  spawnSync(process.execPath, ['--import', join(import.meta.dirname, 'record-loads.ts'), ...args], {
    cwd: folder,
    env: { ...shared, LOADS_FILE: file },
  });
  return readFileSync(file, 'utf8').trim().split('\n');
}
