/** A folder with an outbox, a stand-in robot on loopback, and the real program, which delivers to the robot. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hourMs } from '../../src/ground/durations.ts';
import type { OutboxMessage } from '../../src/model.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { groupOf } from '../deliver/outbox-messages.ts';
import { mainFile } from '../support/main-file.ts';
import { contents, type StandInRobot } from '../support/robot.ts';
import { type StandInRobotOptions, startStandInRobot } from '../support/stand-in-robot.ts';
import { type StartedProcess, startProcess } from '../support/started-process.ts';

export interface OutboxWorld extends AsyncDisposable {
  readonly folder: string;
  readonly robot: StandInRobot;
  received(): string[];
  /** The messages in the outbox now. Call it only while no program runs. */
  unfinished(): Promise<readonly OutboxMessage[]>;
  /** Puts `parts` messages of one group into the outbox. */
  enqueue(group: string, parts: number): Promise<void>;
  /** Moves all sends, and the end of every pause, two hours into the past. Call it only while no program runs. */
  letHoursPass(): void;
  /** Starts `node src/main.ts ARGS`. */
  start(args?: readonly string[], env?: Readonly<Record<string, string>>): StartedProcess;
}

const feedsFile = `
digests:
  - { id: daily, title: 早报, schedule: "0 9 * * *", timezone: Asia/Shanghai, webhook: WECOM_WEBHOOK_URL }
feeds:
  - { url: "http://127.0.0.1:9/feed", name: 样例, topic: ai, language: zh }
`;

/** A minute of this robot takes well under a millisecond, so that only the program's own pace matters. */
const hastyClock = {
  now: () => new Date(performance.now() * 1_000_000),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 1_000_000)),
};

export async function openOutboxWorld(options: Partial<StandInRobotOptions> = {}): Promise<OutboxWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-news-digest-outbox-'));
  const dataDir = join(folder, 'data');
  const robot = await startStandInRobot({ clock: hastyClock, ...options });
  const running = new Set<StartedProcess>();
  writeFileSync(join(folder, 'feeds.yaml'), feedsFile);

  async function withStore<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
    const store = await openStore({ dataDir });
    return work(store).finally(() => store.close());
  }

  return {
    folder,
    robot,
    received: () => contents(robot),
    unfinished: () => withStore((store) => store.unfinished()),
    enqueue: async (group, parts) => {
      await withStore((store) => store.enqueue(groupOf({ group, parts, now: new Date() })));
    },
    letHoursPass() {
      const database = new DatabaseSync(join(dataDir, 'digest.db'), { timeout: 10_000 });
      database.exec(`
        UPDATE message SET not_before = not_before - ${2 * hourMs};
        UPDATE attempt SET started_at = started_at - ${2 * hourMs}, finished_at = finished_at - ${2 * hourMs}`);
      database.close();
    },
    start(args = ['deliver'], env = {}) {
      const started = startProcess(process.execPath, [mainFile, ...args], {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
          FEEDS_FILE: 'feeds.yaml',
          DATA_DIR: 'data',
          HTTP_PORT: '0',
          WECOM_WEBHOOK_URL: robot.url,
          WECOM_RATE: '1000/1s',
          ...env,
        },
      });
      running.add(started);
      return { ...started, ended: started.ended.finally(() => running.delete(started)) };
    },
    async [Symbol.asyncDispose]() {
      for (const { process: child } of running) child.kill('SIGKILL');
      await robot.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
