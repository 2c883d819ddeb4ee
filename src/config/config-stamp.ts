import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import { filesOf } from './group-files.ts';
import { stampOf } from './text-file.ts';

/**
 * A text that changes whenever a file of `loadConfig` changes: feeds.yaml, its group files and neighbours, the templates,
 * `.env`. It costs a few dozen stat calls, so unlike a reload it can be used every minute.
 */
export function configStamp({ environment, include }: Pick<Config, 'environment' | 'include'>, cwd: string): string {
  const feedsDir = dirname(environment.feedsFile);
  const files = [
    environment.feedsFile,
    ...include.flatMap((pattern) => filesOf(pattern, feedsDir)),
    ...['topics.yaml', 'aliases.yaml', 'judge.json', 'embeddings.json'].map((name) => join(feedsDir, name)),
    ...templatesIn(environment.templatesDir),
    join(cwd, '.env'),
  ];
  return files.map((file) => `${file} ${stampOf(file)}`).join('\n');
}

function templatesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => join(folder, name));
  } catch {
    // The folder is missing or unreadable. `loadConfig` reports that once the stamp has changed.
    return [];
  }
}
