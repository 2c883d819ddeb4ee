/** One worker over many days: its use of memory, handles and disk, and whether it repeats stories. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { everyItem } from '../store/samples.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { openWorkerWorld, type WorkerWorld } from './worker-world.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The number of items that a feed lists; it drops older ones. */
export const listed = 20;

/** Measured at noon of each day. */
interface DayMeasure {
  readonly heapBytes: number;
  readonly handles: number;
  readonly dataBytes: number;
}

export interface MonthsResult {
  readonly days: readonly DayMeasure[];
  /** Links of the published stories, in order. */
  readonly links: readonly string[];
  readonly digests: number;
  /** Items in the store at the end. */
  readonly items: number;
  readonly alerts: readonly string[];
}

/** Runs one worker for this number of days, with feeds generated from the seed. */
export async function liveFor({
  days,
  feeds,
  keep = '5d',
  seed,
}: {
  readonly days: number;
  readonly feeds: number;
  readonly keep?: string;
  readonly seed: number;
}): Promise<MonthsResult> {
  await using world = await openWorkerWorld('2026-03-02T06:00:00+08:00');
  const names = Array.from({ length: feeds }, (_, index) => `feed${index}`);
  world.writeFeeds({
    // Invented titles score low: the threshold would exclude most of them.
    digest: { boost: { says: 5 } },
    feeds: names.map((name) => ({ url: world.feeds.url(`/${name}`), name, topic: 'ai', language: 'en' })),
    more: { collect: { keep } },
  });
  const random = createSeededRandom(seed);
  for (const name of names)
    serveStream(world, name, { every: random.integer(2, 30) * hourMs, flaky: random.chance(0.1) });
  const measures: DayMeasure[] = [];
  for (let day = 0; day < days; day++) {
    world.after(day * dayMs + 6 * hourMs, () => measures.push(measure(world)));
  }

  await world.run(days * dayMs);

  return {
    days: measures,
    links: world.told().flatMap((text) => [...text.matchAll(/\]\((http[^)]+)\)/g)].map(([, link]) => link ?? '')),
    digests: world.told().length,
    items: (await world.read(everyItem)).length,
    alerts: world.alerts(),
  };
}

/** A feed with a new item every `every` milliseconds; a flaky one answers 500 in one hour of eight. */
function serveStream(
  world: WorkerWorld,
  name: string,
  { every, flaky }: { readonly every: number; readonly flaky: boolean },
) {
  const begin = Date.parse('2026-02-20T00:00:00Z');
  world.feeds.serve(`/${name}`, (_request, response) => {
    const now = world.clock.now().getTime();
    const count = Math.floor((now - begin) / every);
    if (flaky && Math.floor(now / hourMs) % 8 === 0) response.writeHead(500).end();
    else response.end(newestItems(name, { count, every, begin }));
  });
}

function newestItems(name: string, { count, every, begin }: { count: number; every: number; begin: number }): string {
  const items = Array.from({ length: Math.min(count, listed) }, (_, index) => {
    const number = count - index;
    const published = new Date(begin + number * every).toUTCString();
    return `<item><title>${titleOf(name, number)}</title><link>https://${name}.example/${number}</link><guid>${name}-${number}</guid><pubDate>${published}</pubDate></item>`;
  });
  return `<rss version="2.0"><channel><title>${name}</title>${items.join('')}</channel></rss>`;
}

/** Invented words, different for each item: titles that differ only in a number would be merged into one story. */
function titleOf(name: string, number: number): string {
  const random = createSeededRandom(number * 1000 + Number(name.slice('feed'.length)));
  const word = () =>
    Array.from({ length: 3 }, () => `${'bdfgklmnprstvz'[random.integer(0, 13)]}${'aeiou'[random.integer(0, 4)]}`).join(
      '',
    );
  return `${word()} ${word()} ${word()} says ${word()} ${word()} ${word()}`;
}

function measure(world: WorkerWorld): DayMeasure {
  // The log that the test keeps is not memory of the worker.
  world.log.length = 0;
  world.feeds.requests.length = 0;
  collectGarbage();
  const data = join(world.folder, 'data');
  return {
    heapBytes: process.memoryUsage().heapUsed,
    handles: readdirSync('/proc/self/fd').length,
    dataBytes: readdirSync(data).reduce((sum, file) => sum + statSync(join(data, file)).size, 0),
  };
}
