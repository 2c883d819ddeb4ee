/** What became of the messages that a drain was asked for. */
import type { OutboxMessage, OutboxState, RoomKind } from '../model.ts';
import type { DelivererOptions } from './deliverer-options.ts';
import type { KeyEnd } from './key-drain.ts';
import type { Keys } from './keys.ts';

/** The outcome of the requested messages. By default these are the messages that were unfinished when `drain` was called. */
export interface DrainResult {
  readonly webhooks: readonly WebhookResult[];
  /** 0 all accepted, nothing to do, or another process delivers · 1 any refused, unsure or given up · 3 any waiting. */
  readonly exitCode: 0 | 1 | 3;
}

export interface WebhookResult {
  /** The variable's name. */
  readonly webhook: string;
  /** `wecom` without an address. */
  readonly room: RoomKind;
  readonly accepted: number;
  readonly refused: number;
  /** The errcode of the first refused message; undefined without one. */
  readonly refusedWith: number | undefined;
  readonly unsure: number;
  readonly givenUp: number;
  readonly waiting: number;
  /** Another process sends with this key and will send the waiting messages. */
  readonly busyElsewhere: boolean;
  /** Why nothing can be sent until a person acts: the address is missing or wrong, or the robot refuses its key. */
  readonly blocked: 'no-address' | 'bad-address' | { readonly keyRefusedWith: number } | undefined;
}

/** @param ends how the drain of each key ended, by its hash */
export async function reportOn(
  asked: readonly number[],
  ends: ReadonlyMap<string, KeyEnd>,
  { store, secret, keys }: Pick<DelivererOptions, 'store' | 'secret'> & { readonly keys: Keys },
): Promise<DrainResult> {
  const messages = (await Promise.all(asked.map((id) => store.outboxMessage(id)))).filter((one) => one !== undefined);
  const webhooks: WebhookResult[] = [];
  for (const [webhook, own] of Map.groupBy(messages, (message) => message.webhook)) {
    const hash = keys.of(webhook)?.hash;
    const waiting = own.filter(({ state }) => state === 'waiting' || state === 'sending').length;
    webhooks.push({
      webhook,
      room: keys.roomKind(webhook),
      ...count(own),
      waiting,
      busyElsewhere: waiting > 0 && hash !== undefined && ends.get(hash) === 'busy',
      blocked: waiting > 0 ? await blockOf(webhook, hash) : undefined,
    });
  }
  return { webhooks, exitCode: exitCodeOf(webhooks) };

  async function blockOf(webhook: string, hash: string | undefined): Promise<WebhookResult['blocked']> {
    if (secret(webhook) === undefined) return 'no-address';
    if (hash === undefined) return 'bad-address';
    const { refusedWith } = await store.keyState(hash);
    return refusedWith === undefined ? undefined : { keyRefusedWith: refusedWith };
  }
}

function count(messages: readonly OutboxMessage[]) {
  const inState = (wanted: OutboxState) => messages.filter(({ state }) => state === wanted).length;
  return {
    accepted: inState('accepted'),
    refused: inState('refused'),
    refusedWith: messages.flatMap(errcodeOf)[0],
    unsure: inState('unsure'),
    givenUp: inState('given-up'),
  };
}

function errcodeOf({ state, attempts }: OutboxMessage): readonly number[] {
  const outcome = attempts.at(-1)?.outcome;
  return state === 'refused' && outcome?.kind === 'refused' ? [outcome.errcode] : [];
}

function exitCodeOf(webhooks: readonly WebhookResult[]): DrainResult['exitCode'] {
  if (webhooks.some(({ refused, unsure, givenUp }) => refused + unsure + givenUp > 0)) return 1;
  return webhooks.some(({ waiting, busyElsewhere }) => waiting > 0 && !busyElsewhere) ? 3 : 0;
}
