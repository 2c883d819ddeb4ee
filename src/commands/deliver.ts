import { closeAfter } from '../ground/close-after.ts';
import type { ExitCode } from '../ground/command-error.ts';
import type { App } from './app.ts';
import { drainOutbox } from './drain.ts';

/** Drains the outbox, also for keys that were refused before. Messages without an address stay, and the output says so. */
export async function deliver(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  return closeAfter(app.openStore(config), (store) => drainOutbox(app, { config, store }));
}
