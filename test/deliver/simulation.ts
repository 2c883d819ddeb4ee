/**
 * One history of a delivery, chosen by a seed: messages and alerts come, the robot fails in every way, the clock is set,
 * processes are killed and started again, sometimes two at a time. Time is virtual.
 */

import { readAnswer } from '../../src/deliver/answer.ts';
import { createDeliverer } from '../../src/deliver/deliver.ts';
import type { DeliveryEvent } from '../../src/deliver/delivery-event.ts';
import { hourMs, minuteMs } from '../../src/ground/durations.ts';
import type { OutboxMessage, Outcome } from '../../src/model.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createRobotModel, type RateModel, type RobotModel } from '../support/robot-model.ts';
import { createSeededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { type Mortal, mortal } from './mortal.ts';
import { createOutboxInMemory, type Outbox } from './outbox-in-memory.ts';
import { groupOf } from './outbox-messages.ts';

export const cooldownMs = 65_000;
const timeoutMs = 15_000;

/** One call that reached the robot (or, for `gateway`, only what stands before it). */
export interface Arrival {
  readonly atMs: number;
  readonly key: string;
  readonly body: string;
  /** `invented`: the history, not the robot's rules, chose the answer. */
  readonly by: 'robot' | 'invented' | 'gateway';
  readonly errcode: number | undefined;
}

export interface History {
  readonly seed: number;
  readonly rateModel: RateModel;
  readonly arrivals: readonly Arrival[];
  /** All messages as the store has them at the end. */
  readonly messages: readonly OutboxMessage[];
  readonly events: readonly DeliveryEvent[];
  readonly endedAtMs: number;
  readonly kills: number;
  /** When the clock was set forward, and when a process took the key: see createPace on what cannot be known. */
  readonly forwardStepsMs: readonly number[];
  readonly locksMs: readonly number[];
  readonly wasSet: boolean;
  /** When a message became final, by the clock; without those whose process was killed at that moment. */
  readonly finallyAtWallMs: ReadonlyMap<number, number>;
}

interface World {
  readonly random: SeededRandom;
  readonly clock: FakeClock;
  readonly store: Outbox;
  readonly arrivals: Arrival[];
  readonly events: DeliveryEvent[];
  readonly locksMs: number[];
  readonly ids: number[];
  readonly finallyAtWallMs: Map<number, number>;
  readonly faultRate: number;
  /** One for each key that there was. */
  readonly robots: Map<string, RobotModel>;
  readonly rateModel: RateModel;
  /** While it lasts nothing can be reached. */
  outageUntilMs: number;
  key: string;
  isKeyRefused: boolean;
  kills: number;
  /** Kill when so many more calls of a store have begun; undefined: do not. */
  killIn: number | undefined;
  /** Kills the process that was started last, at once. */
  killOne: (() => void) | undefined;
  /** Wakes the process that was started last, as the worker does when something was stored. */
  wakeOne: (() => void) | undefined;
  /** All that was planned has happened. */
  isPlayed: boolean;
}

/**
 * Runs the history of this seed to its end. Time stands still while the store works.
 * @param openStore gives an empty store. @default one without a database
 * @throws when it does not end
 */
export async function simulate(
  seed: number,
  openStore: () => Outbox | Promise<Outbox> = createOutboxInMemory,
): Promise<History> {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const rateModel = random.pick<RateModel>(['sliding', 'fixed', 'sliding+block']);
  const world: World = {
    random,
    clock,
    store: unhurried(await openStore(), clock),
    arrivals: [],
    events: [],
    locksMs: [],
    ids: [],
    finallyAtWallMs: new Map(),
    faultRate: random.pick([0, 0.02, 0.1, 0.3, 0.5]),
    robots: new Map(),
    rateModel,
    outageUntilMs: 0,
    key: 'key-1',
    isKeyRefused: false,
    kills: 0,
    killIn: undefined,
    killOne: undefined,
    wakeOne: undefined,
    isPlayed: false,
  };
  const forwardStepsMs: number[] = [];
  const steps = plan(world, forwardStepsMs);
  const processes = random.chance(0.3) ? 2 : 1;
  await Promise.all([act(world, steps), ...Array.from({ length: processes }, () => keepRunning(world))]);
  const messages = await Promise.all(world.ids.map((id) => world.store.outboxMessage(id)));
  await world.store.close();
  return {
    seed,
    rateModel,
    arrivals: world.arrivals,
    messages: messages.filter((message) => message !== undefined),
    events: world.events,
    endedAtMs: clock.elapsedMs(),
    kills: world.kills,
    forwardStepsMs,
    locksMs: world.locksMs,
    wasSet: steps.some(({ kind }) => kind === 'clock'),
    finallyAtWallMs: world.finallyAtWallMs,
  };
}

function unhurried(store: Outbox, clock: FakeClock): Outbox {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...args: unknown[]) => clock.whileBusy(() => (method as (...given: unknown[]) => Promise<unknown>)(...args)),
  ]);
  return Object.fromEntries(methods) as Outbox;
}

// ── What happens, and when ──────────────────────────────────────────────────────────────────────────

interface Step {
  readonly atMs: number;
  readonly kind: string;
  run(): void | Promise<void>;
}

function plan(world: World, forwardStepsMs: number[]): readonly Step[] {
  const { random, clock } = world;
  const spanMs = random.pick([2 * minuteMs, 20 * minuteMs]);
  const at = () => random.integer(0, spanMs);
  const giveUpMs = random.pick([hourMs, 24 * hourMs]);
  const steps: Step[] = [];
  const add = (kind: string, atMs: number, run: Step['run']) => void steps.push({ atMs, kind, run });
  const enqueue = (priority: OutboxMessage['priority'], group: string, parts: number) => async () => {
    const messages = groupOf({ group, parts, priority, now: clock.now(), giveUpMs, catchUpMs: giveUpMs / 2 });
    for (const { id } of await world.store.enqueue(messages)) world.ids.push(id);
    world.wakeOne?.();
  };

  for (let digest = 1; digest <= random.integer(1, 3); digest++) {
    const parts = random.chance(0.3) ? random.integer(20, 45) : random.integer(1, 8);
    add('digest', digest === 1 ? 0 : at(), enqueue('normal', `digest-${digest}`, parts));
  }
  for (let alert = 1; alert <= random.integer(0, 3); alert++) {
    add('alert', at(), enqueue('alert', `alert-${alert}`, 1));
  }
  if (random.chance(0.3)) {
    const stepMs = random.pick([-hourMs, hourMs]);
    add('clock', at(), () => {
      clock.step(stepMs);
      if (stepMs > 0) forwardStepsMs.push(clock.elapsedMs());
    });
  }
  if (random.chance(0.2)) {
    add('outage', at(), () => {
      world.outageUntilMs = clock.elapsedMs() + random.integer(0, 30 * minuteMs);
    });
  }
  if (random.chance(0.2)) {
    const refusedAt = at();
    add('key refused', refusedAt, () => {
      world.isKeyRefused = true;
    });
    if (random.chance(0.8)) add('key repaired', refusedAt + random.integer(0, hourMs), () => repairKey(world));
  }
  for (let kill = random.pick([0, 0, 1, 3, 8]); kill > 0; kill--) {
    // Between two steps of the program, or while it waits.
    const isAtStep = random.chance(0.5);
    add('kill', at(), () => {
      if (isAtStep) world.killIn = random.integer(0, 150);
      else world.killOne?.();
    });
  }
  return steps.toSorted((a, b) => a.atMs - b.atMs);
}

/** The person puts the robot back under the same address, or under a new one. */
function repairKey(world: World): void {
  world.isKeyRefused = false;
  if (world.random.chance(0.5)) world.key = 'key-2';
  else world.killIn ??= 0;
}

async function act(world: World, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await world.clock.sleep(step.atMs - world.clock.elapsedMs());
    await step.run();
  }
  world.isPlayed = true;
}

// ── A process ───────────────────────────────────────────────────────────────────────────────────────

/** Starts the program again and again, until everything has happened and nothing waits. */
async function keepRunning(world: World): Promise<void> {
  const { clock, random } = world;
  while (!(await isOver(world))) {
    await runOnce(world);
    await clock.sleep(random.chance(0.7) ? random.integer(500, 3_000) : random.integer(0, 3 * minuteMs));
  }
}

async function isOver(world: World): Promise<boolean> {
  if (world.clock.elapsedMs() > 60 * hourMs) throw new Error('the history does not end');
  return world.isPlayed && (await world.store.unfinished()).length === 0;
}

/** One life of a process: it drains now and then until it is killed, is stopped, or nothing is left to do. */
async function runOnce(world: World): Promise<void> {
  const { clock, random } = world;
  const ended = Promise.withResolvers<void>();
  const stop = new AbortController();
  const die = () => {
    if (life.isDead) return;
    world.killIn = undefined;
    world.kills += 1;
    life.kill();
    ended.resolve();
  };
  const mayDie = () => {
    if (world.killIn === undefined || life.isDead) return;
    world.killIn -= 1;
    if (world.killIn < 0) die();
  };
  const life: Mortal = mortal(world.store, {
    beforeEachCall: mayDie,
    onLock: () => void world.locksMs.push(clock.elapsedMs()),
  });
  world.killOne = die;
  const deliverer = createDeliverer({
    store: life.store,
    secret: () => addressOf(world.key),
    clock,
    elapsedMs: clock.elapsedMs,
    random: random.next,
    post: (request) => life.whileAlive(post(world, mayDie, () => life.isDead, request)),
    rate: () => ({ messages: 18, windowMs: minuteMs }),
    cooldownMs: () => cooldownMs,
    onEvent: (event) => {
      world.events.push(event);
      if ('message' in event && event.kind !== 'postponed') {
        world.finallyAtWallMs.set(event.message.id, clock.now().getTime());
      }
    },
  });
  world.wakeOne = () => void deliverer.wake({ signal: stop.signal });
  const isStoppedEarly = random.chance(0.1);
  if (isStoppedEarly) clock.after(random.integer(0, 5 * minuteMs), () => stop.abort());
  const isWorker = random.chance(0.5);
  const work = async () => {
    while (!stop.signal.aborted && !(await isOver(world))) {
      await (isWorker ? deliverer.wake({ signal: stop.signal }) : deliverer.drain({ signal: stop.signal }));
      // Later only give-ups are left to wait for.
      await clock.sleep(clock.elapsedMs() < hourMs ? minuteMs : hourMs / 4, stop.signal);
      if (life.isDead) return;
    }
    ended.resolve();
  };
  await Promise.race([work(), ended.promise]);
}

const addressOf = (key: string) => `https://robot.example/send?key=${key}`;

// ── A call ──────────────────────────────────────────────────────────────────────────────────────────

type Weather =
  | 'fine'
  | 'busy'
  | 'rate'
  | 'concurrency'
  | 'refused'
  | 'reset-before'
  | 'reset-after'
  | 'silence'
  | 'bad-gateway'
  | 'overloaded'
  | 'cut-short'
  | 'login-page'
  | 'no-connection';

const inventedErrcodes = { busy: -1, rate: 45009, concurrency: 45033, refused: 40058 } as const;

async function post(
  world: World,
  mayDie: () => void,
  isDead: () => boolean,
  request: { readonly address: string; readonly body: string },
): Promise<Outcome> {
  const { random, clock } = world;
  const weather = weatherNow(world);
  mayDie();
  await clock.sleep(random.integer(1, 300));
  // Killed before it was written: it never leaves the machine.
  if (isDead()) return { kind: 'unsure', cause: 'crash' };
  const { outcome, end } = reachRobot(world, weather, request);
  mayDie();
  await clock.sleep(outcome.kind === 'unsure' && outcome.cause === 'timeout' ? timeoutMs : random.integer(1, 700));
  end();
  mayDie();
  return outcome;
}

function weatherNow({ random, clock, faultRate, outageUntilMs }: World): Weather {
  if (clock.elapsedMs() < outageUntilMs) return 'no-connection';
  if (!random.chance(faultRate)) return 'fine';
  return random.pick([
    'busy',
    'rate',
    'concurrency',
    'refused',
    'reset-before',
    'reset-after',
    'silence',
    'bad-gateway',
    'overloaded',
    'cut-short',
    'login-page',
    'no-connection',
  ]);
}

function robotOf(world: World, key: string): RobotModel {
  const known = world.robots.get(key);
  if (known) return known;
  const { rateModel, clock } = world;
  const robot = createRobotModel({
    rateModel,
    nowMs: clock.elapsedMs,
    keyErrcode: () => (key === world.key && !world.isKeyRefused ? 0 : 93000),
  });
  world.robots.set(key, robot);
  return robot;
}

interface Reached {
  readonly outcome: Outcome;
  /** The robot has done with the call. */
  end(): void;
}

function reachRobot(world: World, weather: Weather, { address, body }: { address: string; body: string }): Reached {
  const { arrivals, clock } = world;
  const key = new URL(address).searchParams.get('key') ?? '';
  const arrive = (by: Arrival['by'], errcode: number | undefined) =>
    void arrivals.push({ atMs: clock.elapsedMs(), key, body, by, errcode });
  const judged = isJudged(world, weather)
    ? robotOf(world, key).begin({ contentType: 'application/json', key, body })
    : undefined;
  if (judged) arrive('robot', judged.errcode);
  const reached = (outcome: Outcome) => ({ outcome, end: () => judged?.end() });
  switch (weather) {
    case 'fine':
      return reached(answer(200, JSON.stringify({ errcode: judged?.errcode })));
    case 'no-connection':
      return reached({ kind: 'not-delivered', cause: 'connect' });
    case 'reset-before':
    case 'reset-after':
      return reached({ kind: 'unsure', cause: 'reset' });
    case 'silence':
      return reached({ kind: 'unsure', cause: 'timeout' });
    case 'cut-short':
      return reached(answer(200, '{"errcode":'));
    case 'login-page':
      return reached(answer(200, '<html>'));
    case 'bad-gateway':
      if (!judged) arrive('gateway', undefined);
      return reached(answer(502, '502 Bad Gateway'));
    case 'overloaded':
      arrive('gateway', undefined);
      return reached(answer(503, '<html>', true));
    default:
      arrive('invented', inventedErrcodes[weather]);
      return reached(answer(200, JSON.stringify({ errcode: inventedErrcodes[weather] })));
  }
}

const answer = (status: number, body: string, hasRetryAfter = false) =>
  readAnswer({ status, headers: hasRetryAfter ? { 'retry-after': '5' } : {}, body: new TextEncoder().encode(body) });

/** Whether the call gets to the robot's own judgement, with whatever becomes of the answer. */
function isJudged({ random }: World, weather: Weather): boolean {
  if (weather === 'cut-short' || weather === 'bad-gateway') return random.chance(0.5);
  return weather === 'fine' || weather === 'reset-after' || weather === 'silence';
}
