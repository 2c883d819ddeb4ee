import { join } from 'node:path';
import type { Config, LoadedConfig } from '../config/config.ts';
import { configStamp } from '../config/config-stamp.ts';
import type { GroupTexts } from '../config/group-files.ts';
import { createSettings } from '../config/settings-in-force.ts';
import { checkWebhooks } from '../config/webhooks.ts';
import { type ExitCode, exitCode } from '../ground/command-error.ts';
import { isLoopback } from '../ground/hosts.ts';
import { createAlerts } from '../operator/alerts.ts';
import { createCronTimer } from '../schedule/cron-timer.ts';
import type { JobQueue } from '../store/job-queue.ts';
import { openReopeningStore } from '../store/reopening-store.ts';
import { databaseFile } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { createHandRuns } from '../worker/hand-runs.ts';
import { workInTurn } from '../worker/one-worker.ts';
import { createPing } from '../worker/ping.ts';
import { createSitePublisher } from '../worker/site-publisher.ts';
import { createWorkerStages } from '../worker/stages.ts';
import { startWorker } from '../worker/worker.ts';
import type { App } from './app.ts';
import { firstStart, isFirstStart } from './first-start.ts';
import { refuseBeforeFirstStore, refuseProblems, templateProblems, withTrustedTemplates } from './requirements.ts';

/** The long-lived worker: collects, composes and delivers on time until SIGTERM or SIGINT. */
export async function start(app: App): Promise<ExitCode> {
  const loaded = await app.loadConfig();
  if (isFirstStart(loaded.config)) {
    const isSetUp = await firstStart(app, loaded.config, await app.log(loaded.config));
    return isSetUp ? start(app) : exitCode.ok;
  }
  const { dataDir, database } = loaded.config.environment;
  refuseBeforeFirstStore(loaded.config, checkWebhooks(loaded.config));
  const open = () => app.openStore(loaded.config);
  const store =
    database === 'sqlite' ? await openReopeningStore({ file: join(dataDir, databaseFile), open }) : await open();
  let jobs: JobQueue | undefined;
  try {
    const { config, problems } = await withTrustedTemplates(loaded.config, store);
    refuseProblems([...(await templateProblems(config, store)), ...checkWebhooks(config)]);
    const log = await app.log(config);
    const warnings = [...loaded.warnings, ...problems];
    for (const { file, line, what } of warnings) log.warn({ file, line, what }, 'configuration warning');
    jobs = await sharedJobs(app, { config, groups: loaded.groups, store, log });
    await workInTurn({
      lock: () => store.lockKey('worker'),
      isOfSession: database === 'postgres',
      work: (signal) => work({ ...app, signal }, { config, groups: loaded.groups, store, log, jobs }),
      clock: app.clock,
      signal: app.signal,
      log,
    });
    return exitCode.ok;
  } finally {
    await jobs?.close();
    await store.close();
  }
}

/**
 * Takes jobs that the leader gives, also while this process stands by. undefined: this process does all work when it is
 * the leader, as on SQLite.
 */
async function sharedJobs(
  app: App,
  { config, groups, store, log }: Omit<Begun, 'jobs'>,
): Promise<JobQueue | undefined> {
  let jobs: JobQueue | undefined;
  try {
    jobs = await app.openJobs((error) => log.debug({ err: error }, 'trouble with shared jobs'));
    if (jobs === undefined) return undefined;
    const settings = createSettings({
      config,
      groups,
      reload: (inForce) => reloadForUse(app, store, inForce),
      clock: app.clock,
    });
    const { takeJobs } = await import('../worker/job-taker.ts');
    await takeJobs({ world: app, settings, store, log, jobs, configStamp: () => configStamp(settings.now(), app.cwd) });
    log.info({}, 'replicas share the work');
    return jobs;
  } catch (error) {
    log.warn({ err: error }, 'replicas do not share the work, one works and the others stand by');
    await jobs?.close();
    return undefined;
  }
}

/** Digests that the leader gives side by side; each replica composes one at a time. */
const digestsAtOnce = 8;

interface Begun {
  readonly jobs: JobQueue | undefined;
  readonly config: Config;
  readonly groups: GroupTexts | undefined;
  readonly store: Store;
  readonly log: Awaited<ReturnType<App['log']>>;
}

/** @param world its signal ends the work */
async function work(world: App, { config, groups, store, log, jobs }: Begun): Promise<void> {
  const [{ createMetrics }, { serve }] = await Promise.all([
    import('../server/metrics.ts'),
    import('../worker/serve.ts'),
  ]);
  const metrics = createMetrics(log.lostLines);
  const settings = createSettings({
    config,
    groups,
    reload: (inForce) => reloadForUse(world, store, inForce),
    clock: world.clock,
  });
  const stages = await createWorkerStages({
    world,
    settings,
    store,
    log,
    metrics,
    jobs,
    alerts: (ways) => createAlerts({ ...ways, store, clock: world.clock, log }),
  });
  const handRuns = createHandRuns();
  const site = createSitePublisher({ config: settings.now, store, clock: world.clock, log });
  // A program that ended between delivery and publication has left something to do.
  site.kick();
  const server =
    config.environment.httpPort === 0
      ? undefined
      : await serve({ world, store, log, settings, stages, metrics, handRuns });
  try {
    await startWorker({
      settings,
      configStamp: () => configStamp(settings.now(), world.cwd),
      collect: stages.collect,
      warm: stages.warm,
      publish: stages.publish,
      drafts: stages.drafts,
      slotByHand: stages.slotByHand,
      remind: stages.remind,
      report: stages.report,
      handRuns,
      outbox: stages.outbox,
      takenSlots: stages.takenSlots,
      alerts: stages.alerts,
      ping: createPing({
        url: () => settings.now().secret('PING_URL'),
        proxy: (hostname) => (isLoopback(hostname) ? undefined : settings.now().environment.proxies.https),
        log,
      }),
      slotEnded: site.kick,
      atOnce: jobs === undefined ? 1 : digestsAtOnce,
      store,
      timer: createCronTimer(log),
      clock: world.clock,
      random: world.random,
      log,
      signal: world.signal,
    });
  } finally {
    await server?.close();
    await site.ended();
  }
}

/** A template that cannot be rendered is as broken as a line of feeds.yaml: the last good version stays. */
async function reloadForUse(app: App, store: Store, groups: GroupTexts | undefined): Promise<LoadedConfig> {
  const loaded = await app.reloadConfig(groups);
  if (!loaded.ok) return loaded;
  const { problems: distrusted } = await withTrustedTemplates(loaded.config, store);
  const problems = distrusted.length > 0 ? distrusted : await templateProblems(loaded.config, store);
  return problems.length === 0 ? loaded : { ok: false, problems, language: loaded.config.language };
}
