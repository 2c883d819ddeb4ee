/**
 * The schema and its migrations. A database's version is the number of migrations applied to it. A text that both
 * databases accept is written once. PostgreSQL came with the fourth migration, which creates its whole schema.
 */
import type { Sql } from './database.ts';
import { createIndexSql, storyBody, storyRowId, storyTitle } from './search-index.ts';

/** In order and append-only: a released migration is never edited. Instants are ms since 1970, UTC. */
export const migrations: readonly Sql[] = [
  {
    sqlite: `
  CREATE TABLE feed (
    url TEXT PRIMARY KEY,
    etag TEXT, last_modified TEXT, moved_to TEXT,
    first_read_at INTEGER, last_attempt_at INTEGER, last_success_at INTEGER, last_new_item_at INTEGER,
    next_visit_at INTEGER, asked_to_rest_until INTEGER,
    consecutive_failures INTEGER NOT NULL, failing_since INTEGER, failure TEXT,
    last_items INTEGER NOT NULL, usual_items REAL NOT NULL, cadence_ms REAL, ttl_ms INTEGER,
    counts TEXT NOT NULL
  );

  CREATE TABLE item (
    feed_url TEXT NOT NULL, entry_id TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT NOT NULL, canonical_url TEXT NOT NULL, summary TEXT NOT NULL,
    published_at INTEGER, first_seen_at INTEGER NOT NULL, date INTEGER NOT NULL, candidate INTEGER NOT NULL,
    language TEXT NOT NULL, picture_url TEXT,
    discussion_url TEXT, discussion_points REAL, discussion_comments REAL,
    last_listed_at INTEGER NOT NULL,
    PRIMARY KEY (feed_url, entry_id)
  ) WITHOUT ROWID;

  CREATE TABLE edition (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id TEXT NOT NULL,
    slot_local TEXT NOT NULL, slot_iso TEXT NOT NULL, slot_instant INTEGER NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL, composed_at INTEGER NOT NULL, late INTEGER NOT NULL,
    decisions TEXT NOT NULL,
    UNIQUE (digest_id, slot_local, number)
  );

  CREATE TABLE story (
    edition_id INTEGER NOT NULL REFERENCES edition ON DELETE CASCADE,
    position INTEGER NOT NULL,
    story_id TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL,
    items TEXT NOT NULL,
    PRIMARY KEY (edition_id, position)
  );

  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    edition_id INTEGER REFERENCES edition ON DELETE CASCADE,
    webhook TEXT NOT NULL,
    group_name TEXT NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,
    priority TEXT NOT NULL,
    body TEXT NOT NULL, story_ids TEXT NOT NULL,
    created_at INTEGER NOT NULL, give_up_at INTEGER NOT NULL, catch_up_until INTEGER NOT NULL,
    state TEXT NOT NULL,
    not_before INTEGER
  );
  CREATE INDEX message_of_edition ON message (edition_id);
  CREATE INDEX message_of_group ON message (group_name);
  CREATE INDEX message_unfinished ON message (id) WHERE state IN ('waiting', 'sending');

  CREATE TABLE attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    key_hash TEXT NOT NULL,
    started_at INTEGER NOT NULL, finished_at INTEGER,
    outcome TEXT
  );
  CREATE INDEX attempt_of_message ON attempt (message_id);
  CREATE INDEX attempt_of_key ON attempt (key_hash, started_at);

  CREATE TABLE robot_key (
    hash TEXT PRIMARY KEY,
    rest_until INTEGER, refused_with INTEGER, refused_at INTEGER
  );

  CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  `,
    postgres: '',
  },
  // The state of a feed becomes one JSON text; columns that a WHERE needs are generated from it.
  {
    sqlite: `
  CREATE TABLE feed_2 (
    url TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    last_attempt_at INTEGER AS (state ->> '$.lastAttemptAt'),
    last_success_at INTEGER AS (state ->> '$.lastSuccessAt')
  );
  INSERT INTO feed_2 (url, state)
    SELECT url, json_object(
      'etag', etag, 'lastModified', last_modified, 'movedTo', moved_to,
      'firstReadAt', first_read_at, 'lastAttemptAt', last_attempt_at, 'lastSuccessAt', last_success_at,
      'lastNewItemAt', last_new_item_at, 'nextVisitAt', next_visit_at, 'askedToRestUntil', asked_to_rest_until,
      'consecutiveFailures', consecutive_failures, 'failingSince', failing_since, 'failure', json(failure),
      'lastItems', last_items, 'usualItems', usual_items, 'storedItems', 0, 'cadenceMs', cadence_ms, 'ttlMs', ttl_ms,
      'isPrivate', NULL,
      'counts', json_patch(counts, '{"unchangedReadings":0,"renamedReadings":0,"crashes":0}')
    )
    FROM feed;
  DROP TABLE feed;
  ALTER TABLE feed_2 RENAME TO feed;

  CREATE INDEX item_of_date ON item (feed_url, date);
  CREATE INDEX item_of_page ON item (canonical_url);
  `,
    postgres: '',
  },
  // Outcomes were renamed: `unavailable` to `not-delivered`, `unknown` to `unsure`. -1 (`busy`) now counts as unsure.
  {
    sqlite: `
  UPDATE message SET state = 'unsure' WHERE state = 'unknown';
  UPDATE attempt SET outcome = json_object('kind', 'unsure', 'cause', outcome ->> '$.cause')
  WHERE outcome ->> '$.kind' = 'unknown' OR outcome ->> '$.cause' = 'busy';
  UPDATE attempt SET outcome = json_object('kind', 'not-delivered', 'cause',
    CASE outcome ->> '$.cause' WHEN 'http' THEN 'overloaded' ELSE outcome ->> '$.cause' END)
  WHERE outcome ->> '$.kind' = 'unavailable';
  `,
    postgres: '',
  },
  // A message's group is stored in columns. Before, it was one name made of them.
  {
    sqlite: `
  ALTER TABLE message ADD COLUMN group_kind TEXT NOT NULL DEFAULT 'by-hand';
  ALTER TABLE message ADD COLUMN group_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE message ADD COLUMN group_slot TEXT NOT NULL DEFAULT '';
  UPDATE message SET group_kind = 'edition' WHERE edition_id IS NOT NULL;
  UPDATE message SET group_kind = 'reminder',
    group_slot = substr(group_name, -17 - length(webhook), 16),
    group_id = substr(group_name, 10, length(group_name) - length(webhook) - 27)
  WHERE edition_id IS NULL AND group_name LIKE 'reminder:%';
  UPDATE message SET group_kind = 'report', group_slot = substr(group_name, 8)
  WHERE edition_id IS NULL AND group_name LIKE 'report@%';
  UPDATE message SET group_kind = 'alert', group_id = group_name
  WHERE edition_id IS NULL AND group_name LIKE 'alert@%';
  UPDATE message SET group_id = group_name WHERE group_kind = 'by-hand';
  DROP INDEX message_of_group;
  ALTER TABLE message DROP COLUMN group_name;
  CREATE INDEX message_of_group ON message (group_kind, group_id, group_slot);
  `,
    postgres: `
  CREATE TABLE feed (
    url TEXT COLLATE "C" PRIMARY KEY,
    state TEXT NOT NULL,
    last_attempt_at BIGINT GENERATED ALWAYS AS (CAST(CAST(state AS jsonb) ->> 'lastAttemptAt' AS BIGINT)) STORED,
    last_success_at BIGINT GENERATED ALWAYS AS (CAST(CAST(state AS jsonb) ->> 'lastSuccessAt' AS BIGINT)) STORED
  );

  CREATE TABLE item (
    feed_url TEXT COLLATE "C" NOT NULL, entry_id TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL, url TEXT NOT NULL, canonical_url TEXT COLLATE "C" NOT NULL, summary TEXT NOT NULL,
    published_at BIGINT, first_seen_at BIGINT NOT NULL, date BIGINT NOT NULL, candidate INTEGER NOT NULL,
    language TEXT NOT NULL, picture_url TEXT,
    discussion_url TEXT, discussion_points DOUBLE PRECISION, discussion_comments DOUBLE PRECISION,
    last_listed_at BIGINT NOT NULL,
    -- An index takes no more than 2,700 bytes, and a feed may say more.
    entry_hash TEXT COLLATE "C" GENERATED ALWAYS AS (md5(entry_id)) STORED,
    PRIMARY KEY (feed_url, entry_hash)
  );
  CREATE INDEX item_of_date ON item (feed_url, date);
  CREATE INDEX item_of_page ON item USING hash (canonical_url);

  CREATE TABLE edition (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    digest_id TEXT COLLATE "C" NOT NULL,
    slot_local TEXT COLLATE "C" NOT NULL, slot_iso TEXT NOT NULL, slot_instant BIGINT NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL, composed_at BIGINT NOT NULL, late INTEGER NOT NULL,
    decisions TEXT NOT NULL,
    UNIQUE (digest_id, slot_local, number)
  );

  CREATE TABLE story (
    edition_id BIGINT NOT NULL REFERENCES edition ON DELETE CASCADE,
    position INTEGER NOT NULL,
    story_id TEXT COLLATE "C" NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL,
    items TEXT NOT NULL,
    PRIMARY KEY (edition_id, position)
  );

  CREATE TABLE message (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    edition_id BIGINT REFERENCES edition ON DELETE CASCADE,
    webhook TEXT NOT NULL,
    part INTEGER NOT NULL, parts INTEGER NOT NULL,
    priority TEXT NOT NULL,
    body TEXT NOT NULL, story_ids TEXT NOT NULL,
    created_at BIGINT NOT NULL, give_up_at BIGINT NOT NULL, catch_up_until BIGINT NOT NULL,
    state TEXT NOT NULL,
    not_before BIGINT,
    group_kind TEXT COLLATE "C" NOT NULL DEFAULT 'by-hand',
    group_id TEXT COLLATE "C" NOT NULL DEFAULT '',
    group_slot TEXT COLLATE "C" NOT NULL DEFAULT ''
  );
  CREATE INDEX message_of_edition ON message (edition_id);
  CREATE INDEX message_of_group ON message (group_kind, group_id, group_slot);
  CREATE INDEX message_unfinished ON message (id) WHERE state IN ('waiting', 'sending');

  CREATE TABLE attempt (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    message_id BIGINT NOT NULL REFERENCES message ON DELETE CASCADE,
    key_hash TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL, finished_at BIGINT,
    outcome TEXT
  );
  CREATE INDEX attempt_of_message ON attempt (message_id);
  CREATE INDEX attempt_of_key ON attempt (key_hash, started_at);

  CREATE TABLE robot_key (
    hash TEXT COLLATE "C" PRIMARY KEY,
    rest_until BIGINT, refused_with BIGINT, refused_at BIGINT
  );

  CREATE TABLE fact (name TEXT COLLATE "C" PRIMARY KEY, value TEXT NOT NULL);
  `,
  },
  // Told stories can be searched.
  {
    sqlite: `
  ${createIndexSql};
  INSERT INTO story_text (rowid, title, body) SELECT ${storyRowId}, ${storyTitle}, ${storyBody} FROM story;
  CREATE TRIGGER story_forgotten AFTER DELETE ON story BEGIN
    DELETE FROM story_text WHERE rowid = old.edition_id * 1000 + old.position;
  END;
  `,
    postgres: `
  CREATE TABLE story_text (
    edition_id BIGINT NOT NULL, position INTEGER NOT NULL, words tsvector NOT NULL,
    PRIMARY KEY (edition_id, position),
    FOREIGN KEY (edition_id, position) REFERENCES story ON DELETE CASCADE
  );
  CREATE INDEX story_words ON story_text USING gin (words);
  `,
  },
  // A log of what people changed on the pages and the command line.
  {
    sqlite: `
  CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL, source TEXT NOT NULL, what TEXT NOT NULL
  );
  `,
    postgres: `
  CREATE TABLE change (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL, source TEXT NOT NULL, what TEXT NOT NULL
  );
  `,
  },
  // New items by day are counted from the index alone.
  'CREATE INDEX item_of_sighting ON item (feed_url, first_seen_at)',
  // Editions that wait for a person's review before their slot.
  {
    sqlite: `
  CREATE TABLE draft (
    digest_id TEXT NOT NULL,
    slot_local TEXT NOT NULL, slot_iso TEXT NOT NULL, slot_instant INTEGER NOT NULL,
    composed_at INTEGER NOT NULL, decision TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (digest_id, slot_local)
  );
  `,
    postgres: `
  CREATE TABLE draft (
    digest_id TEXT COLLATE "C" NOT NULL,
    slot_local TEXT COLLATE "C" NOT NULL, slot_iso TEXT NOT NULL, slot_instant BIGINT NOT NULL,
    composed_at BIGINT NOT NULL, decision TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (digest_id, slot_local)
  );
  `,
  },
  // What a language model wrote about a story: people search for what they have read.
  {
    sqlite: `
  ALTER TABLE story ADD COLUMN headline TEXT;
  ALTER TABLE story ADD COLUMN sentence TEXT;
  `,
    postgres: `
  ALTER TABLE story ADD COLUMN headline TEXT, ADD COLUMN sentence TEXT;
  `,
  },
  // Texts that can be derived again from the items.
  {
    sqlite: `
  CREATE TABLE derived (key TEXT PRIMARY KEY, derived_at INTEGER NOT NULL, content TEXT NOT NULL);
  `,
    postgres: `
  CREATE TABLE derived (key TEXT COLLATE "C" PRIMARY KEY, derived_at BIGINT NOT NULL, content TEXT NOT NULL);
  `,
  },
];
