/**
 * A digest of two messages that meets faults for seconds or days, on virtual time. A certain fault keeps the call from
 * the robot. An unsure one may or may not let it through, and hides which.
 */
import { readAnswer } from '../../src/deliver/answer.ts';
import { createDeliverer } from '../../src/deliver/deliver.ts';
import { hourMs, minuteMs } from '../../src/ground/durations.ts';
import type { OutboxState, Outcome } from '../../src/model.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createRobotModel, type RobotModel } from '../support/robot-model.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { mortal } from './mortal.ts';
import { createOutboxInMemory } from './outbox-in-memory.ts';
import { groupOf } from './outbox-messages.ts';

export const certainFaults = [
  'no connection',
  'login page',
  'page with 403',
  'page with 502',
  '429',
  '503 with Retry-After',
  '45009',
  '45033',
] as const;
const unsureFaults = ['reset', 'time-out', '500', '-1', 'cut short', 'crash'] as const;

type CertainFault = (typeof certainFaults)[number];
type UnsureFault = (typeof unsureFaults)[number];

export interface Fault {
  readonly kind: CertainFault | UnsureFault;
  /** Whether the message stands in the group all the same. */
  readonly delivers: boolean;
}

export interface FaultDays {
  readonly seed: number;
  readonly giveUpMs: number;
  /** What meets a call that is made so long after the messages were stored; undefined: it goes through. */
  faultAt(elapsedMs: number, random: () => number): Fault | undefined;
}

export interface FaultDaysResult {
  readonly messages: readonly { readonly state: OutboxState; readonly copies: number; readonly finalAtMs: number }[];
}

const timeoutMs = 15_000;

export async function liveThrough({ seed, giveUpMs, faultAt }: FaultDays): Promise<FaultDaysResult> {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const store = createOutboxInMemory();
  const robot = createRobotModel({ nowMs: clock.elapsedMs });
  const finalAtMs = new Map<number, number>();
  const stored = await store.enqueue(groupOf({ group: 'daily', parts: 2, now: clock.now(), giveUpMs }));

  while ((await store.unfinished()).length > 0) {
    if (clock.elapsedMs() > 10 * 24 * hourMs) throw new Error('the digest never ends');
    const life = mortal(store);
    const died = Promise.withResolvers<void>();
    const die = () => {
      life.kill();
      died.resolve();
    };
    const deliverer = createDeliverer({
      store: life.store,
      secret: () => 'https://robot.example/send?key=k',
      clock,
      elapsedMs: clock.elapsedMs,
      random: random.next,
      post: ({ body }) => {
        const fault = faultAt(clock.elapsedMs(), random.next);
        return life.whileAlive(meet({ fault, body, robot, sleep: (ms) => clock.sleep(ms), die }));
      },
      rate: () => ({ messages: 18, windowMs: minuteMs }),
      cooldownMs: () => 65_000,
      onEvent: (event) => {
        if ('message' in event && event.kind !== 'postponed') finalAtMs.set(event.message.id, clock.elapsedMs());
      },
    });
    await Promise.race([deliverer.drain(), died.promise]);
    await clock.sleep(1_000);
  }

  const messages = await Promise.all(stored.map(({ id }) => store.outboxMessage(id)));
  await store.close();
  return {
    messages: messages
      .filter((message) => message !== undefined)
      .map(({ id, state, body }) => ({
        state,
        copies: robot.received.filter((received) => received.body === body).length,
        finalAtMs: finalAtMs.get(id) ?? 0,
      })),
  };
}

interface Call {
  readonly fault: Fault | undefined;
  readonly body: string;
  readonly robot: RobotModel;
  sleep(ms: number): Promise<void>;
  die(): void;
}

async function meet({ fault, body, robot, sleep, die }: Call): Promise<Outcome> {
  const isPassedOn = fault === undefined || fault.delivers;
  const judged = isPassedOn ? robot.begin({ contentType: 'application/json', key: 'k', body }) : undefined;
  await sleep(fault?.kind === 'time-out' ? timeoutMs : 100);
  judged?.end();
  if (fault?.kind === 'crash') die();
  return fault === undefined ? answer(200, `{"errcode":${judged?.errcode}}`) : outcomeOf(fault.kind);
}

function outcomeOf(kind: Fault['kind']): Outcome {
  switch (kind) {
    case 'no connection':
      return { kind: 'not-delivered', cause: 'connect' };
    case 'login page':
      return answer(200, '<!DOCTYPE html><title>Log in</title>');
    case 'page with 403':
      return answer(403, '<html>Forbidden</html>');
    case '429':
      return answer(429, '');
    case '503 with Retry-After':
      return answer(503, '<html>', true);
    case '45009':
    case '45033':
    case '-1':
      return answer(200, `{"errcode":${kind}}`);
    case '500':
      return answer(500, 'Internal Server Error');
    case 'page with 502':
      return answer(502, '<html><h1>502 Bad Gateway</h1></html>');
    case 'cut short':
      return answer(200, '{"errcode":');
    case 'reset':
      return { kind: 'unsure', cause: 'reset' };
    case 'time-out':
      return { kind: 'unsure', cause: 'timeout' };
    case 'crash':
      return { kind: 'unsure', cause: 'crash' };
  }
}

const answer = (status: number, body: string, hasRetryAfter = false) =>
  readAnswer({ status, headers: hasRetryAfter ? { 'retry-after': '5' } : {}, body: new TextEncoder().encode(body) });

/** Every fault, each unsure one both ways. */
export const allFaults: readonly Fault[] = [
  ...certainFaults.map((kind) => ({ kind, delivers: false })),
  ...unsureFaults.flatMap((kind) => [
    { kind, delivers: false },
    { kind, delivers: true },
  ]),
];

function isCertain({ kind }: Fault): boolean {
  return (certainFaults as readonly string[]).includes(kind);
}

/** One line for each law that a digest breaks which met one fault for `lastsMs`, and then none. */
export function* matrixFaults(fault: Fault, lastsMs: number, giveUpMs: number, result: FaultDaysResult) {
  // A pause of five minutes may have begun just before the end of the fault; the second message waits for the first.
  const endsInTime = lastsMs < giveUpMs - 10 * minuteMs;
  for (const [index, { state, copies, finalAtMs }] of result.messages.entries()) {
    const name = `${fault.kind}${fault.delivers ? ', delivered' : ''} for ${lastsMs / minuteMs} min, message ${index + 1}`;
    if (copies > 4) yield `${name}: ${copies} copies`;
    if (state === 'accepted' && copies === 0) yield `${name}: accepted, but not in the group`;
    if (isCertain(fault)) {
      const expected = endsInTime ? 'accepted' : 'given-up';
      if (state !== expected) yield `${name}: ${state}`;
      if (copies !== (endsInTime ? 1 : 0)) yield `${name}: ${copies} copies`;
      if (!endsInTime && finalAtMs < giveUpMs) yield `${name}: given up after ${finalAtMs} ms`;
    } else {
      if (state !== 'accepted' && state !== 'unsure') yield `${name}: ${state}`;
      if (state === 'unsure' && finalAtMs < 71 * minuteMs) yield `${name}: final after ${finalAtMs} ms`;
      if (lastsMs <= 70 * minuteMs && index === 0 && state !== 'accepted')
        yield `${name}: ${state}, though the fault ended`;
    }
  }
}

/** One line for each law that a digest breaks which met faults of all kinds. */
export function* mixtureFaults(met: readonly Fault[], result: FaultDaysResult) {
  const mayHaveArrived = met.some((fault) => !isCertain(fault));
  for (const [index, { state, copies }] of result.messages.entries()) {
    if (copies > 4) yield `message ${index + 1}: ${copies} copies`;
    if (state === 'accepted' && copies === 0) yield `message ${index + 1}: accepted, but not in the group`;
    if (state === 'given-up' && copies > 0) yield `message ${index + 1}: given up, but in the group`;
    if (state === 'unsure' && !mayHaveArrived) yield `message ${index + 1}: unsure without cause`;
    if (state === 'given-up') yield `message ${index + 1}: lost before it was too old`;
  }
}
