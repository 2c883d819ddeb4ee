import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    // A proof that hangs must fail long before CI itself runs out of time.
    testTimeout: 10 * 60_000,
    bail: 1,
    hookTimeout: 60_000,
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
