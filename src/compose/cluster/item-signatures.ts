import { foldTypography } from '../../ground/fold.ts';
import type { Aliases, Item } from '../../model.ts';
import { onceFor } from '../once-for.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';
import { aliasOf, type LearnedName, learnNames } from './learned-names.ts';
import {
  asideText,
  createSignatureReader,
  familiesOf,
  phrasesOf,
  type Signature,
  type SignatureReader,
} from './signature.ts';

/** Signatures of the items of one edition: each is read once, however often the edition is composed. */
export interface ItemSignatures {
  /** Names learned from the items. */
  readonly learned: readonly LearnedName[];
  /** Knows the learned names too. */
  readonly reader: SignatureReader;
  of(item: Item): Signature;
}

/** An item without a learned name is read once for all editions that share the object. */
export function createItemSignatures(items: readonly Item[], aliases: Aliases): ItemSignatures {
  const learned = learnNames(items, aliases);
  const reader = createSignatureReader(aliases, learned);
  const shared = sharedFor(aliases);
  const read = onceFor(({ title, summary, url }: Item) => reader.read(title, summary, url));
  if (learned.length === 0) return { learned, reader, of: shared };
  // A known name may belong to a family that was learned.
  const families = familiesFor(aliases);
  if (learned.some(({ latin, chinese }) => families.has(latin) || families.has(chinese))) {
    return { learned, reader, of: read };
  }
  const finder = createPhraseFinder(learned.map(aliasOf).flatMap(phrasesOf));
  const hasLearned = (text: string) => finder.find(text).length > 0;
  const of = onceFor((item: Item): Signature => {
    if (hasLearned(foldTypography(item.title))) return read(item);
    const plain = shared(item);
    return { ...plain, aside: () => (hasLearned(asideTextOf(item)) ? read(item) : plain).aside() };
  });
  return { learned, reader, of };
}

const sharedFor = onceFor((aliases: Aliases) => {
  const reader = createSignatureReader(aliases);
  return onceFor(({ title, summary, url }: Item) => reader.read(title, summary, url));
});
const familiesFor = onceFor(familiesOf);
const asideTextOf = onceFor(({ summary }: Item) => asideText(summary));
