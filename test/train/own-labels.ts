/** Headlines of the corpus's feeds that we labelled ourselves. The repository contains only hashes of them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toItems } from '../../src/collect/item.ts';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeed } from '../../src/collect/read/parse.ts';
import type { Feed, Item, Kind } from '../../src/model.ts';

interface OwnLabel {
  readonly file: string;
  /** The feed's title. */
  readonly source: string;
  readonly item: Item;
  readonly kind: Kind;
  readonly topic: 'ai' | 'other';
  /** 0 to 3. */
  readonly worth: number;
}

export async function readOwnLabels(corpus: string): Promise<readonly OwnLabel[]> {
  const labels = new Map(
    (await readTable(join(import.meta.dirname, 'labels.tsv'))).map(
      ([digest = '', kind = '', topic = '', worth = '']) => [
        digest,
        { kind: kind as Kind, topic: topic === 'ai' ? 'ai' : 'other', worth: Number(worth) } as const,
      ],
    ),
  );
  const index = (await readTable(join(corpus, 'feeds/INDEX.tsv'))).slice(1);
  const found: OwnLabel[] = [];
  for (const [file = '', title = ''] of index) {
    for (const item of await itemsOf(corpus, file)) {
      const digest = digestOf(file, item.title);
      const label = labels.get(digest);
      if (label !== undefined) found.push({ file, source: title === '' ? file : title, item, ...label });
      labels.delete(digest);
    }
  }
  return found;
}

/** The hash by which labels.tsv identifies a headline. */
function digestOf(file: string, title: string): string {
  return createHash('sha256')
    .update(`${file}\n${keyOf(title)}`)
    .digest('hex')
    .slice(0, 12);
}

/** Reports of one page have the same key. */
export function keyOf(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

async function itemsOf(corpus: string, file: string): Promise<readonly Item[]> {
  const { text } = decode(await readFile(join(corpus, 'feeds', file)), undefined);
  const feed = { url: `https://feeds.example/${file}`, name: file, maxItems: mostItems } as Feed;
  const parsed = await parseFeed(text, feed.url, mostItems);
  if (parsed.kind !== 'feed') return [];
  return toItems(parsed, { feed, known: new Map(), now: afterAll, firstReading: true }).items;
}

const mostItems = 2000;
/** The corpus contains nothing later. */
const afterAll = new Date('2026-11-01');

async function readTable(path: string): Promise<readonly (readonly string[])[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}
