import { readerView } from '../compose/reader-view.ts';
import { sayIn } from '../ground/say.ts';
import type { Format, Language, Message, OutboxMessage } from '../model.ts';
import type { Edition } from '../store/store.ts';
import { changeText } from './edition-changes.ts';
import { statesText, stateWords } from './message-states.ts';
import { reasonsLine } from './reasons.ts';

/** An edition for machines: one line of `digests list --json`. */
export function editionSummary({ digestId, slot, number, title, composedAt, late, decisions, messages }: Edition) {
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

/** The slot by which a user calls an edition: `2026-02-01T09:00`, a further one with its number. */
export function editionName({ slot, number }: Edition): string {
  return number > 1 ? `${slot.local}#${number}` : slot.local;
}

/** An edition in one line: slot, digest, stories, what became of its messages. */
export function editionLine(edition: Edition, language: Language): string {
  const { digestId, decisions, messages } = edition;
  const say = sayIn(language);
  const stories = say(`${decisions.stories.length} 件事`, `${decisions.stories.length} stories`);
  const states = statesText(
    messages.map(({ state }) => state),
    language,
  );
  return `${editionName(edition)}  ${digestId}  ${stories}  ${states}`;
}

/** A whole edition: each message as a reader sees it, and why its stories were chosen. */
export function editionText(
  edition: Edition,
  { language, columns }: { readonly language: Language; readonly columns: number },
): string {
  const messages = edition.messages.map((message) => {
    const title = `── ${message.webhook} ${message.part}/${message.parts} · ${stateWords[message.state][language]} ──`;
    return `\n${title}\n${readerView(sentMessage(message), { columns: Math.min(columns, 100) })}`;
  });
  const stories = edition.decisions.stories.map(
    ({ score, title, reasons }, index) =>
      `${`${index + 1}`.padStart(4)}  ${score.toFixed(1)}  ${title}\n            ${reasonsLine(reasons)}`,
  );
  const changes = (edition.decisions.changes ?? []).map((change) => `  ${changeText(change)[language]}`);
  return [editionLine(edition, language), ...changes, ...messages, '', ...stories].join('\n');
}

/** A stored message as compose made it. */
export function sentMessage({ body, storyIds }: Pick<OutboxMessage, 'body' | 'storyIds'>): Message {
  const payload = JSON.parse(body) as Record<string, unknown> & { readonly msgtype: Format };
  const inner = payload[payload.msgtype] as { readonly content?: string; readonly articles?: unknown };
  const content = inner.content ?? JSON.stringify(inner.articles);
  return { msgtype: payload.msgtype, content, bytes: Buffer.byteLength(content), storyIds };
}

/**
 * An edition's messages as one reader got them, however many rooms and mailboxes did: a WeCom group's, where there is
 * one, since its form is the one that pages show best.
 */
export function messagesOfOneReader<Sent extends Pick<OutboxMessage, 'webhook' | 'body'>>(
  messages: readonly Sent[],
): readonly Sent[] {
  const read = messages.map((message) => ({ message, ...addresseeOf(message.body) }));
  const first = read.find(({ isWecom }) => isWecom) ?? read[0];
  return read
    .filter(({ message, to }) => message.webhook === first?.message.webhook && to === first.to)
    .map(({ message }) => message);
}

const wecomFormats: ReadonlySet<Format> = new Set(['markdown', 'markdown_v2', 'text', 'news']);

function addresseeOf(body: string): { readonly isWecom: boolean; readonly to: string | undefined } {
  const payload = JSON.parse(body) as Record<string, unknown> & { readonly msgtype: Format };
  const { to } = payload[payload.msgtype] as { readonly to?: string };
  return { isWecom: wecomFormats.has(payload.msgtype), to };
}
