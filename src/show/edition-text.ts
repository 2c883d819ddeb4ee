import { readerView } from '../compose/reader-view.ts';
import { counted } from '../ground/counted.ts';
import { sayIn } from '../ground/say.ts';
import type { Format, Language, Message, OutboxMessage } from '../model.ts';
import type { Decisions, Edition } from '../store/store.ts';
import { changeText } from './edition-changes.ts';
import { statesText, stateWords } from './message-states.ts';
import { reasonsLine } from './reasons.ts';

/** An edition for `digests list --json`. */
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

/** The name of an edition: `2026-02-01T09:00`, or `2026-02-01T09:00#2` for a further one. */
export function editionName({ slot, number }: Pick<Edition, 'slot' | 'number'>): string {
  return number > 1 ? `${slot.local}#${number}` : slot.local;
}

/** An edition in one line: slot, digest, stories, states of its messages. */
export function editionLine(edition: Edition, language: Language): string {
  const { digestId, decisions, messages } = edition;
  const say = sayIn(language);
  const stories = say(`${decisions.stories.length} 件事`, counted(decisions.stories.length, 'story'));
  const states = statesText(
    messages.map(({ state }) => state),
    language,
  );
  return `${editionName(edition)}  ${digestId}  ${stories}  ${states}`;
}

/** The number of items among which an edition's stories were chosen: theirs, and left-out items except merged ones. */
export function consideredItems({ stories, dropped }: Pick<Decisions, 'stories' | 'dropped'>): number {
  const told = stories.reduce((sum, { items }) => sum + items.length, 0);
  return told + dropped.filter(({ rule }) => rule !== 'merged').length;
}

/** A whole edition: the messages as a reader sees them, and why its stories were chosen. */
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

/** Converts a stored message back to a composed one. */
export function sentMessage({ body, storyIds }: Pick<OutboxMessage, 'body' | 'storyIds'>): Message {
  const payload = JSON.parse(body) as Record<string, unknown> & { readonly msgtype: Format };
  const inner = payload[payload.msgtype] as { readonly content?: string; readonly articles?: unknown };
  const content = inner.content ?? JSON.stringify(inner.articles);
  return { msgtype: payload.msgtype, content, bytes: Buffer.byteLength(content), storyIds };
}

/**
 * The messages that one reader got, out of all rooms and mailboxes. A WeCom group is preferred, because pages show its
 * format best.
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
