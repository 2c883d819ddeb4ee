import type { Config } from '../config/config.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import type { DigestSettings } from '../model.ts';
import { reasonsLine } from '../show/reasons.ts';
import type { Edition, Store } from '../store/store.ts';
import type { App } from './app.ts';
import { whichDigest } from './which-digest.ts';

export interface DigestsOptions {
  readonly digest?: string;
  readonly json?: boolean;
}

const listed = 30;

/** The latest editions, newest first. */
export async function listDigests(app: App, { digest, json }: DigestsOptions): Promise<ExitCode> {
  return withStore(app, async (config, store) => {
    const query = digest === undefined ? {} : { digestId: whichDigest(config, digest).id };
    for (const edition of await store.editions({ ...query, limit: listed })) {
      app.terminal.print(json ? JSON.stringify(summaryOf(edition)) : lineOf(edition));
    }
    return exitCode.ok;
  });
}

/** One edition: its messages as they were sent, and why its stories were chosen. */
export async function showDigest(app: App, slot: string, { digest, json }: DigestsOptions): Promise<ExitCode> {
  return withStore(app, async (config, store) => {
    const edition = await editionOf(store, slot, whichDigest(config, digest));
    if (json) {
      const messages = edition.messages.map(({ body, state }) => ({ body: JSON.parse(body) as unknown, state }));
      app.terminal.print(JSON.stringify({ ...summaryOf(edition), messages, ...edition.decisions }, undefined, 2));
      return exitCode.ok;
    }
    app.terminal.print(lineOf(edition));
    for (const message of edition.messages) {
      app.terminal.print(`\n── ${message.webhook} ${message.part}/${message.parts} · ${message.state} ──`);
      app.terminal.print(contentOf(message.body));
    }
    for (const [index, { score, title, reasons }] of edition.decisions.stories.entries()) {
      app.terminal.print(
        `${`${index + 1}`.padStart(4)}  ${score.toFixed(1)}  ${title}\n            ${reasonsLine(reasons)}`,
      );
    }
    return exitCode.ok;
  });
}

/** Sends an edition again, byte for byte, as a group of its own. */
export async function resendDigest(app: App, slot: string, { digest }: DigestsOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, digest);
  const store = await app.openStore(config);
  try {
    const edition = await editionOf(store, slot, settings);
    if (edition.messages.some(({ state }) => state === 'waiting' || state === 'sending')) {
      throw new CommandError({
        'zh-CN': `${nameOf(edition)} 还没有发完：再发一遍，群里会收到两份。\n让它发完：npm run digest -- deliver`,
        en: `${nameOf(edition)} is not sent yet: sent again, the group would get it twice.\nTo have it sent: npm run digest -- deliver`,
      });
    }
    const byWebhook = Map.groupBy(edition.messages, ({ webhook }) => webhook);
    const groups = [...byWebhook].map(([webhook, messages]) => ({ webhook, bodies: messages.map(({ body }) => body) }));
    const { enqueueAndDrain } = await import('./send-by-hand.ts');
    return await enqueueAndDrain(app, config, { store, groups });
  } finally {
    await store.close();
  }
}

async function withStore(app: App, use: (config: Config, store: Store) => Promise<ExitCode>): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const store = await app.openScratchStore(config);
  try {
    return await use(config, store);
  } finally {
    await store.close();
  }
}

/**
 * The edition of a slot; of several (`run --force`) the newest, unless the slot ends in its number: `…T09:00#1`.
 * @throws CommandError that lists what there is
 */
async function editionOf(store: Store, slot: string, { id }: DigestSettings): Promise<Edition> {
  const editions = await store.editions({ digestId: id, limit: listed });
  const [, wanted = slot, number] = /^(.*?)\s*#(\d+)$/u.exec(slot) ?? [];
  const found = editions.find(
    (edition) =>
      (edition.slot.local === wanted.replace(' ', 'T') || edition.slot.iso === wanted) &&
      (number === undefined || edition.number === Number(number)),
  );
  if (found !== undefined) return found;
  const known = editions.map(nameOf).join(', ') || '—';
  throw new CommandError({
    'zh-CN': `没有 ${slot} 这一期。有这些：${known}`,
    en: `There is no edition ${slot}. There are: ${known}`,
  });
}

function summaryOf({ digestId, slot, number, title, composedAt, late, decisions, messages }: Edition) {
  return {
    digest: digestId,
    slot: slot.iso,
    number,
    title,
    composedAt: composedAt.toISOString(),
    late,
    stories: decisions.stories.length,
    states: messages.map(({ state }) => state),
  };
}

function nameOf({ slot, number }: Edition): string {
  return number > 1 ? `${slot.local}#${number}` : slot.local;
}

function lineOf({ digestId, slot, number, decisions, messages }: Edition): string {
  const further = number > 1 ? ` #${number}` : '';
  const states = messages.map(({ state }) => state).join(' ') || '—';
  return `${slot.local}  ${digestId}${further}  ${decisions.stories.length}  ${states}`;
}

function contentOf(body: string): string {
  const payload = JSON.parse(body) as Record<string, unknown> & { msgtype: string };
  const inner = payload[payload.msgtype] as { readonly content?: string };
  return inner.content ?? JSON.stringify(inner, undefined, 2);
}
