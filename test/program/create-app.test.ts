import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApp } from '../../src/program/create-app.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { quietProcess } from '../support/quiet-process.ts';

test('an app for another folder or for changed files uses the same terminal and adds no listener to its streams', async () => {
  const process = quietProcess();
  const world = { cwd: tmpdir(), env: {}, clock: systemClock };
  const app = await createApp({ ...world, process }, new AbortController().signal);
  const listeners = () => [process.stdout, process.stderr].map((stream) => stream.listenerCount('error'));
  const before = listeners();

  const further = await app.within(world);
  const another = await further.within(world);

  expect(listeners()).toEqual(before);
  expect([further.terminal, another.terminal]).toEqual([app.terminal, app.terminal]);
});

test('the app of a child process does not parse the feeds file for its language', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'child-app-'));
  try {
    writeFileSync(join(cwd, 'feeds.yaml'), 'digests: [{ id: daily, language: en }]\n');
    const env = { FEEDS_FILE: 'feeds.yaml', LANG: 'zh_CN.UTF-8' };
    const languageOf = async (isChild: boolean) => {
      const world = { cwd, env, clock: systemClock, process: quietProcess(), isChild };
      return (await createApp(world, new AbortController().signal)).language;
    };

    expect(await languageOf(false)).toBe('en');
    expect(await languageOf(true)).toBe('zh-CN');
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
