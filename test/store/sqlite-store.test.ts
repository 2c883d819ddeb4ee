import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import { checkStorePlace, openStore } from '../../src/store/sqlite-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { child, spoken } from './child-process.ts';
import { readRestlessFeed } from './restless-feed.ts';
import { everyItem, sampleEdition, sampleFeedState, sampleItem, sampleReading, sampleStory } from './samples.ts';
import { describeStore } from './store-contract.ts';

let root: string;
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'store-test-'));
  chmodSync(root, 0o755);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A DATA_DIR that does not exist yet. */
function newDataDir(): string {
  return join(root, `data-${++folders}`);
}

/** A DATA_DIR with one item and one edition in it. */
async function filledDataDir(): Promise<string> {
  const dataDir = newDataDir();
  const store = await openStore({ dataDir });
  await store.saveReadings([sampleReading([sampleItem()])]);
  await store.saveEdition(sampleEdition());
  await store.close();
  return dataDir;
}

/** Every file with its bytes, as one comparable value. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder).sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, got ${error}`);
  return error;
}

describeStore('the store on SQLite', () => openStore({ dataDir: newDataDir() }));
describeStore('the store in memory', () => openScratchStore({ dataDir: newDataDir() }));

describe('the data folder', () => {
  test('DATA_DIR keeps everything over a restart', async () => {
    const store = await openStore({ dataDir: await filledDataDir() });

    expect(await everyItem(store)).toEqual([sampleItem()]);
    expect(await store.told('daily')).toHaveLength(1);
    expect(await store.unfinished()).toHaveLength(1);
    await store.close();
  });

  test('DATA_DIR holds the database and nothing else, besides the locks of keys', async () => {
    const dataDir = await filledDataDir();
    expect(readdirSync(dataDir)).toEqual(['digest.db']);

    const store = await openStore({ dataDir });
    await store.lockKey('0123456789abcdef0123');
    await store.close();

    expect(readdirSync(dataDir).sort()).toEqual(['digest.db', 'lock-0123456789abcdef.db']);
  });

  test.skipIf(process.platform === 'win32')('only its owner can read DATA_DIR, also if it existed before', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir, { mode: 0o755 });
    const old = new DatabaseSync(join(dataDir, 'digest.db'));
    old.exec('PRAGMA user_version = 0');
    old.close();
    chmodSync(join(dataDir, 'digest.db'), 0o644);
    const modes = (folder: string) => [folder, join(folder, 'digest.db')].map((path) => statSync(path).mode & 0o777);

    await (await openStore({ dataDir })).close();
    const fresh = newDataDir();
    await (await openStore({ dataDir: fresh })).close();

    expect(modes(dataDir)).toEqual([0o700, 0o600]);
    expect(modes(fresh)).toEqual([0o700, 0o600]);
  });

  test('two stores can use one DATA_DIR at once', async () => {
    const dataDir = await filledDataDir();
    const [worker, command] = [await openStore({ dataDir }), await openStore({ dataDir })];

    await worker.saveFact('tick', '1');

    expect(await command.fact('tick')).toBe('1');
    expect(await command.saveEdition(sampleEdition())).toBeUndefined();
    await worker.close();
    await command.close();
  });

  test('a DATA_DIR that is not writable is reported with the uid and the command that fixes it', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir, { mode: 0o555 });

    const { code, en, zh, uid } = JSON.parse(await spoken(child('open-as-nobody', dataDir)));

    expect(code).toBe('unwritable');
    expect(en).toContain(`uid ${uid}`);
    expect(en).toContain(`sudo chown -R ${uid}:`);
    expect(zh).toContain(`sudo chown -R ${uid}:`);
    expect(en).toContain(dataDir);
  });

  test('a DATA_DIR that cannot be created is reported with the commands that create it', async () => {
    const parent = newDataDir();
    mkdirSync(parent, { mode: 0o555 });

    const { code, en, uid } = JSON.parse(await spoken(child('open-as-nobody', join(parent, 'deep', 'data'))));

    expect(code).toBe('unwritable');
    expect(en).toContain(`sudo mkdir -p ${parent}/deep/data && sudo chown ${uid}:`);
  });

  test('DATA_DIR is made with its parents', async () => {
    const dataDir = join(newDataDir(), 'deep', 'data');
    await (await openStore({ dataDir })).close();
    expect(readdirSync(dataDir)).toEqual(['digest.db']);
  });

  test.skipIf(!existsSync('/proc/self'))('a DATA_DIR where nothing can be created is reported at once', async () => {
    expect(await failureOf(openStore({ dataDir: '/proc/x/data' }))).toMatchObject({ code: 'unwritable' });
  });

  test('a DATA_DIR behind a link to an unmounted disk is reported, and the mount point stays empty', async () => {
    const disk = newDataDir();
    const link = newDataDir();
    symlinkSync(disk, link);

    for (const dataDir of [link, join(link, 'data')]) {
      const error = await failureOf(openStore({ dataDir }));
      expect(error.what.en).toContain(`${link} is a link`);
      expect(error.remedy.en).toContain('Mount the disk');
    }
    expect(existsSync(disk)).toBe(false);
  });

  test('a DATA_DIR that is a file is reported as such', async () => {
    const dataDir = newDataDir();
    writeFileSync(dataDir, '');

    expect(await failureOf(openStore({ dataDir }))).toMatchObject({ code: 'not-a-folder' });
    expect(await failureOf(openStore({ dataDir: join(dataDir, 'data') }))).toMatchObject({ code: 'not-a-folder' });
    expect(await failureOf(openScratchStore({ dataDir }))).toMatchObject({ code: 'not-a-folder' });
    expect(await failureOf(openScratchStore({ dataDir: join(dataDir, 'data') }))).toMatchObject({
      code: 'not-a-folder',
    });
  });

  test('a database that lost its content is reported, and an empty file without locks is a new one', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    const file = join(dataDir, 'digest.db');
    writeFileSync(file, '');
    const store = await openStore({ dataDir });
    await (await store.lockKey('canary'))?.release();
    await store.close();
    truncateSync(file);
    for (const open of [openStore, openScratchStore]) {
      const error = await failureOf(open({ dataDir }));
      expect(error).toMatchObject({ code: 'corrupt', what: { en: expect.stringContaining('the file is empty') } });
    }
    expect(statSync(file).size).toBe(0);
    rmSync(file);
    await (await openStore({ dataDir })).close();
  });

  test('a DATA_DIR with a damaged database is left as it is and reported with what to do', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'digest.db'), 'no database at all, '.repeat(100));
    const before = contents(dataDir);

    const error = await failureOf(openStore({ dataDir }));

    expect(error.code).toBe('corrupt');
    expect(error.remedy.en).toContain(`mv ${dataDir}/digest.db`);
    expect(await failureOf(openScratchStore({ dataDir }))).toMatchObject({ code: 'corrupt' });
    expect(contents(dataDir)).toEqual(before);
  });

  test('a DATA_DIR of a newer program is refused and left as it is', async () => {
    const dataDir = await filledDataDir();
    const future = new DatabaseSync(join(dataDir, 'digest.db'));
    future.exec('PRAGMA user_version = 99');
    future.close();
    const before = contents(dataDir);

    const error = await failureOf(openStore({ dataDir }));

    expect(error).toMatchObject({ code: 'newer', message: expect.stringContaining('schema 99') });
    expect(await failureOf(openScratchStore({ dataDir }))).toMatchObject({ code: 'newer' });
    expect(contents(dataDir)).toEqual(before);
  });
});

test('a full disk is found by a trial write, which leaves nothing behind', () => {
  const dataDir = newDataDir();
  mkdirSync(dataDir);
  const full = () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  expect(() => checkStorePlace({ dataDir }, full)).toThrow(expect.objectContaining({ code: 'full' }));
  checkStorePlace({ dataDir });
  expect(readdirSync(dataDir)).toEqual([]);
});

describe('preview', () => {
  test('a store for preview has what DATA_DIR has, and leaves every byte of it as it is', async () => {
    const dataDir = await filledDataDir();
    const before = contents(dataDir);

    const scratch = await openScratchStore({ dataDir });
    expect(await everyItem(scratch)).toEqual([sampleItem()]);
    expect(await scratch.told('daily')).toHaveLength(1);
    const more = sampleEdition({ day: '2026-03-03', stories: [sampleStory('b')] });
    expect(await scratch.saveEdition(more)).toMatchObject({ id: 2 });
    await scratch.lockKey('0123456789abcdef0123');
    await scratch.close();

    expect(contents(dataDir)).toEqual(before);
  });

  test('a store for preview takes no memory for a large database and, until it writes, no disk space', async () => {
    const dataDir = await filledDataDir();
    const large = new DatabaseSync(join(dataDir, 'digest.db'));
    large.exec("INSERT INTO fact VALUES ('large', hex(zeroblob(40000000)))");
    large.close();
    const temporary = newDataDir();
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    const before = process.memoryUsage.rss();

    const scratch = await openScratchStore({ dataDir });
    expect(await everyItem(scratch)).toEqual([sampleItem()]);
    expect(readdirSync(temporary)).toEqual([]);
    await scratch.saveFact('small', 'x');
    expect(await scratch.fact('small')).toBe('x');

    expect(process.memoryUsage.rss() - before).toBeLessThan(40_000_000);
    expect(readdirSync(temporary)).toHaveLength(1);
    await scratch.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('a store for preview needs no DATA_DIR and makes none', async () => {
    const dataDir = newDataDir();
    const scratch = await openScratchStore({ dataDir });
    expect(await everyItem(scratch)).toEqual([]);
    await scratch.close();
    expect(readdirSync(root)).not.toContain(dataDir.split('/').at(-1));
  });

  test('a store for preview takes an empty file for an empty store', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'digest.db'), '');

    const scratch = await openScratchStore({ dataDir });

    expect(await everyItem(scratch)).toEqual([]);
    await scratch.close();
  });

  test('a store for preview reads while another program is writing, as if that had not begun', async () => {
    const dataDir = await filledDataDir();
    const writer = new DatabaseSync(join(dataDir, 'digest.db'));
    writer.exec("BEGIN IMMEDIATE; UPDATE item SET title = 'half'");

    const scratch = await openScratchStore({ dataDir });

    expect(await everyItem(scratch)).toEqual([sampleItem()]);
    await scratch.close();
    writer.close();
  });
});

describe('a crash', () => {
  /** Kills a program that is storing a large reading, after part of it has reached the disk. */
  async function crashedDataDir(): Promise<string> {
    const dataDir = await filledDataDir();
    const { signal } = await child('crash-while-reading', dataDir).ended;
    expect(signal).toBe('SIGKILL');
    expect(readdirSync(dataDir).sort()).toEqual(['digest.db', 'digest.db-journal']);
    // Without its journal the file would hold half of the reading.
    expect(statSync(join(dataDir, 'digest.db')).size).toBeGreaterThan(1_000_000);
    return dataDir;
  }

  test('after a crash a preview sees what was stored before, and changes no byte', async () => {
    const dataDir = await crashedDataDir();
    const before = contents(dataDir);
    const temporary = newDataDir();
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);

    const scratch = await openScratchStore({ dataDir });

    expect(await everyItem(scratch)).toEqual([sampleItem()]);
    expect((await scratch.feedStates()).get(sampleFeedState().feedUrl)?.etag).toBeUndefined();
    await scratch.close();
    expect(contents(dataDir)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('after a crash the next start undoes the half that was written', async () => {
    const dataDir = await crashedDataDir();

    const store = await openStore({ dataDir });

    expect(await everyItem(store)).toEqual([sampleItem()]);
    expect(readdirSync(dataDir)).toEqual(['digest.db']);
    await store.close();
  });

  test('the feed that was being read at a crash is reported once', async () => {
    const dataDir = newDataDir();
    expect((await child('crash-in-document', dataDir).ended).signal).toBe('SIGKILL');

    const store = await openStore({ dataDir });

    expect(await store.interruptedDocuments()).toEqual(['https://lab.example/feed.xml']);
    expect(await store.interruptedDocuments()).toEqual([]);
    await store.close();
  });

  test('no crash is reported for a feed while its process runs or after its document was read', async () => {
    const dataDir = newDataDir();
    const other = child('stay-in-document', dataDir);
    expect(await other.line()).toBe('reading');
    const store = await openStore({ dataDir });
    await store.beginDocument('https://paper.example/rss');

    expect(await store.interruptedDocuments()).toEqual([]);
    await store.endDocument();
    expect(await store.interruptedDocuments()).toEqual([]);

    other.process.kill('SIGKILL');
    await other.ended;
    await store.close();
  });

  test('a crash mark put over a longer one names only the later document, and goes with the store', async () => {
    const dataDir = newDataDir();
    const store = await openStore({ dataDir });
    const marks = () => readdirSync(dataDir).filter((name) => name.startsWith('reading-'));

    await store.beginDocument('https://a-long-name.example/feed.xml');
    await store.beginDocument('https://a.example/rss');

    expect(marks().map((name) => readFileSync(join(dataDir, name), 'utf8'))).toEqual(['https://a.example/rss']);
    await store.endDocument();
    expect(marks().map((name) => readFileSync(join(dataDir, name), 'utf8'))).toEqual(['']);
    await store.close();
    expect(marks()).toEqual([]);
  });

  test('a crash mark with our own process id belongs to an earlier process', async () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, `reading-${process.pid}`), 'https://lab.example/feed.xml');

    const store = await openStore({ dataDir });

    expect(await store.interruptedDocuments()).toEqual(['https://lab.example/feed.xml']);
    await store.close();
  });

  test('after a crash an edition is there with all its messages, or not at all', async () => {
    const dataDir = newDataDir();
    const { signal } = await child('crash-while-composing', dataDir).ended;
    expect(signal).toBe('SIGKILL');

    const store = await openStore({ dataDir });

    expect(await store.editions({ limit: 9 })).toEqual([]);
    expect(await store.unfinished()).toEqual([]);
    expect(await store.told('daily')).toEqual([]);
    expect(await store.saveEdition(sampleEdition())).toBeDefined();
    await store.close();
  });
});

test('of two processes that compose one slot exactly one wins', async () => {
  const dataDir = newDataDir();
  const children = [child('compose', dataDir), child('compose', dataDir)];

  const said = await Promise.all(children.map(spoken));

  expect(said.sort()).toEqual(['lost', 'won']);
  const store = await openStore({ dataDir });
  expect(await store.editions({ limit: 9 })).toHaveLength(1);
  expect(await store.unfinished()).toHaveLength(1);
  await store.close();
});

test('the right to send with a key is exclusive over processes, and dies with its holder', async () => {
  const dataDir = newDataDir();
  const holder = child('hold-lock', dataDir);
  expect(await holder.line()).toBe('held');
  const store = await openStore({ dataDir });

  expect(await store.lockKey('0123456789abcdef0123')).toBeUndefined();
  holder.process.kill('SIGKILL');
  await holder.ended;

  expect(await store.lockKey('0123456789abcdef0123')).toBeDefined();
  await store.close();
});

describe('the file of a lock', () => {
  const lockFile = 'lock-0123456789abcdef.db';

  test.each([
    ['deleted', () => undefined],
    ['replaced by a backup', (path: string) => writeFileSync(path, '')],
  ])('a lock is no longer held once its file is %s', async (_, put) => {
    const dataDir = newDataDir();
    const store = await openStore({ dataDir });
    const lock = await store.lockKey('0123456789abcdef0123');
    expect(await lock?.isStillHeld()).toBe(true);

    rmSync(join(dataDir, lockFile));
    put(join(dataDir, lockFile));

    expect(await lock?.isStillHeld()).toBe(false);
    await store.close();
  });

  test('a lock whose file is deleted can be taken by another store, and only that one holds it', async () => {
    const dataDir = newDataDir();
    const [first, second] = [await openStore({ dataDir }), await openStore({ dataDir })];
    const lost = await first.lockKey('0123456789abcdef0123');
    rmSync(join(dataDir, lockFile));

    const taken = await second.lockKey('0123456789abcdef0123');

    expect(await lost?.isStillHeld()).toBe(false);
    expect(await taken?.isStillHeld()).toBe(true);
    await first.close();
    await second.close();
  });
});

test('a feed whose entries are new at each reading fills neither disk nor memory', async () => {
  const { items, loaded } = await readRestlessFeed(newDataDir(), { hours: 8, most: 1_000 });

  expect({ items, loaded }).toEqual({ items: 1_500, loaded: 1_500 });
});
