import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { createConfigFiles } from '../control/config-files.ts';
import { createFeedsDesk } from '../control/feeds-desk.ts';
import { createNowDesk } from '../control/now-desk.ts';
import { createReviewDesk } from '../control/review-desk.ts';
import { createSettingsDesk } from '../control/settings-desk.ts';
import { shownEdition } from '../edition/shown-edition.ts';
import { timetableOf } from '../edition/slot.ts';
import type { Phrase } from '../model.ts';
import { nextSlot } from '../schedule/slots.ts';
import { ListenError, type RunningServer } from '../server/bare-server.ts';
import { type Health, healthOf } from '../server/health.ts';
import type { Metrics } from '../server/metrics.ts';
import { startServer } from '../server/server.ts';
import { oneTimePassword } from '../server/sessions.ts';
import { arrivalLevel, arrivalsOf, unreadFeeds } from '../show/arrivals.ts';
import { type StatusReport, statusReport } from '../show/status.ts';
import type { Store } from '../store/store.ts';
import type { HandRuns } from './hand-runs.ts';
import type { PageStages } from './stages.ts';
import type { WorkerWorld } from './world.ts';

export interface ServeOptions {
  readonly world: WorkerWorld;
  readonly store: Store;
  readonly log: Logger;
  readonly settings: SettingsInForce;
  /** Called at each use, because the leader changes. */
  stages(): PageStages;
  readonly metrics: Metrics;
  readonly handRuns: Pick<HandRuns, 'ask'>;
  /** The reason why this process may not change the configuration files now. @default it may */
  filesAreElsewhere?(): Promise<Phrase | undefined>;
}

/** Opens the pages of the worker. @returns undefined if there is no port or it cannot be opened; the log says why */
export async function serve(options: ServeOptions): Promise<RunningServer | undefined> {
  const { world, store, log, settings, metrics, handRuns } = options;
  const startedAt = world.clock.now();
  const word = oneTimePassword();
  const files = createConfigFiles({
    settings,
    store,
    clock: world.clock,
    cwd: world.cwd,
    elsewhere: async () => options.filesAreElsewhere?.(),
  });
  const { httpHost: host, httpPort: port } = settings.now().environment;
  try {
    const server = await startServer({
      host,
      port,
      token: () => settings.now().secret('HTTP_TOKEN'),
      word,
      pageUrl: () => settings.now().environment.pageUrl,
      store,
      archive: store,
      publicPages: () => settings.now().environment.publicPages,
      log,
      now: () => world.clock.now(),
      language: () => settings.now().language,
      digests: () => settings.now().digests,
      health: () => health(options, startedAt),
      status: () => status(options),
      preview: (digestId) => previewFromStore(options, digestId),
      run: handRuns.ask,
      metrics,
      desks: {
        now: createNowDesk({
          ...world,
          ...files,
          store,
          settings,
          standing: async () => options.stages().alerts.standing(),
          sendSoon: () => sendSoon(options),
        }),
        feeds: createFeedsDesk({ world, store, settings, ...files }),
        review: createReviewDesk({ store, settings, clock: world.clock, run: handRuns.ask }),
        settings: createSettingsDesk({ world, store, settings, ...files }),
      },
    });
    log.info({ address: server.address }, 'pages open');
    if (settings.now().secret('HTTP_TOKEN') === undefined) log.warn({ word }, noToken(settings.now()));
    return server;
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    log.error({ what: error.phrase }, 'pages could not be opened');
    return undefined;
  }
}

/** Each replica has a one-time password of its own, which the others do not accept. */
function noToken({ environment: { database } }: Config): string {
  return database === 'postgres'
    ? 'no HTTP_TOKEN: this one-time password opens the pages of this replica only, set the same HTTP_TOKEN on all of them'
    : 'no HTTP_TOKEN: this one-time password opens the pages until the next start';
}

function sendSoon({ world, stages, log }: ServeOptions): void {
  stages()
    .outbox.wake({ signal: world.signal })
    .catch((error: unknown) => log.warn({ err: error }, 'delivery failed'));
}

async function health({ world, settings, store, stages }: ServeOptions, startedAt: Date): Promise<Health> {
  const config = settings.now();
  const now = world.clock.now();
  const { alerts, isStandby = false } = stages();
  const next = config.digests.flatMap((digest) => nextSlot(timetableOf(digest, config), now)?.instant ?? []);
  return healthOf({
    facts: await store.facts('worker:'),
    now,
    startedAt: isStandby ? undefined : startedAt,
    nextRun: next.toSorted((a, b) => a.getTime() - b.getTime())[0],
    unfinished: await store.unfinished(),
    alerts: await alerts.standing(),
    arrivals: arrivalLevel(
      await arrivalsOf(config, store, { now, editions: 1 }),
      unreadFeeds(config, await store.feedStates(), now),
    ),
  });
}

async function status({ world, settings, store }: ServeOptions): Promise<StatusReport> {
  const config = settings.now();
  const model = await world.modelStatus(config);
  return statusReport(config, store, { now: world.clock.now(), language: config.language, model });
}

/** The edition due or the next one, composed from the stored items. Nothing is fetched. */
async function previewFromStore({ world, settings, store, stages }: ServeOptions, digestId: string) {
  const config = settings.now();
  const digest = digestOf(config, digestId);
  const feedOutcomes = await stages().lastOutcomes(digest);
  const request = { settings: digest, instant: world.clock.now(), feedOutcomes, isOffline: true };
  return shownEdition(world, { config, store }, request);
}

function digestOf(config: Config, digestId: string) {
  const found = config.digests.find(({ id }) => id === digestId);
  if (found === undefined) throw new Error(`Expected a digest of the configuration, got ${digestId}`);
  return found;
}
