import type { Config } from '../config/config.ts';
import type { DigestSettings, Slot } from '../model.ts';
import type { Decisions, Store } from '../store/store.ts';
import { type ComposedSlot, decisionsOf, type EditionRequest } from './edition.ts';
import { forcedSlot, outlookOf, shownSlot } from './outlook.ts';

/** An edition as a preview shows it. */
export interface ShownEdition {
  readonly settings: DigestSettings;
  readonly slot: Slot;
  /** Sending now would not use `slot` but make a further edition: nothing is due. */
  readonly isFurther: boolean;
  readonly instant: Date;
  readonly composition: Omit<ComposedSlot, 'desk'>;
  readonly decisions: Decisions;
}

/** Composes the edition due at `instant`, or the next one (see `shownSlot`). Nothing is stored. */
export async function shownEdition(
  { compose }: { compose(config: Config, store: Store, request: EditionRequest): Promise<ComposedSlot> },
  { config, store }: { readonly config: Config; readonly store: Store },
  { isNewSchedule, ...request }: Omit<EditionRequest, 'slot'> & { readonly isNewSchedule?: boolean | undefined },
): Promise<ShownEdition> {
  const { settings, instant } = request;
  const outlook = await outlookOf(config, settings, { store, now: instant });
  const slot = shownSlot(outlook, settings, isNewSchedule);
  const isFurther = forcedSlot(outlook, { config, settings, now: instant }).local !== slot.local;
  const composition = await compose(config, store, { ...request, slot });
  return { settings, slot, isFurther, instant, composition, decisions: decisionsOf(composition, config.feeds) };
}
