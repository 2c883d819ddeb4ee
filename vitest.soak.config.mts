import { defineConfig } from 'vitest/config';

const shared = {
  // A proof that hangs must fail long before CI itself runs out of time.
  testTimeout: 10 * 60_000,
  hookTimeout: 60_000,
  env: { TZ: 'UTC', NO_COLOR: '1' },
} as const;

/** On virtual time, without processes or servers: as many at once as there are cores. */
const simulations = [
  'test/deliver/{fault-days,simulation}.soak.ts',
  'test/deliver/rooms/*.soak.ts',
  'test/{compose,enrich,worker}/*.soak.ts',
  'test/collect/read/pump.soak.ts',
];

export default defineConfig({
  test: {
    bail: 1,
    projects: [
      {
        test: {
          ...shared,
          name: 'simulations',
          include: simulations,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'processes',
          include: ['test/**/*.soak.ts'],
          exclude: simulations,
          // What starts processes and measures them has the machine to itself.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
