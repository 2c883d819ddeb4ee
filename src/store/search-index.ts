/**
 * How told stories are indexed: in SQLite by FTS5, in PostgreSQL as a tsvector of the words that FTS5 would see. Where
 * SQLite has no FTS5 (in Node before 22.16), the words are stored in an ordinary table, which is scanned.
 *
 * FTS5 ends a word at a space, and its trigrams need three characters, but most Chinese words have two and no space
 * between them. So each Chinese character is indexed as a word, and a Chinese word is searched as a phrase of them: it
 * is found anywhere in a text, whatever its length.
 */
import { DatabaseSync } from 'node:sqlite';
import { all, change, type Sql, type Work } from './database.ts';

export const hasFts5 = findsFts5();

function findsFts5(): boolean {
  const database = new DatabaseSync(':memory:');
  const row = database.prepare("SELECT sqlite_compileoption_used('ENABLE_FTS5') AS used").get();
  database.close();
  return row?.used === 1;
}

/** Characters of scripts that are written without spaces. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** Text as the SQLite table stores it. */
export function searchable(text: string): string {
  return hasFts5 ? spaced(text) : wordsOf(text).map(plain).join(' ');
}

function spaced(text: string): string {
  return text.normalize('NFKC').replace(unspaced, ' $& ');
}

/** Name of `searchable` in SQL; every connection defines it (`sqlite-database.ts`). */
export const searchableFunction = 'searchable';

/** Letters and digits only, as FTS5 reads them. Anything else would make a word that no text has. */
function wordsOf(text: string): readonly string[] {
  return spaced(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/**
 * The query for FTS5, for a table without it, and for tsquery. All texts must match. A last word in Latin letters or
 * digits also matches as a prefix (`Nvid` finds Nvidia).
 * @returns undefined when there is nothing to search for
 */
export function matchOf(texts: readonly string[]) {
  const phrases = texts
    .map(wordsOf)
    .filter((words) => words.length > 0)
    .map((words) => ({ words, goesOn: /[\p{Script=Latin}\p{N}]$/u.test(words.at(-1) ?? '') }));
  if (phrases.length === 0) return undefined;
  return {
    match: phrases.map(({ words, goesOn }) => `"${words.join(' ')}"${goesOn ? ' *' : ''}`).join(' AND '),
    phrases: JSON.stringify(phrases.map(({ words, goesOn }) => ` ${words.map(plain).join(' ')}${goesOn ? '' : ' '}`)),
    tsquery: phrases
      .map(({ words, goesOn }) => `(${words.map(lexeme).join(' <-> ')}${goesOn ? ':*' : ''})`)
      .join(' & '),
  };
}

/** Whether a row of `story_text` matches what `matchOf` returned. */
export const isMatch = {
  sqlite: hasFts5
    ? 'story_text MATCH :match'
    : `NOT EXISTS (
        SELECT 1 FROM json_each(:phrases) WHERE instr(' ' || story_text.title || ' ', value) = 0
          AND instr(' ' || story_text.body || ' ', value) = 0
      )`,
  postgres: 'words @@ CAST(:tsquery AS tsquery)',
} as const;

/** A word as it is stored without FTS5: without case and diacritics, like FTS5's tokenizer unicode61. */
function plain(word: string): string {
  return word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
}

/** A word of a tsvector or a tsquery. */
function lexeme(word: string): string {
  return `'${plain(word)}'`;
}

/** A story's text for `indexStorySql`. */
export function indexedText(title: string, body: string) {
  const lexemes = [
    ...wordsOf(title).map((word, index) => `${lexeme(word)}:${index + 1}`),
    // The gap keeps a phrase from matching across title and body.
    ...wordsOf(body).map((word, index) => `${lexeme(word)}:${bodyFrom + index}`),
  ];
  return { title: searchable(title), body: searchable(body), tsvector: lexemes.join(' ') };
}

/** Indexes all stored stories: after a copy from another database, or when the index is rebuilt. */
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
  /** What a language model wrote about it. */
  readonly headline: string | null;
  readonly sentence: string | null;
}

/** Titles and summaries of all items of a story, and what a language model wrote about it. */
export function bodyOf({ items, headline, sentence }: SearchedStory): string {
  return [headline, sentence, ...items.flatMap(({ title, summary }) => [title, summary])]
    .filter((text) => text !== null)
    .join(' ');
}

/** A position beyond every title. */
const bodyFrom = 2000;

/** The table in SQLite. */
export const createIndexSql = hasFts5
  ? "CREATE VIRTUAL TABLE story_text USING fts5 (title, body, content = '', contentless_delete = 1)"
  : 'CREATE TABLE story_text (title TEXT NOT NULL, body TEXT NOT NULL)';

/** Rowid of a story in the index; no digest has a thousand stories. VACUUM INTO would change a plain rowid. */
export const storyRowId = 'story.edition_id * 1000 + story.position';
export const storyTitle = `${searchableFunction}(story.title)`;
/** Titles and summaries of all its items. */
export const storyBody = `${searchableFunction}((
  SELECT group_concat((value ->> '$.title') || ' ' || (value ->> '$.summary'), ' ') FROM json_each(story.items)
))`;

/** Parameters as `indexedText` returns them. */
export const indexStorySql: Sql = {
  sqlite: 'INSERT INTO story_text (rowid, title, body) VALUES (:editionId * 1000 + :position, :title, :body)',
  postgres: 'INSERT INTO story_text VALUES (:editionId, :position, CAST(:tsvector AS tsvector))',
};
