import type { Outcome } from '../model.ts';
import { postToRobot, type RobotPost } from './post-to-robot.ts';

/** The errcode of a text without content: it is told only after the key was found good. */
const emptyContent = 44004;

/**
 * Asks a robot whether it knows its key without posting anything: a message without content is refused, but not
 * before the key was looked at. `accepted` means that the key is good.
 */
export async function probeRobot(post: Omit<RobotPost, 'body'>): Promise<Outcome> {
  const outcome = await postToRobot({ ...post, body: JSON.stringify({ msgtype: 'text', text: { content: '' } }) });
  return outcome.kind === 'refused' && outcome.errcode === emptyContent ? { kind: 'accepted' } : outcome;
}
