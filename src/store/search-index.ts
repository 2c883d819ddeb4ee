/**
 * How told stories are indexed, in SQLite by FTS5, in PostgreSQL as a tsvector of the words that FTS5 would see.
 * FTS5 ends a word at a space and its trigrams begin at three characters, but most Chinese
 * words have two and no space between them. So each Chinese character is indexed as a word of its own, and a Chinese
 * word is searched as a phrase of them: it is found wherever it stands, whatever its length.
 */
import { all, change, type Sql, type Work } from './database.ts';

/** Characters of scripts that are written without spaces. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** Text as FTS5 is to read it. */
export function searchable(text: string): string {
  return text.normalize('NFKC').replace(unspaced, ' $& ');
}

/** Its name in SQL; every connection has it (`sqlite-database.ts`). */
export const searchableFunction = 'searchable';

/** Letters and digits only, as FTS5 reads them. Anything else would make a word that no text has. */
function wordsOf(text: string): readonly string[] {
  return searchable(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/**
 * What to look for, in the languages of FTS5 and of tsquery: all of the words; the last part of each may go on (`Nvid`
 * finds Nvidia).
 * @returns undefined when nothing can be looked for
 */
export function matchOf(texts: readonly string[]): { readonly match: string; readonly tsquery: string } | undefined {
  const phrases = texts
    .map(wordsOf)
    .filter((words) => words.length > 0)
    .map((words) => ({ words, goesOn: /[\p{Script=Latin}\p{N}]$/u.test(words.at(-1) ?? '') }));
  if (phrases.length === 0) return undefined;
  return {
    match: phrases.map(({ words, goesOn }) => `"${words.join(' ')}"${goesOn ? ' *' : ''}`).join(' AND '),
    tsquery: phrases
      .map(({ words, goesOn }) => `(${words.map(lexeme).join(' <-> ')}${goesOn ? ':*' : ''})`)
      .join(' & '),
  };
}

/** A word as tsvector and tsquery keep it: unicode61 of FTS5 knows no case and no diacritics either. */
function lexeme(word: string): string {
  return `'${word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')}'`;
}

/** A story's text for `indexStorySql`. */
export function indexedText(title: string, body: string) {
  const lexemes = [
    ...wordsOf(title).map((word, index) => `${lexeme(word)}:${index + 1}`),
    // No phrase begins in the title and ends in the body.
    ...wordsOf(body).map((word, index) => `${lexeme(word)}:${bodyFrom + index}`),
  ];
  return { title: searchable(title), body: searchable(body), tsvector: lexemes.join(' ') };
}

/** Indexes what was told before, after it was copied from another database. */
export function* indexStories(): Work<void> {
  const editions = yield* all<{ id: number }>('SELECT id FROM edition');
  for (const { id } of editions) {
    const stories = yield* all<StoryText>(
      'SELECT position, title, items, headline, sentence FROM story WHERE edition_id = :id ORDER BY position',
      { id },
    );
    for (const { position, title, items, ...rewording } of stories) {
      const told = JSON.parse(items) as SearchedStory['items'];
      yield* change(indexStorySql, {
        editionId: id,
        position,
        ...indexedText(title, bodyOf({ ...rewording, items: told })),
      });
    }
  }
}

interface StoryText extends Pick<SearchedStory, 'headline' | 'sentence'> {
  readonly position: number;
  readonly title: string;
  readonly items: string;
}

interface SearchedStory {
  readonly items: readonly { readonly title: string; readonly summary: string }[];
  /** What a language model wrote of it. */
  readonly headline: string | null;
  readonly sentence: string | null;
}

/** Titles and summaries of all items of a story, and what a language model wrote of it. */
export function bodyOf({ items, headline, sentence }: SearchedStory): string {
  return [headline, sentence, ...items.flatMap(({ title, summary }) => [title, summary])]
    .filter((text) => text !== null)
    .join(' ');
}

/** A position that no word of a title has. */
const bodyFrom = 2000;

/** A story in the index; no digest has a thousand. A plain rowid would change when the database is copied with VACUUM. */
export const storyRowId = 'story.edition_id * 1000 + story.position';
export const storyTitle = `${searchableFunction}(story.title)`;
/** Titles and summaries of all its items. */
export const storyBody = `${searchableFunction}((
  SELECT group_concat((value ->> '$.title') || ' ' || (value ->> '$.summary'), ' ') FROM json_each(story.items)
))`;

/** Parameters as `indexedText` gives them. */
export const indexStorySql: Sql = {
  sqlite: 'INSERT INTO story_text (rowid, title, body) VALUES (:editionId * 1000 + :position, :title, :body)',
  postgres: 'INSERT INTO story_text VALUES (:editionId, :position, CAST(:tsvector AS tsvector))',
};
