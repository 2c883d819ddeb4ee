import type { Collection } from '../collect/collect.ts';
import type { Config } from '../config/config.ts';
import type { ShownEdition } from '../edition/shown-edition.ts';

/** The content of a preview, for terminal, JSON and page. */
export interface Preview extends ShownEdition {
  readonly config: Config;
  readonly collection: Collection;
}
