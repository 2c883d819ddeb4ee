import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const memoryDisk = '/dev/shm';
const isRoomy = existsSync(memoryDisk) && freeBytes(memoryDisk) > 1_000_000_000;

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Also for the soak. */
export const shared = {
  // Node loads the modules and strips the types, as it does for the program; without mocks there is nothing to transform.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  env: {
    TZ: 'UTC',
    NO_COLOR: '1',
    // A database on a disk waits at each transaction.
    TMPDIR: isRoomy ? memoryDisk : tmpdir(),
    // Half of the time of a program that ends at once is compiling.
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
  },
} as const;

export default defineConfig({
  test: {
    ...shared,
    include: ['test/**/*.test.ts'],
    // Half of these tests start processes, on machines that may be slow and busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Vitest leaves one core free; half of these tests wait for processes that they started.
    maxWorkers: '100%',
    // Modules are loaded once for all files of a worker: no test mocks a module or leaves the process changed.
    isolate: false,
    // Most of what a test allocates is garbage at once: fewer collections of a larger young generation.
    execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=64'],
  },
});
