/** A worker (`start`) of the program, with its pages on a port of its own and its log as JSON. */
import { vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import type { Running, World } from './program.ts';

export interface RunningWorker {
  readonly pid: number;
  /** Address of its pages. */
  readonly pages: string;
  log(): string;
  /** Waits until the log contains this text. @throws after `timeoutMs`, by default a minute */
  logged(text: string, timeoutMs?: number): Promise<void>;
  readonly ended: Promise<unknown>;
  /** Stops it as SIGTERM does. @returns its exit code */
  end(): Promise<number | null>;
}

/** Collects and composes only when a test asks for it: for `World.writeFeeds`. */
export const never = { schedule: '0 0 29 2 *' };

interface WorkerStart {
  readonly env?: Readonly<Record<string, string>>;
  /** @default true */
  readonly inOwnProcess?: boolean;
}

export async function startWorker(
  world: World,
  { env = {}, inOwnProcess = true }: WorkerStart = {},
): Promise<RunningWorker> {
  const port = await freePort();
  const running: Running = world.start(['start'], {
    env: { HTTP_PORT: `${port}`, LOG_FORMAT: 'json', ...env },
    inOwnProcess,
  });
  return {
    pid: running.pid,
    pages: `http://127.0.0.1:${port}`,
    log: running.log,
    ended: running.ended,
    async logged(text, timeoutMs = 60_000) {
      await vi.waitUntil(() => running.log().includes(text), { timeout: timeoutMs });
    },
    async end() {
      running.stop();
      return (await running.ended).code;
    },
  };
}
