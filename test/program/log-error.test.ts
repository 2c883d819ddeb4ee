import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../../src/program/log.ts';
import { StoreError } from '../../src/store/store-error.ts';

/** The JSON line of an error. */
async function lineOf(error: unknown): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'log');
  const fd = openSync(file, 'w');
  const log = await createLog({ level: 'info', format: 'json', language: 'en', stderr: { fd } });
  log.error({ err: error }, 'failed');
  const line = await vi.waitFor(() => {
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/\n$/);
    return text;
  }, 30_000);
  closeSync(fd);
  return line;
}

test('a JSON line has each fact of an error and its causes once', async () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read', errno: -104 });
  const text = { what: { 'zh-CN': '连不上（read ECONNRESET）。', en: 'Cannot be reached (read ECONNRESET).' } };
  const remedy = { 'zh-CN': '检查网络。', en: 'Check the network.' };
  const line = await lineOf(
    new Error('digest failed', { cause: new StoreError('unreachable', { ...text, remedy }, reset) }),
  );

  expect(JSON.parse(line).err).toEqual({
    type: 'Error',
    message: 'digest failed',
    stack: expect.stringMatching(/^ +at /),
    cause: {
      type: 'StoreError',
      message: 'Cannot be reached (read ECONNRESET).',
      code: 'unreachable',
      remedy: 'Check the network.',
      stack: expect.stringMatching(/^ +at /),
      cause: { type: 'Error', code: 'ECONNRESET', errno: -104, stack: expect.stringMatching(/^ +at /) },
    },
  });
  for (const fact of ['digest failed', 'read ECONNRESET', 'Check the network']) {
    expect(line.split(fact)).toHaveLength(2);
  }
});

test('a JSON line has the parts of an error with several, and a thrown text as it is', async () => {
  const both = new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')], 'no connection');

  expect(JSON.parse(await lineOf(both)).err).toMatchObject({
    message: 'no connection',
    errors: [{ message: '::1 refused' }, { message: '127.0.0.1 refused' }],
  });
  expect(JSON.parse(await lineOf('a text')).err).toBe('a text');
});
