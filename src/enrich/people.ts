/** People whose names are transliterated, with a dot between the parts: 玛拉·沃斯. */
import { foldTypography } from '../ground/fold.ts';
import { firstSounds } from './headline-words.ts';

const dottedName = /[\p{Script=Han}]{1,12}(?:\s?·\s?[\p{Script=Han}\p{Script=Latin}.]{1,12})+/gu;

/** Names with a dot between their parts; a conjunction ends a name. */
export function dottedNames(answer: string): readonly RegExpExecArray[] {
  return [...answer.replace(/[和与及的]/gu, ' ').matchAll(dottedName)];
}

/**
 * Where the source has capitalised words that the transliterated name may stand for: as many as the name has parts,
 * with the same first sounds. The name may have other text before its first part and after its last one.
 */
export function placeOfPerson(name: string, source: string): number | undefined {
  const parts = name.split(/\s?·\s?/u);
  const capitalised = [...foldTypography(source).matchAll(/\p{Lu}[\p{L}'.]*/gu)];
  for (let start = 0; start + parts.length <= capitalised.length; start += 1) {
    const words = capitalised.slice(start, start + parts.length);
    if (words.every((word, index) => mayStandFor(parts[index] ?? '', word[0], index === 0))) return words[0]?.index;
  }
  return undefined;
}

function mayStandFor(part: string, word: string, isFirst: boolean): boolean {
  const letter = (word[0] ?? '').toLowerCase();
  if (/^\p{Script=Latin}/u.test(part)) return part.toLowerCase().startsWith(letter);
  const sounds = `${firstSounds[letter] ?? ''}${softSounds(word)}`;
  const heads = isFirst ? [...part.slice(-6)] : [...part.slice(0, 1)];
  const known = heads.filter((head) => allSounds.includes(head));
  return known.length === 0 || known.some((head) => sounds.includes(head));
}

/** A character that is in no list proves nothing. */
const allSounds = Object.values(firstSounds).join('');

/** Sounds of two letters that differ from the sound of the first one. */
function softSounds(word: string): string {
  if (!/^(?:ch|sh|th|ph|kn|wr|rh|hu|ju|jo|gi|ge|x)/iu.test(word)) return '';
  if (/^(?:ph)/iu.test(word)) return firstSounds.f ?? '';
  if (/^g[ei]/iu.test(word)) return `${firstSounds.j}${firstSounds.z}`;
  if (/^kn/iu.test(word)) return firstSounds.n ?? '';
  if (/^(?:wr|rh)/iu.test(word)) return firstSounds.r ?? '';
  if (/^x/iu.test(word)) return `${firstSounds.s}${firstSounds.z}`;
  return firstSounds[(word[1] ?? '').toLowerCase()] ?? '';
}
