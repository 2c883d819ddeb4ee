/** Editions that wait for a person's review before their slot. */

import { all, change, type Database, get, type Row, type Work } from './database.ts';
import { type SlotColumns, slotColumns, withSlot } from './slot-columns.ts';
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

function* saveDraft({ slot, ...draft }: Draft): Work<boolean> {
  const parameters = { ...draft, ...slotColumns(slot) };
  if (draft.version === 1) yield* change(endOthersSql, parameters);
  return (yield* change(draft.version === 1 ? insertSql : updateSql, parameters)) === 1;
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

type DraftRow = SlotColumns & Row<Omit<Draft, 'slot'>>;

function toDraft(row: DraftRow): Draft {
  return { ...withSlot(row), composedAt: new Date(row.composedAt) };
}
