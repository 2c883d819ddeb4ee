import { join } from 'node:path';
import type { Logger } from 'pino';
import type { LoadedConfig } from '../config/config.ts';
import { configStamp } from '../config/config-stamp.ts';
import { createEnvFileWatch } from '../config/env-file.ts';
import type { GroupTexts } from '../config/group-files.ts';
import { createSettings, type SettingsInForce } from '../config/settings-in-force.ts';
import { checkWebhooks, readersRooms } from '../config/webhooks.ts';
import { type ExitCode, exitCode } from '../ground/command-error.ts';
import { isLoopback } from '../ground/hosts.ts';
import type { Problem } from '../model.ts';
import { type AlertsOptions, createAlerts } from '../operator/alerts.ts';
import { workerLock } from '../operator/heartbeat.ts';
import { createCronTimer } from '../schedule/cron-timer.ts';
import type { Metrics } from '../server/metrics.ts';
import type { JobQueue } from '../store/job-queue.ts';
import { openReopeningStore } from '../store/reopening-store.ts';
import { databaseFile } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import type { JobTakerOptions } from '../worker/job-taker.ts';
import { workInTurn } from '../worker/one-worker.ts';
import type { Pages } from '../worker/pages.ts';
import { createPing } from '../worker/ping.ts';
import { createSitePublisher } from '../worker/site-publisher.ts';
import { createWorkerStages } from '../worker/stages.ts';
import { refreshOnEdit } from '../worker/standby.ts';
import { startWorker } from '../worker/worker.ts';
import type { App, ChildProcesses } from './app.ts';
import { firstStart, isFirstStart } from './first-start.ts';
import { refuseBeforeFirstStore, refuseProblems, templateProblems, withTrustedTemplates } from './requirements.ts';

/** Runs the worker: collects, composes and delivers on schedule until SIGTERM or SIGINT. */
export async function start(app: App): Promise<ExitCode> {
  const loaded = await app.loadConfig({ robots: true });
  if (isFirstStart(loaded.config)) {
    const log = await app.log(loaded.config);
    logWarnings(log, loaded.warnings());
    const isSetUp = await firstStart(app, loaded.config, log);
    return isSetUp ? start(app) : exitCode.ok;
  }
  const { dataDir, database } = loaded.config.environment;
  refuseBeforeFirstStore(loaded.config, checkWebhooks(loaded.config));
  const open = () => app.openStore(loaded.config);
  const store =
    database === 'sqlite' ? await openReopeningStore({ file: join(dataDir, databaseFile), open }) : await open();
  let jobs: JobQueue | undefined;
  let pages: Pages | undefined;
  let children: ChildProcesses | undefined;
  try {
    const { config, problems } = await withTrustedTemplates(loaded.config, store);
    refuseProblems([...(await templateProblems(config, store)), ...checkWebhooks(config)]);
    const log = await app.log(config);
    logWarnings(log, [...loaded.warnings(), ...problems]);
    const envFileProblem = createEnvFileWatch(app.cwd);
    envFileProblem();
    const settings = createSettings({
      config,
      groups: loaded.groups,
      async reload(inForce) {
        const problem = envFileProblem();
        if (problem !== undefined) return { ok: false, problems: [problem], language: config.language };
        return reloadForUse(app, store, inForce);
      },
      clock: app.clock,
    });
    const stamp = () => configStamp(settings.now(), app.cwd);
    const refresh = refreshOnEdit(settings, stamp);
    children = await app.openChildProcesses(log);
    const world = { ...app, ...(children && { collect: children.collect, compose: children.compose }) };
    jobs = await sharedJobs({ world, settings, store, log, refresh });
    const [{ createMetrics }, { createPages }] = await Promise.all([
      import('../server/metrics.ts'),
      import('../worker/pages.ts'),
    ]);
    const metrics = createMetrics(log.lostLines);
    const isReplica = database === 'postgres';
    pages = createPages({ world, store, log, settings, metrics, refresh, isReplica });
    if (isReplica) await pages.open();
    const begun = { settings, stamp, store, log, jobs, metrics, pages, unstoredAlerts: new Map() };
    await workInTurn({
      lock: () => store.lockKey(workerLock),
      isOfSession: database === 'postgres',
      work: (signal) => work({ ...world, signal }, begun),
      clock: app.lockClock,
      signal: app.signal,
      log,
    });
    return exitCode.ok;
  } finally {
    await pages?.close();
    await jobs?.close();
    await children?.close();
    await store.close();
  }
}

function logWarnings(log: Logger, warnings: readonly Problem[]): void {
  for (const { file, line, what } of warnings) log.warn({ file, line, what }, 'configuration warning');
}

/**
 * Makes this process take jobs of the leader, also while it is on standby. undefined: the leader does all work itself, as
 * on SQLite.
 */
async function sharedJobs({
  world,
  log,
  ...options
}: Omit<JobTakerOptions, 'jobs'> & { readonly world: App }): Promise<JobQueue | undefined> {
  let jobs: JobQueue | undefined;
  try {
    jobs = await world.openJobs((error) => log.debug({ err: error }, 'shared jobs failed'));
    if (jobs === undefined) return undefined;
    const { takeJobs } = await import('../worker/job-taker.ts');
    await takeJobs({ ...options, world, log, jobs });
    log.info({}, 'replicas share the work');
    return jobs;
  } catch (error) {
    log.warn({ err: error }, 'replicas cannot share the work, one works and the others stand by');
    await jobs?.close();
    return undefined;
  }
}

/** How many digests the leader hands out at the same time; each replica composes one at a time. */
const digestsAtOnce = 8;

interface Begun {
  readonly jobs: JobQueue | undefined;
  readonly settings: SettingsInForce;
  /** Changes whenever a configuration file changes. */
  stamp(): string;
  readonly store: Store;
  readonly log: Awaited<ReturnType<App['log']>>;
  readonly metrics: Metrics;
  readonly pages: Pages;
  readonly unstoredAlerts: NonNullable<AlertsOptions['unstored']>;
}

async function work(world: App, begun: Begun): Promise<void> {
  const { settings, stamp, store, log, jobs, metrics, pages } = begun;
  const stages = await createWorkerStages({
    world,
    settings,
    store,
    log,
    metrics,
    jobs,
    alerts: (ways) => createAlerts({ ...ways, store, clock: world.clock, log, unstored: begun.unstoredAlerts }),
  });
  const site = createSitePublisher({ config: settings.now, store, clock: world.clock, log });
  // A crash between delivery and publication leaves the folder behind the store.
  site.kick();
  await pages.open();
  await pages.beginWork(stages);
  try {
    await startWorker({
      ...stages,
      settings,
      configStamp: stamp,
      rooms: readersRooms,
      handRuns: pages.handRuns,
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
    await pages.endWork();
    await site.ended();
  }
}

/** Like a fault in feeds.yaml, a template that cannot be rendered keeps the last good version in force. */
async function reloadForUse(app: App, store: Store, groups: GroupTexts | undefined): Promise<LoadedConfig> {
  const loaded = await app.reloadConfig(groups);
  if (!loaded.ok) return loaded;
  const { problems: distrusted } = await withTrustedTemplates(loaded.config, store);
  const problems = distrusted.length > 0 ? distrusted : await templateProblems(loaded.config, store);
  return problems.length === 0 ? loaded : { ok: false, problems, language: loaded.config.language };
}
