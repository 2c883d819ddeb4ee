/**
 * How much of what an editor links to is read: the share of links whose host the default feeds, the catalogue, and the
 * catalogue with bridges carry. A file of hosts has a header and a line for each host: host, tab, number of links.
 *
 *   npm run reach -- --hosts FILE
 *
 * A host counts when an enabled source stands on it or names it under `reads`. Every kind of source has a reader with
 * fixtures of its own (test/collect/read, test/collect/pages); whether an address answers today is not asked.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { isBridged } from '../../src/config/bridges.ts';

interface Source {
  readonly url?: string;
  readonly page?: string;
  readonly enabled?: boolean;
  readonly reads?: readonly string[];
}

const { values } = parseArgs({ options: { hosts: { type: 'string' } } });
if (values.hosts === undefined) throw new Error('Give the file of hosts: npm run reach -- --hosts FILE');
const links = linksOf(readFileSync(values.hosts, 'utf8'));
const defaults = sourcesOf('feeds.yaml').filter(({ enabled }) => enabled !== false);
const known = [...defaults, ...sourcesOf('catalogue.yaml').filter(({ enabled }) => enabled !== false)];
const total = [...links.values()].reduce((sum, count) => sum + count, 0);

print('default feeds', hostsOf(defaults.filter((source) => !isOfBridge(source))));
print('with the catalogue', hostsOf(known.filter((source) => !isOfBridge(source))));
const all = print('with bridges', hostsOf(known));
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
    sources.flatMap(({ url, page, reads = [] }) => [...reads, bare(URL.parse(url ?? page ?? '')?.hostname ?? '')]),
  );
}

function bare(host: string): string {
  return host.replace(/^www\./, '');
}
