import { closeAfter } from '../ground/close-after.ts';
import type { ExitCode } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { App } from './app.ts';
import { drainForCommand, reportDrain } from './drain.ts';

/** Drains the outbox, also for keys that were refused before. Messages without an address stay, and the output says so. */
export async function deliver(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  return closeAfter(app.openStore(config), async (store) => {
    const result = await drainForCommand(app, config, store);
    await reportDrain(app, { store, config, result, again: phrase('运行一次', 'run it again') });
    return result.exitCode;
  });
}
