import type { Config } from '../config/config.ts';
import { webhookProblem } from '../config/webhooks.ts';
import { type ByHand, enqueueByHand } from '../control/by-hand.ts';
import type { ExitCode } from '../ground/command-error.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';
import { drainForCommand, reportDrain } from './drain.ts';
import { refuseProblems } from './requirements.ts';

/** Sends messages outside any edition in order, through the same outbox and rate limit. */
export async function sendByHand(app: App, config: Config, byHand: ByHand): Promise<ExitCode> {
  requireRobot(config, byHand.webhook);
  const store = await app.openStore(config);
  try {
    return await enqueueAndDrain(app, config, { store, groups: [byHand] });
  } finally {
    await store.close();
  }
}

/** @throws CommandError when the variable has no usable address */
export function requireRobot(config: Config, webhook: string): void {
  const problem = webhookProblem(webhook, config);
  if (problem !== undefined) refuseProblems([problem]);
}

/** Stores the groups of messages and sends only them, in order for each robot. */
export async function enqueueAndDrain(
  app: App,
  config: Config,
  { store, groups }: { readonly store: Store; readonly groups: readonly ByHand[] },
): Promise<ExitCode> {
  const ids = await enqueueByHand(store, groups, app.clock.now());
  const result = await drainForCommand(app, config, store, ids);
  await reportDrain(app, { store, config, result });
  return result.exitCode;
}
