import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import type { EditionChange } from '../store/store.ts';

/** A person's change to an edition, in words. */
export function changeText({ kind, title, from, to }: EditionChange): Phrase {
  switch (kind) {
    case 'removed':
      return phrase(`拿掉“${title}”`, `removed “${title}”`);
    case 'taken':
      return phrase(`放进“${title}”，第 ${to} 条`, `added “${title}” as no. ${to}`);
    case 'moved':
      return phrase(`“${title}”从第 ${from} 条移到第 ${to} 条`, `moved “${title}” from no. ${from} to no. ${to}`);
  }
}
