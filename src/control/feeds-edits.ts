/**
 * Edits of the feeds file and its group files from the pages. Each edit carries the stamp of the text that the person saw,
 * so that people do not overwrite each other's changes. The last edit can be undone.
 */
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileOfDigest } from '../config/config.ts';
import { editFeedsFile } from '../config/edit-file.ts';
import { accept, type Parsed, refuse } from '../config/problem.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { phrase } from '../ground/phrase.ts';
import type { Clock, Phrase } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import { type Done, done, refused } from './done.ts';

interface FeedsEdit {
  /** Selects the file of this digest. @default feeds.yaml */
  readonly digestId?: string | undefined;
  readonly stamp: string;
  /** The text for the log of changes. */
  readonly did: Phrase;
  change(text: string): Parsed<string>;
}

export type Edited = Done | ({ readonly kind: 'conflict' } & Difference);

/** The lines that somebody else has changed meanwhile; both are empty if the earlier text is no longer known. */
export interface Difference {
  readonly stamp: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface FeedsEditsOptions {
  readonly settings: SettingsInForce;
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** How many texts are kept to show differences. */
const mostTexts = 30;

const undoFact = 'feeds-undo';

interface Undo {
  /** @default feeds.yaml */
  readonly file?: string;
  readonly before: string;
  /** Stamp of the text after the edit. */
  readonly stamp: string;
  readonly did: Phrase;
  readonly at: string;
}

export type FeedsEdits = ReturnType<typeof createFeedsEdits>;

export function createFeedsEdits({ settings, store, clock }: FeedsEditsOptions) {
  const texts = new Map<string, string>();
  const fileOf = (digestId: string | undefined) => {
    const config = settings.now();
    return digestId === undefined ? config.environment.feedsFile : fileOfDigest(config, digestId);
  };
  const remember = (text: string): string => {
    const stamp = hash('sha256', text, 'base64url').slice(0, 16);
    texts.delete(stamp);
    texts.set(stamp, text);
    const [oldest] = texts.keys();
    if (texts.size > mostTexts && oldest !== undefined) texts.delete(oldest);
    return stamp;
  };

  async function editIn(file: string, { stamp, did, change }: Omit<FeedsEdit, 'digestId'>): Promise<Edited> {
    let seen: { readonly text: string; readonly stamp: string } | undefined;
    try {
      const edited = await editFeedsFile(file, settings.now(), (text) => {
        seen = { text, stamp: remember(text) };
        return seen.stamp === stamp ? change(text) : conflict;
      });
      if (seen !== undefined && seen.stamp !== stamp)
        return { kind: 'conflict', ...difference(texts.get(stamp), seen) };
      if (!edited.ok) return refused(edited);
      const undo: Undo = {
        file,
        before: seen?.text ?? '',
        stamp: remember(edited.value),
        did,
        at: clock.now().toISOString(),
      };
      await store.saveFact(undoFact, JSON.stringify(undo));
      await settings.refresh();
      return done(did);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      return refused(unwritable(file, code));
    }
  }

  async function lastEdit(): Promise<Undo | undefined> {
    const stored = await store.fact(undoFact);
    return stored === undefined ? undefined : (JSON.parse(stored) as Undo);
  }

  const stampOf = async (file: string) => remember(await readFile(file, 'utf8'));
  return {
    /**
     * Identifies the present text of a file. A form contains it, and the edit sends it back.
     * @param digestId selects the file of this digest. @default feeds.yaml
     */
    stamp: (digestId?: string) => stampOf(fileOf(digestId)),
    /** Makes an edit, unless the file has changed since `stamp`. The new settings take effect at once. */
    edit: ({ digestId, ...made }: FeedsEdit) => editIn(fileOf(digestId), made),
    /** The last edit, if its file has not changed since. */
    async undoable(): Promise<{ readonly did: Phrase; readonly at: Date } | undefined> {
      const last = await lastEdit();
      // A group file may be gone.
      if (last === undefined || last.stamp !== (await stampOf(last.file ?? fileOf(undefined)).catch(() => undefined)))
        return undefined;
      return { did: last.did, at: new Date(last.at) };
    },
    /** Restores the text before the last edit. It works once. */
    async undo(): Promise<Edited> {
      const last = await lastEdit();
      if (last === undefined) return refused(phrase('没有可以撤销的改动', 'There is nothing to undo'));
      const did = phrase(`撤销：${last.did['zh-CN']}`, `undid: ${last.did.en}`);
      const change = () => accept(last.before);
      const undone = await editIn(last.file ?? fileOf(undefined), { stamp: last.stamp, did, change });
      if (undone.kind === 'done') await store.saveFact(undoFact, undefined);
      return undone;
    },
  };
}

/** Never shown: the caller shows the difference instead. */
const conflict = refuse(phrase('文件改过了', 'the file has changed'), phrase('', ''));

function unwritable(path: string, code: string): Phrase {
  return phrase(
    `${path} 写不了（${code}）。检查它和它所在文件夹的权限；容器里先运行 setup，让源文件放进 config/。`,
    `Cannot write ${path} (${code}). Check the permissions of the file and its folder; in a container, run setup first, which puts the feeds file into config/.`,
  );
}

/** The differing lines, without equal lines at the beginning and end. */
function difference(before: string | undefined, after: { readonly text: string; readonly stamp: string }): Difference {
  if (before === undefined) return { stamp: after.stamp, before: [], after: [] };
  const [old, now] = [before.split(/\r?\n/), after.text.split(/\r?\n/)];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return {
    stamp: after.stamp,
    before: old.slice(start, old.length - end),
    after: now.slice(start, now.length - end),
  };
}
