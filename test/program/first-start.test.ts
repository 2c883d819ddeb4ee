import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'first-start-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test('with a Node.js that is too old the program says so in one line', () => {
  const age = join(folder, 'age.cjs');
  writeFileSync(age, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });");
  // Without type stripping Node 24 reads no more of a file in TypeScript than older ones do.
  expect(start(['--no-strip-types', '--require', age, join(source, 'main.ts'), 'demo'])).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'AI News Digest needs Node.js 24.0 or newer, this is 20.1.0: run npm ci, then ./digest or npm run …, which use its own. ' +
      '需要 Node.js 24.0 或更新的版本：先运行 npm ci，再用 ./digest 或 npm run …，它们自带合适的版本。\n',
  });
});

test('without its packages the program says in one line to run npm ci', () => {
  cpSync(source, join(folder, 'src'), { recursive: true });
  expect(start([join(folder, 'src/main.ts'), 'demo'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'Packages are missing: run npm ci. 缺少依赖：先运行 npm ci。\n',
  });
});

test.skipIf(!existsSync('/dev/full'))('output that cannot be written is reported in one line', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [join(source, 'main.ts'), '--help'], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect(status).toBe(1);
  expect(stderr).toMatch(/ENOSPC/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

function start(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}
