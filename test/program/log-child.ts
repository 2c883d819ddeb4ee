/**
 * A program that logs: 2,000 lines of 1 kB, then, once its stdin has ended, one more. It tells on stdout how many lines
 * were lost by then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../src/program/log.ts';

const log = await createLog({ level: 'info', format: process.argv[2] === 'pretty' ? 'pretty' : 'json' });
for (let number = 1; number <= 2_000; number++) log.info({ number, text: 'x'.repeat(1_000) }, 'a line');
process.stdout.write(`${log.lostLines()}\n`);

for await (const _ of process.stdin);
await sleep(500);
log.info('the last line');
process.stdout.write(`${log.lostLines()}\n`);
