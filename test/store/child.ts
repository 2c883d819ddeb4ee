/** A second process on one DATA_DIR: `node child.ts TASK DATA_DIR`. */
import { openStore } from '../../src/store/sqlite-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { sampleEdition, sampleFeedState, sampleItem, sampleMessage, sampleReading } from './samples.ts';

const [task = '', dataDir = ''] = process.argv.slice(2);

switch (task) {
  case 'open-as-nobody':
    await openAsNobody();
    break;
  case 'compose':
    await compose();
    break;
  case 'hold-lock':
    await holdLock();
    break;
  case 'crash-in-document':
    await (await openStore({ dataDir })).beginDocument(sampleFeedState().feedUrl);
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'stay-in-document':
    await stayInDocument();
    break;
  case 'crash-while-reading':
    await crashWhileReading();
    break;
  case 'crash-while-composing':
    await crashWhileComposing();
    break;
  default:
    throw new Error(`no task "${task}"`);
}

/** Root may write everywhere, so it steps down first. */
async function openAsNobody(): Promise<void> {
  if (process.getuid?.() === 0) {
    process.setgid?.(65534);
    process.setuid?.(65534);
  }
  try {
    await openStore({ dataDir });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { code, what, remedy } = error;
    const told = { code, en: `${what.en} ${remedy.en}`, zh: what['zh-CN'] + remedy['zh-CN'], uid: process.getuid?.() };
    console.log(JSON.stringify(told));
  }
}

async function compose(): Promise<void> {
  const store = await openStore({ dataDir });
  const edition = await store.saveEdition(sampleEdition());
  console.log(edition === undefined ? 'lost' : 'won');
  await store.close();
}

async function holdLock(): Promise<void> {
  const store = await openStore({ dataDir });
  const lock = await store.lockKey('0123456789abcdef0123');
  console.log(lock === undefined ? 'refused' : 'held');
  setInterval(() => lock, 60_000);
}

async function stayInDocument(): Promise<void> {
  const store = await openStore({ dataDir });
  await store.beginDocument(sampleFeedState().feedUrl);
  console.log('reading');
  setInterval(() => store, 60_000);
}

/** The reading is larger than SQLite's cache (2 MB), so part of it is in the file when the last item kills us. */
async function crashWhileReading(): Promise<void> {
  const store = await openStore({ dataDir });
  const summary = 'A long summary. '.repeat(62);
  const items = Array.from({ length: 6000 }, (_, index) => sampleItem({ entryId: `entry-${index}`, summary }));
  const state = sampleFeedState({ etag: '"never stored"' });
  await store.saveReadings([sampleReading([...items, deadly(sampleItem({ entryId: 'last' }), 'title')], { state })]);
}

async function crashWhileComposing(): Promise<void> {
  const store = await openStore({ dataDir });
  await store.saveEdition({ ...sampleEdition(), outbox: [sampleMessage(), deadly(sampleMessage(), 'body')] });
}

/** A value that kills the process when the store reads this property: the transaction is then half done. */
function deadly<Value extends object>(value: Value, property: keyof Value): Value {
  return Object.defineProperty({ ...value }, property, {
    get() {
      process.kill(process.pid, 'SIGKILL');
      // The signal is delivered at once, but not within this statement.
      for (;;);
    },
  });
}
