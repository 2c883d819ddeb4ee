import type { OutboxMessage } from '../model.ts';
import type { DelivererOptions } from './deliverer-options.ts';
import { stateWhenGivenUp } from './outcome.ts';

/** Makes a message final and raises the event. An attempt whose process died is closed too. */
export async function giveUp(
  message: OutboxMessage,
  { store, clock, onEvent }: Pick<DelivererOptions, 'store' | 'clock' | 'onEvent'>,
): Promise<void> {
  const { id, webhook, attempts } = message;
  const state = stateWhenGivenUp(attempts);
  const open = attempts.find(({ outcome }) => outcome === undefined);
  if (open === undefined) await store.settle(id, state);
  else {
    const outcome = { kind: 'unsure', cause: 'crash' } as const;
    await store.finishAttempt({ attemptId: open.id, finishedAt: clock.now(), outcome, state, notBefore: undefined });
  }
  onEvent({ kind: state === 'unsure' ? 'unsure' : 'given-up', webhook, message });
}
