/**
 * How much of what an editor links to can be read: the share of links whose host is covered by the default feeds, by
 * the catalogue, and by the catalogue with bridges. A file of hosts has a header and one line per host: host, tab,
 * number of links.
 *
 *   npm run reach -- --hosts FILE
 *
 * A host counts if an enabled source is on it: feeds, JSON lists, site maps and pages have readers with fixtures
 * (test/collect/read, test/collect/pages). Another host, as under `reads`, counts only if a sample of that source
 * (test/fixtures/reach, which names its sources), read by the program's own reader, has an entry on it. We wrote the
 * samples in the format of their sources. Whether an address answers today is not checked.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { readDocument } from '../../src/collect/read/read-document.ts';
import { isBridged } from '../../src/config/bridges.ts';

interface Source {
  readonly url?: string;
  readonly page?: string;
  readonly enabled?: boolean;
  readonly reads?: readonly string[];
}

const { values } = parseArgs({ options: { hosts: { type: 'string' } } });
if (values.hosts === undefined) throw new Error('Give the file of hosts: npm run reach -- --hosts FILE');
const shown = await hostsOfSamples();
const links = linksOf(readFileSync(values.hosts, 'utf8'));
const defaults = sourcesOf('feeds.yaml').filter(({ enabled }) => enabled !== false);
const known = [...defaults, ...sourcesOf('catalogue.yaml').filter(({ enabled }) => enabled !== false)];
const total = [...links.values()].reduce((sum, count) => sum + count, 0);

print('default feeds', hostsOf(defaults.filter((source) => !isOfBridge(source))));
print('with the catalogue', hostsOf(known.filter((source) => !isOfBridge(source))));
const all = print('with bridges', hostsOf(known));
const unproved = known.flatMap(({ url, page, reads = [] }) =>
  reads.filter((host) => !isShown(url ?? page, host)).map((host) => `${host} by ${url ?? page}`),
);
if (unproved.length > 0) console.log(`\nnamed under reads, without a sample that shows it:\n${unproved.join('\n')}`);
console.log('\nnot read:');
for (const [host, count] of [...links].filter(([host]) => !all.has(host)))
  console.log(`${String(count).padStart(5)}  ${host}`);

function print(name: string, hosts: ReadonlySet<string>): ReadonlySet<string> {
  const read = [...links].filter(([host]) => hosts.has(host));
  const count = read.reduce((sum, [, links]) => sum + links, 0);
  console.log(
    `${name.padEnd(20)} ${((100 * count) / total).toFixed(1)} %  (${count} of ${total} links, ${read.length} hosts)`,
  );
  return hosts;
}

function linksOf(table: string): ReadonlyMap<string, number> {
  const rows = table.split('\n').map((line) => line.split('\t'));
  return new Map(
    rows.flatMap(([host = '', count]) => (Number(count) > 0 ? [[bare(host), Number(count)] as const] : [])),
  );
}

function sourcesOf(name: string): readonly Source[] {
  const text = readFileSync(join(import.meta.dirname, '../../feeds', name), 'utf8');
  return (parse(text) as { readonly feeds: readonly Source[] }).feeds;
}

function isOfBridge({ url }: Source): boolean {
  return url !== undefined && isBridged(url);
}

function hostsOf(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(
    sources.flatMap(({ url, page }) => [
      ...(shown.get(url ?? page ?? '') ?? []),
      bare(URL.parse(url ?? page ?? '')?.hostname ?? ''),
    ]),
  );
}

function isShown(source: string | undefined, host: string): boolean {
  return shown.get(source ?? '')?.has(host) ?? false;
}

/** By source: the hosts of the entries in its sample. */
async function hostsOfSamples(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const folder = join(import.meta.dirname, '../fixtures/reach');
  const samples = await Promise.all(
    readdirSync(folder).map(async (name) => {
      const bytes = readFileSync(join(folder, name));
      const sources = [...bytes.toString().matchAll(/<!-- (\S+) -->|"source": "([^"]+)"/g)].map(
        ([, a, b]) => a ?? b ?? '',
      );
      const document = await readDocument({
        bytes,
        contentType: undefined,
        url: 'https://sample.invalid/',
        maxItems: 9,
      });
      if (document.kind === 'failed') throw new Error(`${name}: ${document.failure.what.en}`);
      const hosts = document.parsed.entries.map((entry) => bare(URL.parse(entry.url ?? '')?.hostname ?? ''));
      return sources.map((source) => [source, new Set(hosts)] as const);
    }),
  );
  return new Map(samples.flat());
}

function bare(host: string): string {
  return host.replace(/^www\./, '');
}
