import type { Outcome } from '../model.ts';
import { postToRobot } from './post-to-robot.ts';

/**
 * Asks a robot whether it knows its key, without posting anything: the robot looks at the key before the content, so
 * that a body without a message is refused only by one that knows the key. It costs one call of the robot's quota.
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
