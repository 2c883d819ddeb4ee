import PQueue from 'p-queue';

/**
 * A function that runs a task of a host when both limits allow one more: at most `perHost` tasks of one host and
 * `concurrency` in all. A task for a busy host does not block other hosts.
 */
export function createHostQueue(limits: { readonly concurrency: number; readonly perHost: number }) {
  const whole = new PQueue({ concurrency: limits.concurrency });
  const hosts = new Map<string, PQueue>();
  return async <T>(host: string, task: () => Promise<T>): Promise<T> => {
    const queue = hosts.get(host) ?? new PQueue({ concurrency: limits.perHost });
    hosts.set(host, queue);
    try {
      return await queue.add(() => whole.add(task));
    } finally {
      if (queue.size === 0 && queue.pending === 0) hosts.delete(host);
    }
  };
}
