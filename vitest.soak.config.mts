import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { shared } from './vitest.config.mts';

// A proof that hangs must fail long before CI itself runs out of time; a slow machine takes ten times as long as an idle one.
const timeouts = { testTimeout: 30 * 60_000, hookTimeout: 10 * 60_000 };

/** It keeps all cores busy by itself, and measures how soon the program answers. */
const alone = ['test/end-to-end/crowd.soak.ts'];

/**
 * Those of the others that take a minute and more, so that none of them is left to run at the end: beside the two that
 * use the processor (kill, pump) those that wait most of their time.
 */
const longest = [
  'replica-history',
  'kill',
  'pump',
  'worker-trouble',
  'replicas',
  'many-feeds',
  'stopped-process',
  'worker-months',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => longest.toReversed().indexOf(basename(moduleId, '.soak.ts'));
    return (await super.sort(files)).sort((a, b) => rank(b) - rank(a));
  }
}

export default defineConfig({
  test: {
    bail: 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          ...timeouts,
          name: 'together',
          include: ['test/**/*.soak.ts'],
          exclude: alone,
          // Many of them wait for a process or a timeout.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          ...timeouts,
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
