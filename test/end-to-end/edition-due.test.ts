import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('where nothing is due, run says when the next edition comes and how to send one now, and the others agree', async () => {
  // Once a week, and never within three days of the real time, which the program uses.
  const weekday = (new Date().getUTCDay() + 3) % 7;
  world.writeFeeds({ digest: { schedule: `0 12 * * ${weekday}`, timezone: 'Etc/UTC' } });

  const nothing = await world.run(['run']);
  expect(nothing).toMatchObject({ code: 0, stderr: expect.stringContaining('现在没有该发的一期') });
  expect(nothing.stderr).toContain('--force');
  expect(world.robot.received).toEqual([]);

  const [next] = /下一期 \S+ \S+ 12:00/.exec(nothing.stderr) ?? [];
  expect(next).toBeDefined();
  const [status, check, preview] = await Promise.all(
    [['status'], ['check'], ['preview']].map((args) => world.run(args)),
  );
  expect(status?.stdout).toContain(next);
  expect(check?.stdout).toContain(next);
  expect(preview?.stdout).toContain(next?.replace('下一期 ', ''));
});
