import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { App } from '../../src/commands/app.ts';
import { copyStore } from '../../src/commands/store.ts';
import { CommandError } from '../../src/ground/command-error.ts';
import { openStore } from '../../src/store/sqlite-store.ts';

test.runIf(process.platform === 'linux')('a copy whose target cannot be opened closes its source', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await (await openStore({ dataDir: join(folder, 'data') })).close();
  writeFileSync(join(folder, 'a-file'), '');
  const app = { callerDir: folder, language: 'en', environment: () => ({}), secret: () => undefined } as unknown as App;

  await expect(copyStore(app, 'data', 'a-file')).rejects.toThrow(CommandError);

  expect(openFiles().filter((file) => file.includes(basename(folder)))).toEqual([]);
});

function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // It belonged to this reading of the folder.
      return [];
    }
  });
}
