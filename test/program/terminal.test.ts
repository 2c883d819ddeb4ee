import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/ground/columns.ts';
import { createTerminal } from '../../src/program/terminal.ts';

test('a live line in Chinese fits into one line of the terminal, so that it can be replaced', () => {
  const stderr = Object.assign(new PassThrough(), { fd: 2, isTTY: true, columns: 20 });
  const terminal = createTerminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr });

  terminal.live('问过 12/40 个源 · 还在等 feeds.example.com 9 秒');

  expect(columnsOf(String(stderr.read()))).toBeLessThanOrEqual(20);
});
