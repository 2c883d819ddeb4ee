import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toItems } from '../../src/collect/item.ts';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeed } from '../../src/collect/read/parse.ts';
import { type Composition, compose } from '../../src/compose/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { readWeights } from '../../src/config/weights-file.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import type { Feed, Item } from '../../src/model.ts';

const samples = join(import.meta.dirname, '../../src/demo/sample-feeds');
const instant = new Date('2026-01-15T01:00:00Z');

/** The sample feeds of the demo, tagged with their file names, their items, and the shipped configuration. */
export async function sampleWorld() {
  const loaded = loadConfig({ cwd: join(import.meta.dirname, '../..'), env: {} });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const [settings] = config.digests;
  const [anyFeed] = config.feeds;
  if (settings === undefined || anyFeed === undefined) throw new Error('Expected a digest and a feed');
  const feeds: Feed[] = [];
  const items: Item[] = [];
  for (const file of readdirSync(samples)) {
    const feed = {
      ...anyFeed,
      url: `https://feeds.example/${file}`,
      name: file,
      topic: 'general',
      weight: 1,
      tags: [file],
    } as const;
    const { text } = decode(readFileSync(join(samples, file)), undefined);
    const parsed = await parseFeed(text, feed.url);
    if (parsed.kind === 'failed') throw new Error(`${file}: ${parsed.failure.what.en}`);
    feeds.push(feed);
    items.push(...toItems(parsed, { feed, known: new Map(), now: instant, firstReading: true }).items);
  }
  const slot = { digestId: 'daily', local: '2026-01-15T09:00', iso: '2026-01-15T09:00:00+08:00', instant };
  return { config, settings: { ...settings, feeds: { topics: [], tags: [] } }, feeds, items, slot };
}

/** Composes the sample feeds of the demo with their items in an order of the caller's. */
export async function sampleDay(): Promise<{
  readonly items: readonly Item[];
  compose(items: readonly Item[]): Composition;
}> {
  const { config, settings, feeds, items, slot } = await sampleWorld();
  return {
    items,
    compose: (ordered) =>
      compose({
        settings,
        feeds,
        feedOutcomes: [],
        usualFeedsRead: undefined,
        items: ordered,
        told: [],
        untold: new Set(),
        topics: config.topics,
        aliases: config.aliases,
        weights: readWeights(config.weightsFile).weights,
        templates: config.templates,
        slot,
        instant,
        since: undefined,
        late: false,
        limits: messageLimits,
      }),
  };
}

/** The digest as bytes: what is sent, what was decided, and why. */
export function bytesOf({ digest, messages, reports }: Composition): string {
  return JSON.stringify({
    sections: digest.sections,
    dropped: digest.dropped,
    coverage: digest.coverage,
    messages,
    reports,
  });
}

/** Another order for each seed, the same on every machine. */
export function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  let state = seed + 1;
  const keyed = list.map((value) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return { value, key: state };
  });
  return keyed.toSorted((a, b) => a.key - b.key).map(({ value }) => value);
}
