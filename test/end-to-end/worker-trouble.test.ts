import { copyFileSync, cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let world: WorkerWorld;
let data: string;
beforeEach(async () => {
  world = await openWorkerWorld('2026-02-02T08:30:00+08:00');
  data = join(world.folder, 'data');
});
afterEach(() => world[Symbol.asyncDispose]());

const heads = (messages: readonly string[]) => messages.map((message) => message.split('\n')[0]);

test('a data directory that disappears is reported without the outbox, and used again when a copy is put back', async () => {
  world.after(25 * minuteMs, () => renameSync(data, `${data}-away`));
  world.after(hourMs, () => cpSync(`${data}-away`, data, { recursive: true }));

  await world.run(2 * hourMs);

  expect(heads(world.alerts())).toEqual([
    '【数据写不进去】数据目录不在、没有写权限，或磁盘有错。',
    '【已恢复】数据库又能读写了。',
  ]);
  expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条｜迟到补发']);
  expect(await world.read((store) => store.unfinished())).toEqual([]);
});

test('a data directory that comes back empty is not initialised again', async () => {
  world.after(45 * minuteMs, () => {
    renameSync(data, `${data}-away`);
    mkdirSync(data);
  });

  await world.run(2 * hourMs);

  expect(heads(world.alerts())).toEqual(['【数据写不进去】数据目录不在、没有写权限，或磁盘有错。']);
  expect(world.told()).toHaveLength(1);
});

test('a database that is damaged while the worker runs is reported, and the worker continues with a restored backup', async () => {
  const file = join(data, 'digest.db');
  world.after(25 * minuteMs, () => {
    copyFileSync(file, `${file}.copy`);
    writeFileSync(file, Buffer.alloc(64 * 1024, 'garbage '));
  });
  world.after(hourMs, () => renameSync(`${file}.copy`, file));

  await world.run(2 * hourMs);

  expect(heads(world.alerts())).toEqual([
    '【数据库坏了】数据库读不出来，可能断过电或磁盘有错。',
    '【已恢复】数据库又能读写了。',
  ]);
  expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条｜迟到补发']);
});
