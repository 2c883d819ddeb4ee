import PQueue from 'p-queue';

export interface HostQueue {
  /** Runs `task` when both limits allow one more. */
  run<T>(host: string, task: () => Promise<T>): Promise<T>;
}

/** At most `perHost` tasks of one host and `concurrency` in all. A task for a busy host does not block other hosts. */
export function createHostQueue(limits: { readonly concurrency: number; readonly perHost: number }): HostQueue {
  const whole = new PQueue({ concurrency: limits.concurrency });
  const hosts = new Map<string, PQueue>();
  return {
    async run(host, task) {
      const queue = hosts.get(host) ?? new PQueue({ concurrency: limits.perHost });
      hosts.set(host, queue);
      try {
        return await queue.add(() => whole.add(task));
      } finally {
        if (queue.size === 0 && queue.pending === 0) hosts.delete(host);
      }
    },
  };
}
