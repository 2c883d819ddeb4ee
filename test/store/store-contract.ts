/** What every store must do, whatever stands behind it. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Item, MessageGroup, OutboxState, Outcome } from '../../src/model.ts';
import type { Draft, HeadQuery, ItemQuery, KnownEntry, NewEdition, Store } from '../../src/store/store.ts';
import {
  at,
  everyItem,
  sampleEdition,
  sampleFeedState,
  sampleItem,
  sampleMessage,
  sampleReading,
  sampleStory,
} from './samples.ts';

const feedUrl = 'https://lab.example/feed.xml';
const accepted: Outcome = { kind: 'accepted' };
const unknown: Outcome = { kind: 'unsure', cause: 'timeout' };
const refused: Outcome = { kind: 'refused', errcode: 40058 };

function entryOf({ title, canonicalUrl }: Item): KnownEntry {
  return { firstSeenAt: at('07:00'), title, canonicalUrl };
}

/** @param open gives a store that is empty */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    /** Stores the edition and returns the ids of its messages. */
    async function save(edition: NewEdition): Promise<number[]> {
      const saved = await store.saveEdition(edition);
      return saved?.messages.map((message) => message.id) ?? [];
    }

    /** One attempt of a message, and what the message becomes. */
    async function attempt(messageId: number | undefined, outcome: Outcome, state: OutboxState): Promise<void> {
      const { id } = await store.startAttempt({ messageId: messageId ?? 0, keyHash: 'k', startedAt: at('01:01') });
      await store.finishAttempt({ attemptId: id, finishedAt: at('01:02'), outcome, state, notBefore: undefined });
    }

    async function toldIds(digestId = 'daily'): Promise<string[]> {
      return (await store.told(digestId)).map((story) => story.storyId);
    }

    async function untoldUrls(digestId = 'daily'): Promise<string[]> {
      return [...(await store.untold(digestId))].sort();
    }

    describe('collect', () => {
      test('the state of a feed comes back as it was saved', async () => {
        const healthy = sampleFeedState();
        const ill = sampleFeedState({
          feedUrl: 'https://paper.example/rss',
          etag: '"v1"',
          lastModified: 'Mon, 02 Mar 2026 06:00:00 GMT',
          movedTo: 'https://paper.example/new.xml',
          lastNewItemAt: at('05:00'),
          nextVisitAt: at('09:00'),
          askedToRestUntil: at('08:30'),
          consecutiveFailures: 2,
          failingSince: at('06:00'),
          failure: {
            code: 'html',
            what: { 'zh-CN': '返回了网页', en: 'answered HTML' },
            remedy: { 'zh-CN': '请停用', en: 'Disable it' },
          },
          usualItems: 12.5,
          cadenceMs: 3_600_000.5,
          ttlMs: 1_800_000,
          isPrivate: true,
          counts: {
            successes: 4,
            failures: { html: 2 },
            shortReadings: 1,
            emptyReadings: 0,
            lyingReadings: 3,
            renamedReadings: 2,
            unchangedReadings: 7,
            crashes: 1,
          },
        });

        for (const state of [healthy, ill]) {
          await store.saveReadings([sampleReading([], { state })]);
        }

        expect(await store.feedStates()).toStrictEqual(
          new Map([
            [healthy.feedUrl, healthy],
            [ill.feedUrl, ill],
          ]),
        );
        expect(await store.feedStates([ill.feedUrl, 'https://unknown.example/'])).toStrictEqual(
          new Map([[ill.feedUrl, ill]]),
        );
      });

      test('an item is stored with every field', async () => {
        const plain = sampleItem({ entryId: 'plain', publishedAt: null, candidate: false });
        const rich = sampleItem({
          entryId: 'rich',
          title: '灯笼 3 会看地图 🗺️ "\'; DROP TABLE item',
          summary: 'a\tb\nc',
          language: 'zh',
          pictureUrl: 'https://lab.example/map.png',
          discussion: { url: 'https://forum.example/1', points: 120, comments: 45 },
        });

        await store.saveReadings([sampleReading([rich, plain])]);

        expect(await everyItem(store)).toStrictEqual([plain, rich]);
      });

      test('a NUL within a text does no harm, although not every database keeps it', async () => {
        const item = sampleItem({ summary: 'a\u0000b' });

        await store.saveReadings([sampleReading([item])]);

        expect((await everyItem(store))[0]?.summary.replace('\0', '')).toBe('ab');
      });

      test('items stay apart, however long their identities are', async () => {
        const long = Array.from({ length: 900 }, (_, index) => `${index * 7919}`).join('/');
        const items = [sampleItem({ entryId: `${long}a` }), sampleItem({ entryId: `${long}b`, canonicalUrl: long })];

        await store.saveReadings([sampleReading(items)]);

        expect((await everyItem(store)).map(({ entryId }) => entryId)).toEqual(items.map(({ entryId }) => entryId));
      });

      test('items come back in the order of feed and entry, whatever was stored first', async () => {
        for (const [feedUrl, entryId] of [
          ['https://b.example/', '1'],
          ['https://a.example/', '2'],
          ['https://a.example/', '1'],
        ] as const) {
          await store.saveReadings([sampleReading([sampleItem({ feedUrl, entryId })])]);
        }

        expect((await everyItem(store)).map((item) => item.feedUrl + item.entryId)).toEqual([
          'https://a.example/1',
          'https://a.example/2',
          'https://b.example/1',
        ]);
      });

      test('a known item gets its new text and keeps its first dates', async () => {
        const first = sampleItem({ candidate: false });
        const again = sampleItem({
          title: 'Lantern 3 reads maps, and the lab corrects a number',
          summary: 'Corrected.',
          publishedAt: at('08:00'),
          firstSeenAt: at('08:30'),
          date: at('08:00'),
          candidate: true,
          discussion: { url: 'https://forum.example/1', points: 9, comments: 1 },
        });

        await store.saveReadings([sampleReading([first])]);
        const more = [again, sampleItem({ entryId: 'entry-2' })];
        await store.saveReadings([sampleReading(more, { readAt: at('08:30') })]);

        const { publishedAt, firstSeenAt, date, candidate } = first;
        expect((await everyItem(store))[0]).toStrictEqual({ ...again, publishedAt, firstSeenAt, date, candidate });
        expect(await store.knownEntries(feedUrl)).toStrictEqual(
          new Map([again, sampleItem({ entryId: 'entry-2' })].map((item) => [item.entryId, entryOf(item)])),
        );
        expect(await store.knownEntries('https://other.example/')).toStrictEqual(new Map());
      });

      test('of a reading of which one item cannot be stored, nothing is stored', async () => {
        const bad = sampleItem({ entryId: 'bad', date: new Date(Number.NaN) });
        const reading = sampleReading([sampleItem(), bad]);

        await expect(store.saveReadings([reading])).rejects.toThrow();

        expect(await everyItem(store)).toEqual([]);
        expect(await store.feedStates()).toEqual(new Map());
        // The failed transaction is over: the next one is stored.
        await store.saveReadings([{ ...reading, items: [sampleItem()] }]);
        expect(await everyItem(store)).toHaveLength(1);
      });

      test('several readings are stored all together, or not at all', async () => {
        const reading = (feedUrl: string, changes: Partial<Item> = {}) =>
          sampleReading([sampleItem({ feedUrl, ...changes })]);
        const [one, two] = [reading('https://one.example/'), reading('https://two.example/')];

        await expect(
          store.saveReadings([one, reading('https://bad.example/', { date: new Date(Number.NaN) })]),
        ).rejects.toThrow();
        expect(await everyItem(store)).toEqual([]);
        await store.saveReadings([one, two]);
        await store.saveReadings([one, reading('https://two.example/', { entryId: 'entry-2' })]);
        expect(await everyItem(store)).toHaveLength(3);
      });

      test('items that their feed lists no more are forgotten; those an unchanged feed still lists stay', async () => {
        const gone = sampleItem({ entryId: 'gone' });
        const kept = sampleItem({ entryId: 'kept' });
        await store.saveReadings([sampleReading([gone, kept])]);
        await store.saveReadings([sampleReading([kept], { readAt: at('08:00') })]);
        const state = sampleFeedState({ lastAttemptAt: at('12:00'), lastSuccessAt: at('12:00') });
        await store.saveReadings([sampleReading([], { state, readAt: at('12:00'), unchanged: true })]);

        expect(await store.forgetItems(at('10:00'))).toBe(1);

        expect((await everyItem(store)).map((item) => item.entryId)).toEqual(['kept']);
        expect(await store.forgetItems(at('12:01'))).toBe(1);
      });

      test('a batch of readings keeps what each unchanged feed still lists, as of its own reading', async () => {
        const feeds = ['https://one.example/', 'https://two.example/', 'https://three.example/'];
        const save = (readAt: Date, entries: readonly string[]) =>
          store.saveReadings(
            feeds.map((feedUrl) =>
              sampleReading(
                entries.map((entryId) => sampleItem({ feedUrl, entryId })),
                { readAt },
              ),
            ),
          );
        await save(at('06:00'), ['gone', 'kept']);
        await save(at('07:00'), ['kept']);
        const unchanged = (feedUrl: string, readAt: Date) => {
          const state = sampleFeedState({ feedUrl, lastAttemptAt: readAt, lastSuccessAt: readAt });
          return { state, items: [], readAt, unchanged: true };
        };
        const [one = '', two = ''] = feeds;
        const none = sampleReading([], { readAt: at('12:00'), unchanged: true });

        await store.saveReadings([unchanged(one, at('11:00')), unchanged(two, at('12:00')), none]);

        // Three old items, and all of the third feed, which was not read again.
        expect(await store.forgetItems(at('10:00'))).toBe(4);
        expect((await everyItem(store)).map(({ feedUrl, entryId }) => `${feedUrl} ${entryId}`).sort()).toEqual([
          `${one} kept`,
          `${two} kept`,
        ]);
        expect(await store.forgetItems(at('11:30'))).toBe(1);
      });

      test('items of a feed that has failed ever since are kept: they must not come back as new', async () => {
        await store.saveReadings([sampleReading([sampleItem()])]);
        const failing = sampleFeedState({ lastAttemptAt: at('12:00') });
        await store.saveReadings([sampleReading([], { state: failing, readAt: at('12:00') })]);

        expect(await store.forgetItems(at('10:00'))).toBe(0);
        // Once nobody asks the feed any more, its items go.
        expect(await store.forgetItems(at('12:01'))).toBe(1);
      });
    });

    describe('the limit of items of a feed', () => {
      const ids = async () => (await everyItem(store)).map(({ entryId }) => entryId);
      const list = (entryIds: readonly string[], time: string) => {
        const items = entryIds.map((entryId) => sampleItem({ entryId }));
        return store.saveReadings([sampleReading(items, { readAt: at(time) })]);
      };

      test('of a feed with too many items, those that were listed longest ago are forgotten first', async () => {
        await list(['a', 'b'], '07:00');
        await list(['c', 'd'], '08:00');
        await list(['e'], '09:00');

        expect(await store.capItems(3)).toBe(2);

        expect(await ids()).toEqual(['c', 'd', 'e']);
      });

      test('what a feed lists now stays, however much it is', async () => {
        await list(['old'], '07:00');
        await list(['a', 'b', 'c'], '08:00');

        expect(await store.capItems(2)).toBe(1);

        expect(await ids()).toEqual(['a', 'b', 'c']);
      });

      test('a feed beside one with too many items loses nothing', async () => {
        await list(['a', 'b', 'c'], '07:00');
        await list(['d'], '08:00');
        const items = ['1', '2'].map((entryId) => sampleItem({ feedUrl: 'https://paper.example/rss', entryId }));
        await store.saveReadings([sampleReading(items, { readAt: at('06:00') })]);

        await store.capItems(2);

        expect(await ids()).toEqual(['a', 'd', '1', '2']);
      });
    });

    test('the items that are new between two instants are counted by feed', async () => {
      const items = [
        sampleItem({ entryId: 'old', firstSeenAt: at('07:00') }),
        sampleItem({ entryId: 'new-1', firstSeenAt: at('08:00') }),
        sampleItem({ entryId: 'new-2', firstSeenAt: at('09:00') }),
      ];
      await store.saveReadings([sampleReading(items, { readAt: at('09:00') })]);

      expect(await store.newItemCounts(at('07:00'), at('09:00'))).toEqual(new Map([[feedUrl, 2]]));
      expect(await store.newItemCounts(at('07:00'), at('08:59'))).toEqual(new Map([[feedUrl, 1]]));
      expect(await store.newItemCounts(at('09:00'), at('10:00'))).toEqual(new Map());
    });

    describe('the items of an edition', () => {
      const paper = 'https://paper.example/rss';
      const dayMs = 24 * 60 * 60_000;
      const daysBefore = (days: number) => new Date(at('06:00').getTime() - days * dayMs);

      async function keep(...items: readonly Item[]): Promise<void> {
        const byFeed = Map.groupBy(items, (item) => item.feedUrl);
        for (const ofFeed of byFeed.values()) await store.saveReadings([sampleReading(ofFeed)]);
      }

      async function idsFor(changes: Partial<ItemQuery> = {}): Promise<string[]> {
        const query = { feedUrls: [feedUrl], from: daysBefore(2), until: at('07:00'), pages: new Set<string>() };
        return (await store.items({ ...query, ...changes })).map(({ entryId }) => entryId);
      }

      test('an edition gets the items of its feeds within its window, also those that are not candidates', async () => {
        await keep(
          sampleItem({ entryId: 'at-the-start', date: daysBefore(2) }),
          sampleItem({ entryId: 'inside', candidate: false }),
          sampleItem({ entryId: 'before', date: new Date(daysBefore(2).getTime() - 1) }),
          sampleItem({ entryId: 'after', date: at('08:00') }),
          sampleItem({ entryId: 'elsewhere', feedUrl: paper }),
        );

        expect(await idsFor()).toEqual(['at-the-start', 'inside']);
        expect(await idsFor({ feedUrls: [paper, feedUrl] })).toEqual(['at-the-start', 'inside', 'elsewhere']);
        expect(await idsFor({ feedUrls: [] })).toEqual([]);
      });

      test('an edition gets what became untold, whatever its age', async () => {
        await keep(
          sampleItem({ entryId: 'lost', date: daysBefore(20) }),
          sampleItem({ entryId: 'lost-elsewhere', date: daysBefore(20), feedUrl: paper }),
        );

        expect(await idsFor({ pages: new Set(['lab.example/news/lost', 'lab.example/news/lost-elsewhere']) })).toEqual([
          'lost',
        ]);
      });

      test('an edition gets the earliest item of each feed with the same page, and no other old one', async () => {
        const page = { canonicalUrl: 'lab.example/news/nova' };
        await keep(
          sampleItem({ entryId: 'now', ...page }),
          sampleItem({ entryId: 'month-ago', ...page, date: daysBefore(30), candidate: false }),
          sampleItem({ entryId: 'week-ago', ...page, date: daysBefore(7) }),
          sampleItem({ entryId: 'theirs', ...page, date: daysBefore(40), feedUrl: paper }),
          sampleItem({ entryId: 'another-page', date: daysBefore(30) }),
        );

        expect(await idsFor()).toEqual(['month-ago', 'now', 'theirs']);
      });

      test('an edition gets the earliest item of the same feed with the same title in the week before', async () => {
        const title = 'Nova reads maps and writes songs';
        await keep(
          sampleItem({ entryId: 'now', title }),
          sampleItem({ entryId: 'd3', title, date: daysBefore(3) }),
          sampleItem({ entryId: 'd5', title, date: daysBefore(5) }),
          sampleItem({ entryId: 'd10', title, date: daysBefore(10) }),
          sampleItem({ entryId: 'theirs', title, date: daysBefore(4), feedUrl: paper }),
        );

        expect(await idsFor()).toEqual(['d5', 'now']);
      });
    });

    describe('compose', () => {
      test('an edition comes back with its messages and decisions as it was stored', async () => {
        const edition = sampleEdition({ parts: [['a'], []], webhooks: ['WECOM_WEBHOOK_URL', 'SECOND_GROUP'] });

        const saved = await store.saveEdition(edition);

        expect(saved).toStrictEqual({
          id: expect.any(Number),
          digestId: 'daily',
          slot: edition.digest.slot,
          number: 1,
          title: 'AI 新闻日报',
          composedAt: edition.composedAt,
          late: false,
          decisions: edition.decisions,
          messages: edition.outbox.map((message) => ({
            ...message,
            id: expect.any(Number),
            group: { kind: 'edition', editionId: saved?.id },
            state: 'waiting',
            notBefore: undefined,
            attempts: [],
          })),
        });
        expect(await store.edition('daily', '2026-03-02T09:00')).toStrictEqual(saved);
        expect(await store.unfinished()).toStrictEqual(saved?.messages);
        expect(await store.edition('weekly', '2026-03-02T09:00')).toBeUndefined();
      });

      test('a slot gets one edition, and further ones only when asked', async () => {
        await save(sampleEdition());

        expect(await store.saveEdition(sampleEdition({ stories: [sampleStory('b')] }))).toBeUndefined();
        expect(await toldIds()).toEqual(['a']);
        expect(await store.unfinished()).toHaveLength(1);

        const further = await store.saveEdition(sampleEdition({ stories: [sampleStory('b')], number: 2 }));
        expect(further?.number).toBe(2);
        expect((await store.edition('daily', '2026-03-02T09:00'))?.number).toBe(2);
        expect(await toldIds()).toEqual(['a', 'b']);
      });

      test('editions are listed newest first, of one digest or of all', async () => {
        await save(sampleEdition({ day: '2026-03-01' }));
        await save(sampleEdition({ day: '2026-03-02' }));
        await save(sampleEdition({ digestId: 'weekly', day: '2026-03-02' }));

        const all = await store.editions({ limit: 2 });
        const daily = await store.editions({ digestId: 'daily', limit: 9 });

        expect(all.map((edition) => edition.digestId)).toEqual(['weekly', 'daily']);
        expect(daily.map((edition) => edition.slot.local)).toEqual(['2026-03-02T09:00', '2026-03-01T09:00']);
      });

      test('an edition without stories is stored', async () => {
        const saved = await store.saveEdition(sampleEdition({ stories: [] }));

        expect(saved?.messages).toHaveLength(1);
        expect(await toldIds()).toEqual([]);
        expect(await untoldUrls()).toEqual([]);
      });

      test('a told story is stored with what is needed to know it again', async () => {
        const long = sampleItem({ entryId: 'long', summary: '🗺️地图'.repeat(200) });
        await save(sampleEdition({ stories: [sampleStory('a', [long, sampleItem({ entryId: 'second' })])] }));

        const [story] = await store.told('daily');

        expect(story).toMatchObject({
          storyId: 'a',
          slot: '2026-03-02T09:00',
          toldAt: at('01:00'),
          title: long.title,
          url: long.url,
        });
        expect(story?.items[1]).toStrictEqual({
          title: 'Lantern 3 can now read maps (second)',
          summary: 'The lab says that its new model reads maps.',
          canonicalUrl: 'lab.example/news/second',
          date: at('06:00'),
        });
        expect([...(story?.items[0]?.summary ?? '')]).toHaveLength(300);
        expect(story?.items[0]?.summary.isWellFormed()).toBe(true);
        expect(await toldIds('weekly')).toEqual([]);
      });

      test('a refused message takes its stories back, with all their items', async () => {
        const story = sampleStory('b', [sampleItem({ entryId: 'b' }), sampleItem({ entryId: 'b2' })]);
        const [first, second] = await save(
          sampleEdition({ stories: [sampleStory('a'), story], parts: [['a'], ['b']] }),
        );

        await attempt(first, accepted, 'accepted');
        await attempt(second, refused, 'refused');

        expect(await toldIds()).toEqual(['a']);
        expect(await untoldUrls()).toEqual(['lab.example/news/b', 'lab.example/news/b2']);
        expect(await untoldUrls('weekly')).toEqual([]);
      });

      test('a story stays told while any message with it stands: another part, or another group', async () => {
        const parts = await save(sampleEdition({ parts: [['a'], ['a']] }));
        await attempt(parts[0], refused, 'refused');
        expect(await untoldUrls()).toEqual([]);
        await attempt(parts[1], refused, 'refused');
        expect(await untoldUrls()).toEqual(['lab.example/news/a']);

        const groups = await save(
          sampleEdition({ day: '2026-03-03', stories: [sampleStory('b')], webhooks: ['ONE', 'TWO'] }),
        );
        await attempt(groups[0], refused, 'refused');
        expect(await toldIds()).toEqual(['b']);
      });

      test('a message that was given up takes its stories back; one whose fate is unknown does not', async () => {
        const ids = ['lost', 'unsure'];
        const [lost, mayBeRead] = await save(
          sampleEdition({ stories: ids.map((id) => sampleStory(id)), parts: ids.map((id) => [id]) }),
        );

        await store.settle(lost ?? 0, 'given-up');
        await store.settle(mayBeRead ?? 0, 'unsure');

        expect(await toldIds()).toEqual(['unsure']);
        expect(await untoldUrls()).toEqual(['lab.example/news/lost']);
      });

      test('a story that a later edition sends is no longer untold', async () => {
        const [id] = await save(sampleEdition({ day: '2026-03-01' }));
        await attempt(id, refused, 'refused');
        expect(await untoldUrls()).toEqual(['lab.example/news/a']);

        await save(sampleEdition({ day: '2026-03-02', stories: [sampleStory('z', [sampleItem({ entryId: 'a' })])] }));

        expect(await untoldUrls()).toEqual([]);
      });

      test('no address is both told and untold, whatever happens to the messages', async () => {
        const fate = fc.constantFrom<OutboxState>('waiting', 'accepted', 'refused', 'given-up', 'unsure');
        const edition = fc.record({
          stories: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
          fates: fc.array(fate, { minLength: 2, maxLength: 2 }),
        });
        let day = 0;
        await fc.assert(
          fc.asyncProperty(fc.array(edition, { minLength: 1, maxLength: 4 }), async (editions) => {
            const digestId = `digest-${day++}`;
            const told = new Set<string>();
            const lost = new Set<string>();
            for (const [index, { stories, fates }] of editions.entries()) {
              const messages = await save(
                sampleEdition({
                  digestId,
                  day: `2026-04-0${index + 1}`,
                  stories: stories.map((id) => sampleStory(id)),
                  webhooks: ['ONE', 'TWO'],
                }),
              );
              for (const [copy, state] of fates.entries()) {
                if (state !== 'waiting') await attempt(messages[copy], unknown, state);
              }
              const stands = fates.some((state) => state !== 'refused' && state !== 'given-up');
              for (const id of stories) (stands ? told : lost).add(`lab.example/news/${id}`);
            }

            expect(await store.untold(digestId)).toEqual(new Set([...lost].filter((url) => !told.has(url))));
            const toldUrls = (await store.told(digestId)).flatMap(({ items }) => items.map((i) => i.canonicalUrl));
            expect(new Set(toldUrls)).toEqual(told);
          }),
          { seed: 20260302, numRuns: 40 },
        );
      });

      test('the last delivered slot is the newest one of which a message was accepted', async () => {
        expect(await store.lastDeliveredSlot('daily')).toBeUndefined();
        const [first] = await save(sampleEdition({ day: '2026-03-01' }));
        const [second] = await save(sampleEdition({ day: '2026-03-02' }));
        await save(sampleEdition({ day: '2026-03-03' }));
        await attempt(first, accepted, 'accepted');
        await attempt(second, refused, 'refused');

        expect(await store.lastDeliveredSlot('daily')).toEqual(at('01:00', '2026-03-01'));
      });
    });

    describe('derived texts', () => {
      const text = (key: string, time: string) => ({ key, content: `灯笼 of ${key}`, at: at(time) });

      test('a text comes back as it was stored last', async () => {
        await store.saveDerived([text('a', '01:00'), text('b', '01:00')]);
        await store.saveDerived([{ ...text('a', '01:10'), content: '{"lantern":"\\u0000"}' }]);

        expect(await store.derived('a')).toBe('{"lantern":"\\u0000"}');
        expect(await store.derived('b')).toBe('灯笼 of b');
        expect(await store.derived('c')).toBeUndefined();
      });

      test('texts of hours before, and all but the newest forty, are forgotten', async () => {
        await store.saveDerived([text('old', '01:00'), text('recent', '04:30')]);
        await store.saveDerived([text('new', '05:00')]);
        expect(await store.derived('old')).toBeUndefined();
        expect(await store.derived('recent')).toBeDefined();

        await store.saveDerived(Array.from({ length: 39 }, (_, index) => text(`more ${index}`, '05:01')));
        expect(await store.derived('recent')).toBeUndefined();
        expect(await store.derived('new')).toBeDefined();

        await store.forgetHistory(at('00:00', '2026-03-03'));
        expect(await store.derived('new')).toBeUndefined();
      });

      test('all texts are stored or none', async () => {
        const failing = { ...text('b', '01:00'), content: undefined as unknown as string, at: new Date(Number.NaN) };
        await expect(store.saveDerived([text('a', '01:00'), failing])).rejects.toThrow();
        expect(await store.derived('a')).toBeUndefined();
      });
    });

    describe('drafts', () => {
      const sampleDraft = (changes: Partial<Draft> = {}): Draft => {
        const { slot } = sampleEdition().digest;
        return { slot, composedAt: at('00:30'), decision: 'open', version: 1, content: '{"a":"北辰"}', ...changes };
      };

      test('a draft is kept until its slot has an edition', async () => {
        expect(await store.saveDraft(sampleDraft())).toBe(true);
        expect(await store.draft(sampleDraft().slot)).toEqual(sampleDraft());
        expect(await store.drafts()).toEqual([sampleDraft()]);
        await save(sampleEdition());
        expect(await store.draft(sampleDraft().slot)).toBeUndefined();
      });

      test('each version of a draft is saved once: the second of two concurrent changes is rejected', async () => {
        await store.saveDraft(sampleDraft());
        expect(await store.saveDraft(sampleDraft({ content: 'again' }))).toBe(false);
        expect(await store.saveDraft(sampleDraft({ version: 2, decision: 'held' }))).toBe(true);
        expect(await store.saveDraft(sampleDraft({ version: 2, content: 'late' }))).toBe(false);
        expect(await store.saveDraft(sampleDraft({ version: 4 }))).toBe(false);
        expect(await store.draft(sampleDraft().slot)).toMatchObject({ version: 2, decision: 'held' });
      });

      test('no draft is saved for a slot that has its edition', async () => {
        await save(sampleEdition());
        expect(await store.saveDraft(sampleDraft())).toBe(false);
        expect(await store.drafts()).toEqual([]);
      });

      test('each digest keeps one draft, with the same stories if need be', async () => {
        const other = sampleEdition({ digestId: 'noon' }).digest.slot;
        const nextDay = sampleEdition({ day: '2026-03-03' }).digest.slot;
        await store.saveDraft(sampleDraft({ slot: other }));
        await store.saveDraft(sampleDraft());
        await store.saveDraft(sampleDraft({ slot: nextDay }));
        expect((await store.drafts()).map(({ slot }) => `${slot.digestId} ${slot.local}`)).toEqual([
          'noon 2026-03-02T09:00',
          'daily 2026-03-03T09:00',
        ]);
        await save(sampleEdition());
        expect((await store.drafts()).map(({ slot }) => slot.digestId)).toEqual(['noon']);
      });

      test('an edition is stored with what a person changed', async () => {
        const changes = [
          { at: at('00:36').toISOString(), kind: 'removed', storyId: 'b', title: '乙', from: 2, to: null } as const,
        ];
        const edition = sampleEdition();
        await save({ ...edition, decisions: { ...edition.decisions, changes } });
        expect((await store.edition('daily', '2026-03-02T09:00'))?.decisions.changes).toEqual(changes);
      });

      test('old drafts are forgotten', async () => {
        await store.saveDraft(sampleDraft());
        await store.forgetHistory(at('00:00', '2026-03-02'));
        expect(await store.drafts()).toHaveLength(1);
        await store.forgetHistory(at('00:00', '2026-03-03'));
        expect(await store.drafts()).toEqual([]);
      });
    });

    describe('archive', () => {
      /** An edition of that day whose stories have these titles; a message of it arrives unless it is left waiting. */
      async function tell(day: string, titles: readonly string[], { digestId = 'daily', arrives = true } = {}) {
        const stories = titles.map((title, index) => {
          const item = sampleItem({ entryId: `${day}-${index}`, title, summary: `${title}。第二句。` });
          return sampleStory(`${day}-${index}`, [item]);
        });
        const [id] = await save(sampleEdition({ digestId, day, stories }));
        if (arrives) await attempt(id, accepted, 'accepted');
      }

      async function foundTitles(...words: string[]): Promise<string[]> {
        return (await store.searchTold({ words, limit: 10 })).stories.map(({ title }) => title);
      }

      test('the archive lists editions newest first, by month and around one, without their decisions', async () => {
        await tell('2026-02-27', ['甲', '乙']);
        await tell('2026-03-01', ['丙'], { arrives: false });
        await tell('2026-03-02', ['丁']);
        await tell('2026-03-02', ['戊'], { digestId: 'noon' });

        const locals = async (query: Omit<HeadQuery, 'limit'>) =>
          (await store.editionHeads({ ...query, limit: 10 })).map(({ slot }) => slot.local.slice(5, 10));
        expect(await locals({ digestId: 'daily' })).toEqual(['03-02', '03-01', '02-27']);
        expect(await locals({ digestId: 'daily', month: '2026-03' })).toEqual(['03-02', '03-01']);
        expect(await locals({ digestId: 'daily', onlyDelivered: true })).toEqual(['03-02', '02-27']);
        expect(await locals({ digestId: 'daily', beforeId: 3 })).toEqual(['03-01', '02-27']);
        expect(await locals({ digestId: 'daily', afterId: 1 })).toEqual(['03-01', '03-02']);
        expect(await store.editionHeads({ limit: 1 })).toMatchObject([
          { digestId: 'noon', number: 1, stories: 1, lead: '戊', delivered: true, late: false },
        ]);
        expect(await store.editionMonths({ digestId: 'daily' })).toEqual([
          { month: '2026-03', editions: 2, stories: 2 },
          { month: '2026-02', editions: 1, stories: 2 },
        ]);
      });

      test('the search finds sent stories by Chinese words of any length, at any position', async () => {
        await tell('2026-03-01', ['青桐实验室开源语音模型', '北辰发布 B2 芯片，推理成本降到三分之一']);
        await tell('2026-03-02', ['北辰回应断供传闻']);

        const both = ['北辰回应断供传闻', '北辰发布 B2 芯片，推理成本降到三分之一'];
        expect(await foundTitles('北辰')).toEqual(both);
        expect(await foundTitles('辰')).toEqual(both);
        expect(await foundTitles('推理成本')).toEqual(both.slice(1));
        expect(await foundTitles('B2芯片')).toEqual(both.slice(1));
        expect(await foundTitles('北辰', '断供')).toEqual(both.slice(0, 1));
        expect(await foundTitles('辰北')).toEqual([]);
        expect(await store.searchTold({ words: ['北辰'], limit: 1, offset: 1 })).toMatchObject({
          total: 2,
          stories: [{ position: 2, edition: { digestId: 'daily', number: 1 } }],
        });
      });

      test('the search finds Latin words in any case, by their beginning, and in the summary', async () => {
        await tell('2026-03-02', ['Lumen ships Nova-3 for phones']);
        for (const word of ['lumen', 'NOVA', 'nova-3', 'Nov', '第二句'])
          expect(await foundTitles(word)).toHaveLength(1);
        expect(await foundTitles('umen')).toEqual([]);
      });

      test('the search finds a translated story by its sent and its own title, and shows both', async () => {
        const item = sampleItem({ title: 'Lumen ships Nova 3 for phones', summary: 'It runs offline.' });
        const edition = sampleEdition({ stories: [sampleStory('a', [item])] });
        const rewording = { headline: '流明推出手机版 Nova 3', sentence: '它可以离线运行。' };
        const stories = edition.decisions.stories.map((story) => ({ ...story, rewording }));
        const [id] = await save({ ...edition, decisions: { ...edition.decisions, stories } });
        await attempt(id, accepted, 'accepted');

        for (const word of ['流明', '手机版', '离线运行', 'lumen', 'phones', 'offline'])
          expect(await store.searchTold({ words: [word], limit: 10 }), word).toMatchObject({
            stories: [{ title: 'Lumen ships Nova 3 for phones', headline: '流明推出手机版 Nova 3' }],
          });
        expect(await store.editionHeads({ limit: 1 })).toMatchObject([{ lead: '流明推出手机版 Nova 3' }]);
      });

      test('the search takes what would be syntax of a query language for text', async () => {
        await tell('2026-03-02', ['Lumen AND Nova']);
        for (const word of [
          '"',
          '*',
          'title:',
          'Lumen"',
          'NEAR(',
          '^Lumen',
          '-Nova',
          'a OR b',
          "'; DROP TABLE story",
        ]) {
          await expect(store.searchTold({ words: [word], limit: 10 })).resolves.toBeDefined();
        }
        expect(await foundTitles('AND')).toHaveLength(1);
        expect(await foundTitles('  ')).toEqual([]);
      });

      test('the search finds only what arrived, and nothing that was forgotten', async () => {
        await tell('2026-01-01', ['北辰的旧闻']);
        await tell('2026-03-01', ['北辰的新闻']);
        await tell('2026-03-02', ['北辰还在路上'], { arrives: false });
        expect(await foundTitles('北辰')).toEqual(['北辰的新闻', '北辰的旧闻']);
        await store.forgetHistory(at('00:00', '2026-02-01'));
        expect(await foundTitles('北辰')).toEqual(['北辰的新闻']);
      });

      test('the search finds what the newest editions left out', async () => {
        await tell('2026-03-01', ['甲']);
        await tell('2026-03-02', ['乙']);
        const search = (words: string[], editions: number) => store.searchLeftOut({ words, editions, limit: 10 });
        expect(await search(['DISCOUNT'], 1)).toMatchObject([
          { row: { title: 'A discount', rule: 'promotion' }, edition: { slot: { local: '2026-03-02T09:00' } } },
        ]);
        expect(await search(['discount'], 7)).toHaveLength(2);
        expect(await search(['discount', 'nothing'], 7)).toEqual([]);
        expect(await search([''], 7)).toEqual([]);
      });

      test('an edition of a slot is found by its number', async () => {
        await save(sampleEdition({ number: 1 }));
        await save(sampleEdition({ number: 2, stories: [sampleStory('b')] }));
        expect((await store.edition('daily', '2026-03-02T09:00', 1))?.number).toBe(1);
        expect((await store.edition('daily', '2026-03-02T09:00'))?.number).toBe(2);
        expect(await store.edition('daily', '2026-03-02T09:00', 3)).toBeUndefined();
      });
    });

    describe('outbox', () => {
      test.each<MessageGroup>([
        { kind: 'alert', id: 'a' },
        { kind: 'by-hand', id: 'a' },
        { kind: 'reminder', id: 'water', slot: '2026-03-02T09:00' },
        { kind: 'report', slot: '2026-03-02T09:00' },
      ])('the message group %o is stored once for each robot', async (group) => {
        const messages = ['ONE', 'TWO'].map((webhook) => sampleMessage({ group, webhook }));

        expect(await store.enqueue(messages)).toMatchObject([{ group }, { group }]);
        expect(await store.enqueue(messages)).toEqual([]);
      });

      test('the messages of a group are stored once', async () => {
        const group = [
          sampleMessage({ group: { kind: 'alert', id: 'key' }, part: 1, parts: 2, priority: 'alert' }),
          sampleMessage({ group: { kind: 'alert', id: 'key' }, part: 2, parts: 2, priority: 'alert' }),
        ];

        const stored = await store.enqueue(group);

        expect(stored).toHaveLength(2);
        expect(await store.enqueue(group)).toEqual([]);
        expect(await store.enqueue([sampleMessage({ group: { kind: 'alert', id: 'other' } }), ...group])).toHaveLength(
          1,
        );
        expect((await store.unfinished()).map((message) => message.group)).toEqual([
          { kind: 'alert', id: 'key' },
          { kind: 'alert', id: 'key' },
          { kind: 'alert', id: 'other' },
        ]);
        expect(await store.outboxMessage(stored[1]?.id ?? 0)).toStrictEqual(stored[1]);
        expect(await store.outboxMessage(999)).toBeUndefined();
        const ids = stored.map(({ id }) => id);
        expect(await store.messageStates([...ids, 999])).toEqual(new Map(ids.map((id) => [id, 'waiting'])));
        expect(await store.messageStates([])).toEqual(new Map());
      });

      test('the outbox lists the robots with waiting messages, and the messages of some robots', async () => {
        const [first] = await store.enqueue([sampleMessage({ webhook: 'B', group: { kind: 'alert', id: '1' } })]);
        await store.enqueue([sampleMessage({ webhook: 'A', group: { kind: 'alert', id: '2' } })]);
        await store.enqueue([sampleMessage({ webhook: "B's", group: { kind: 'alert', id: '3' } })]);

        expect(await store.webhooksWaiting()).toEqual(['A', 'B', "B's"]);
        expect((await store.unfinished(['B', "B's"])).map(({ webhook }) => webhook)).toEqual(['B', "B's"]);
        expect(await store.unfinished(['C'])).toEqual([]);
        expect(await store.unfinished([])).toEqual([]);

        await attempt(first?.id ?? 0, accepted, 'accepted');
        expect(await store.webhooksWaiting()).toEqual(['A', "B's"]);
        expect(await store.unfinished(['B'])).toEqual([]);
      });

      test('an attempt is stored before the message is sent, and its outcome after it', async () => {
        const [message] = await store.enqueue([sampleMessage()]);
        const messageId = message?.id ?? 0;

        const started = await store.startAttempt({ messageId, keyHash: 'k', startedAt: at('01:01') });
        expect(await store.outboxMessage(messageId)).toMatchObject({ state: 'sending', attempts: [started] });
        expect(started).toMatchObject({ messageId, startedAt: at('01:01'), outcome: undefined });

        const outcome: Outcome = { kind: 'not-delivered', cause: 'connect' };
        await store.finishAttempt({
          attemptId: started.id,
          finishedAt: at('01:02'),
          outcome,
          state: 'waiting',
          notBefore: at('01:10'),
        });
        expect(await store.outboxMessage(messageId)).toStrictEqual({
          ...message,
          state: 'waiting',
          notBefore: at('01:10'),
          attempts: [{ ...started, finishedAt: at('01:02'), outcome }],
        });
        expect(await store.unfinished()).toHaveLength(1);

        await attempt(messageId, accepted, 'accepted');
        expect(await store.unfinished()).toEqual([]);
        expect((await store.outboxMessage(messageId))?.attempts.map((each) => each.outcome)).toEqual([
          outcome,
          accepted,
        ]);
      });

      test('a final message never moves again', async () => {
        const [message] = await store.enqueue([sampleMessage()]);
        const messageId = message?.id ?? 0;
        await attempt(messageId, accepted, 'accepted');

        await expect(store.startAttempt({ messageId, keyHash: 'k', startedAt: at('02:00') })).rejects.toThrow(/final/);
        await expect(store.settle(messageId, 'given-up')).rejects.toThrow(/final/);

        expect(await store.outboxMessage(messageId)).toMatchObject({ state: 'accepted', attempts: [{}] });
      });

      test('the ledger of a key has what started or finished since, and what is open', async () => {
        const [message] = await store.enqueue([sampleMessage()]);
        const messageId = message?.id ?? 0;
        const times: readonly (readonly [string, string, string | undefined])[] = [
          ['k', '01:00', '01:01'],
          ['k', '01:05', '01:10'],
          ['k', '01:20', '01:21'],
          ['other', '01:20', '01:21'],
          ['k', '00:30', undefined],
        ];
        for (const [keyHash, start, finish] of times) {
          const { id } = await store.startAttempt({ messageId, keyHash, startedAt: at(start) });
          if (finish === undefined) continue;
          await store.finishAttempt({
            attemptId: id,
            finishedAt: at(finish),
            outcome: unknown,
            state: 'waiting',
            notBefore: undefined,
          });
        }

        const ledger = await store.ledger('k', at('01:10'));

        expect(ledger.map((entry) => entry.startedAt)).toEqual([at('01:05'), at('01:20'), at('00:30')]);
      });

      test('the ledger of several keys goes by how their hashes begin', async () => {
        const [message] = await store.enqueue([sampleMessage()]);
        const messageId = message?.id ?? 0;
        const hashes = ['abc', 'abc0f', 'abcf9', 'abd', 'ab', 'f'];
        for (const keyHash of hashes) await store.startAttempt({ messageId, keyHash, startedAt: at('01:00') });

        expect(await store.ledger('abc', at('00:30'))).toHaveLength(3);
        expect(await store.ledger('abcf9', at('00:30'))).toHaveLength(1);
      });

      test('the state of a key comes back as it was saved', async () => {
        const good = { restUntil: undefined, refusedWith: undefined, refusedAt: undefined };
        const refusedKey = { restUntil: at('02:00'), refusedWith: 93000, refusedAt: at('01:00') };

        expect(await store.keyState('k')).toStrictEqual(good);
        await store.saveKeyState('k', refusedKey);
        expect(await store.keyState('k')).toStrictEqual(refusedKey);
        await store.saveKeyState('k', good);
        expect(await store.keyState('k')).toStrictEqual(good);
      });

      test('the right to send with a key has one holder at a time', async () => {
        const first = await store.lockKey('0123456789abcdef0123');

        expect(first).toBeDefined();
        expect(await store.lockKey('0123456789abcdef0123')).toBeUndefined();
        const other = await store.lockKey('fedcba98765432100123');
        expect(other).toBeDefined();

        expect(await first?.isStillHeld()).toBe(true);
        await first?.release();
        expect(await first?.isStillHeld()).toBe(false);
        const second = await store.lockKey('0123456789abcdef0123');
        expect(second).toBeDefined();
        // A caller that has released has nothing left to release.
        await first?.release();
        expect(await second?.isStillHeld()).toBe(true);
        expect(await store.lockKey('0123456789abcdef0123')).toBeUndefined();
      });

      test('whether a lock is held can be asked without taking it', async () => {
        expect(await store.isKeyLocked('aaaa456789abcdef0123')).toBe(false);
        const lock = await store.lockKey('aaaa456789abcdef0123');
        expect(await store.isKeyLocked('aaaa456789abcdef0123')).toBe(true);
        expect(await store.isKeyLocked('bbbb456789abcdef0123')).toBe(false);
        expect(await lock?.isStillHeld()).toBe(true);
        await lock?.release();
        expect(await store.isKeyLocked('aaaa456789abcdef0123')).toBe(false);
      });
    });

    test('small facts are kept under their names', async () => {
      await store.saveFact('alert/key', '93000');
      await store.saveFact('alert/feed', 'html');
      await store.saveFact('ALERT/x', 'another name');
      await store.saveFact('alert/key', '93004');

      expect(await store.fact('alert/key')).toBe('93004');
      expect(await store.facts('alert/')).toEqual(
        new Map([
          ['alert/feed', 'html'],
          ['alert/key', '93004'],
        ]),
      );
      expect(await store.facts('alert_')).toEqual(new Map());

      await store.saveFact('alert/key', undefined);
      expect(await store.fact('alert/key')).toBeUndefined();
    });

    describe('history', () => {
      test('old finished editions and messages are forgotten; what waits and the newest edition are kept', async () => {
        const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-03-02'];
        const ids = [];
        for (const day of days) ids.push(...(await save(sampleEdition({ day, stories: [sampleStory(day)] }))));
        await store.enqueue([
          sampleMessage({ group: { kind: 'alert', id: 'old' }, createdAt: at('00:00', '2026-01-01') }),
        ]);
        const [old] = await store.enqueue([
          sampleMessage({ group: { kind: 'alert', id: 'done' }, createdAt: at('00:00', '2026-01-01') }),
        ]);
        for (const id of [ids[0], ids[2], old?.id]) await attempt(id, accepted, 'accepted');

        await store.forgetHistory(at('00:00', '2026-02-01'));

        expect(await toldIds()).toEqual(['2026-01-02', '2026-03-02']);
        expect((await store.unfinished()).map((message) => message.group)).toEqual([
          { kind: 'edition', editionId: 2 },
          { kind: 'edition', editionId: 4 },
          { kind: 'alert', id: 'old' },
        ]);
        expect(await store.outboxMessage(old?.id ?? 0)).toBeUndefined();
        expect(await store.ledger('k', at('00:00', '2025-01-01'))).toEqual([]);
      });

      test('the newest edition of a digest is kept however old it is', async () => {
        const [id] = await save(sampleEdition({ day: '2026-01-01' }));
        await attempt(id, accepted, 'accepted');

        await store.forgetHistory(at('00:00', '2026-02-01'));

        expect(await store.lastDeliveredSlot('daily')).toEqual(at('01:00', '2026-01-01'));
      });

      test('feeds that are asked no more are forgotten', async () => {
        await store.saveReadings([sampleReading()]);
        await store.forgetHistory(at('07:00'));
        expect((await store.feedStates()).size).toBe(1);
        await store.forgetHistory(at('07:01'));
        expect((await store.feedStates()).size).toBe(0);
      });
    });

    describe('figures', () => {
      const since = at('00:00', '2026-03-01');
      const item = (entryId: string, day: string, feedUrl = 'https://lab.example/feed.xml') =>
        sampleItem({ entryId, feedUrl, firstSeenAt: at('07:00', day), date: at('06:00', day) });

      test('new items are counted by feed and day, and stories by the day they were told', async () => {
        const [a, b, c] = [item('a', '2026-03-01'), item('b', '2026-03-01'), item('c', '2026-03-03')];
        const copy = { ...item('copy', '2026-03-02', 'https://paper.example/rss'), canonicalUrl: a.canonicalUrl };
        await store.saveReadings([sampleReading([a, b, c, item('old', '2026-02-01')])]);
        await store.saveReadings([sampleReading([copy])]);
        await save(sampleEdition({ stories: [sampleStory('a', [a, copy]), sampleStory('b', [b])] }));

        expect(new Set(await store.newItemsByDay(since))).toEqual(
          new Set([
            { feedUrl: a.feedUrl, day: 0, count: 2 },
            { feedUrl: a.feedUrl, day: 2, count: 1 },
            { feedUrl: copy.feedUrl, day: 1, count: 1 },
          ]),
        );
        expect(new Set(await store.storiesByDay(since))).toEqual(
          new Set([
            { feedUrl: a.feedUrl, day: 1, count: 2 },
            { feedUrl: copy.feedUrl, day: 1, count: 1 },
          ]),
        );
      });

      test('the figures show the newest items of a feed, and where they were told', async () => {
        const [a, b] = [item('a', '2026-03-01'), item('b', '2026-03-02')];
        await store.saveReadings([sampleReading([a, b, item('c', '2026-02-01')])]);
        await save(sampleEdition({ stories: [sampleStory('x'), sampleStory('b', [b])] }));

        const newest = await store.feedItems(a.feedUrl, 2);
        expect(newest.map(({ entryId }) => entryId)).toEqual(['b', 'a']);
        const places = await store.toldPlaces(newest.map(({ canonicalUrl }) => canonicalUrl));
        expect(places).toEqual([
          {
            canonicalUrl: b.canonicalUrl,
            slot: expect.objectContaining({ digestId: 'daily', local: '2026-03-02T09:00' }),
            number: 1,
            position: 2,
            url: b.url,
          },
        ]);
      });

      test('the figures show how each robot got an edition', async () => {
        await save(sampleEdition({ day: '2026-03-01', stories: [], parts: [] }));
        const [first, second] = await save(sampleEdition({ webhooks: ['A_ROBOT', 'B_ROBOT'] }));
        await attempt(first, { kind: 'accepted' }, 'accepted');
        await attempt(second, { kind: 'refused', errcode: 40001, reason: '' } as Outcome, 'refused');

        const rows = await store.deliveries({ digestId: 'daily', limit: 9 });
        const [today, before] = [{ local: '2026-03-02T09:00' }, { local: '2026-03-01T09:00' }];
        const tried = { messages: 1, attempts: 1, finishedAt: at('01:02') };
        const none = { messages: 0, accepted: 0, lost: 0, attempts: 0, finishedAt: undefined };
        expect(rows).toMatchObject([
          { slot: today, webhook: 'A_ROBOT', ...tried, accepted: 1, lost: 0 },
          { slot: today, webhook: 'B_ROBOT', ...tried, accepted: 0, lost: 1 },
          { slot: before, webhook: undefined, ...none },
        ]);
        expect(await store.deliveries({ digestId: 'daily', limit: 1 })).toHaveLength(2);
      });
    });

    describe('changes', () => {
      const change = (what: string, day = '2026-01-01') =>
        store.recordChange({ at: at('09:00', day), from: '/feeds', what: { 'zh-CN': what, en: what } });

      test('the log of changes shows the newest first, and the earlier ones page by page', async () => {
        for (const what of ['one', 'two', 'three']) await change(what);
        const [three, two] = await store.changes({ limit: 2 });
        expect([three?.what.en, two?.what.en]).toEqual(['three', 'two']);
        expect(await store.changes({ limit: 2, before: two?.id ?? 0 })).toEqual([
          { id: 1, at: at('09:00', '2026-01-01'), from: '/feeds', what: { 'zh-CN': 'one', en: 'one' } },
        ]);
      });

      test('the log of changes forgets what is older than a year', async () => {
        await change('old', '2025-01-01');
        await change('new', '2026-01-02');
        expect((await store.changes({ limit: 9 })).map(({ what }) => what.en)).toEqual(['new']);
      });
    });
  });
}
