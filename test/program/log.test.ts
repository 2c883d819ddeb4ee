import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { createLog, type LogOptions } from '../../src/program/log.ts';

/** What the logging program does. */
export interface LogChild {
  readonly lines: number;
  readonly waitMs: number;
}

/** More than a pipe, the other side of it, and the log itself hold. */
const lines = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'log-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A log whose stderr is this file. */
async function logInto(file: string, format: LogOptions['format'] = 'json') {
  const fd = openSync(file, 'w');
  const log = await createLog({ level: 'info', format, language: 'zh-CN', stderr: { fd } });
  return { log, [Symbol.dispose]: () => closeSync(fd) };
}

function startLogging({ waitMs = 0 } = {}) {
  const job: LogChild = { lines, waitMs };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'log-child.ts'), JSON.stringify(job)]);
  const output = text(child.stdout as NodeJS.ReadableStream);
  return { child, ended: endOf(child, output) };
}

async function endOf(child: ChildProcess, output: Promise<string>) {
  const [code] = (await once(child, 'close')) as [number | null];
  const lost = (await output).trim().split('\n').map(Number);
  return { code, lost };
}

test('every log line is written to stderr at once, as JSON or for people', async () => {
  for (const format of ['json', 'pretty'] as const) {
    const file = join(folder, format);
    using opened = await logInto(file, format);
    opened.log.info({ number: 1 }, 'a line');
    const first = readFileSync(file, 'utf8');
    if (format === 'json') expect(JSON.parse(first)).toMatchObject({ number: 1, msg: 'a line' });
    else expect(first).toMatch(/INFO.*a line/);
    opened.log.info('the last line');
    expect(readFileSync(file, 'utf8').slice(first.length)).toContain('the last line');
  }
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk neither ends nor stops the program: its lines are counted',
  async () => {
    using full = await logInto('/dev/full');
    for (let number = 1; number <= lines; number += 1) full.log.info({ number }, 'a line');
    expect(full.log.lostLines()).toBe(lines);
    full.log.info('the last line');
    expect(full.log.lostLines()).toBe(lines + 1);
  },
);

test('a closed stderr neither ends nor blocks the program, and the lost log lines are counted', async () => {
  const { child, ended } = startLogging();
  child.stderr.destroy();
  child.stdin.end();
  const { code, lost } = await ended;
  expect(code).toBe(0);
  expect(lost[1]).toBeGreaterThan(0);
});

test('a reader of the log that stops does not block the program, and is later told how many lines it missed', async () => {
  // What the log itself held is written within half a second.
  const { child, ended } = startLogging({ waitMs: 3_000 });
  // All is logged while it is not read.
  await once(child.stdout as NodeJS.ReadableStream, 'readable');
  const log = text(child.stderr as NodeJS.ReadableStream);
  child.stdin.end();

  const { code, lost } = await ended;

  expect(code).toBe(0);
  expect(lost[0]).toBeGreaterThan(1_000);
  expect(lost[1]).toBe(lost[0]);
  const entries = (await log)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly msg: string; readonly lines?: number });
  expect(entries.find(({ msg }) => msg === 'log lines were lost')).toMatchObject({ level: 40, lines: lost[0] });
  expect(entries.filter(({ msg }) => msg === 'a line')).toHaveLength(lines - (lost[0] ?? 0));
  expect(entries.at(-1)?.msg).toBe('the last line');
});

test('a reader of the log that never reads again does not keep the program alive', async () => {
  const { child, ended } = startLogging();
  child.stdin.end();
  await once(child, 'exit');
  child.stderr.destroy();
  expect((await ended).code).toBe(0);
});
