/** Editions that wait for a person's review before their slot. */

import { all, change, type Database, get, type Work } from './database.ts';
import { type SlotColumns, slotOf } from './slot-columns.ts';
import type { Draft, DraftStore } from './store.ts';

export function createDraftStore(database: Database): DraftStore {
  return {
    draft: ({ digestId, local }) =>
      database.read(function* () {
        const row = yield* get<DraftRow>(draftSql, { digestId, slotLocal: local });
        return row === undefined ? undefined : toDraft(row);
      }),
    async drafts() {
      const rows = await database.read(() => all<DraftRow>('SELECT * FROM draft ORDER BY slot_instant, digest_id'));
      return rows.map(toDraft);
    },
    saveDraft: (draft) => database.write(() => saveDraft(draft)),
  };
}

function* saveDraft({ slot, composedAt, decision, version, content }: Draft): Work<boolean> {
  if (version === 1) yield* change(endOthersSql, { digestId: slot.digestId, slotLocal: slot.local });
  const changes = yield* change(version === 1 ? insertSql : updateSql, {
    digestId: slot.digestId,
    slotLocal: slot.local,
    slotIso: slot.iso,
    slotInstant: slot.instant.getTime(),
    composedAt: composedAt.getTime(),
    decision,
    version,
    content,
  });
  return changes === 1;
}

/** Called when the digest gets an edition. */
export function* forgetDrafts(digestId: string): Work<void> {
  yield* change('DELETE FROM draft WHERE digest_id = :digestId', { digestId });
}

const endOthersSql = 'DELETE FROM draft WHERE digest_id = :digestId AND slot_local <> :slotLocal';

const draftSql = 'SELECT * FROM draft WHERE digest_id = :digestId AND slot_local = :slotLocal';

/** Inserts nothing for a slot that already has an edition. */
const insertSql = `
  INSERT INTO draft (digest_id, slot_local, slot_iso, slot_instant, composed_at, decision, version, content)
  SELECT CAST(:digestId AS TEXT), CAST(:slotLocal AS TEXT), CAST(:slotIso AS TEXT), CAST(:slotInstant AS BIGINT),
    CAST(:composedAt AS BIGINT), CAST(:decision AS TEXT), CAST(:version AS INTEGER), CAST(:content AS TEXT)
  WHERE NOT EXISTS (SELECT 1 FROM edition WHERE digest_id = :digestId AND slot_local = :slotLocal)
  ON CONFLICT DO NOTHING`;

/** Replaces only the version before it: when two people change a draft at once, the second change is rejected. */
const updateSql = `
  UPDATE draft SET slot_iso = :slotIso, slot_instant = :slotInstant, composed_at = :composedAt, decision = :decision,
    version = :version, content = :content
  WHERE digest_id = :digestId AND slot_local = :slotLocal AND version = :version - 1`;

interface DraftRow extends SlotColumns {
  readonly composed_at: number;
  readonly decision: Draft['decision'];
  readonly version: number;
  readonly content: string;
}

function toDraft(row: DraftRow): Draft {
  const { composed_at: composedAt, decision, version, content } = row;
  return { slot: slotOf(row), composedAt: new Date(composedAt), decision, version, content };
}
