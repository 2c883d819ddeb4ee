/**
 * How told stories are indexed. FTS5 ends a word at a space and its trigrams begin at three characters, but most Chinese
 * words have two and no space between them. So each Chinese character is indexed as a word of its own, and a Chinese
 * word is searched as a phrase of them: it is found wherever it stands, whatever its length.
 */

/** Characters of scripts that are written without spaces. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** Text as FTS5 is to read it. */
export function searchable(text: string): string {
  return text.normalize('NFKC').replace(unspaced, ' $& ');
}

/** Its name in SQL; every connection has it (`database.ts`). */
export const searchableFunction = 'searchable';

/**
 * What to look for, in the language of FTS5: all of the words; the last part of each may go on (`Nvid` finds Nvidia).
 * @returns undefined when nothing can be looked for
 */
export function matchOf(words: readonly string[]): string | undefined {
  const phrases = words
    // FTS5 reads letters and digits only. Anything else would make a word that no text has.
    .map((word) =>
      searchable(word)
        .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
        .trim(),
    )
    .filter((word) => word !== '')
    .map((word) => (/[\p{Script=Latin}\p{N}]$/u.test(word) ? `"${word}" *` : `"${word}"`));
  return phrases.length === 0 ? undefined : phrases.join(' AND ');
}

/** A story in the index; no digest has a thousand. A plain rowid would change when the database is copied with VACUUM. */
export const storyRowId = 'story.edition_id * 1000 + story.position';
export const storyTitle = `${searchableFunction}(story.title)`;
/** Titles and summaries of all its items. */
export const storyBody = `${searchableFunction}((
  SELECT group_concat((value ->> '$.title') || ' ' || (value ->> '$.summary'), ' ') FROM json_each(story.items)
))`;

export const indexStorySql = `
  INSERT INTO story_text (rowid, title, body)
  SELECT ${storyRowId}, ${storyTitle}, ${storyBody} FROM story
  WHERE edition_id = :editionId AND position = :position`;
