import type { ExitCode } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { App } from './app.ts';
import { drainForCommand, tellDrain } from './drain.ts';

/** Only drains the outbox; probes a key that was refused before. What has no address waits, and the result says so. */
export async function deliver(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const store = await app.openStore(config);
  try {
    const result = await drainForCommand(app, config, store);
    await tellDrain(app, { store, config, result, again: phrase('运行一次', 'run it again') });
    return result.exitCode;
  } finally {
    await store.close();
  }
}
