import type { Config } from '../config/config.ts';
import { closeAfter } from '../ground/close-after.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';

export interface Place {
  readonly config: Config;
  readonly store: Store;
}

/** Loads the configuration, opens a copy of the store, and closes it after use. */
export async function withScratchStore<Result>(app: App, use: (place: Place) => Promise<Result>): Promise<Result> {
  const { config } = await app.loadConfig();
  return closeAfter(app.openScratchStore(config), (store) => use({ config, store }));
}
