import type { Config } from '../config/config.ts';
import type { Clock } from '../model.ts';
import type { Store } from '../store/store.ts';
import { shareNext } from './share-next.ts';
import type { Written } from './site-folder.ts';
import type { WorkerLog } from './worker-options.ts';

export interface SitePublisherOptions {
  config(): Config;
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<WorkerLog, 'info' | 'error'>;
}

/** Keeps the folder set by `publish` up to date, in the background. */
export function createSitePublisher({ config, store, clock, log }: SitePublisherOptions) {
  const publish = shareNext(async () => {
    const written = await publishSite(config(), store, clock.now());
    if (written !== undefined && written.written > 0) log.info({ ...written }, 'editions published');
  });
  let last = Promise.resolve();
  return {
    /** Publishes new editions. If it is already publishing, it does so once more afterwards. */
    kick(): void {
      last = publish().catch((error: unknown) =>
        log.error({ err: error, folder: config().publish }, 'editions not published'),
      );
    },
    /** Settles when nothing is being written. */
    ended: () => last,
  };
}

/** @returns undefined if feeds.yaml sets no folder */
export async function publishSite(config: Config, store: Store, now: Date): Promise<Written | undefined> {
  const { publish: folder, digests, language } = config;
  if (folder === undefined) return undefined;
  const [{ siteFiles }, { writeSite }] = await Promise.all([import('../server/site.ts'), import('./site-folder.ts')]);
  return writeSite(folder, siteFiles({ archive: store, digests, language, now }));
}
