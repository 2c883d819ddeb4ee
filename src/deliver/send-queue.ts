/** One message in flight, and the most urgent of those that wait when a turn comes. */
import PQueue from 'p-queue';

export interface SendQueue {
  /** Runs `send` when its turn has come; a higher `urgency` overtakes those that still wait. */
  add(urgency: number, send: () => Promise<void>): Promise<void>;
}

/**
 * @param turn resolves when the next message may go. Who goes is decided only then, so an alert that comes while the
 *   queue waits for its window is the first to go.
 */
export function createSendQueue(turn: () => Promise<void>): SendQueue {
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  let isWaitingForTurn = false;

  async function startWhenTurnComes(): Promise<void> {
    if (isWaitingForTurn || queue.pending > 0 || queue.size === 0) return;
    isWaitingForTurn = true;
    await turn();
    isWaitingForTurn = false;
    queue.start();
  }

  return {
    add(urgency, send) {
      const sent = queue.add(
        async () => {
          // One turn, one message: the next one has to wait for its own.
          queue.pause();
          await send();
        },
        { priority: urgency },
      );
      void startWhenTurnComes();
      return sent.finally(() => void startWhenTurnComes());
    },
  };
}
