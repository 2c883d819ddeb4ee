/**
 * An editor with the file open, in a process of its own: `node editor.ts FILE WORD…`. It adds each word to `boost` of the
 * first digest and saves, half of the times by renaming and half in place. Where the file has changed since it was loaded
 * an editor asks its user; this one says so on stdout, loads it again and makes its change anew. Prints `saved WORD`.
 */
import { fstatSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [file = '', ...words] = process.argv.slice(2);

for (const [index, word] of words.entries()) {
  for (;;) {
    const loaded = readFileSync(file, 'utf8');
    // A person types.
    await sleep(30);
    const changed = loaded.replace(/boost: \{/, `boost: { ${word}: 1,`);
    const now = openSync(file, 'r');
    if (changed === loaded || readFileSync(now, 'utf8') !== loaded || fstatSync(now).nlink === 0) {
      console.log('changed on disk');
      continue;
    }
    if (index % 2 === 0) {
      writeFileSync(`${file}~`, changed);
      renameSync(`${file}~`, file);
    } else {
      writeFileSync(file, changed);
    }
    console.log(`saved ${word}`);
    break;
  }
  await sleep(150);
}
