/** A process that opens all the files it may, then prints what SQLite's "cannot open" means to it. */
import { openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { StoreError, toStoreError } from '../../src/store/store-error.ts';

const dataDir = tmpdir();
try {
  for (;;) openSync(dataDir, 'r');
} catch {
  // None is left.
}
const cannotOpen = Object.assign(new Error('unable to open database file'), { errcode: 14 });
const told = toStoreError(cannotOpen, { dataDir, uid: undefined, gid: undefined });
writeSync(1, told instanceof StoreError ? told.code : String(told));
