import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder of the current test. It is removed after the test and all its `afterEach`. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ai-news-digest-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
