import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Config, type LoadedConfig, loadConfig } from '../../src/config/config.ts';
import type { Language, Problem } from '../../src/model.ts';

/** A folder of its own with these files, gone after the test. Templates stand there too, with one word each. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const templates = ['markdown', 'markdown_v2', 'text'].flatMap((format) =>
    ['header', 'section', 'story', 'footer'].map((name) => [`templates/${format}/${name}.liquid`, name] as const),
  );
  const knowledge = { 'feeds/topics.yaml': 'words: [AI]\n', 'feeds/aliases.yaml': 'companies: []\n' };
  for (const [name, text] of Object.entries({ ...Object.fromEntries(templates), ...knowledge, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Loads feeds.yaml with these lines, nothing else configured. */
export async function load({
  feeds = oneFeed,
  dotenv,
  env = {},
  files = {},
}: {
  readonly feeds?: string;
  readonly dotenv?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}): Promise<LoadedConfig> {
  const cwd = workspace({ 'feeds/feeds.yaml': feeds, ...(dotenv === undefined ? {} : { '.env': dotenv }), ...files });
  return loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates', ...env } });
}

/** The configuration of these files, which must be valid. */
export async function loadValid(input: Parameters<typeof load>[0] = {}): Promise<Config> {
  return valid(await load(input)).config;
}

export function valid(loaded: LoadedConfig): Extract<LoadedConfig, { ok: true }> {
  if (!loaded.ok) throw new Error(told(loaded.problems, 'en'));
  return loaded;
}

/** The least that a feeds file can be. */
export const oneFeed = 'feeds:\n  - { url: "https://news.example/feed" }\n';

/** Problems as a person reads them: `file:line:column what → remedy`. */
export function told(problems: readonly Problem[], language: Language = 'zh-CN'): string {
  return problems
    .map(({ file, line, column, what, remedy }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      return `${place} ${what[language]} → ${remedy[language]}`;
    })
    .join('\n');
}

/** What is wrong, told in both languages. */
export async function wrong(input: Parameters<typeof load>[0]): Promise<string> {
  const loaded = await load(input);
  if (loaded.ok) throw new Error('expected problems, and everything is right');
  return `${told(loaded.problems)}\n${told(loaded.problems, 'en')}`;
}
