/**
 * A program that logs many lines of 1 kB at once and then, when its stdin has ended and some time has passed, one more.
 * It tells on stdout how many lines were lost by then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../src/program/log.ts';
import type { LogChild } from './log.test.ts';

const { lines, waitMs } = JSON.parse(process.argv[2] ?? '{}') as LogChild;
const log = await createLog({ level: 'info', format: 'json', language: 'zh-CN', stderr: process.stderr });
for (let number = 1; number <= lines; number++) log.info({ number, text: 'x'.repeat(1_000) }, 'a line');
process.stdout.write(`${log.lostLines()}\n`);

for await (const _ of process.stdin);
await sleep(waitMs);
log.info('the last line');
process.stdout.write(`${log.lostLines()}\n`);
