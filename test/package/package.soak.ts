/** The npm package as a stranger gets it: packed, installed without a network in an empty folder, run and stopped there. */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { morning, openWorld, type World } from '../end-to-end/program.ts';
import { freePort } from '../support/free-port.ts';
import { startProcess } from '../support/started-process.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let tarball: string;
let main: string;
let world: World;

beforeAll(async () => {
  // Not in TMPDIR: no program may be started from a disk in memory on some machines.
  folder = mkdtempSync('/tmp/package-');
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: copyCheckout(), stdio: 'ignore' });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  const install = join(folder, 'install');
  mkdirSync(install);
  writeFileSync(join(install, 'package.json'), '{}');
  execFileSync('npm', ['install', '--offline', '--no-audit', tarball], { cwd: install, stdio: 'ignore' });
  main = join(install, 'node_modules/.bin/ai-news-digest');
  world = await openWorld();
});

afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Packing builds dist/ anew and changes package.json for a moment, and other tests are running the program from there. */
function copyCheckout(): string {
  const checkout = join(folder, 'checkout');
  const left = new Set(['node_modules', '.git', 'dist', 'data']);
  cpSync(root, checkout, { recursive: true, filter: (path) => dirname(path) !== root || !left.has(basename(path)) });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  return checkout;
}

test('packing leaves the checkout as it was, and the package needs no other package', () => {
  const packageJson = (checkout: string) => readFileSync(join(checkout, 'package.json'), 'utf8');
  expect(packageJson(join(folder, 'checkout'))).toBe(packageJson(root));
  expect(readdirSync(join(folder, 'install/node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'ai-news-digest',
  ]);
});

test('with the package an empty folder has a demo, feeds and, after setup, feeds and settings of its own', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);

  expect(await run(['demo'], empty)).toMatchObject({ code: 0, stdout: expect.stringContaining('errcode 0') });
  const feeds = await run(['feeds', 'list'], empty);
  expect(feeds).toMatchObject({ code: 0, stdout: expect.stringContaining('36氪') });
  const address = 'http://127.0.0.1:9/cgi-bin/webhook/send?key=canary';
  expect(await run(['setup'], empty, `${address}\n8:30\n\n\n\n\n`)).toMatchObject({ code: 0 });
  expect(existsSync(join(empty, 'feeds/my-feeds.yaml'))).toBe(true);
  expect(existsSync(join(empty, 'templates/markdown/story.liquid'))).toBe(true);
  expect(readFileSync(join(empty, '.env'), 'utf8')).toMatch(/^FEEDS_FILE=feeds\/my-feeds\.yaml$/m);
  expect(readFileSync(join(empty, 'feeds/my-feeds.yaml'), 'utf8')).toMatch(/(?<!\.\/)digest preview/);
  expect(await run(['check'], empty)).toMatchObject({ code: 0 });
});

test('a preview of the package reads feeds, and its worker is healthy and ends well at SIGTERM', async () => {
  world.writeFeeds();
  expect(await run(['preview', '--at', morning], world.folder)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Nova 3'),
  });

  const port = await freePort();
  const worker = spawn(main, ['start'], {
    cwd: world.folder,
    env: { ...env(), HTTP_PORT: `${port}` },
    stdio: 'ignore',
  });
  try {
    await expect.poll(() => isHealthy(port), { timeout: 120_000 }).toBe(true);
    const ended = new Promise((resolve) => worker.once('close', resolve));
    worker.kill('SIGTERM');
    expect(await ended).toBe(0);
  } finally {
    worker.kill('SIGKILL');
  }
});

test.skipIf(process.env.OLDEST_NODE === undefined)('the package runs on the oldest Node that it promises', async () => {
  const script = join(folder, 'install/node_modules/ai-news-digest/dist/main.js');
  const demo = await run([script, 'demo'], folder, '', process.env.OLDEST_NODE);

  expect(demo).toMatchObject({ code: 0, stdout: expect.stringContaining('errcode 0') });
});

// OLDEST_NPX is the npx of npm 10, which comes with Node 22.
test.skipIf(process.env.OLDEST_NPX === undefined).each([
  ['npm 10 on the oldest Node', process.env.OLDEST_NODE],
  ['npm 10 on this Node', process.execPath],
])('npx of %s runs the package in an empty folder', async (_, node = '') => {
  const empty = mkdtempSync(join(folder, 'npx-'));
  // As `npx ai-news-digest` does it, with the tarball in place of the registry; npx finds Node on the path.
  const npx = [process.env.OLDEST_NPX ?? '', '--yes', '--offline', '--package', tarball, 'ai-news-digest'];
  const npxRun = (...args: string[]) => run([...npx, ...args], empty, '', node, `${dirname(node)}:${process.env.PATH}`);

  expect(await npxRun('demo')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('npx ai-news-digest setup'),
  });
  expect(await npxRun('feeds', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('36氪') });
  expect(readdirSync(empty)).toEqual([]);
});

function env() {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    FEEDS_FILE: 'feeds.yaml',
    HTTP_PORT: '0',
    WECOM_WEBHOOK_URL: world.robot.url,
  };
}

async function isHealthy(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function run(args: readonly string[], cwd: string, input = '', program = main, path = process.env.PATH ?? '') {
  const { FEEDS_FILE, WECOM_WEBHOOK_URL, ...bare } = env();
  const variables = cwd === world.folder ? { ...bare, FEEDS_FILE, WECOM_WEBHOOK_URL } : bare;
  return startProcess(program, args, { cwd, env: { ...variables, PATH: path }, input }).ended;
}
