import type { Config } from '../config/config.ts';
import { webhookProblem } from '../config/webhooks.ts';
import { type ByHand, enqueueByHand } from '../control/by-hand.ts';
import { robotsOf } from '../control/robots.ts';
import { closeAfter } from '../ground/close-after.ts';
import type { ExitCode } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { App } from './app.ts';
import { drainOutbox } from './drain.ts';
import { refuseProblems } from './requirements.ts';

/** Sends messages outside any edition in order, through the same outbox and rate limit. */
export async function sendByHand(app: App, config: Config, byHand: ByHand): Promise<ExitCode> {
  requireRobot(config, byHand.webhook);
  return closeAfter(app.openStore(config), async (store) => {
    const ids = await enqueueByHand(store, [byHand], app.clock.now());
    return drainOutbox(app, { config, store }, ids);
  });
}

/** @throws CommandError when the variable has no usable address; without any, it names the rooms that have one */
export function requireRobot(config: Config, webhook: string): void {
  const problem = webhookProblem(webhook, config);
  if (problem === undefined) return;
  const others = robotsOf(config).filter((name) => config.secret(name) !== undefined);
  const isUnknown = config.secret(webhook) === undefined && others.length > 0;
  refuseProblems([isUnknown ? { ...problem, remedy: chooseOf(others, webhook) } : problem]);
}

function chooseOf(rooms: readonly string[], webhook: string) {
  return phrase(
    `--to 后面写这些里的一个：${rooms.join('、')}；或在 .env 里写 ${webhook}=地址`,
    `choose one of these with --to: ${rooms.join(', ')}; or set ${webhook} to an address in .env`,
  );
}
