import { tmpdir } from 'node:os';
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
