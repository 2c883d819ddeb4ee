/** Documents made to fill memory, each read by a process of its own with a heap of 256 MB. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { hostileDocuments } from './hostile-documents.ts';

const reader = fileURLToPath(new URL('./read-hostile.ts', import.meta.url));

test.each(Object.keys(hostileDocuments).map((name, index) => [name, index] as const))(
  'a document of %s is read or named in a heap of 256 MB',
  async (name, index) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=256', reader, String(index)]);
    expect(stdout).toMatch(new RegExp(`^${name}: (?:\\d+ entries|too-deep|too-many-elements|html)\n$`));
  },
);
