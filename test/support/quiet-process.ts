import { PassThrough } from 'node:stream';
import type { Process } from '../../src/program/terminal.ts';

/** A process without input, whose output nobody reads. Each app needs its own: a terminal listens to its streams. */
export function quietProcess(): Process {
  const stderr = Object.assign(new PassThrough(), { fd: 2 });
  return { stdin: new PassThrough(), stdout: new PassThrough(), stderr };
}
