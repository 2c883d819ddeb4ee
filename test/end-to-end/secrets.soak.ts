import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/program/system-clock.ts';
import { mainFile } from '../support/main-file.ts';
import { type Fault, startStandInRobot } from '../support/stand-in-robot.ts';
import { startProcess } from '../support/started-process.ts';
import { canary, openWorld } from './program.ts';

const faults: readonly Fault[] = [
  ...[-1, 45009, 45033, 40058, 93000, 93004, 88888].map((errcode) => ({ kind: 'errcode', errcode }) as const),
  { kind: 'reset', accepted: false },
  { kind: 'reset', accepted: true },
  { kind: 'silence', accepted: true },
  { kind: 'bad-gateway', accepted: true },
  { kind: 'overloaded' },
  { kind: 'login-page' },
];

test.concurrent.each(faults)(
  'the key of a robot is in no byte of what the program says, keeps or is called by: $kind $errcode',
  async (fault) => {
    const world = await openWorld();
    let calls = 0;
    const robot = await startStandInRobot({
      clock: systemClock,
      key: canary,
      faults: () => {
        calls += 1;
        return fault;
      },
    });
    try {
      const { process: child, ended } = startProcess(process.execPath, [mainFile, 'send', 'text', 'hello'], {
        cwd: world.folder,
        env: {
          PATH: process.env.PATH,
          FEEDS_FILE: 'feeds.yaml',
          DATA_DIR: 'data',
          LOG_LEVEL: 'trace',
          WECOM_TIMEOUT: '1s',
          WECOM_WEBHOOK_URL: robot.url,
        },
      });
      while (calls === 0 && child.exitCode === null) await systemClock.sleep(20);
      // Linux shows the command line of a process; other systems have no such file.
      const title = existsSync(`/proc/${child.pid}/cmdline`) ? readFileSync(`/proc/${child.pid}/cmdline`, 'utf8') : '';
      // Long enough for the timeout and its log line; after that the program would only wait for its next retry.
      await Promise.race([ended, systemClock.sleep(2_000)]);
      child.kill('SIGTERM');
      const { stdout, stderr } = await ended;

      expect(calls).toBeGreaterThan(0);
      expect(stdout + stderr).not.toBe('');
      expect(stdout + stderr + title).not.toContain(canary);
      const data = join(world.folder, 'data');
      for (const file of readdirSync(data)) expect(readFileSync(join(data, file)).includes(canary), file).toBe(false);
    } finally {
      await robot.close();
      await world.close();
    }
  },
);
