import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Half of these tests start processes, on machines that may be slow and busy.
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // Vitest leaves one core free; half of these tests wait for processes that they started.
    maxWorkers: '100%',
    // Modules are loaded once for all files of a worker: no test mocks a module or leaves the process changed.
    isolate: false,
    // Tests never read the operator's own settings.
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
