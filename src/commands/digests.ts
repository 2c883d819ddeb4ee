import { enqueueAgain, sentAgain } from '../control/by-hand.ts';
import { closeAfter } from '../ground/close-after.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import { editionLine, editionName, editionSummary, editionText } from '../show/edition-text.ts';
import { isOnItsWay } from '../show/message-states.ts';
import type { Edition, Store } from '../store/store.ts';
import type { App } from './app.ts';
import { checkWritable, writePage } from './page-file.ts';
import { recordChange } from './record-change.ts';
import { whichDigest } from './which-digest.ts';
import { withScratchStore } from './with-scratch-store.ts';

export interface DigestsOptions {
  readonly digest?: string;
  readonly json?: boolean;
}

export interface ShowOptions extends DigestsOptions {
  readonly html?: string;
}

const listed = 30;
/** More than one digest can have in a month. */
const mostInMonth = 5_000;

/** Prints the latest editions, newest first. */
export async function listDigests(app: App, { digest, json }: DigestsOptions): Promise<ExitCode> {
  return withScratchStore(app, async ({ config, store }) => {
    const query = digest === undefined ? {} : { digestId: whichDigest(config, digest).id };
    const editions = await store.editions({ ...query, limit: listed });
    if (editions.length === 0)
      app.terminal.note(sayIn(app.language)('还没有发过日报。', 'No digest has been sent yet.'));
    for (const edition of editions) {
      app.terminal.print(json ? JSON.stringify(editionSummary(edition)) : editionLine(edition, app.language));
    }
    return exitCode.ok;
  });
}

/** Prints one edition (default: the last): its messages as sent, and why its stories were chosen. */
export async function showDigest(
  app: App,
  slot: string | undefined,
  { digest, json, html }: ShowOptions,
): Promise<ExitCode> {
  if (html !== undefined) await checkWritable(html, app.callerDir);
  return withScratchStore(app, async ({ config, store }) => {
    const edition = await findEdition(store, slot, whichDigest(config, digest).id);
    if (html !== undefined) {
      const { editionDocument } = await import('../server/edition-body.ts');
      await writePage(html, app.callerDir, editionDocument(edition, app.language));
    }
    if (json) {
      const messages = edition.messages.map(({ body, state }) => ({ body: JSON.parse(body) as unknown, state }));
      app.terminal.print(JSON.stringify({ ...editionSummary(edition), messages, ...edition.decisions }, undefined, 2));
    } else {
      app.terminal.print(editionText(edition, { language: app.language, columns: app.terminal.columns }));
    }
    return exitCode.ok;
  });
}

/** Sends an edition again, byte for byte, as a new group. */
export async function resendDigest(app: App, slot: string, { digest }: DigestsOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  return closeAfter(app.openStore(config), async (store) => {
    const edition = await findEdition(store, slot, settings.id);
    if (isOnItsWay(edition)) {
      const name = editionName(edition);
      throw new CommandError({
        'zh-CN': `${name} 还没有发完：再发一遍，群里会收到两份。\n让它发完：${digestCommand} deliver`,
        en: `${name} is still being sent: a resend would reach the group twice.\nTo finish it: ${digestCommand} deliver`,
      });
    }
    const ids = await enqueueAgain(store, edition, { now: app.clock.now() });
    const webhooks = [...new Set(edition.messages.map(({ webhook }) => webhook))];
    const did = await sentAgain(store, edition.slot.local, webhooks);
    await recordChange(app, config, { command: 'digests resend', did }, store);
    const { drainOutbox } = await import('./drain.ts');
    return drainOutbox(app, { config, store }, ids);
  });
}

/**
 * The edition of a slot; if it has several (`run --force`) the newest, unless a number follows: `…T09:00#1`. A date is
 * enough when only one slot of that day has an edition. undefined means the last edition.
 * @throws CommandError that lists the editions
 */
async function findEdition(store: Store, slot: string | undefined, digestId: string): Promise<Edition> {
  const latest = await store.editionHeads({ digestId, limit: listed });
  const [newest] = latest;
  if (newest === undefined) {
    throw new CommandError(phrase(`日报 ${digestId} 还没有发过。`, `Digest ${digestId} has no edition yet.`));
  }
  const [, wanted = '', number] = /^(.*?)\s*(?:#(\d+))?$/u.exec(slot ?? newest.slot.local) ?? [];
  const local = wanted.replace(' ', 'T');
  const ofMonth = await store.editionHeads({ digestId, month: local.slice(0, 7), limit: mostInMonth });
  const numbered = ofMonth.filter((head) => number === undefined || head.number === Number(number));
  const exact = numbered.find((head) => head.slot.local === local || head.slot.iso === wanted);
  const ofDay = numbered.filter((head) => head.slot.local.startsWith(`${local}T`));
  const isUnique = new Set(ofDay.map((head) => head.slot.local)).size === 1;
  const found = exact ?? (isUnique ? ofDay[0] : undefined);
  const edition = found && (await store.edition(digestId, found.slot.local, found.number));
  if (edition !== undefined) return edition;
  const known = (ofDay.length > 0 ? ofDay : latest).map(editionName).join(', ');
  throw new CommandError({
    'zh-CN': ofDay.length > 0 ? `${slot} 有几期，请写出时间：${known}` : `没有 ${slot} 这一期。有这些：${known}`,
    en:
      ofDay.length > 0
        ? `There are several editions of ${slot}; give the time as well: ${known}`
        : `There is no edition ${slot}. Known editions: ${known}`,
  });
}
