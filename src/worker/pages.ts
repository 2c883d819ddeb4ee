import { minuteMs } from '../ground/durations.ts';
import { workerFacts } from '../operator/heartbeat.ts';
import type { RunningServer } from '../server/bare-server.ts';
import { createHandRuns, leaveHandRun } from './hand-runs.ts';
import { type ServeOptions, serve } from './serve.ts';
import type { PageStages } from './stages.ts';
import { filesAreElsewhere, replicaName, standbyStages } from './standby.ts';

export interface PagesOptions extends Pick<ServeOptions, 'world' | 'store' | 'log' | 'settings' | 'metrics'> {
  /** Several replicas share the database: this one also serves its pages on standby. */
  readonly isReplica: boolean;
  /** Reads the settings again when their files have changed. */
  refresh(): Promise<void>;
}

export type Pages = ReturnType<typeof createPages>;

/** The pages of this process. */
export function createPages(options: PagesOptions) {
  const { isReplica, log, metrics, refresh, settings, store, world } = options;
  const standby = standbyStages({ store, settings, clock: world.clock });
  const told = (error: unknown) => log.warn({ err: error }, 'the database does not answer');
  const handRuns = isReplica ? createHandRuns(leaveHandRun(store, told)) : createHandRuns();
  let stages: PageStages | undefined;
  let server: RunningServer | undefined;
  const timer = isReplica
    ? setInterval(() => void (stages === undefined && refresh().catch(told)), minuteMs).unref()
    : undefined;

  const closeServer = async () => {
    await server?.close();
    server = undefined;
  };

  return {
    /** Receives people's requests to send a digest now, on any replica. */
    handRuns,
    /** Opens the pages unless they are open or no port is set. */
    async open(): Promise<void> {
      if (settings.now().environment.httpPort === 0) return;
      server ??= await serve({
        ...options,
        handRuns,
        stages: () => stages ?? standby,
        filesAreElsewhere: async () => (stages === undefined ? filesAreElsewhere(store) : undefined),
      });
    },
    /** This process becomes the leader; the pages of the other replicas name it. */
    async beginWork(begun: PageStages): Promise<void> {
      stages = begun;
      metrics.leads(true);
      if (isReplica) await store.saveFact(workerFacts.leader, replicaName(server?.address)).catch(told);
    },
    /** This process is no longer the leader. The pages of a replica stay open. */
    async endWork(): Promise<void> {
      stages = undefined;
      metrics.leads(false);
      if (!isReplica) await closeServer();
    },
    async close(): Promise<void> {
      clearInterval(timer);
      await closeServer();
    },
  };
}
