import { expect, test } from 'vitest';
import { createJobLane, type Job } from '../../src/worker/job-lane.ts';
import { createFakeClock } from '../support/fake-clock.ts';

function lane(width?: number) {
  const clock = createFakeClock();
  const stop = new AbortController();
  const failures: unknown[] = [];
  const done: string[] = [];
  const jobs = createJobLane({
    clock,
    width,
    signal: stop.signal,
    onFailure: (name, error) => void failures.push([name, error]),
  });
  const job = (name: string, ms: number): Job => ({
    name,
    limitMs: 60_000,
    async run(signal) {
      await clock.sleep(ms, signal);
      done.push(signal.aborted ? `${name} stopped` : name);
    },
  });
  return { clock, stop, failures, done, jobs, job };
}

test('jobs of a lane run one after the other, each name once at a time', async () => {
  const { jobs, job, done } = lane();

  const first = jobs.add(job('collect', 1000));
  expect(jobs.add(job('collect', 1000))).toBe(first);
  await jobs.add(job('digest', 10));
  await jobs.add(job('collect', 10));

  expect(done).toEqual(['collect', 'digest', 'collect']);
});

test('a job that throws or hangs is reported, and the next one runs', async () => {
  const { jobs, job, done, failures, clock } = lane();
  const error = new Error('no');

  void jobs.add({ name: 'broken', limitMs: 1000, run: () => Promise.reject(error) });
  void jobs.add({ name: 'hanging', limitMs: 1000, run: () => new Promise(() => undefined) });
  await jobs.add(job('digest', 10));

  expect(failures).toEqual([
    ['broken', error],
    ['hanging', undefined],
  ]);
  expect(done).toEqual(['digest']);
  expect(clock.elapsedMs()).toBe(1010);
});

test('a stop aborts the running job, and waiting jobs never begin', async () => {
  const { jobs, job, done, stop, clock, failures } = lane();
  void jobs.add(job('digest', 30_000));
  void jobs.add(job('collect', 10));
  clock.after(5000, () => stop.abort());

  await jobs.ended('digest');
  await jobs.close();

  expect(done).toEqual(['digest stopped']);
  expect(failures).toEqual([]);
  expect(jobs.has('collect')).toBe(false);
});

test('a wide lane runs a few jobs side by side, in their order', async () => {
  const { jobs, job, done, clock } = lane(2);

  await Promise.all([job('a', 30), job('b', 10), job('c', 10), job('d', 30)].map((one) => jobs.add(one)));

  expect(done).toEqual(['b', 'c', 'a', 'd']);
  expect(clock.elapsedMs()).toBe(50);
});
