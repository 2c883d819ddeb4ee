import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { editFile } from '../../src/config/edit-file.ts';
import { accept } from '../../src/config/problem.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digest-edits-'));
  file = join(folder, 'feeds.yaml');
  writeFileSync(file, 'digests:\n  - id: daily # mine\n    boost: { 流明: 1 }\nfeeds: []\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), file, ...words], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}

test('two processes and an editor change one file: nothing is lost, nothing is left behind', async () => {
  const [left, right] = ['left', 'right'].map((side) => [1, 2, 3, 4].map((number) => `${side}${number}`));
  const typed = ['typed1', 'typed2'];
  const codes = await Promise.all([
    run('edit-words.ts', left ?? []),
    run('edit-words.ts', right ?? []),
    run('editor.ts', typed),
  ]);
  expect(codes).toEqual([0, 0, 0]);
  const text = readFileSync(file, 'utf8');
  for (const word of [...(left ?? []), ...(right ?? [])]) expect(text).toContain(`match: ${word}`);
  for (const word of typed) expect(text).toContain(`${word}: 1`);
  expect(text).toContain('# mine');
  expect(readdirSync(folder)).toEqual(['feeds.yaml']);
});

test('the lock of a program that ended is taken away', async () => {
  mkdirSync(`${file}.lock`);
  writeFileSync(join(`${file}.lock`, 'somebody'), 'half of a te');
  const before = new Date(Date.now() - 60_000);
  utimesSync(`${file}.lock`, before, before);
  expect(await editFile(file, (text) => accept(`${text}# new\n`))).toMatchObject({ ok: true });
  expect(readFileSync(file, 'utf8')).toContain('# new');
  expect(readdirSync(folder)).toEqual(['feeds.yaml']);
});

test('a process whose lock was taken away repeats its edit on what the other wrote', async () => {
  let times = 0;
  const edited = await editFile(file, (text) => {
    times += 1;
    if (times === 1) {
      // It slept for so long that another process took it for dead, and edited the file.
      rmSync(`${file}.lock`, { recursive: true });
      writeFileSync(file, `${text}# theirs\n`);
    }
    return accept(`${text}# ours\n`);
  });
  expect(edited).toMatchObject({ ok: true });
  expect(times).toBe(2);
  expect(readFileSync(file, 'utf8')).toMatch(/# theirs\n# ours\n$/);
});
