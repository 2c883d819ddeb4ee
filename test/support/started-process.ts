/** A process that a test starts, and all that it writes. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedProcess {
  readonly process: ChildProcess;
  /** What it has written to stderr so far. */
  log(): string;
  readonly ended: Promise<Ended>;
}

interface Run {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** All of its stdin. @default nothing */
  readonly input?: string | Uint8Array;
}

export function startProcess(file: string, args: readonly string[], { cwd, env, input = '' }: Run): StartedProcess {
  const child = spawn(file, args, { cwd, env });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...written }));
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return { process: child, log: () => written.stderr, ended };
}
