import type { Collection } from '../collect/collect.ts';
import type { Config } from '../config/config.ts';
import type { ComposedSlot } from '../edition/edition.ts';
import type { DigestSettings, Slot } from '../model.ts';
import type { Decisions } from '../store/store.ts';

/** All that a preview shows, in words, as JSON, or as a page. */
export interface Preview {
  readonly config: Config;
  readonly settings: DigestSettings;
  readonly slot: Slot;
  readonly instant: Date;
  readonly collection: Collection;
  readonly composition: Omit<ComposedSlot, 'desk'>;
  readonly decisions: Decisions;
}
