import type { Config } from '../config/config.ts';
import type { DigestSettings, Slot } from '../model.ts';
import type { Decisions, Store } from '../store/store.ts';
import { type ComposedSlot, decisionsOf, type EditionRequest } from './edition.ts';
import { outlookOf, shownSlot } from './outlook.ts';

/** An edition as a preview shows it. */
export interface ShownEdition {
  readonly settings: DigestSettings;
  readonly slot: Slot;
  readonly instant: Date;
  readonly composition: Omit<ComposedSlot, 'desk'>;
  readonly decisions: Decisions;
}

interface Composer {
  compose(config: Config, store: Store, request: EditionRequest): Promise<ComposedSlot>;
}

/** Composes the edition due at `instant`, or the next one. Nothing is stored. */
export async function shownEdition(
  { compose }: Composer,
  { config, store }: { readonly config: Config; readonly store: Store },
  request: Omit<EditionRequest, 'slot'>,
): Promise<ShownEdition> {
  const { settings, instant } = request;
  const slot = shownSlot(await outlookOf(config, settings, { store, now: instant }), settings);
  const composition = await compose(config, store, { ...request, slot });
  return { settings, slot, instant, composition, decisions: decisionsOf(composition, config.feeds) };
}
