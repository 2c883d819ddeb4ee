/**
 * `npm run count-words -- --corpus DIR`: counts the features of headlines in the feeds of a corpus, for
 * src/compose/cluster/usual-words.json. A feature counts at most twice a week, so that one week's event stays rare.
 * Headlines that are labelled for measuring are left out.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeed } from '../../src/collect/read/parse.ts';
import { createSignatureReader } from '../../src/compose/cluster/signature.ts';
import { stem } from '../../src/compose/cluster/words.ts';
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { dayMs } from '../../src/ground/durations.ts';
import { foldTypography } from '../../src/ground/fold.ts';
import { readLabelled } from './labelled.ts';

const mostPerWeek = 2;
const leastCount = 3;
/** A word is not a name if it occurs in lower case this often, and in this share of its uses. */
const leastSmall = 2;
const smallShare = 0.15;
const latinWord = /(?<![\w'./@-])[A-Za-z][a-z]+(?![\w./@]|-[A-Z\d])/gu;

const { corpus } = parseArgs({ options: { corpus: { type: 'string' } } }).values;
if (corpus === undefined) throw new Error('Expected --corpus DIR, a folder with feeds/ and stories/ in it');
const { aliases } = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });
const reader = createSignatureReader(aliases);
const seen = new Set((await readLabelled(join(corpus, 'stories'))).headlines.map(({ title }) => title));
const counts = new Map<string, number>();
const inWeek = new Map<string, number>();
const small = new Map<string, number>();
const capital = new Map<string, number>();
let headlines = 0;
for (const name of (await readdir(join(corpus, 'feeds'))).sort()) {
  const text = decode(await readFile(join(corpus, 'feeds', name)), undefined).text;
  const feed = await parseFeed(text, '', Number.POSITIVE_INFINITY);
  for (const { title = '', summary = '', publishedAt } of feed.kind === 'feed' ? feed.entries : []) {
    if (seen.has(title)) continue;
    seen.add(title);
    headlines += 1;
    for (const word of new Set(foldTypography(`${title} ${summary.slice(0, 1000)}`).match(latinWord))) {
      const written = /^[a-z]/u.test(word) ? small : capital;
      const stemmed = stem(word.toLowerCase());
      written.set(stemmed, (written.get(stemmed) ?? 0) + 1);
    }
    const week = Math.floor((publishedAt?.at.getTime() ?? 0) / (7 * dayMs));
    for (const [feature, { kind }] of reader.read(title).features) {
      if (kind === 'sum' || kind === 'percent' || kind === 'code') continue;
      const key = `${week} ${feature}`;
      const times = (inWeek.get(key) ?? 0) + 1;
      inWeek.set(key, times);
      if (times <= mostPerWeek) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
  }
}
const common = [...counts].filter(([, count]) => count >= leastCount);
const byCount = Map.groupBy(common, ([, count]) => count);
const sorted = [...byCount].sort(([a], [b]) => a - b);
const table = Object.fromEntries(
  sorted.map(([count, features]) => [
    count,
    features
      .map(([feature]) => feature)
      .sort()
      .join(' · '),
  ]),
);
const ordinary = [...small]
  .filter(([word, count]) => count >= leastSmall && count >= smallShare * (count + (capital.get(word) ?? 0)))
  .map(([word]) => word);
const path = join(import.meta.dirname, '../../src/compose/cluster/usual-words.json');
await writeFile(
  path,
  `${JSON.stringify({ of: headlines, headlines: table, ordinary: ordinary.sort().join(' ') }, null, 2)}\n`,
);
