/**
 * A child process without work of its own. It kills itself as often as the file of MORTAL_ENDS says (one character for
 * each time), and after that reports each work as done.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { digestCommand } from '../../src/ground/command-name.ts';
import type { ChildOrder, ChildReport } from '../../src/program/child-process.ts';

const endsFile = process.env.MORTAL_ENDS ?? '';

process.on('message', (order: ChildOrder) => {
  if (order.kind !== 'work') return;
  const ends = readFileSync(endsFile, 'utf8');
  if (ends !== '') {
    writeFileSync(endsFile, ends.slice(1));
    process.kill(process.pid, 'SIGKILL');
    return;
  }
  process.send?.({
    kind: 'done',
    id: order.id,
    composed: { stories: 7, command: digestCommand } as never,
  } satisfies ChildReport);
});
