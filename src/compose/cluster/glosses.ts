/** A dictionary between Chinese and English, for the words that no list of names and terms has. */
import { glossesTable } from './glosses-table.ts';
import { newsroomGlosses } from './newsroom-glosses.ts';
import { stem } from './words.ts';

/** By English stem: where the Chinese words begin that it may translate. */
export type Glosses = ReadonlyMap<string, readonly number[]>;

/** The English stems that translate the Chinese words of a text; at each place the longest word counts. */
export function glossesIn(text: string): Glosses {
  const glosses = new Map<string, number[]>();
  for (let at = 0; at < text.length; ) {
    const { word, stems } = longestWordAt(text, at);
    for (const stem of stems) {
      const places = glosses.get(stem);
      if (places === undefined) glosses.set(stem, [at]);
      else places.push(at);
    }
    at += word.length;
  }
  return glosses;
}

const longestWord = 4;
const shortestWord = 2;

/** A character without stems where no word of the table begins. */
function longestWordAt(text: string, at: number): { readonly word: string; readonly stems: readonly string[] } {
  for (let length = longestWord; length >= shortestWord; length -= 1) {
    const word = text.slice(at, at + length);
    const stems = stemsByWord().get(word);
    if (stems !== undefined && word.length === length) return { word, stems: stems.split(' ') };
  }
  return { word: text.charAt(at), stems: [] };
}

let read: ReadonlyMap<string, string> | undefined;

/** Read when first asked for. */
function stemsByWord(): ReadonlyMap<string, string> {
  read ??= readTables();
  return read;
}

function readTables(): ReadonlyMap<string, string> {
  const stems = new Map(glossesTable().split(' · ').map(readEntry));
  for (const [word, words] of newsroomGlosses
    .trim()
    .split(/ · |\n/u)
    .map(readEntry)) {
    const more = new Set([...(stems.get(word)?.split(' ') ?? []), ...words.split(' ').map(stem)]);
    stems.set(word, [...more].join(' '));
  }
  return stems;
}

function readEntry(entry: string): readonly [word: string, stems: string] {
  const end = entry.indexOf(' ');
  return [entry.slice(0, end), entry.slice(end + 1)];
}
