import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { webhookProblem } from '../config/webhooks.ts';
import type { ExitCode } from '../ground/command-error.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';
import { drainForCommand, tellDrain } from './drain.ts';
import { refuseProblems } from './requirements.ts';

const giveUpMs = 60 * 60_000;

export interface ByHand {
  /** Name of the variable that holds the robot's address. */
  readonly webhook: string;
  /** JSON bodies, in order. */
  readonly bodies: readonly string[];
}

/** Sends messages outside any edition, in order, through the same outbox, pace and exit codes. */
export async function sendByHand(app: App, config: Config, byHand: ByHand): Promise<ExitCode> {
  requireRobot(config, byHand.webhook);
  const store = await app.openStore(config);
  try {
    return await enqueueAndDrain(app, config, { store, groups: [byHand] });
  } finally {
    await store.close();
  }
}

/** @throws CommandError when the variable holds no usable address */
export function requireRobot({ secret }: Config, webhook: string): void {
  const problem = webhookProblem(webhook, secret(webhook));
  if (problem !== undefined) refuseProblems([problem]);
}

/** Stores each group of messages for its robot and sends them, each robot its own in order; what waits for others is left. */
export async function enqueueAndDrain(
  app: App,
  config: Config,
  { store, groups }: { readonly store: Store; readonly groups: readonly ByHand[] },
): Promise<ExitCode> {
  const createdAt = app.clock.now();
  const giveUpAt = new Date(createdAt.getTime() + giveUpMs);
  const group = { kind: 'by-hand', id: randomUUID() } as const;
  const messages = groups.flatMap(({ webhook, bodies }) =>
    bodies.map((body, index) => ({
      webhook,
      group,
      part: index + 1,
      parts: bodies.length,
      priority: 'normal' as const,
      body,
      storyIds: [],
      createdAt,
      giveUpAt,
      catchUpUntil: giveUpAt,
    })),
  );
  const own = await store.enqueue(messages);
  const result = await drainForCommand(
    app,
    config,
    store,
    own.map(({ id }) => id),
  );
  await tellDrain(app, { store, config, result });
  return result.exitCode;
}
