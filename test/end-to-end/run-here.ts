/**
 * Runs the program inside this process, with the same command line, world and files as in a separate process. It takes
 * a tenth of the time, because the modules are loaded and compiled once.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { mainFile } from '../support/main-file.ts';

// In its messages the program names the file that was started.
process.argv[1] = mainFile;
const { runCommandLine } = await import('../../src/commands/command-line.ts');
const { createApp } = await import('../../src/program/create-app.ts');
const { systemClock } = await import('../../src/program/system-clock.ts');

interface Run {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | Uint8Array;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on, for example a worker. */
export interface RunningHere {
  /** What it has written to stderr so far. */
  log(): string;
  /** As SIGTERM does. */
  stop(): void;
  readonly ended: Promise<Ended>;
}

export function startHere(args: readonly string[], { cwd, env, input }: Run): RunningHere {
  const outputs = mkdtempSync(join(tmpdir(), 'ai-news-digest-output-'));
  const [stdout, stderr] = ['stdout', 'stderr'].map((name) => openOutput(join(outputs, name)));
  if (stdout === undefined || stderr === undefined) throw new Error('unreachable');
  const process = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, exitCode: undefined };
  const stop = new AbortController();
  let last = '';
  const run = async () => {
    try {
      const app = await createApp({ cwd, env, clock: systemClock, process }, stop.signal);
      const code = await runCommandLine(args, app);
      app.terminal.close();
      last = stderr.text();
      return { code: process.exitCode ?? code, stdout: stdout.text(), stderr: last };
    } finally {
      for (const output of [stdout, stderr]) closeSync(output.fd);
      rmSync(outputs, { recursive: true });
    }
  };
  return { log: () => last || stderr.text(), stop: () => stop.abort('SIGTERM'), ended: run() };
}

/** A file, because the log writes to the file descriptor of stderr, and the terminal to its stream. */
function openOutput(path: string) {
  const fd = openSync(path, 'a');
  const stream = new Writable({
    write(chunk: Uint8Array, _, done) {
      writeSync(fd, chunk);
      done();
    },
  });
  return Object.assign(stream, { fd, text: () => readFileSync(path, 'utf8') });
}
