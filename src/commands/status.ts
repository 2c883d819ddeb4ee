import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { checkWebhooks } from '../config/webhooks.ts';
import { closeAfter } from '../ground/close-after.ts';
import { type ExitCode, exitCode, problemLines } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import { workerState } from '../operator/heartbeat.ts';
import type { StatusSubject } from '../show/status.ts';
import { databaseFile } from '../store/sqlite-store.ts';
import type { App } from './app.ts';

/**
 * Prints the state of the program. It reads a copy of the store, so it never disturbs the worker. It also works while
 * feeds.yaml is broken, since the worker then keeps running with its last good version.
 */
export async function status(
  app: App,
  { json, healthy }: { readonly json?: boolean; readonly healthy?: boolean },
): Promise<ExitCode> {
  const environment = app.environment();
  if (healthy) return (await isWorkerHealthy(app, environment)) ? exitCode.ok : exitCode.failed;
  const [loaded, { statusReport, statusText }, { heldSlots }] = await Promise.all([
    app.reloadConfig(),
    import('../show/status.ts'),
    import('../show/outlook.ts'),
  ]);
  const problems = loaded.ok ? checkWebhooks(loaded.config) : loaded.problems;
  if (!loaded.ok) app.terminal.note(brokenConfig[app.language]);
  if (problems.length > 0) app.terminal.note(problemLines(problems, app.language));
  return closeAfter(app.openScratchStore({ environment }), async (store) => {
    const report = await statusReport(loaded.ok ? loaded.config : noConfig, store, {
      now: app.clock.now(),
      language: app.language,
      model: await app.modelStatus({ environment }),
    });
    if (json) app.terminal.print(JSON.stringify(report, undefined, 2));
    else app.terminal.print(statusText(report, app.language, await heldSlots(store)));
    return exitCode.ok;
  });
}

const brokenConfig = phrase(
  '配置有误，看不到日报和源；常驻程序沿用上一个好的配置：',
  'The configuration is broken, so digests and feeds cannot be shown. A running worker keeps its last good one:',
);

const noConfig: StatusSubject = { digests: [], feeds: [], calendar: { daysOff: [], workdays: [] } };

/** Containers call this every minute, so it reads a few facts from the store itself and not from a copy. */
async function isWorkerHealthy(app: App, environment: Environment): Promise<boolean> {
  if (environment.database === 'sqlite' && !existsSync(join(environment.dataDir, databaseFile))) return false;
  return closeAfter(
    app.openStore({ environment }),
    async (store) => (await workerState(store, app.clock.now())) === 'running',
  );
}
