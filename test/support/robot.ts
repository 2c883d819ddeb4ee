/** The stand-in robot, as the tests use it. */
import { type StandInRobot, type StandInRobotOptions, startStandInRobot } from './stand-in-robot.ts';

export type { Fault, StandInRobot } from './stand-in-robot.ts';

/** A robot that closes itself when the test's scope ends: `await using robot = await standInRobot({ clock })`. */
export async function standInRobot(options: StandInRobotOptions): Promise<StandInRobot & AsyncDisposable> {
  const robot = await startStandInRobot(options);
  return { ...robot, [Symbol.asyncDispose]: robot.close };
}

/** The contents of the group's messages, in order. */
export function contents(robot: StandInRobot): string[] {
  return robot.received.map(({ content }) => content);
}
