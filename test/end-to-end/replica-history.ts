/**
 * Four replicas of the real program on one PostgreSQL over simulated days, with random failures of replicas,
 * connections and the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { type PostgresServer, startPostgres } from '../store/postgres-server.ts';
import { startFeedServer } from '../support/feed-server.ts';
import { openLeapingClock } from '../support/leaping-clock.ts';
import { type StandInRobot, standInRobot } from '../support/robot.ts';
import { createSeededRandom } from '../support/seeded-random.ts';

export interface ReplicaHistory {
  readonly faults: Readonly<Record<Fault, number>>;
  readonly days: number;
  /** Slots of those days; each has an edition or was reported as missed. */
  readonly slots: number;
  readonly missed: number;
  readonly editions: number;
  readonly messages: number;
  readonly repeats: number;
  /** Jobs per kind, done by all replicas together. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Replicas that did a job. */
  readonly takers: number;
  /** Violations; empty if there are none. */
  readonly wrongs: readonly string[];
}

type Fault = 'kill' | 'stop' | 'cut' | 'restart';

const replicaCount = 4;
/** Makes more messages in a minute than a robot accepts: the rate limit must hold over all replicas. */
const digestCount = 10;
const robots = ['WECOM_WEBHOOK_URL', 'SECOND_WEBHOOK_URL'] as const;
/** One fault in this number is a restart of the server, which stops all replicas. */
const restartOneIn = 25;

const replicaProcess = join(import.meta.dirname, 'replica-process.ts');

/**
 * Runs `days` days. On each, `faultsADay` faults happen one after another while its digests are due. Then there are no
 * faults until all messages are sent, for at most `calmMs`. The rest of a day is skipped.
 */
export async function replicaHistory(
  seed: number,
  { days, faultsADay, calmMs }: { readonly days: number; readonly faultsADay: number; readonly calmMs: number },
): Promise<ReplicaHistory> {
  const random = createSeededRandom(seed);
  const root = mkdtempSync(join(tmpdir(), 'replica-history-'));
  const feeds = await startFeedServer();
  const clockFile = join(root, 'clock');
  const clock = openLeapingClock(clockFile);
  clock.leapTo(firstMorning);
  const groups = await Promise.all(robots.map(() => standInRobot({ clock })));
  const server = await startPostgres();
  const replicas: Replica[] = [];
  const faults: Record<Fault, number> = { kill: 0, stop: 0, cut: 0, restart: 0 };
  try {
    const urls = ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((host, index) => {
      feeds.serve(`/${index}.xml`, (_, response) => response.end(feedOf(index, clock.now().getTime())));
      return feeds.url(`/${index}.xml`, host);
    });
    for (let index = 0; index < replicaCount; index++) {
      replicas.push(startReplica({ root, index, urls, groups, address: server.address, clockFile }));
    }
    await vi.waitUntil(() => replicas.every((replica) => replica.isUp()), { timeout: 120_000, interval: 200 });
    // Every schedule was checked once: slots before the first check are not sent.
    await vi.waitUntil(() => areKnown(server), { timeout: 120_000, interval: 200 });
    const slots: Slot[] = [];
    for (let day = 1; day <= days; day++) {
      const morning = new Date(firstMorning.getTime() + day * dayMs);
      clock.leapTo(morning);
      const today = slotsOf(morning);
      slots.push(...today);
      for (let number = 0; number < faultsADay; number++) {
        const replica = replicas[random.integer(0, replicaCount - 1)];
        const drawn = random.next() < 1 / restartOneIn ? 'restart' : random.pick<Fault>(['kill', 'stop', 'cut', 'cut']);
        // A replica that is still starting would only start again.
        const fault = drawn === 'kill' && replica?.isUp() !== true ? 'cut' : drawn;
        faults[fault]++;
        const ms = random.chance(1 / 8) ? 23_000 : random.integer(300, 4000);
        await replica?.suffer(fault, { server, ms, cuts: random.integer(1, 6) });
        await sleep(random.integer(50, 400));
      }
      for (const replica of replicas) replica.heal();
      await untilDone(server, { slots: today, replicas, calmMs });
    }
    return { ...(await judge(server, groups, { replicas, slots })), faults };
  } finally {
    for (const replica of replicas) replica.end();
    await Promise.all(groups.map((robot) => robot.close()));
    await server.stop();
    await feeds.close();
    clock.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** A feed with a new item every two seconds. The words are invented, and no two headlines share a name. */
function feedOf(index: number, nowMs: number): string {
  const newest = Math.floor(nowMs / 2000);
  const items = Array.from({ length: 40 }, (_, back) => {
    const number = newest - back;
    const name = `${syllables(number * 3 + index)} ${number % 97}.${index}`;
    return `<item><title>${name} model released with open weights</title><link>https://lab${index}.example/${number}</link>
<guid>${index}-${number}</guid><pubDate>${new Date(number * 2000).toUTCString()}</pubDate>
<description>The lab ${syllables(number * 7 + index)} released the model ${name}.</description></item>`;
  });
  return `<rss version="2.0"><channel><title>Lab ${index}</title>${items.join('')}</channel></rss>`;
}

function syllables(number: number): string {
  const parts = ['Ka', 'lo', 'mi', 'ru', 'te', 'vo', 'ni', 'sa', 'pe', 'du'];
  const digits = String(number % 100_000).padStart(5, '0');
  return [...digits].map((digit) => parts[Number(digit)]).join('');
}

interface Replica {
  readonly log: () => string;
  /** Whether it has started since it was last killed. */
  isUp(): boolean;
  suffer(
    fault: Fault,
    how: { readonly server: PostgresServer; readonly ms: number; readonly cuts: number },
  ): Promise<void>;
  /** Resumes it if it was stopped, and starts it again if it has ended. */
  heal(): void;
  end(): void;
}

interface ReplicaWorld {
  readonly root: string;
  readonly index: number;
  readonly urls: readonly string[];
  readonly groups: readonly StandInRobot[];
  readonly address: string;
  readonly clockFile: string;
}

function startReplica({ root, index, urls, groups, address, clockFile }: ReplicaWorld): Replica {
  const folder = join(root, `replica-${index}`);
  mkdirSync(folder);
  const digests = Array.from({ length: digestCount }, (_, number) => ({
    id: `digest-${number}`,
    title: `Digest ${number}`,
    schedule: `${minuteOf(number)} 9 * * *`,
    webhook: robots,
    language: 'en',
    format: 'text',
    maxMessages: 3,
    // Different numbers, so that two digests rarely have the same text as their second part.
    maxStories: 16 + number,
    maxPerFeed: 9,
    boost: { model: 5 },
    catchUp: '30h',
    giveUp: '10d',
  }));
  const feeds = urls.map((url, number) => ({ url, name: `Lab ${number}`, topic: 'ai', language: 'en' }));
  writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify({ collect: { schedule: '59 8 * * *' }, digests, feeds }));
  let text = '';
  /** Position in `text` at the last launch. */
  let launchedAt = 0;
  let child: ChildProcess = launch();
  let resumeAt: NodeJS.Timeout | undefined;

  function launch(): ChildProcess {
    launchedAt = text.length;
    const started = spawn(process.execPath, [replicaProcess, 'start'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: address,
        LEAPING_CLOCK: clockFile,
        FEEDS_FILE: 'feeds.yaml',
        HTTP_PORT: '0',
        LOG_FORMAT: 'json',
        LOG_LEVEL: 'debug',
        ...Object.fromEntries(robots.map((name, robot) => [name, groups[robot]?.url])),
      },
    });
    started.stderr?.on('data', (chunk) => {
      text += String(chunk);
    });
    return started;
  }

  const heal = () => {
    clearTimeout(resumeAt);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGCONT');
    else child = launch();
  };

  return {
    log: () => text,
    isUp: () => text.includes('replicas share the work', launchedAt),
    heal,
    async suffer(fault, { server, ms, cuts }) {
      switch (fault) {
        case 'restart':
          return server.restart();
        case 'cut':
          await server
            .query(
              `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
               WHERE application_name LIKE 'ai-news-digest%' ORDER BY random() LIMIT ${cuts}) AS some`,
            )
            .catch(() => undefined);
          return;
        case 'stop':
          child.kill('SIGSTOP');
          clearTimeout(resumeAt);
          resumeAt = setTimeout(heal, ms);
          return;
        case 'kill':
          clearTimeout(resumeAt);
          child.kill('SIGKILL');
          child = launch();
      }
    },
    end() {
      clearTimeout(resumeAt);
      child.kill('SIGKILL');
    },
  };
}

async function areKnown(server: PostgresServer): Promise<boolean> {
  const [known] = await server.query("SELECT count(*) AS digests FROM fact WHERE name LIKE 'slots:digest:%'");
  return Number(known?.digests) === digestCount;
}

/** The digests have two times: at the second, the robots are still busy with the first. */
function minuteOf(digest: number): number {
  return digest < digestCount / 2 ? 0 : 2;
}

interface Slot {
  readonly digest: string;
  /** The slot's name in the store. */
  readonly local: string;
}

/** Two minutes before nine in Shanghai. */
const firstMorning = new Date('2026-03-02T00:58:00Z');
const dayMs = 86_400_000;

/** Slots reported to the operator as missed, because a later one of the same digest was due by then. */
function missedSlots(slots: readonly Slot[], replicas: readonly Replica[]): readonly Slot[] {
  const told = replicas
    .flatMap((replica) => replica.log().split('\n'))
    .filter((line) => line.includes('"slots missed"') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as { digest?: string; first: string; last: string; runs?: string });
  return slots.filter(({ digest, local }) =>
    told.some((one) => one.digest === digest && one.first <= local && local <= one.last && one.runs !== local),
  );
}

function slotsOf(morning: Date): readonly Slot[] {
  const date = morning.toISOString().slice(0, 10);
  return Array.from({ length: digestCount }, (_, digest) => ({
    digest: `digest-${digest}`,
    local: `${date}T09:0${minuteOf(digest)}`,
  }));
}

interface Morning {
  readonly slots: readonly Slot[];
  readonly replicas: readonly Replica[];
  readonly calmMs: number;
}

/** Waits until every slot has an edition or was reported as missed and no message waits, or until the time limit. */
async function untilDone(server: PostgresServer, { slots, replicas, calmMs }: Morning): Promise<void> {
  const until = Date.now() + calmMs;
  while (Date.now() < until) {
    const made = new Set((await server.query('SELECT digest_id, slot_local FROM edition')).map(nameOf));
    const open = slots.filter((slot) => !made.has(`${slot.digest} ${slot.local}`));
    const [state] = await server.query("SELECT count(*) AS waiting FROM message WHERE state IN ('waiting', 'sending')");
    if (open.length === missedSlots(open, replicas).length && Number(state?.waiting) === 0) return;
    await sleep(300);
  }
}

function nameOf({ digest_id, slot_local }: Record<string, unknown>): string {
  return `${digest_id} ${slot_local}`;
}

async function judge(
  server: PostgresServer,
  groups: readonly StandInRobot[],
  { replicas, slots }: { readonly replicas: readonly Replica[]; readonly slots: readonly Slot[] },
) {
  const editions = await server.query('SELECT digest_id, slot_local, count(*) AS times FROM edition GROUP BY 1, 2');
  const messages = await server.query(
    `SELECT id, webhook, edition_id, part, body, state,
       (SELECT bool_or(outcome IS NULL OR outcome LIKE '%unsure%') FROM attempt WHERE message_id = message.id) AS doubtful
     FROM message WHERE edition_id IS NOT NULL ORDER BY id`,
  );
  const wrongs: string[] = [];
  const made = new Set(editions.map(nameOf));
  const unmade = slots.filter((slot) => !made.has(`${slot.digest} ${slot.local}`));
  const missed = missedSlots(unmade, replicas);
  for (const { digest, local } of unmade.filter((slot) => !missed.includes(slot))) {
    wrongs.push(`${digest} of ${local} was neither made nor told as missed`);
  }
  for (const { digest_id, slot_local, times } of editions) {
    if (Number(times) !== 1) wrongs.push(`${digest_id} of ${slot_local} was made ${times} times`);
  }
  let repeats = 0;
  for (const [robot, webhook] of robots.entries()) {
    const group = groups[robot];
    const bodies = group?.received.map(({ body }) => body) ?? [];
    const own = messages.filter((message) => message.webhook === webhook);
    const places: { readonly group: unknown; readonly part: number; readonly first: number; readonly at: number }[] =
      [];
    // Two editions without news may have the same text.
    for (const [body, same] of Map.groupBy(own, (message) => message.body)) {
      const times = bodies.filter((one) => one === body).length;
      const ids = same.map(({ id }) => id).join(', ');
      repeats += Math.max(0, times - same.length);
      if (times < same.length) wrongs.push(`of message ${ids} ${same.length - times} are lost`);
      if (times > same.length && !same.some(({ doubtful }) => doubtful === true)) {
        wrongs.push(`message ${ids} came ${times} times, and none was in flight`);
      }
    }
    for (const { id, body, state, edition_id, part } of own) {
      if (state !== 'accepted' && state !== 'unsure') wrongs.push(`message ${id} is ${state}`);
      const text = String(body);
      const first = bodies.indexOf(text);
      // The second parts of two digests may have the same text: then its last position counts.
      const isShared = own.filter((message) => message.body === body).length > 1;
      places.push({ group: edition_id, part: Number(part), first, at: isShared ? bodies.lastIndexOf(text) : first });
    }
    for (const [name, parts] of Map.groupBy(places, (one) => one.group)) {
      const order = parts.toSorted((a, b) => a.part - b.part);
      if (order.some(({ at }, index) => at < (order[index - 1]?.first ?? -1)))
        wrongs.push(`out of order: ${name} ${order.map(({ at }) => at)}`);
    }
    const limited = group?.answers.filter((errcode) => errcode === 45009).length ?? 0;
    if (limited > 0) wrongs.push(`${limited} × 45009 on ${webhook}`);
  }
  const jobs: Record<string, number> = {};
  const done = replicas.map((replica) => [...replica.log().matchAll(/"kind":"(\w+)","jobs":(\d+)/g)]);
  for (const [, kind = '', count] of done.flat()) jobs[kind] = (jobs[kind] ?? 0) + Number(count);
  return {
    days: slots.length / digestCount,
    slots: slots.length,
    missed: missed.length,
    editions: editions.length,
    messages: messages.length,
    repeats,
    jobs,
    takers: done.filter(({ length }) => length > 0).length,
    wrongs,
  };
}
