import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Tests never read the operator's own settings.
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
