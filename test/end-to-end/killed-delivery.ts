/** Delivers 30 messages with the real program, which is killed repeatedly at moments that the robot determines. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { createSeededRandom } from '../support/seeded-random.ts';
import type { StartedProcess } from '../support/started-process.ts';
import { openOutboxWorld } from './outbox-world.ts';

/** When a run of the program is killed: at its n-th call, before or after the robot's answer, or some time later. */
interface Death {
  readonly call: number;
  readonly moment: 'before the answer' | 'after the answer' | 'between two';
  readonly laterMs: number;
}

export interface KilledDelivery {
  readonly kills: number;
  /** Contents in the group, in order. */
  readonly received: readonly string[];
  /** Messages whose call was the last one at the robot when the program was killed. */
  readonly inFlight: ReadonlySet<string>;
  /** Runs that ended by themselves with a failure. */
  readonly failures: readonly string[];
  readonly unfinished: number;
}

export const messages = 30;

/** @param kills maximum number; there are fewer if the delivery is done earlier */
export async function deliverAndKill(seed: number, kills: number): Promise<KilledDelivery> {
  const deaths = deathsOf(seed, kills);
  const inFlight = new Set<string>();
  let life: { readonly running: StartedProcess; readonly death: Death | undefined; calls: number } | undefined;
  let lastContent = '';

  const die = async (moment: Death['moment']) => {
    const { running, death, calls } = life ?? {};
    if (death?.moment !== moment || death.call !== calls || !running) return;
    if (moment === 'between two') await sleep(death.laterMs);
    running.process.kill('SIGKILL');
    await running.ended;
  };

  await using world = await openOutboxWorld({
    faults: (_, body) => {
      if (life) life.calls += 1;
      lastContent = (JSON.parse(body) as { markdown: { content: string } }).markdown.content;
      return undefined;
    },
    beforeAnswer: () => die('before the answer'),
    afterAnswer: () => {
      void die('after the answer');
      void die('between two');
    },
  });
  await world.enqueue('daily', messages);

  const failures: string[] = [];
  let killed = 0;
  for (const death of [...deaths, undefined]) {
    const running = world.start();
    life = { running, death, calls: 0 };
    const { code, stderr } = await running.ended;
    // What it sent before it was killed may still be on its way through this process to the robot.
    for (let turns = 0; turns < 20; turns++) await turn();
    if (code === null) {
      killed += 1;
      inFlight.add(lastContent);
      world.letHoursPass();
    } else if (code !== 0 && !stderr.includes('不知送到没有')) failures.push(`ended with ${code}: ${stderr}`);
  }
  const unfinished = await world.unfinished();
  return { kills: killed, received: world.received(), inFlight, failures, unfinished: unfinished.length };
}

function deathsOf(seed: number, kills: number): Death[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: kills }, () => ({
    call: random.integer(1, 2),
    moment: random.pick(['before the answer', 'after the answer', 'between two']),
    laterMs: random.integer(1, 10),
  }));
}

/** Violations of what a delivery must guarantee despite the kills; empty if there are none. */
export function killFaults({ received, inFlight, failures, unfinished }: KilledDelivery): string[] {
  const expected = Array.from({ length: messages }, (_, index) => `daily (${index + 1}/${messages})`);
  const repeats = received.filter((content, index) => received.indexOf(content) !== index);
  const faults = expected.filter((content) => !received.includes(content)).map((content) => `lost: ${content}`);
  const distinct = received.filter((content, index) => content !== received[index - 1]);
  if (faults.length === 0 && distinct.join() !== expected.join()) faults.push(`out of order: ${received.join(' ')}`);
  faults.push(...repeats.filter((content) => !inFlight.has(content)).map((content) => `needless repeat: ${content}`));
  if (unfinished > 0) faults.push(`${unfinished} messages still wait`);
  return [...faults, ...failures];
}

/** How many of the received messages are duplicates. */
export function repeatsOf({ received }: KilledDelivery): number {
  return received.length - new Set(received).size;
}
