import type { FeedInspection } from '../collect/inspect.ts';
import { robotHost } from '../config/robot-address.ts';
import { type ExitCode, exitCode } from '../ground/command-error.ts';
import type { Language } from '../model.ts';
import type { App } from './app.ts';

export interface FeedsListOptions {
  readonly json?: boolean;
  readonly hosts?: boolean;
}

/** Lists the feeds of feeds.yaml in their order; `hosts` lists only the host names, for a firewall. */
export async function listFeeds(app: App, options: FeedsListOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  if (options.hosts) {
    const hosts = config.feeds.filter((feed) => feed.enabled).flatMap((feed) => new URL(feed.url).host || []);
    for (const host of new Set([...hosts, robotHost].sort())) app.terminal.print(host);
    return exitCode.ok;
  }
  if (options.json) {
    for (const { name, url, topic, language, weight, tags, enabled } of config.feeds) {
      app.terminal.print(JSON.stringify({ name, url, topic, language: language ?? null, weight, tags, enabled }));
    }
    return exitCode.ok;
  }
  const off = app.language === 'en' ? 'off' : '停用';
  for (const { name, url, topic, language, weight, enabled } of config.feeds) {
    const facts = [topic, language ?? '', `×${weight}`, enabled ? '' : off].filter((fact) => fact !== '').join(' ');
    app.terminal.print(`${name}  ${url}  ${facts}`);
  }
  return exitCode.ok;
}

export interface InspectOptions {
  readonly json?: boolean;
  /** Address at which a saved file was read. */
  readonly as?: string;
}

/** What we make of feeds, by URL, by file, or by their name in feeds.yaml. Exit 1 when one of them cannot be read. */
export async function inspectFeeds(app: App, sources: readonly string[], options: InspectOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const byName = new Map(config.feeds.map(({ name, url }) => [name.toLowerCase(), url]));
  const addresses = sources.map((source) => byName.get(source.toLowerCase()) ?? source);
  let failed = false;
  for await (const inspection of app.inspect(config, addresses, { address: options.as })) {
    failed ||= !inspection.ok;
    app.terminal.print(options.json ? JSON.stringify(inspection) : inspectionText(inspection, app.language));
  }
  return failed ? exitCode.failed : exitCode.ok;
}

/** How many items are shown in words. */
const shownItems = 5;

function inspectionText(inspection: FeedInspection, language: Language): string {
  const say = (zh: string, en: string) => (language === 'en' ? en : zh);
  const { source, ok, title, format, encoding, items, problems, error } = inspection;
  if (!ok) return [`x ${source}`, `    ${error ?? ''}`, ...problems.map((problem) => `    ${problem}`)].join('\n');
  const shown = items
    .slice(0, shownItems)
    .map((item) => `    ${item.publishedAt ?? '—'}  ${item.title}\n      ${item.url ?? ''}`);
  const more = items.length - shown.length;
  return [
    `✓ ${title || source}`,
    `    ${source}`,
    `    ${format} · ${encoding} · ${items.length} ${say('条', 'items')}`,
    ...problems.map((problem) => `    ! ${problem}`),
    ...shown,
    ...(more > 0 ? [say(`    …还有 ${more} 条（全部：--json）`, `    … ${more} more (all of them: --json)`)] : []),
  ].join('\n');
}
