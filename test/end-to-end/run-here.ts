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

export async function runHere(args: readonly string[], { cwd, env, input }: Run): Promise<Ended> {
  const outputs = mkdtempSync(join(tmpdir(), 'ai-news-digest-output-'));
  const [stdout, stderr] = ['stdout', 'stderr'].map((name) => openOutput(join(outputs, name)));
  if (stdout === undefined || stderr === undefined) throw new Error('unreachable');
  const process = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, exitCode: undefined };
  try {
    const app = await createApp({ cwd, env, clock: systemClock, process }, new AbortController().signal);
    const code = await runCommandLine(args, app);
    app.terminal.close();
    return { code: process.exitCode ?? code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    for (const output of [stdout, stderr]) closeSync(output.fd);
    rmSync(outputs, { recursive: true });
  }
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
