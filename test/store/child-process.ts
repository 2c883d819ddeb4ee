/** Starts test/store/child.ts, a second process on the same DATA_DIR. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Its next line on stdout. */
  line(): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export function child(task: string, dataDir: string): Child {
  const script = fileURLToPath(new URL('./child.ts', import.meta.url));
  const process_ = spawn(process.execPath, [script, task, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  return {
    process: process_,
    line: async () => (await lines.next()).value ?? '',
    ended: once(process_, 'exit').then(([code, signal]) => ({ code, signal })),
  };
}

/** The only line it says, once it has ended well. */
export async function spoken({ line, ended }: Child): Promise<string> {
  const said = await line();
  const { code } = await ended;
  if (code !== 0) throw new Error(`the child ended with ${code}`);
  return said;
}
