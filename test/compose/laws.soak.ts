/** The laws of splitter and safe text over many more cases than a change can wait for. */
process.env.SPLIT_RUNS = '80';
process.env.HOSTILE_RUNS = '2000';
await import('./split.test.ts');
await import('./hostile-digests.test.ts');

export {};
