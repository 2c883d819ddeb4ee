import type { Outcome } from '../model.ts';
import { postToRobot } from './post-to-robot.ts';

/**
 * Asks a robot whether it knows its key, without posting anything. The robot checks the key before the content, so only
 * a robot that knows the key refuses a body without a message. It costs one call of the robot's quota.
 * @returns `accepted` when the key is good, else what came instead
 */
export async function probeRobot(robot: {
  readonly address: string;
  readonly timeoutMs: number;
  readonly proxy?: string | undefined;
}): Promise<Outcome> {
  const outcome = await postToRobot({ ...robot, body: '{}' });
  return outcome.kind === 'refused' ? { kind: 'accepted' } : outcome;
}
