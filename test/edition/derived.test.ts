import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ComposeInput, compose } from '../../src/compose/compose.ts';
import { readWeights } from '../../src/config/weights-file.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { derivedFrom } from '../../src/edition/derived.ts';
import { composeRequested, type EditionRequest } from '../../src/edition/edition.ts';
import { hourMs } from '../../src/ground/durations.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { bytesOf, sampleWorld, shuffled } from '../compose/shuffled-digest.ts';
import { type PostgresServer, postgresBin, startPostgres } from '../store/postgres-server.ts';
import { sampleMessage, sampleReading } from '../store/samples.ts';

const world = await sampleWorld();
const { config, settings, feeds, items, slot } = world;

type DerivedStore = Pick<Store, 'derived' | 'saveDerived'>;

describe('texts in memory', () => {
  const input: ComposeInput = {
    settings,
    feeds,
    feedOutcomes: [],
    usualFeedsRead: undefined,
    items,
    told: [],
    untold: new Set(),
    topics: config.topics,
    aliases: config.aliases,
    weights: readWeights(config.weightsFile).weights,
    templates: config.templates,
    slot,
    instant: slot.instant,
    since: undefined,
    late: false,
    limits: messageLimits,
  };
  let texts = new Map<string, string>();
  /** The edition composed without stored texts, and what composing it stores. */
  let bytes: string;
  let whole: ReadonlyMap<string, string>;
  beforeAll(async () => {
    bytes = alone(input);
    await composed(input);
    whole = texts;
  });
  beforeEach(() => {
    texts = new Map(whole);
  });
  const store: DerivedStore = {
    derived: async (key) => texts.get(key),
    saveDerived: async (saved) => {
      for (const { key, content } of saved) texts.set(key, content);
    },
  };
  const alone = (given: ComposeInput) => bytesOf(compose(given));

  async function composed(given: ComposeInput, code?: string): Promise<string> {
    const derived = await derivedFrom(given, store, code);
    const bytes = bytesOf(compose(given, derived.groundwork, derived.clustered(given)));
    await derived.keep();
    return bytes;
  }

  test('an edition from stored texts has the same bytes, and stores nothing more', async () => {
    expect(await composed({ ...input, items: shuffled(items, 3) })).toBe(bytes);
    expect(whole.size).toBe(2);
    expect(texts).toEqual(whole);
  });

  test('groups come from the store: the digest follows what is stored', async () => {
    for (const [key, text] of texts) {
      const content = text.slice(text.indexOf('\n') + 1).replace(/"clusters":\[.*\](?=[,}])/u, '"clusters":[]');
      texts.set(key, `${createHash('sha256').update(`${content}\n`).digest('hex')}\n${content}`);
    }

    const derived = await derivedFrom(input, store);
    expect(derived.clustered(input).clusters).toEqual([]);
  });

  test.each<readonly [string, (text: string) => string]>([
    ['cut short', (text) => text.slice(0, -20)],
    ['changed', (text) => text.replace('false', 'true').replace('members', 'member')],
    ['empty', () => ''],
    ['no JSON', () => 'lantern'],
  ])('a stored text that is %s is derived again', async (_how, broken) => {
    for (const [key, text] of whole) texts.set(key, broken(text));
    expect(texts).not.toEqual(whole);

    expect(await composed(input)).toBe(bytes);
    expect(texts).toEqual(whole);
  });

  test('one of the two texts is enough: a process may end between a reading and the next', async () => {
    for (const lost of whole.keys()) {
      texts = new Map([...whole].filter(([key]) => key !== lost));
      expect(await composed(input)).toBe(bytes);
      expect(texts).toEqual(whole);
    }
  });

  test('other code derives its own texts', async () => {
    expect(await composed(input, 'other code')).toBe(bytes);
    expect(texts.size).toBe(4);
  });

  const [item] = items;
  if (item === undefined) throw new Error('Expected an item');
  const told = [
    { storyId: 'a', slot: '2026-01-14T09:00', toldAt: item.date, title: item.title, url: item.url, items: [item] },
  ];
  test.each<readonly [string, Partial<ComposeInput>, number]>([
    ['other topics', { topics: { ...config.topics, always: ['Nova'] } }, 2],
    ['other names', { aliases: { ...config.aliases, names: [] } }, 2],
    ['no weights', { weights: undefined }, 2],
    ['one item less', { items: items.slice(1) }, 2],
    ['another summary', { items: [{ ...item, summary: 'Lanterns.' }, ...items.slice(1)] }, 2],
    ['another language', { settings: { ...settings, language: 'en' } }, 1],
    ['a told story', { told }, 1],
    ['a word that excludes', { settings: { ...settings, exclude: [{ kind: 'words', text: 'Nova' }] } }, 1],
    ['other pictures', { items: items.map((one) => ({ ...one, pictureUrl: 'https://picture.example/1' })) }, 0],
  ])('with %s an edition has the same bytes as without stored texts', async (_what, change, more) => {
    const given = { ...input, ...change };

    expect(await composed(given)).toBe(alone(given));
    // Explanations of other stories may be added to the judgements.
    expect(texts.size).toBe(2 + more);
  });
});

describe.each([
  ['SQLite', { isInstalled: true, digests: 8 }],
  // What is asked of a store is the same.
  ['PostgreSQL', { isInstalled: postgresBin !== undefined, digests: 3 }],
] as const)('on %s', (kind, { isInstalled, digests }) => {
  let folder: string;
  let server: PostgresServer | undefined;
  let store: Store;
  beforeAll(async () => {
    if (!isInstalled) return;
    folder = mkdtempSync(join(tmpdir(), 'derived-test-'));
    if (kind === 'PostgreSQL') server = await startPostgres();
    store =
      server === undefined
        ? await openStore({ dataDir: folder })
        : await openPostgresStore({ address: server.address, dataDir: folder });
    const listed = Map.groupBy(items, ({ feedUrl }) => feedUrl);
    await store.saveReadings([...listed.values()].map((ofFeed) => sampleReading(ofFeed, { readAt: slot.instant })));
  });
  afterAll(async () => {
    if (!isInstalled) return;
    await store.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.runIf(isInstalled)(
    'any feeds, window, words and told stories give the same digest from stored texts',
    async () => {
      const found: (string | undefined)[] = [];
      const reading = {
        ...store,
        derived: async (key: string) => {
          const text = await store.derived(key);
          found.push(text);
          return text;
        },
      };
      const compose = async (request: EditionRequest, from: Store) =>
        composeRequested(request, {
          config: { ...config, feeds, secret: () => undefined },
          store: from,
          limits: messageLimits,
          model: undefined,
        });
      for (let seed = 0; seed < digests; seed += 1) {
        const tags = shuffled(feeds, seed)
          .slice(0, 2 + seed)
          .map(({ name }) => name);
        const request: EditionRequest = {
          settings: {
            ...settings,
            id: `digest-${seed % 3}`,
            feeds: { topics: [], tags },
            language: seed % 2 === 0 ? 'zh-CN' : 'en',
            exclude: seed % 4 === 3 ? [{ kind: 'words', text: 'Nova' }] : [],
          },
          slot: { ...slot, digestId: `digest-${seed % 3}`, local: `2026-01-${15 + seed}T09:00` },
          instant: new Date(slot.instant.getTime() - (seed % 5) * hourMs),
          feedOutcomes: [],
        };
        const alone = await compose(request, { ...store, derived: async () => undefined });
        await compose({ ...request, isAhead: true }, store);
        found.length = 0;
        const later = { ...request, instant: new Date(request.instant.getTime() + 20_000) };
        const fromStore = await compose(request, reading);
        await compose(later, reading);

        expect(bytesOf(fromStore), `seed ${seed}`).toBe(bytesOf(alone));
        expect(
          found.filter((text) => text !== undefined),
          `seed ${seed}`,
        ).toHaveLength(4);
        // The next digest with this id has told stories.
        await store.saveEdition({
          digest: alone.digest,
          outbox: [
            sampleMessage({ storyIds: alone.digest.sections.flatMap(({ stories }) => stories.map(({ id }) => id)) }),
          ],
          decisions: { stories: [], dropped: [] },
          composedAt: request.instant,
          number: 1,
        });
      }
    },
  );
});
