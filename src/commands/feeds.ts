import type { FeedInspection } from '../collect/inspect.ts';
import { bridgedAddress } from '../config/bridges.ts';
import { shownTitle } from '../control/found-feed.ts';
import { type ExitCode, exitCode } from '../ground/command-error.ts';
import { hostOf } from '../ground/hosts.ts';
import { sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import type { App } from './app.ts';
import { firewallHosts } from './firewall-hosts.ts';

export interface FeedsListOptions {
  readonly json?: boolean;
  readonly hosts?: boolean;
}

/** Prints the feeds in the order of feeds.yaml, or with `hosts` only their host names, for a firewall. */
export async function listFeeds(app: App, options: FeedsListOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  if (options.hosts) {
    const asked = config.feeds
      .filter(({ enabled }) => enabled)
      .map(({ url }) => bridgedAddress(url, config.environment));
    const hosts = asked.flatMap((address) => hostOf(address ?? '') ?? []);
    for (const host of firewallHosts(config, hosts)) app.terminal.print(host);
    return exitCode.ok;
  }
  if (options.json) {
    for (const { name, url, topic, language, weight, tags, enabled } of config.feeds) {
      app.terminal.print(JSON.stringify({ name, url, topic, language: language ?? null, weight, tags, enabled }));
    }
    return exitCode.ok;
  }
  const off = sayIn(app.language)('停用', 'off');
  for (const { name, url, topic, language, weight, enabled } of config.feeds) {
    const facts = [topic, language ?? '', `×${weight}`, enabled ? '' : off].filter((fact) => fact !== '').join(' ');
    app.terminal.print(`${name}  ${url}  ${facts}`);
  }
  return exitCode.ok;
}

export interface InspectOptions {
  readonly json?: boolean;
  /** Original address of a saved file. */
  readonly as?: string;
}

/** Prints how sources are read, by URL, file, or name in feeds.yaml. Exit code 1 when one of them cannot be read. */
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

const shownItems = 5;

function inspectionText(inspection: FeedInspection, language: Language): string {
  const say = sayIn(language);
  const { source, ok, title, format, encoding, items, problems, error } = inspection;
  if (!ok) return [`x ${source}`, `    ${error ?? ''}`, ...problems.map((problem) => `    ${problem}`)].join('\n');
  const shown = items
    .slice(0, shownItems)
    .map((item) => `    ${item.publishedAt ?? '—'}  ${shownTitle(item)}\n      ${item.url ?? ''}`);
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
